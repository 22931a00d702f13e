// Several studies side by side: their numbers, and their fronts on common axes where they ask the same.

import { formatNumber } from '../../contract/quantity.ts';
import { cell, paragraph, type Block, type Section } from '../document.ts';
import { SERIES_COLORS, type Figure } from '../figures/figure.ts';
import { scatter } from '../figures/scatter.ts';
import type { StudyReport } from '../report.ts';
import { aims } from '../wording.ts';
import { subjectOf } from './front.ts';

export function comparisonSection(reports: readonly StudyReport[]): Section {
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'The studies',
      columns: [
        { title: 'Study', header: true },
        { title: 'System' },
        { title: 'Looks for' },
        { title: 'Trials', numeric: true },
        { title: 'Feasible', numeric: true },
        { title: 'On the front', numeric: true },
        { title: 'Hypervolume', numeric: true },
      ],
      rows: reports.map((report) => [
        cell(report.study.name),
        cell(report.system.title),
        cell(aims(report)),
        cell(report.trialCount.toLocaleString('en'), report.trialCount),
        cell(report.counts.complete.toLocaleString('en'), report.counts.complete),
        cell(report.frontSize.toLocaleString('en'), report.frontSize),
        report.hypervolume === null
          ? cell('none')
          : cell(formatNumber(report.hypervolume, { digits: 4 }), report.hypervolume),
      ]),
    },
    paragraph(
      'Each hypervolume is measured from its own study’s reference point: compare them only where those agree.',
      'quiet',
    ),
  ];
  const figure = commonFigure(reports);
  blocks.push(
    figure === undefined
      ? paragraph('The studies have no two objectives in common, so their fronts share no figure.')
      : { kind: 'figures', figures: [figure] },
  );
  return { id: 'comparison', title: 'Comparison', blocks };
}

/** Fronts over the first two objectives that all studies have, in one system or in several with equal metrics. */
function commonFigure(reports: readonly StudyReport[]): Figure | undefined {
  const common = reports[0]!.objectives.filter((objective) =>
    reports.every((report) =>
      report.objectives.some(
        ({ id, direction, unit }) =>
          id === objective.id && direction === objective.direction && unit === objective.unit,
      ),
    ),
  );
  const [x, y] = common;
  if (x === undefined || y === undefined) return undefined;
  return scatter(
    {
      id: 'common-front',
      title: `Fronts over ${x.label} and ${y.label}`,
      caption: 'The front of each study, seen along any further objectives.',
    },
    subjectOf(x),
    subjectOf(y),
    reports.map((report, index) => ({
      name: report.study.name.slice(0, 24),
      color: SERIES_COLORS[index % SERIES_COLORS.length]!,
      size: 6,
      shape: (['dot', 'ring', 'cross'] as const)[index % 3]!,
      named: true,
      points: report.front.map((trial) => ({
        trial: trial.number,
        x: trial.metrics[x.id] ?? Number.NaN,
        y: trial.metrics[y.id] ?? Number.NaN,
      })),
    })),
  );
}
