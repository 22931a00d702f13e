// Exports, reports and imports that a shell asks for: the code of the command line, with files kept by token.

import { rmSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type {
  ExportQuery,
  ImportedStudySummary,
  ImportQuery,
  PreparedFile,
  ReportQuery,
} from '../contract/host.ts';
import type { ImportPreview } from '../contract/import.ts';
import { metadataPath } from '../report/exchange/index.ts';
import type { Workspace } from '../store/index.ts';
import { exportFrom } from './export.ts';
import { importInto, previewImport, type ImportRequest } from './import.ts';
import type { PreparedFiles } from './prepared-files.ts';
import type { ReportHelp } from './report-help.ts';
import type { Workspaces } from './workspaces.ts';

const EXTENSIONS: Readonly<Partial<Record<ExportQuery['format'], string>>> = { optuna: 'db' };

/** Errors as `exportFrom`. */
export function prepareExport(
  files: PreparedFiles,
  workspace: Workspace,
  { study, select, filter, format, described }: ExportQuery,
): Promise<PreparedFile> {
  const title = study ?? basename(workspace.path, '.pareto');
  const suffix = select === undefined || select === 'all' ? '' : select === 'front' ? ' front' : ' selection';
  return files.prepare(`${title}${suffix}`, EXTENSIONS[format] ?? format, async (out) => {
    await exportFrom(workspace, {
      ...(study === undefined ? {} : { study }),
      ...(select === undefined ? {} : { select }),
      ...(filter === undefined ? {} : { filter }),
      format,
      out,
    });
    if (described !== true) rmSync(metadataPath(out), { force: true });
  });
}

/** Errors as `reportFrom`. */
export async function prepareReport(
  files: PreparedFiles,
  workspace: Workspace,
  { studies, format, pinned, withoutClaims }: ReportQuery,
  help: ReportHelp,
): Promise<PreparedFile> {
  // Loaded when asked for: most runs of the engine write no report.
  const { reportFrom } = await import('./report.ts');
  const title = studies.length === 1 ? studies[0]! : basename(workspace.path, '.pareto');
  return files.prepare(`${title} report`, format, (out) =>
    reportFrom(
      workspace,
      {
        studies,
        format,
        ...(pinned === undefined ? {} : { pinned }),
        ...(withoutClaims === undefined ? {} : { withoutClaims }),
        out,
      },
      help,
    ),
  );
}

/** What a received file holds, and what is wrong with it as the query reads it. Errors as `previewImport`. */
export function previewReceived(
  files: PreparedFiles,
  file: string,
  query: ImportQuery,
): Promise<ImportPreview> {
  return previewImport(requestOf(files.path(file), query));
}

/**
 * Reads a received file into a workspace, one of its own where none is named, and drops it; after an error it is kept,
 * to be read another way. Returns the workspace's id. Errors as `importInto`.
 */
export async function importReceived(
  files: PreparedFiles,
  workspaces: Workspaces,
  file: string,
  query: ImportQuery,
): Promise<{ readonly workspace: string; readonly studies: readonly ImportedStudySummary[] }> {
  const { workspace } = query;
  const path = files.path(file);
  const target =
    workspace === undefined
      ? workspaces.pathForStudy(basename(path, extname(path)))
      : workspaces.get(workspace).path;
  let id = workspace;
  const studies = await importInto(
    () => {
      const opened = workspaces.open(target, 'write', true);
      id = opened.id;
      return opened.workspace;
    },
    requestOf(path, query),
  );
  files.release(file);
  return { workspace: id!, studies };
}

function requestOf(
  path: string,
  { studies, rename, minimize, maximize, mapping }: ImportQuery,
): ImportRequest {
  return {
    path,
    ...(studies === undefined ? {} : { studies }),
    ...(rename === undefined ? {} : { rename }),
    csv: {
      minimize: minimize ?? [],
      maximize: maximize ?? [],
      ...(mapping === undefined ? {} : { mapping: { text: mapping, file: 'mapping' } }),
    },
  };
}
