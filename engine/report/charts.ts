// The figures of a report one by one, by names that can be typed.

import { ParetoscopeError } from '../contract/errors.ts';
import { didYouMean } from '../space/suggest.ts';
import { composeDocument } from './compose.ts';
import type { Block, Figure, Section } from './document.ts';
import type { StudyReport } from './report.ts';
import { objectivePairs } from './sections/front.ts';

export interface NamedChart {
  /** Such as `front`, `importance:energy` or `breakdown:17:energy`. */
  readonly name: string;
  readonly figure: Figure;
}

/** Charts of one study, or what several have in common. */
export function namedCharts(reports: readonly StudyReport[]): readonly NamedChart[] {
  const figures = figuresOf(composeDocument(reports).sections);
  const [report] = reports;
  if (reports.length !== 1 || report === undefined) {
    return figures.filter(({ kind }) => kind === 'fronts').map((figure) => ({ name: 'fronts', figure }));
  }
  return figures.map((figure) => ({ name: chartName(report, figure), figure }));
}

/**
 * A chart by its name; the part behind a colon may be left out where there is only one. Throws not-found, naming those
 * that there are.
 */
export function chartNamed(charts: readonly NamedChart[], name: string): Figure {
  const exact = charts.find((chart) => chart.name === name);
  if (exact !== undefined) return exact.figure;
  const names = charts.map((chart) => chart.name);
  const some = charts.filter((chart) => chart.name.startsWith(`${name}:`));
  if (some.length === 1) return some[0]!.figure;
  if (some.length > 1) {
    throw new ParetoscopeError('usage', `there are ${some.length} charts "${name}"`, {
      hint: `choose one of ${some.map((chart) => chart.name).join(', ')}`,
    });
  }
  const there = names.length === 0 ? 'there is none' : `the charts are ${names.join(', ')}`;
  const kinds = new Set(names.map((one) => one.split(':')[0]!));
  const near = didYouMean(name, [...kinds, ...names]);
  throw new ParetoscopeError('not-found', `there is no chart "${name}"`, {
    hint: near === undefined ? there : `${near} ${there}`,
  });
}

function figuresOf(sections: readonly Section[]): Figure[] {
  return sections.flatMap(({ blocks }) =>
    blocks.flatMap((block: Block): readonly Figure[] => {
      if (block.kind === 'figures') return block.figures;
      return block.kind === 'section' ? figuresOf([block.section]) : [];
    }),
  );
}

/** The name of a figure of a report on one study, from its id there. */
function chartName(report: StudyReport, { id }: Figure): string {
  if (id === 'values') return 'trials';
  if (id === 'hypervolume') return 'convergence';
  const pair = /^pair-(\d+)$/.exec(id);
  if (pair !== null) {
    const pairs = objectivePairs(report);
    if (pairs.length === 1) return 'front';
    const [x, y] = pairs[Number(pair[1]) - 1]!;
    return `front:${report.objectives[x]!.id}:${report.objectives[y]!.id}`;
  }
  const importance = /^importance-(\d+)$/.exec(id);
  if (importance !== null) return `importance:${report.sensitivity[Number(importance[1]) - 1]!.metric}`;
  const breakdown = /^trial-(\d+)-breakdown-(\d+)$/.exec(id);
  if (breakdown === null) return id;
  const [, trial, place] = breakdown.map(Number);
  const opened = report.chosen.find((one) => one.trial.number === trial)?.inspected;
  return `breakdown:${trial}:${opened?.inspection.breakdowns[place! - 1]?.quantity ?? place}`;
}
