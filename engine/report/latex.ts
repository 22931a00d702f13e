// A front as a LaTeX table for papers, with the rules of the booktabs package.

import { fitText } from './markup.ts';
import type { StudyReport } from './report.ts';
import { metricCell, parameterCell } from './wording.ts';

/** Rows that fit on a page. */
const MOST_ROWS = 40;

/** One table a study: trial, objectives, parameters that vary. A long front is thinned evenly, which the caption says. */
export function latexTables(reports: readonly StudyReport[]): string {
  return reports.map(latexTable).join('\n');
}

function latexTable(report: StudyReport): string {
  const { study, objectives, parameters, front, frontSize, engineVersion } = report;
  const rows =
    front.length <= MOST_ROWS
      ? front
      : Array.from(
          { length: MOST_ROWS },
          (_, index) => front[Math.round((index * (front.length - 1)) / (MOST_ROWS - 1))]!,
        );
  const columns = [
    { title: 'Trial', alignment: 'r' },
    ...objectives.map(({ label, direction }) => ({
      title: `${label} (${direction === 'minimize' ? 'min.' : 'max.'})`,
      alignment: 'r',
    })),
    ...parameters.map(({ label }) => ({ title: label, alignment: 'l' })),
  ];
  const line = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  const some = rows.length < frontSize ? ` (${rows.length} of ${frontSize} designs, evenly chosen)` : '';
  return [
    comment(`Needs \\usepackage{booktabs}. Written by Paretoscope ${engineVersion}.`),
    comment(`Study ${study.name} of ${study.system}, version ${study.systemVersion}, seed ${study.seed}.`),
    '\\begin{table}',
    '  \\centering',
    `  \\caption{Front of the study ${escapeLatex(study.name)}${some}}`,
    `  \\begin{tabular}{${columns.map(({ alignment }) => alignment).join('')}}`,
    '    \\toprule',
    line(columns.map(({ title }) => escapeLatex(title))),
    '    \\midrule',
    ...rows.map((trial) =>
      line([
        String(trial.number),
        ...objectives.map((objective) => quantity(metricCell(trial, objective).text)),
        ...parameters.map((parameter) => quantity(parameterCell(trial, parameter).text)),
      ]),
    ),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function comment(text: string): string {
  return `% ${fitText(text).replaceAll(/\s+/g, ' ')}`;
}

/** A formatted number: powers of ten set as such, the unit kept on its line. */
function quantity(text: string): string {
  const match = /^(-?[\d.]+)e(-?\d+)(?: (.*))?$/.exec(text);
  if (match) {
    const unit = match[3] === undefined ? '' : `~${escapeLatex(match[3])}`;
    return `$${match[1]!} \\times 10^{${match[2]!}}$${unit}`;
  }
  return escapeLatex(text).replace(/^(-?[\d.]+) /, '$1~');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  µ: '\\textmu{}',
  '²': '\\textsuperscript{2}',
  '°': '\\textdegree{}',
  '∞': '$\\infty$',
};

/** A text on one line in which nothing is a LaTeX command. */
export function escapeLatex(text: string): string {
  return fitText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\~^<>|"µ²°∞{}$&#%_]/g, (character) => LATEX[character] ?? `\\${character}`);
}
