// Several studies side by side: their numbers, and their fronts on common axes where they ask the same.

import { formatNumber } from '../../contract/quantity.ts';
import { cell, paragraph, type Block, type Figure, type Section } from '../document.ts';
import type { StudyReport } from '../report.ts';
import { aims } from '../wording.ts';
import { axisOf } from './front.ts';

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
  return {
    kind: 'fronts',
    id: 'common-front',
    title: `Fronts over ${x.label} and ${y.label}`,
    caption: 'The front of each study, seen along any further objectives.',
    x: axisOf(x),
    y: axisOf(y),
    fronts: reports.map((report) => ({
      name: report.study.name,
      points: report.front.map((trial) => ({
        trial: trial.number,
        x: trial.metrics[x.id] ?? Number.NaN,
        y: trial.metrics[y.id] ?? Number.NaN,
      })),
    })),
  };
}
