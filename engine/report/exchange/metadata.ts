// What every export says besides its trials: the question, the system and its version, the seed, and how to run it again.

import type { ExportColumn, ExportSource } from './columns.ts';
import type { Selection } from './selection.ts';

/** Plain JSON without dates: the same workspace gives the same text. */
export interface ExportMetadata {
  readonly [key: string]: unknown;
  readonly columns: readonly Readonly<Record<string, unknown>>[];
}

/** See docs/exchange.md for the meaning of every field. */
export function exportMetadata(
  { stored, system, engineVersion }: ExportSource,
  selection: Selection,
  columns: readonly ExportColumn[],
): ExportMetadata {
  const { study } = stored;
  const { select, filter } = selection;
  return {
    format: 'paretoscope-export',
    formatVersion: 1,
    program: `Paretoscope ${engineVersion}`,
    study: study.name,
    ...(study.description === undefined ? {} : { description: study.description }),
    system: {
      id: study.system,
      version: study.systemVersion,
      title: system.title,
      ...(system.paper === undefined ? {} : { paper: system.paper }),
    },
    objectives: study.objectives,
    constraints: study.constraints.map(({ text }) => text),
    fixed: study.fixed,
    sampler: study.sampler,
    budget: study.budget,
    seed: study.seed,
    counts: stored.counts(),
    frontSize: stored.front().length,
    hypervolume: stored.hypervolume(),
    hypervolumeReference: stored.reference(),
    selection: {
      select: typeof select === 'string' ? select : Array.from(select),
      ...(filter === undefined ? {} : { filter }),
    },
    reproduce: reproduceCommand(study.system, study.seed),
    studyFile: stored.sourceText(),
    columns: columns.map(describeColumn),
  };
}

/** The file beside a CSV or JSON Lines file that holds its metadata, named as "CSV on the Web" (W3C) names it. */
export function metadataPath(path: string): string {
  return `${path}-metadata.json`;
}

/** The command that runs a study again from the study file that the metadata holds. */
function reproduceCommand(system: string, seed: number): string {
  return system.startsWith('imported:')
    ? 'imported: the trials were not evaluated by Paretoscope'
    : `paretoscope run STUDY.yaml --seed ${seed}   # STUDY.yaml: the text of "studyFile"`;
}

function describeColumn(column: ExportColumn): Readonly<Record<string, unknown>> {
  const { name, role, doc, unit } = column;
  return {
    name,
    role,
    ...('id' in column ? { id: column.id } : {}),
    ...(doc === '' ? {} : { doc }),
    ...(unit === undefined ? {} : { unit }),
    ...(column.role === 'metric' && column.direction !== undefined ? { direction: column.direction } : {}),
    ...(column.role === 'metric' && column.provenance !== undefined ? { provenance: column.provenance } : {}),
    ...(column.role === 'parameter' && column.choices !== undefined ? { choices: column.choices } : {}),
  };
}
