// BibTeX entries for the papers behind the systems of a report.

import { ParetoscopeError } from '../contract/errors.ts';
import { escapeLatex } from './latex.ts';
import type { StudyReport } from './report.ts';

/**
 * One entry a system that has a paper. Systems do not record authors, and entries say so rather than guess. Throws
 * not-found where no system has a paper.
 */
export function bibliography(reports: readonly StudyReport[]): string {
  const systems = new Map(reports.map(({ system }) => [system.id, system]));
  const entries = [...systems.values()].flatMap(({ id, paper }) => {
    if (paper === undefined) return [];
    const fields: (readonly [string, string])[] = [
      ['title', `{${escapeLatex(paper.title)}}`],
      ['year', String(paper.year)],
      ...(paper.venue === undefined ? [] : [['howpublished', escapeLatex(paper.venue)] as const]),
      ...(paper.arxiv === undefined
        ? []
        : ([
            ['eprint', paper.arxiv],
            ['archivePrefix', 'arXiv'],
            ['url', `https://arxiv.org/abs/${paper.arxiv}`],
          ] as const)),
    ];
    const key = id.replaceAll(/[^A-Za-z0-9-]/g, '-');
    return [
      `% The system "${id}" models this paper. Add its authors, which are not recorded here.\n@misc{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join('')}}\n`,
    ];
  });
  if (entries.length === 0) {
    throw new ParetoscopeError('not-found', 'no system of the report names a paper', {
      hint: 'cite the source of your own system by hand',
    });
  }
  return entries.join('\n');
}
