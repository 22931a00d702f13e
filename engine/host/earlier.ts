// Settles which trials of another study a study begins with. How many, and a checksum over them, are stored with the
// study, so that it goes on from the same ones or says why it cannot.

import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { ToldBatch } from '../contract/sampler.ts';
import type { EarlierTrials, Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import { earlierTrials, type Earlier } from '../run/earlier-trials.ts';
import { openWorkspace } from '../store/index.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';

export interface SettledStart {
  readonly study: Study;
  readonly earlier?: ToldBatch;
  /** For the run's output. */
  readonly notes: readonly string[];
}

/**
 * The study with its earlier trials settled. `stored` is the study as the workspace has it, if it does. Throws
 * not-found where the other study is gone, and `usage` where its trials changed or are of another system.
 */
export function withEarlierTrials(
  study: Study,
  system: System,
  stored: Study | undefined,
  workspace: Workspace,
): SettledStart {
  const asked = study.start?.trials;
  if (asked === undefined) return { study, notes: [] };
  const before = stored?.start?.trials;
  const used =
    before?.study === asked.study && before.workspace === asked.workspace ? before.used : undefined;
  const earlier = readFrom(workspace, asked, (source) => earlierTrials(source, study, system, used?.trials));
  if (used !== undefined && used.checksum !== earlier.used.checksum) {
    throw new ParetoscopeError(
      'usage',
      `the trials of study "${asked.study}" that this study began with are not the same any more`,
      { hint: 'begin anew with --fresh, or under another name' },
    );
  }
  const { told, outside } = earlier;
  const count = told.designs.count.toLocaleString('en');
  const rest = outside === 0 ? '' : ` (${outside.toLocaleString('en')} lie outside this space)`;
  return {
    study: { ...study, start: { ...study.start, trials: { ...asked, used: earlier.used } } },
    earlier: told,
    notes: [`the sampler knows ${count} trials of study "${asked.study}"${rest}`],
  };
}

function readFrom(
  workspace: Workspace,
  { study, workspace: file }: EarlierTrials,
  read: (source: StoredStudy) => Earlier,
): Earlier {
  if (file === undefined) return read(found(workspace, study));
  const path = resolve(dirname(workspace.path), file);
  if (!existsSync(path)) {
    throw new ParetoscopeError('not-found', `there is no workspace ${file} to begin with`, {
      hint: 'its path is looked up from the folder of the workspace that the study runs in',
    });
  }
  const other = openWorkspace(path, { mode: 'read' });
  try {
    return read(found(other, study));
  } finally {
    other.close();
  }
}

function found(workspace: Workspace, name: string): StoredStudy {
  const source = workspace.study(name);
  if (source !== undefined) return source;
  throw new ParetoscopeError(
    'not-found',
    `there is no study "${name}" in ${basename(workspace.path)} to begin with`,
    {
      hint: `it has ${workspace
        .studies()
        .map(({ study }) => study.name)
        .join(', ')}`,
    },
  );
}
