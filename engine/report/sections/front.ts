// The front: every pair of objectives as a figure, every design as a row.

import {
  cell,
  paragraph,
  type Block,
  type Cell,
  type Figure,
  type FigureAxis,
  type FigurePoint,
  type ScatterFigure,
} from '../document.ts';
import type { NamedObjective, ObjectivePoint, StudyReport } from '../report.ts';
import type { SectionWriter } from '../compose.ts';
import { count, metricCell, parameterCell } from '../wording.ts';

/** Pairs of objectives drawn: all of up to four objectives. */
const MOST_PAIRS = 6;
/** Columns of the table before it grows wider than a page: objectives and parameters first. */
const MOST_COLUMNS = 14;

export const frontSection: SectionWriter = (report, prefix) => {
  const { front, frontSize } = report;
  const figures = frontFigures(report, prefix);
  const blocks: Block[] = figures.length === 0 ? [] : [{ kind: 'figures', figures }];
  if (frontSize === 0) {
    blocks.unshift(
      paragraph(
        'No trial is feasible: none meets every constraint. The section on failures says why.',
        'warning',
      ),
    );
    return { id: `${prefix}front`, title: 'The front', blocks };
  }
  if (front.length < frontSize) {
    blocks.push(
      paragraph(
        `The front has ${count(frontSize, 'design')}; figures and table show ${front.length} of them, evenly from one end to the other in the first objective. An export holds all of them.`,
      ),
    );
  }
  blocks.push(frontTable(report));
  return { id: `${prefix}front`, title: 'The front', blocks };
};

function frontTable(report: StudyReport): Block {
  const { objectives, parameters, front, metrics } = report;
  const room = Math.max(0, MOST_COLUMNS - 1 - objectives.length - parameters.length);
  const further = metrics.slice(objectives.length, objectives.length + room);
  return {
    kind: 'table',
    caption: `Designs on the front${report.front.length < report.frontSize ? ' (some of them)' : ''}`,
    sortable: true,
    trials: front.map(({ number }) => number),
    columns: [
      { title: 'Trial', header: true, numeric: true },
      ...objectives.map(({ label }) => ({ title: label, numeric: true })),
      ...parameters.map(({ label }) => ({ title: label, numeric: isNumeric(report, label) })),
      ...further.map(({ label }) => ({ title: label, numeric: true })),
    ],
    rows: front.map((trial): Cell[] => [
      cell(String(trial.number), trial.number),
      ...objectives.map((objective) => metricCell(trial, objective)),
      ...parameters.map((parameter) => parameterCell(trial, parameter)),
      ...further.map((metric) => metricCell(trial, metric)),
    ]),
  };
}

function isNumeric({ study, parameters }: StudyReport, label: string): boolean {
  const dimension = study.dimensions[parameters.findIndex((parameter) => parameter.label === label)]!;
  return dimension.kind !== 'choice' || dimension.choices.every((choice) => typeof choice === 'number');
}

/** Pairs of objectives that have a figure, by their places. */
export function objectivePairs({ objectives }: StudyReport): readonly (readonly [x: number, y: number])[] {
  const pairs: [number, number][] = [];
  for (let x = 0; x < objectives.length; x++) {
    for (let y = x + 1; y < objectives.length; y++) pairs.push([x, y]);
  }
  return pairs.slice(0, MOST_PAIRS);
}

/** Every pair of objectives; of a single objective, its values by trial. */
function frontFigures(report: StudyReport, prefix: string): Figure[] {
  const { objectives } = report;
  if (objectives.length === 1) return [valuesByTrial(report, objectives[0]!, prefix)];
  return objectivePairs(report).map(([x, y], index) =>
    pairFigure(report, x, y, `${prefix}pair-${index + 1}`),
  );
}

export function axisOf(objective: NamedObjective): FigureAxis {
  const { label, unit, metric, direction } = objective;
  return {
    label,
    direction,
    ...(unit === undefined ? {} : { unit }),
    ...(metric?.scale === undefined ? {} : { scale: metric.scale }),
  };
}

function pairFigure(report: StudyReport, x: number, y: number, id: string): Figure {
  const [horizontal, vertical] = [report.objectives[x]!, report.objectives[y]!];
  const place = ({ trial, values }: ObjectivePoint): FigurePoint => ({
    trial,
    x: values[x]!,
    y: values[y]!,
  });
  const axes = { x: axisOf(horizontal), y: axisOf(vertical) };
  const points = pointsOf(report, place);
  const hidden = Object.values(points)
    .flat()
    .filter(
      (point) => (axes.x.scale === 'log' && point.x <= 0) || (axes.y.scale === 'log' && point.y <= 0),
    ).length;
  const several = report.objectives.length > 2;
  return {
    kind: 'scatter',
    id,
    title: `${horizontal.label} and ${vertical.label}`,
    caption: [
      `The front (${count(report.front.length, 'design')}) among ${count(report.dominated.length, 'other feasible trial')}`,
      report.violating.length > 0
        ? ` and ${count(report.violating.length, 'infeasible one')} whose values are known`
        : '',
      '.',
      several ? ' Seen along the other objectives, designs of the front may seem dominated.' : '',
      hidden > 0 ? ` ${count(hidden, 'trial')} with a value of 0 cannot be shown on a logarithmic axis.` : '',
    ].join(''),
    ...axes,
    ...points,
    joined: !several,
  };
}

function pointsOf(
  report: StudyReport,
  place: (point: ObjectivePoint) => FigurePoint,
): Pick<ScatterFigure, 'infeasible' | 'dominated' | 'front' | 'chosen'> {
  return {
    infeasible: report.violating.map(place),
    dominated: report.dominated.map(place),
    front: report.frontPoints.map(place),
    chosen: report.chosen
      .filter(({ trial }) => trial.state === 'complete')
      .map(({ trial }) =>
        place({
          trial: trial.number,
          values: report.objectives.map(({ id }) => trial.metrics[id] ?? Number.NaN),
        }),
      ),
  };
}

function valuesByTrial(report: StudyReport, objective: NamedObjective, prefix: string): Figure {
  const place = ({ trial, values }: ObjectivePoint): FigurePoint => ({ trial, x: trial, y: values[0]! });
  return {
    kind: 'scatter',
    id: `${prefix}values`,
    title: `${objective.label} by trial`,
    caption: `The best design among ${count(report.dominated.length, 'other feasible trial')}, in the order they were tried.`,
    x: { label: 'trial', scale: 'linear' },
    y: axisOf(objective),
    ...pointsOf(report, place),
    joined: false,
  };
}
