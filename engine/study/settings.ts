// The `sampler`, `pruner`, `order`, `budget` and `seed` of a study: how it is explored, for how long, and from which random numbers.

import type { Place } from '../contract/errors.ts';
import {
  MOST_TRIALS,
  type Budget,
  type Plateau,
  type PrunerChoice,
  type SamplerChoice,
  type Study,
  type StudyStart,
} from '../contract/study.ts';
import { choiceProbabilities, type ChoiceWeights } from '../space/choice-priors.ts';
import type { Space } from '../space/space.ts';
import { defaultOptions, readChoice, type ChoiceOptions } from './choices.ts';
import { knownEntries, readInteger, readQuantity, readWord, type Problems } from './problems.ts';
import type { TreeNode } from './syntax.ts';

const DEFAULT_TRIALS = 1000;
/** Up to this many designs, a study that names no sampler tries them all. */
const SMALL_GRID = 100_000;

interface WrittenBudget {
  readonly trials?: number;
  readonly timeSeconds?: number;
  readonly plateau?: Plateau;
}

/** Budget as written; empty where the file has none. */
export function readBudget(node: TreeNode | undefined, problems: Problems): WrittenBudget {
  if (node === undefined) return {};
  if (node.kind !== 'map') {
    problems.addForm(node, '"budget"', 'a set of keys', 'write { trials: 1000, time: 10 min }');
    return {};
  }
  const entries = knownEntries(node, ['trials', 'time', 'plateau'], '"budget"', problems);
  if (node.entries.length === 0) problems.add(node.place, '"budget" is empty', 'give trials, time, or both');
  const plateauNode = entries.get('plateau')?.value;
  const plateau = plateauNode && readPlateau(plateauNode, problems);
  const trialsNode = entries.get('trials')?.value;
  const timeNode = entries.get('time')?.value;
  const trials = trialsNode && readInteger(trialsNode, '"trials"', problems, 1, MOST_TRIALS);
  const timeSeconds = timeNode && readQuantity(timeNode, 's', 'the time budget', problems);
  if (timeNode && timeSeconds !== undefined && timeSeconds <= 0) {
    problems.add(timeNode.place, `the time budget must be positive, not ${timeSeconds} s`);
  }
  return {
    ...(trials === undefined ? {} : { trials }),
    ...(timeSeconds === undefined ? {} : { timeSeconds }),
    ...(plateau === undefined ? {} : { plateau }),
  };
}

function readPlateau(node: TreeNode, problems: Problems): Plateau | undefined {
  const example = 'write { improvement: 1 %, trials: 500 }';
  if (node.kind !== 'map') {
    problems.addForm(node, '"plateau"', 'a set of keys', example);
    return undefined;
  }
  const entries = knownEntries(node, ['improvement', 'trials'], '"plateau"', problems);
  const improvementNode = entries.get('improvement')?.value;
  const trialsNode = entries.get('trials')?.value;
  if (improvementNode === undefined || trialsNode === undefined) {
    problems.malformed = true;
    problems.add(node.place, '"plateau" needs both improvement and trials', example);
    return undefined;
  }
  const improvement = readQuantity(improvementNode, undefined, '"improvement"', problems);
  const trials = readInteger(trialsNode, '"trials"', problems, 1, MOST_TRIALS);
  if (improvement === undefined || trials === undefined) return undefined;
  if (improvement < 0 || improvement >= 1) {
    problems.add(improvementNode.place, '"improvement" must be at least 0 % and less than 100 %', example);
    return undefined;
  }
  return { improvement, trials };
}

/** How evaluations are treated. */
export function readEvaluation(
  node: TreeNode | undefined,
  problems: Problems,
): Pick<Study, 'evaluationTimeoutSeconds'> {
  if (node === undefined) return {};
  if (node.kind !== 'map') {
    problems.addForm(node, '"evaluation"', 'a set of keys', 'write { timeout: 30 s }');
    return {};
  }
  const timeout = knownEntries(node, ['timeout'], '"evaluation"', problems).get('timeout')?.value;
  const seconds = timeout && readQuantity(timeout, 's', 'the time limit of an evaluation', problems);
  if (seconds === undefined) return {};
  if (seconds > 0) return { evaluationTimeoutSeconds: seconds };
  problems.add(timeout!.place, `the time limit of an evaluation must be positive, not ${seconds} s`);
  return {};
}

/** Whether a design that was evaluated before is evaluated again. */
export function readCache(node: TreeNode | undefined, problems: Problems): Pick<Study, 'cache'> {
  if (node === undefined) return {};
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value ? {} : { cache: false };
  problems.addForm(node, '"cache"', 'true or false');
  return {};
}

/**
 * The sampler with every option filled in. Where the file names none: `grid` if the space has a grid that fits the
 * budget (or, without a budget, up to 100,000 designs), else `random`.
 */
export function readSampler(
  node: TreeNode | undefined,
  samplers: readonly ChoiceOptions[],
  space: Space,
  budget: WrittenBudget,
  problems: Problems,
): SamplerChoice | undefined {
  if (node === undefined) {
    const fits = space.gridSize <= (budget.trials ?? SMALL_GRID);
    const type = fits ? 'grid' : 'random';
    const definition = samplers.find((sampler) => sampler.type === type) ?? samplers[0];
    return definition && { type: definition.type, options: defaultOptions(definition) };
  }
  const choice = readChoice('sampler', node, samplers, problems);
  const priors = choice?.options.priors as ChoiceWeights | undefined;
  if (priors !== undefined) {
    const entry = node.kind === 'map' ? node.entries.find(({ key }) => key === 'priors') : undefined;
    problems.catch(entry?.keyPlace ?? node.place, () => choiceProbabilities(space, priors));
  }
  return choice;
}

/** How evaluations are pruned; undefined where the file has no such section. */
export function readPruner(
  node: TreeNode | undefined,
  pruners: readonly ChoiceOptions[],
  problems: Problems,
): PrunerChoice | undefined {
  return node === undefined ? undefined : readChoice('pruner', node, pruners, problems);
}

/** `asynchronous`, or undefined for the deterministic order. */
export function readOrder(node: TreeNode | undefined, problems: Problems): 'asynchronous' | undefined {
  const words = ['deterministic', 'asynchronous'] as const;
  const order = readWord(node, '"order"', words, 'deterministic', problems);
  return order === 'asynchronous' ? order : undefined;
}

/** Reports a sampler that takes fewer objectives than the study has. */
export function checkObjectiveCount(
  sampler: SamplerChoice,
  samplers: readonly ChoiceOptions[],
  objectiveCount: number,
  place: Place,
  problems: Problems,
): void {
  const most = samplers.find(({ type }) => type === sampler.type)?.mostObjectives;
  if (most === undefined || objectiveCount <= most) return;
  problems.add(
    place,
    `sampler "${sampler.type}" takes ${most === 1 ? 'one objective' : `${most} objectives`}, the study has ${objectiveCount}`,
    'name another sampler, or make some objectives constraints',
  );
}

/** Reports starting designs before those of a sampler that belong together. */
export function checkStart(
  sampler: SamplerChoice,
  samplers: readonly ChoiceOptions[],
  start: StudyStart | undefined,
  place: Place,
  problems: Problems,
): void {
  if (samplers.find(({ type }) => type === sampler.type)?.groupBeyondParameters === undefined) return;
  if (start?.published === true || (start?.designs ?? []).length > 0) {
    problems.add(
      place,
      `the designs of sampler "${sampler.type}" belong together: nothing can be tried before them`,
      'leave out "published" and "designs"; a study of its own can try these',
    );
  } else {
    problems.note(`sampler ${sampler.type} begins with its own designs, not with the published one`);
  }
}

/**
 * The budget with its number of trials: as written; the size of the grid (and the starting designs) for `grid`; unlimited where only time is
 * limited; else 1000. A grid over a float without levels is a problem.
 */
export function completeBudget(
  written: WrittenBudget,
  sampler: SamplerChoice,
  start: StudyStart | undefined,
  space: Space,
  samplerPlace: Place,
  problems: Problems,
): Budget {
  const { timeSeconds, plateau } = written;
  const time = {
    ...(timeSeconds === undefined ? {} : { timeSeconds }),
    ...(plateau === undefined ? {} : { plateau }),
  };
  if (sampler.type === 'grid') {
    problems.catch(samplerPlace, () => space.dimensions.forEach((_, index) => space.levelCount(index)));
  }
  if (written.trials !== undefined) return { trials: written.trials, ...time };
  if (sampler.type === 'grid' && !Number.isNaN(space.gridSize)) {
    // A grid begins after the starting designs and still takes every point.
    const before = (start?.designs?.length ?? 0) + (start?.published === true ? 1 : 0);
    return { trials: Math.min(space.gridSize + before, MOST_TRIALS), ...time };
  }
  return { trials: written.timeSeconds === undefined ? DEFAULT_TRIALS : MOST_TRIALS, ...time };
}

/** The seed, any safe integer; 0 where the file has none. */
export function readSeed(node: TreeNode | undefined, problems: Problems): number {
  if (node === undefined) return 0;
  return readInteger(node, '"seed"', problems, -Number.MAX_SAFE_INTEGER) ?? 0;
}
