// Several studies side by side: their numbers, and their fronts on common axes where they ask the same.

import { formatNumber } from '../../contract/quantity.ts';
import { measureHypervolume } from '../../pareto/indicators.ts';
import { cell, paragraph, type Block, type Figure, type Section } from '../document.ts';
import type { StudyReport } from '../report.ts';
import { aims, percent } from '../wording.ts';
import { axisOf } from './front.ts';

export function comparisonSection(reports: readonly StudyReport[]): Section {
  const shares = commonShares(reports);
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
        ...(shares === undefined ? [] : [{ title: 'Share of the common front’s', numeric: true }]),
      ],
      rows: reports.map((report, index) => [
        cell(report.study.name),
        cell(report.system.title),
        cell(aims(report)),
        cell(report.trialCount.toLocaleString('en'), report.trialCount),
        cell(report.counts.complete.toLocaleString('en'), report.counts.complete),
        cell(report.frontSize.toLocaleString('en'), report.frontSize),
        report.hypervolume === null
          ? cell('none')
          : cell(formatNumber(report.hypervolume, { digits: 4 }), report.hypervolume),
        ...(shares === undefined ? [] : [cell(percent(shares[index]!), shares[index])]),
      ]),
    },
    paragraph(
      'Each hypervolume is measured from its own study’s reference point: compare them only where those agree.' +
        (shares === undefined
          ? ''
          : ' The shares are measured from one point, the worst of all fronts in every objective, and by the best front that all studies together give; a study with all of it has 100 %. They count the designs that this report shows.'),
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

/** Designs of all fronts together that a common measure takes: it costs about their square from four objectives on. */
const MOST_MEASURED = 2000;
const MOST_MEASURED_OBJECTIVES = 4;

/**
 * What each front dominates of what all fronts together dominate, from one reference point, the worst of them; undefined
 * where the studies do not have the same objectives, a front is empty, or all of them lie in one point or plane.
 */
function commonShares(reports: readonly StudyReport[]): readonly number[] | undefined {
  const { objectives } = reports[0]!;
  const same = reports.every(
    (report) =>
      report.frontPoints.length > 0 &&
      report.objectives.length === objectives.length &&
      report.objectives.every(
        ({ id, direction, unit }, index) =>
          id === objectives[index]!.id &&
          direction === objectives[index]!.direction &&
          unit === objectives[index]!.unit,
      ),
  );
  const width = objectives.length;
  const count = reports.reduce((sum, { frontPoints }) => sum + frontPoints.length, 0);
  if (!same || reports.length < 2 || width > MOST_MEASURED_OBJECTIVES || count > MOST_MEASURED)
    return undefined;
  const fronts = reports.map(({ frontPoints }) =>
    Float64Array.from(
      frontPoints.flatMap(({ values }) =>
        values.map((value, index) => (objectives[index]!.direction === 'minimize' ? value : -value)),
      ),
    ),
  );
  const all = Float64Array.from(fronts.flatMap((front) => [...front]));
  const reference = Float64Array.from({ length: width }, (_, index) => {
    let worst = -Infinity;
    for (let at = index; at < all.length; at += width) worst = Math.max(worst, all[at]!);
    return worst;
  });
  const measure = (points: Float64Array): number => measureHypervolume(points, width, reference).volume;
  const whole = measure(all);
  return whole > 0 ? fronts.map((front) => measure(front) / whole) : undefined;
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
