// Drawing reports, which takes tens of milliseconds for a large one and much more the first time, when the components
// are loaded: done on the analysis threads, so that runs and windows go on meanwhile. Loaded when asked for.

import type { Figure, ReportDocument } from '../contract/report-document.ts';
import type { MarkdownReport } from '../report/markdown.ts';

/** Loads what draws, while something else is being read. */
async function loadPage(): Promise<void> {
  const { reportRenderer } = await import('../report/page.ts');
  await reportRenderer();
}

async function page(document: ReportDocument): Promise<string> {
  const { htmlReport } = await import('../report/html.ts');
  return htmlReport(document);
}

async function markdown(job: {
  readonly document: ReportDocument;
  readonly figureFolder: string;
}): Promise<MarkdownReport> {
  const { markdownReport } = await import('../report/markdown.ts');
  return markdownReport(job.document, job.figureFolder);
}

async function figure(one: Figure): Promise<string> {
  const { figureFile } = await import('../report/figure-file.ts');
  return figureFile(one);
}

export const reportJobs = { loadPage, page, markdown, figure } as const;
