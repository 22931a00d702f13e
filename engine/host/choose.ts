// Help with choosing from the front of a stored study: the ranking of the window, for the command line.

import { ParetoscopeError } from '../contract/errors.ts';
import type { HostApi, StudySummary } from '../contract/host.ts';
import { rankFront, rankingReason, RANKING_METHODS, type RankingMethod } from '../pareto/ranking.ts';
import { didYouMean } from '../space/suggest.ts';

export interface ChooseRequest {
  readonly method: string;
  /** By objective; 1 for one that is not named. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Aspired value by objective, in its unit; any value will do for one that is not named. */
  readonly aspired?: Readonly<Record<string, number>>;
  readonly filter?: string;
}

export interface RankedTrial {
  readonly number: number;
  /** More is better. */
  readonly score: number;
  readonly values: Readonly<Record<string, number>>;
  /** Place on the front by each objective alone, from 1. */
  readonly places: Readonly<Record<string, number>>;
  readonly knee: boolean;
  readonly reason: string;
}

export interface Choice {
  readonly study: string;
  readonly method: RankingMethod;
  readonly weights: Readonly<Record<string, number>>;
  readonly aspired: Readonly<Record<string, number>>;
  readonly trials: readonly RankedTrial[];
}

/** Ranks the front. Throws `usage` for what makes no question, `not-found` where there is no front. */
export async function chooseFromFront(
  engine: Pick<HostApi, 'trialColumns' | 'system'>,
  workspace: string,
  { study }: StudySummary,
  request: ChooseRequest,
): Promise<Choice> {
  const { objectives } = study;
  const names = objectives.map(({ metric }) => metric);
  const method = RANKING_METHODS.find((known) => known === request.method);
  if (method === undefined) {
    throw new ParetoscopeError('usage', `there is no method "${request.method}"`, {
      hint: `the methods are ${RANKING_METHODS.join(', ')}`,
    });
  }
  const { weights = {}, aspired = {}, filter } = request;
  for (const name of [...Object.keys(weights), ...Object.keys(aspired)]) {
    if (names.includes(name)) continue;
    throw new ParetoscopeError('usage', `"${name}" is no objective of study "${study.name}"`, {
      hint: didYouMean(name, names) ?? `its objectives are ${names.join(', ')}`,
    });
  }
  const given = names.map((name) => weights[name] ?? 1);
  if (
    given.some((weight) => !(weight >= 0 && Number.isFinite(weight))) ||
    !given.some((weight) => weight > 0)
  ) {
    throw new ParetoscopeError('usage', 'weights are not negative, and at least one is more than 0', {
      hint: `they are ${names.map((name, index) => `${name} ${given[index]!}`).join(', ')}`,
    });
  }
  if (method === 'knee' && Object.keys(weights).length > 0) {
    throw new ParetoscopeError('usage', 'the knee does not depend on weights', {
      hint: 'leave them out, or use topsis or weighted',
    });
  }
  if ((method === 'aspiration') !== Object.keys(aspired).length > 0) {
    throw new ParetoscopeError('usage', 'aspired values belong to the method aspiration, which needs them');
  }
  const { numbers, columns } = await engine.trialColumns(workspace, study.name, {
    names,
    frontOnly: true,
    ...(filter === undefined ? {} : { filter }),
  });
  const rows = Array.from(numbers.keys()).filter((row) =>
    names.every((name) => Number.isFinite(columns[name]![row])),
  );
  if (rows.length === 0) {
    throw new ParetoscopeError('not-found', `study "${study.name}" has no front to choose from`, {
      hint: filter === undefined ? 'no trial is feasible' : 'no trial on it passes the filter',
    });
  }
  const signs = objectives.map(({ direction }) => (direction === 'minimize' ? 1 : -1));
  const front = Float64Array.from(
    rows.flatMap((row) => names.map((name, index) => signs[index]! * columns[name]![row]!)),
  );
  const { metrics } = await engine.system(study.system);
  const labels = names.map((name) => metrics[name]?.label ?? name);
  const byName = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(names.map((name, index) => [name, values[index]!]));
  const ranked = rankFront(front, names.length, {
    method,
    weights: given,
    aspired: names.map((name, index) =>
      aspired[name] === undefined ? Number.POSITIVE_INFINITY : signs[index]! * aspired[name],
    ),
  });
  return {
    study: study.name,
    method,
    weights: byName(given),
    aspired,
    trials: ranked.map((point) => ({
      number: numbers[rows[point.row]!]!,
      score: point.score,
      values: byName(names.map((name) => columns[name]![rows[point.row]!]!)),
      places: byName(point.places),
      knee: point.knee,
      reason: rankingReason(point, rows.length, labels),
    })),
  };
}
