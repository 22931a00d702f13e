// Evaluates a few designs of a study before it runs: does it work, how long will it take?

import type { StudyPilot } from '../contract/host.ts';
import { RandomStream } from '../contract/random.ts';
import type { Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import { isInfeasible } from '../contract/system.ts';
import { plainContext } from '../run/evaluate-batch.ts';
import { countAllowed } from '../space/counting.ts';
import type { Space } from '../space/space.ts';
import { describeStudy } from '../study/describe.ts';

/** Designs of a pilot, unless they are slow. */
const DESIGNS = 25;
/** A pilot that has taken this long ends after the design at hand. */
const LONGEST_SECONDS = 2;
/** Of quick designs more are evaluated, for so long: the first ones of a run take up to a hundred times as long as the rest. */
const WARM_SECONDS = 0.2;
const MOST_DESIGNS = 200;
/** Spaces up to this size are counted exactly while the user waits. */
const COUNTED_EXACTLY = 200_000;

/** Evaluates random designs of the space; the first is the published one where the space contains it. */
export async function pilotStudy(system: System, study: Study, space: Space): Promise<StudyPilot> {
  const codes = new Float64Array(space.width);
  const stream = new RandomStream(study.seed, 'host.pilot');
  const times: number[] = [];
  let metrics: Record<string, number> = {};
  let message: string | undefined;
  const begin = performance.now();
  for (let index = 0; index < MOST_DESIGNS; index++) {
    if (performance.now() - begin >= (index < DESIGNS ? LONGEST_SECONDS : WARM_SECONDS) * 1000) break;
    if (index > 0 || !space.encodeDefault(codes)) space.sampleUniform(stream.restart(index), codes);
    if (space.violatedConstraint(codes) !== undefined) continue;
    const before = performance.now();
    let problem: string | undefined;
    try {
      const outcome = await system.evaluate(space.decode(codes), plainContext(study.seed, index));
      if (isInfeasible(outcome)) problem = outcome.infeasible;
      if (times.length === 0) metrics = known(isInfeasible(outcome) ? (outcome.metrics ?? {}) : outcome);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (times.length === 0) message = problem;
    times.push((performance.now() - before) / 1000);
  }
  // The later half tells more of a whole run than the first designs, which wait for tables and compilers.
  const late = times.slice(times.length >> 1).toSorted((a, b) => a - b);
  return {
    description: describeStudy(study, system, space),
    evaluated: times.length,
    secondsPerDesign: late[late.length >> 1] ?? 0,
    ...(space.constraints.length === 0 ? {} : { allowed: allowedInWords(space) }),
    metrics,
    ...(message === undefined ? {} : { message }),
  };
}

function known(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

function allowedInWords(space: Space): string {
  const { count, method, low, high, examined } = countAllowed(space, COUNTED_EXACTLY);
  if (method === 'exact') return `${count.toLocaleString('en')} of them meet the parameter constraints`;
  if (!Number.isFinite(space.size))
    return count === 0 ? `none of ${examined} random designs is allowed` : 'some are allowed';
  const share = (value: number): string => `${((100 * value) / space.size).toPrecision(3)} %`;
  return `about ${share(count)} (${share(low)} to ${share(high)}) meet the parameter constraints`;
}
