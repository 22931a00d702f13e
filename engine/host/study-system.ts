// The system behind a stored study: one of ours, or the one that stands for a file that was imported.

import type { TrialDetail } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import type { Design, System } from '../contract/system.ts';
import type { Trial } from '../contract/trial.ts';
import { importedSystem, isImported, readDescription } from '../report/exchange/index.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { loadSystem } from '../systems/registry.ts';

/** The system of a stored study: the imported one where nothing here evaluated it. */
export async function systemOf(stored: StoredStudy): Promise<System> {
  const { study } = stored;
  if (!isImported(study.system)) return loadSystem(study.system);
  return importedSystem(study, readDescription(study.name, stored.sourceText()));
}

/** Units of the parameters of a study's system, so that filters may be written with units. */
export async function parameterUnits(stored: StoredStudy): Promise<Readonly<Record<string, string>>> {
  const { parameters } = await systemOf(stored);
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([id, { unit }]) => (unit === undefined ? [] : [[id, unit]])),
  );
}

/** The systems that stand for the imported studies of a workspace. */
export function importedSystems(workspace: Workspace): readonly System[] {
  return workspace
    .studies()
    .filter(({ study }) => isImported(study.system))
    .map((stored) => importedSystem(stored.study, readDescription(stored.study.name, stored.sourceText())));
}

/** A trial of an imported study, which cannot be evaluated again: what the file said about it. */
export function inspectImported(study: Study, trial: Trial, design: Design): TrialDetail {
  const { metrics, message = 'infeasible in the imported file' } = trial;
  return {
    trial,
    design,
    inspection: {
      outcome: trial.state === 'infeasible' ? { infeasible: message, metrics } : metrics,
      breakdowns: [],
      notes: [
        'This trial was imported: its metrics are those of the file, and nothing here can break them down.',
      ],
    },
    command: `paretoscope trials WORKSPACE --study '${study.name.replaceAll("'", "'\\''")}' --filter 'number = ${trial.number}'`,
  };
}
