// Exports from and imports into open workspaces. Takes paths, so only for callers that the user trusts.

import { basename, extname } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { ImportedStudySummary, TrialDetail } from '../contract/host.ts';
import type { ImportPreview } from '../contract/import.ts';
import type { Study } from '../contract/study.ts';
import type { Design, System } from '../contract/system.ts';
import { COMPLETE, type Trial } from '../contract/trial.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import {
  exportFormat,
  exportOptuna,
  exportTable,
  exportToStream,
  importedSystem,
  isImported,
  previewCsv,
  previewOptuna,
  readCsv,
  readDescription,
  readOptuna,
  writeOutputFile,
  type CsvOptions,
  type ExportSource,
  type ImportedStudy,
  type OutputOptions,
  type Selection,
  type Sink,
} from '../report/exchange/index.ts';
import { ReferenceChooser } from '../run/reference.ts';
import { Teller } from '../run/told.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { loadSystem } from '../systems/registry.ts';
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

/** How to read a file. The format follows from its contents and extension. */
export interface ImportRequest {
  readonly path: string;
  /** Some studies of an Optuna file; all of them if absent. */
  readonly studies?: readonly string[];
  /** Name for a single study, instead of its own. */
  readonly rename?: string;
  readonly csv?: CsvOptions;
}

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
      return { stored, system: await systemOf(stored), engineVersion: version() };
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

function chooseStudies(
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

/** A selection by its name in the workspace, else as `parseSelection`. */
function selectionOf(
  workspace: Workspace,
  studies: readonly StoredStudy[],
  text: string | Uint32Array,
  filter: string | undefined,
): Selection {
  if (typeof text !== 'string') {
    return { select: Uint32Array.from(new Set(text)).sort(), ...(filter === undefined ? {} : { filter }) };
  }
  const kept = studies.flatMap(({ id }) => workspace.annotations.selections(id));
  const named = kept.find(({ name }) => name === text);
  if (named === undefined) {
    const names = kept.map(({ name }) => name);
    return parseSelection(text, filter, names.length === 0 ? undefined : names);
  }
  const filters = [named.filter, filter].filter((one) => one !== undefined && one.trim() !== '');
  return {
    select: named.numbers === undefined ? 'all' : Uint32Array.from(named.numbers).sort(),
    ...(filters.length === 0 ? {} : { filter: filters.map((one) => `(${one})`).join(' and ') }),
  };
}

/** `all`, `front`, or numbers and ranges of numbers. Throws `usage`, naming what else could be selected. */
export function parseSelection(text: string, filter?: string, names?: readonly string[]): Selection {
  const rest = filter === undefined ? {} : { filter };
  if (text === 'all' || text === 'front') return { select: text, ...rest };
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,10})(?:\s*-\s*(\d{1,10}))?\s*$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (match === null || to < from || to >= 2 ** 32 || to - from > MOST_SELECTED) {
      throw new ParetoscopeError('usage', `"${text}" selects nothing that is known`, {
        hint:
          'write all, front, or trial numbers such as 3,17,20-25' +
          (names === undefined ? '' : `, or a selection of the workspace: ${names.join(', ')}`),
      });
    }
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  return { select: Uint32Array.from(numbers).sort(), ...rest };
}

const MOST_SELECTED = 1_000_000;

function assertNotEmpty(stored: StoredStudy, { select }: Selection): void {
  const { name } = stored.study;
  if (stored.storedCount() === 0) {
    throw new ParetoscopeError('not-found', `the study "${name}" has no trials yet`, {
      hint: 'run it first',
    });
  }
  if (select === 'front' && stored.front().length === 0) {
    throw new ParetoscopeError(
      'space-empty',
      `the front of "${name}" is empty: none of its trials is feasible`,
      {
        hint: 'export all trials with --select all',
      },
    );
  }
  if (typeof select !== 'string') {
    const missing = select.find((number) => number >= stored.storedCount());
    if (missing === undefined) return;
    throw new ParetoscopeError('not-found', `the study "${name}" has no trial ${missing}`, {
      hint: `its trials are numbered from 0 to ${stored.storedCount() - 1}`,
    });
  }
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
 * be understood, `study-differs` for a name that is taken.
 */
export async function importInto(
  open: () => Workspace,
  request: ImportRequest,
): Promise<readonly ImportedStudySummary[]> {
  const { path, rename, csv, studies } = request;
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
    for (const name of done) workspace.deleteStudy(name);
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
    stored.endRun(run, 'imported');
    stored.markFinished(true);
  });
  return { study: study.name, trials: stored.storedCount(), frontSize: stored.front().length, notes };
}
