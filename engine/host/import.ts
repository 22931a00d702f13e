// Imports into open workspaces. Takes paths, so only for callers that the user trusts.

import { basename, extname } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { ImportedStudySummary } from '../contract/host.ts';
import type { ImportPreview } from '../contract/import.ts';
import { COMPLETE } from '../contract/trial.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import {
  isImported,
  previewCsv,
  previewOptuna,
  readCsv,
  readOptuna,
  type CsvOptions,
  type ImportedStudy,
} from '../report/exchange/index.ts';
import { ReferenceChooser } from '../run/reference.ts';
import { Teller } from '../run/told.ts';
import type { Workspace } from '../store/index.ts';
import { version } from './version.ts';

/** How to read a file. The format follows from its contents and extension. */
export interface ImportRequest {
  readonly path: string;
  /** Some studies of an Optuna file; all of them if absent. */
  readonly studies?: readonly string[];
  /** Name for a single study, instead of its own. */
  readonly rename?: string;
  readonly csv?: CsvOptions;
}

const OPTUNA_EXTENSIONS = ['.db', '.sqlite', '.sqlite3', '.optuna'];

function isOptuna(path: string): boolean {
  return OPTUNA_EXTENSIONS.includes(extname(path).toLowerCase());
}

/** What a file holds, and what is wrong with it as the request reads it. Throws as `importInto` for an Optuna storage. */
export async function previewImport({ path, rename, csv }: ImportRequest): Promise<ImportPreview> {
  if (isOptuna(path)) return previewOptuna(path);
  return previewCsv(path, { ...csv, ...(rename === undefined ? {} : { study: rename }) });
}

/**
 * Reads a file into a workspace, which `open` opens for writing once the file is known to make sense. Each study is
 * there wholly or, after an error, not at all. Throws not-found, `study-invalid` with the line for a file that cannot
 * be understood, `study-differs` for a name that is taken, disk-full.
 */
export async function importInto(
  open: () => Workspace,
  request: ImportRequest,
): Promise<readonly ImportedStudySummary[]> {
  try {
    return await importAll(open, request);
  } catch (error) {
    if (!(error instanceof ParetoscopeError) || error.kind !== 'disk-full') throw error;
    throw new ParetoscopeError('disk-full', `no room on the disk to import "${basename(request.path)}"`, {
      hint: 'free some space and import it again; nothing of it was kept',
      cause: error,
    });
  }
}

async function importAll(
  open: () => Workspace,
  { path, rename, csv, studies }: ImportRequest,
): Promise<readonly ImportedStudySummary[]> {
  if (isOptuna(path)) {
    const file = readOptuna(path, studies, rename);
    try {
      return await storeAll(open(), file.studies);
    } finally {
      file.close();
    }
  }
  const read = await readCsv(path, { ...csv, ...(rename === undefined ? {} : { study: rename }) });
  return storeAll(open(), [read]);
}

async function storeAll(
  workspace: Workspace,
  studies: readonly ImportedStudy[],
): Promise<readonly ImportedStudySummary[]> {
  for (const { study } of studies) {
    const there = workspace.study(study.name);
    if (there === undefined) continue;
    // What an import that was killed left behind.
    if (isImported(there.study.system) && !there.finished) workspace.deleteStudy(study.name);
    else if (there.storedCount() > 0) throw taken(workspace, study.name);
  }
  const done: string[] = [];
  try {
    const results: ImportedStudySummary[] = [];
    for (const imported of studies) {
      done.push(imported.study.name);
      results.push(await store(workspace, imported));
    }
    return results;
  } catch (error) {
    try {
      for (const name of done) workspace.deleteStudy(name);
    } catch {
      // A full disk may be in the way of this too: the next import of that name replaces what is left.
    }
    throw error;
  }
}

function taken(workspace: Workspace, name: string): ParetoscopeError {
  return new ParetoscopeError('study-differs', `${basename(workspace.path)} has a study "${name}" already`, {
    hint: 'give the imported one another name with --as, or use another workspace',
  });
}

/** Stores a study as a run would have: trials in order, then the front and its hypervolume. */
async function store(workspace: Workspace, imported: ImportedStudy): Promise<ImportedStudySummary> {
  const { study, metrics, sourceText, notes } = imported;
  const stored = workspace.createStudy(study, sourceText, metrics);
  const teller = new Teller(
    study,
    metrics.map(({ id }) => id),
  );
  const width = study.objectives.length;
  const archive = new ParetoArchive(width);
  const chooser = new ReferenceChooser(width);
  const run = stored.beginRun({ engineVersion: version(), workers: 0 });
  for await (const { designs, results } of imported.batches()) {
    stored.append(designs, results);
    const { objectives } = teller.tell(designs, results);
    for (let row = 0; row < results.count; row++) {
      if (results.states[row] !== COMPLETE) continue;
      chooser.offer(objectives, row * width);
      archive.offer(results.first + row, objectives, row * width);
    }
  }
  const reference = imported.reference ?? chooser.reference();
  stored.group(() => {
    if (reference !== undefined) stored.setReference(reference);
    const volume =
      reference === undefined
        ? null
        : measureHypervolume(archive.values(), width, Float64Array.from(reference)).volume;
    stored.saveFront(archive.numbers(), volume);
  });
  for (const { number, ...said } of imported.annotations?.() ?? []) {
    if (number < stored.storedCount()) workspace.annotations.annotate(stored.id, number, said);
  }
  for (const selection of imported.selections ?? []) {
    workspace.annotations.saveSelection(stored.id, selection);
  }
  stored.group(() => {
    stored.endRun(run, 'imported');
    stored.markFinished(true);
  });
  return { study: study.name, trials: stored.storedCount(), frontSize: stored.front().length, notes };
}
