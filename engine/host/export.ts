// Exports of open workspaces. Takes paths, so only for callers that the user trusts.

import { basename } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import {
  exportFormat,
  exportOptuna,
  exportTable,
  exportToStream,
  writeOutputFile,
  type ExportSource,
  type OutputOptions,
  type Sink,
} from '../report/exchange/index.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { assertNotEmpty, selectionOf } from './selection.ts';
import { systemOf } from './study-system.ts';
import { version } from './version.ts';

/** What to export of a workspace, and where to. */
export interface ExportRequest extends OutputOptions {
  /** One study; all of them if absent, which only formats that hold several can. */
  readonly study?: string;
  /** `all`, `front`, trial numbers such as `3,17,20-25`, or the name of a selection; all if absent. */
  readonly select?: string | Uint32Array;
  readonly filter?: string;
  /** By the file's extension if absent. */
  readonly format?: string;
  /** A file, or where the text of a text format goes. */
  readonly out: string | Sink;
}

export interface Exported {
  readonly trials: number;
  readonly studies: readonly string[];
  readonly format: string;
}

/**
 * Writes an export. Throws `usage` for an unknown format, a selection or filter that makes no sense, an existing file
 * without `force`; not-found for an unknown study or folder; `space-empty` for an empty front.
 */
export async function exportFrom(workspace: Workspace, request: ExportRequest): Promise<Exported> {
  const { out, force, signal } = request;
  const format = exportFormat(request.format, typeof out === 'string' ? out : undefined);
  const options: OutputOptions = {
    ...(force === undefined ? {} : { force }),
    ...(signal === undefined ? {} : { signal }),
  };
  if (format === 'pareto') {
    const path = fileOf(out, 'a workspace');
    if (request.study !== undefined || request.select !== undefined || request.filter !== undefined) {
      throw new ParetoscopeError('usage', 'a workspace is copied as a whole', {
        hint: 'leave --study, --select and --filter out',
      });
    }
    await writeOutputFile(path, options, (unfinished) => workspace.saveCopy(unfinished));
    const all = workspace.studies();
    const trials = all.reduce((sum, stored) => sum + stored.storedCount(), 0);
    return { trials, studies: all.map(({ study }) => study.name), format };
  }
  const chosen = chooseStudies(workspace, request.study, format === 'optuna');
  const selection = selectionOf(workspace, chosen, request.select ?? 'all', request.filter);
  const sources = await Promise.all(
    chosen.map(async (stored): Promise<ExportSource> => {
      assertNotEmpty(stored, selection);
      return {
        stored,
        system: await systemOf(stored),
        engineVersion: version(),
        annotations: workspace.annotations.ofStudy(stored.id),
        selections: workspace.annotations.selections(stored.id),
      };
    }),
  );
  const studies = chosen.map(({ study }) => study.name);
  if (format === 'optuna') {
    const file = fileOf(out, 'an Optuna storage');
    const trials = await workspace.passing(() => exportOptuna(sources, selection, file, options));
    return { trials, studies, format };
  }
  const source = sources[0]!;
  const trials = await workspace.passing(() =>
    typeof out === 'string'
      ? exportTable(source, selection, format, out, options)
      : exportToStream(source, selection, format, out, signal),
  );
  return { trials, studies, format };
}

function fileOf(out: string | Sink, what: string): string {
  if (typeof out === 'string') return out;
  throw new ParetoscopeError('usage', `${what} is a file, not a stream`, { hint: 'name it with --out' });
}

/** Studies by name, or all of them where several are wanted. Throws not-found, `usage`. */
export function chooseStudies(
  workspace: Workspace,
  name: string | undefined,
  several: boolean,
): readonly StoredStudy[] {
  const all = workspace.studies();
  const names = all.map(({ study }) => study.name).join(', ');
  const title = basename(workspace.path);
  if (all.length === 0) throw new ParetoscopeError('not-found', `${title} has no studies`);
  if (name !== undefined) {
    const found = all.filter(({ study }) => study.name === name);
    if (found.length > 0) return found;
    throw new ParetoscopeError('not-found', `there is no study "${name}" in ${title}`, {
      hint: `it has ${names}`,
    });
  }
  if (several || all.length === 1) return all;
  throw new ParetoscopeError('usage', `${title} has ${all.length} studies, and this format holds one`, {
    hint: `choose with --study: ${names}`,
  });
}
