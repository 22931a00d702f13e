// Reports of studies in open workspaces. Takes paths, so only for callers that the user trusts.

import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import { isImported, writeOutputFile, type OutputOptions } from '../report/exchange/index.ts';
import {
  bibliography,
  composeDocument,
  gatherReport,
  latexTables,
  pdfReport,
  type StudyReport,
} from '../report/index.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { describeStudy } from '../study/describe.ts';
import { outlineOf } from './analysis.ts';
import { outputFormat } from './output-format.ts';
import { systemOf } from './study-system.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import type { ReportHelp } from './report-help.ts';
import { version } from './version.ts';

export const REPORT_FORMATS = ['html', 'md', 'pdf', 'tex', 'bib'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What to report on, and where to. */
export interface ReportRequest extends OutputOptions {
  /** Studies by name, in the order of the report; all of the workspace if empty or absent. */
  readonly studies?: readonly string[];
  /** By the file's extension if absent. */
  readonly format?: string;
  /** Trials shown beside those that the report chooses; needs a single study. */
  readonly pinned?: readonly number[];
  /** Leave out the check against published numbers, which evaluates the system many times. */
  readonly withoutClaims?: boolean;
  readonly out: string;
}

export interface Reported {
  readonly studies: readonly string[];
  readonly format: ReportFormat;
  /** Everything that was written, the report itself first. */
  readonly files: readonly string[];
}

/**
 * Writes a report. Throws not-found for an unknown study, an unknown trial, a study without trials or a missing folder;
 * `usage` for an unknown format, pinned trials of several studies, or an existing file without `force`.
 */
export async function reportFrom(
  workspace: Workspace,
  request: ReportRequest,
  help: ReportHelp,
): Promise<Reported> {
  const format = outputFormat(
    'report',
    REPORT_FORMATS,
    request,
    `name a file that ends in ${REPORT_FORMATS.map((one) => `.${one}`).join(', ')}`,
  );
  const chosen = chooseStudies(workspace, request.studies ?? []);
  const pinned = request.pinned ?? [];
  if (pinned.length > 0 && chosen.length > 1) {
    throw new ParetoscopeError('usage', 'trials can be pinned in a report of one study only', {
      hint: 'choose the study with --study',
    });
  }
  // What draws is loaded while the trials are read. Where that goes wrong, drawing says so.
  if (format !== 'tex' && format !== 'bib') {
    help.analyses.run('loadPage', undefined).catch(() => undefined);
  }
  const reports: StudyReport[] = [];
  for (const stored of chosen) {
    reports.push(await gatherStudy(workspace, stored, request, help));
  }
  const { out, force, signal } = request;
  const options: OutputOptions = {
    ...(force === undefined ? {} : { force }),
    ...(signal === undefined ? {} : { signal }),
  };
  return {
    studies: chosen.map(({ study }) => study.name),
    format,
    files: await writeReport(reports, format, out, options, help),
  };
}

/** Writes the report and what belongs to it; returns the files. */
async function writeReport(
  reports: readonly StudyReport[],
  format: ReportFormat,
  out: string,
  options: OutputOptions,
  { analyses }: ReportHelp,
): Promise<readonly string[]> {
  const write = (path: string, contents: string | Uint8Array): Promise<void> =>
    writeOutputFile(path, options, (unfinished) => writeFile(unfinished, contents));
  switch (format) {
    case 'html':
      await write(out, await analyses.run('page', composeDocument(reports)));
      break;
    case 'pdf':
      refuseExisting(out, options);
      await write(out, await pdfReport(await analyses.run('page', composeDocument(reports))));
      break;
    case 'tex':
      await write(out, latexTables(reports));
      break;
    case 'bib':
      await write(out, bibliography(reports));
      break;
    case 'md':
      return writeMarkdown(reports, out, options, analyses, write);
  }
  return [out];
}

/** Printing takes seconds: better to refuse before than after. */
function refuseExisting(path: string, { force }: OutputOptions): void {
  if (force === true || !existsSync(path)) return;
  throw new ParetoscopeError('usage', `"${path}" exists already`, {
    hint: 'choose another name, or replace it with --force',
  });
}

/**
 * The text, and its figures in a folder beside it. The text comes last, so that where it is, its figures are; after an
 * error, what was written is taken away again.
 */
async function writeMarkdown(
  reports: readonly StudyReport[],
  out: string,
  options: OutputOptions,
  analyses: AnalysisThreads,
  write: (path: string, contents: string) => Promise<void>,
): Promise<readonly string[]> {
  const folder = `${out.slice(0, out.length - extname(out).length)}-figures`;
  const { text, figures } = await analyses.run('markdown', {
    document: composeDocument(reports),
    figureFolder: basename(folder),
  });
  refuseExisting(out, options);
  refuseExisting(folder, options);
  const isNew = !existsSync(folder);
  const written: string[] = [];
  try {
    if (existsSync(dirname(folder))) await makeFolder(folder);
    for (const [name, svg] of figures) {
      const path = join(folder, name);
      await write(path, svg);
      written.push(path);
    }
    await write(out, text);
  } catch (error) {
    if (isNew) await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return [out, ...written];
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new ParetoscopeError('workspace-read-only', `the folder "${path}" cannot be made`, {
      hint: 'choose another place',
      cause: error,
    });
  }
}

function chooseStudies(workspace: Workspace, names: readonly string[]): readonly StoredStudy[] {
  const all = workspace.studies();
  const title = basename(workspace.path);
  if (all.length === 0) throw new ParetoscopeError('not-found', `${title} has no studies`);
  if (names.length === 0) return all;
  return [...new Set(names)].map((name) => {
    const found = all.find(({ study }) => study.name === name);
    if (found !== undefined) return found;
    throw new ParetoscopeError('not-found', `there is no study "${name}" in ${title}`, {
      hint: `it has ${all.map(({ study }) => study.name).join(', ')}`,
    });
  });
}

/** All a report says of a study. */
export async function gatherStudy(
  workspace: Workspace,
  stored: StoredStudy,
  request: Pick<ReportRequest, 'pinned' | 'signal' | 'withoutClaims'>,
  help: ReportHelp,
): Promise<StudyReport> {
  const { study } = stored;
  const system = await systemOf(stored);
  const { pinned, signal, withoutClaims } = request;
  const space = Space.forStudy(system, study);
  const outline = outlineOf({ stored, system });
  const hasClaims = withoutClaims !== true && !isImported(system.id);
  return gatherReport({
    stored,
    system,
    question: describeStudy(study, system, space),
    engineVersion: version(),
    annotations: workspace.annotations.ofStudy(stored.id),
    selections: workspace.annotations.selections(stored.id),
    ...(hasClaims ? { claims: help.claims(system) } : {}),
    analyses: {
      truths: async (codes, frontCodes) =>
        (await help.analyses.run('truths', { outline, codes, frontCodes })).truths,
      importance: (codes, values) =>
        help.analyses.run('importance', { outline, codes, values, seed: study.seed, method: 'fanova' }),
      correlations: (codes, values) =>
        help.analyses.run('ranks', { outline, codes, values, seed: study.seed }),
    },
    ...(isImported(system.id)
      ? {}
      : {
          inspect: async (trial: number) => {
            const { inspection, command } = await help.open(study.name, trial);
            return { inspection, command };
          },
        }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(signal === undefined ? {} : { signal }),
  });
}
