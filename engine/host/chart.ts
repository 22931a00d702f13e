// Single charts of studies in open workspaces as files. Takes paths, so only for callers that the user trusts.

import { writeFile } from 'node:fs/promises';
import { refuseExisting, writeOutputFile, type OutputOptions } from '../report/exchange/index.ts';
import { chartNamed, namedCharts, pictureOf } from '../report/index.ts';
import type { StudyReport } from '../report/report.ts';
import type { Workspace } from '../store/index.ts';
import { chooseStudies } from './export.ts';
import { outputFormat } from './output-format.ts';
import type { ReportHelp } from './report-help.ts';
import { gatherStudy } from './report.ts';

export const CHART_FORMATS = ['svg', 'png'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** Which chart to draw, and where to. */
export interface ChartRequest extends OutputOptions {
  /** Needed where the workspace has several, but for `fronts`, which shows all of them if absent. */
  readonly study?: string;
  /** As `namedCharts` names them; `breakdown:NUMBER` opens up any trial. */
  readonly chart: string;
  /** By the file's extension if absent. */
  readonly format?: string;
  readonly out: string;
}

export interface Charted {
  readonly studies: readonly string[];
  readonly chart: string;
  readonly format: ChartFormat;
}

/**
 * Draws one chart of the reports. Throws not-found for an unknown study, chart or trial, or without a browser for a PNG;
 * `usage` for an unknown format, a chart of which there are several, or an existing file without `force`.
 */
export async function chartFrom(
  workspace: Workspace,
  request: ChartRequest,
  help: ReportHelp,
): Promise<Charted> {
  const { chart, study, out, force, signal } = request;
  const format = outputFormat(
    'chart',
    CHART_FORMATS,
    request,
    'charts are svg or png: name a file that ends so',
  );
  refuseExisting(out, force ?? false);
  const chosen = chooseStudies(workspace, study, chart === 'fronts');
  const trial = /^breakdown:(\d{1,10})(?::|$)/.exec(chart)?.[1];
  const reports: StudyReport[] = [];
  for (const stored of chosen) {
    reports.push(
      await gatherStudy(
        workspace,
        stored,
        {
          withoutClaims: true,
          ...(trial === undefined ? {} : { pinned: [Number(trial)] }),
          ...(signal === undefined ? {} : { signal }),
        },
        help,
      ),
    );
  }
  const svg = await help.analyses.run('figure', chartNamed(namedCharts(reports), chart));
  const contents = format === 'svg' ? svg : await pictureOf(svg);
  const options: OutputOptions = {
    ...(force === undefined ? {} : { force }),
    ...(signal === undefined ? {} : { signal }),
  };
  await writeOutputFile(out, options, (unfinished) => writeFile(unfinished, contents));
  return { studies: chosen.map((stored) => stored.study.name), chart, format };
}
