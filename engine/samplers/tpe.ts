// Tree-structured Parzen estimator: proposes where good trials are dense and the others are not.

import { RandomStream } from '../contract/random.ts';
import type { LastReport } from '../contract/sampler.ts';
import { crowdingDistances, nonDominatedRanks } from '../pareto/sorting.ts';
import { choiceProbabilities } from '../space/choice-priors.ts';
import type { Space } from '../space/space.ts';
import { repairDesign } from '../space/repair.ts';
import { categorical, float, integer } from '../space/parameters.ts';
import { defineSampler } from './define.ts';
import { HistorySampler, RowSet } from './history.ts';
import { InitialDesign } from './initial-design.ts';
import { frontsOf, packedRows } from './survival.ts';
import { ParzenKernels } from './parzen.ts';
import { WeightedColumns } from './parzen-columns.ts';
import { ParzenLayout } from './parzen-layout.ts';
import { sampleUnseen } from './variation.ts';

interface TpeSettings {
  readonly startup: number;
  /** Designs compared for a proposal, by the number of trials known. */
  readonly candidates: (known: number) => number;
  readonly together: number;
  readonly goodShare: number;
  readonly maximumGood: number;
  /** Whether trial `number` is proposed by comparing whole designs, not one parameter after the other. */
  readonly isJoint: (number: number) => boolean;
  /** Probability of each choice by dimension, where the user gave weights. */
  readonly priors: readonly (Float64Array | undefined)[];
}

/** Where all trials are proposed jointly, and elsewhere: chosen on functions that docs/samplers.md lists. */
const JOINTLY = { good: 0.15, maximumGood: 40 };
const OTHERWISE = { good: 0.1, maximumGood: 25 };
const CANDIDATES = 24;
/** Twice as many where all are joint, until a history is so long that comparing them takes milliseconds. */
const LONG_HISTORY = 2000;

const PRIOR_WEIGHT = 1;
const ONE_BY_ONE_ATTEMPTS = 8;
/** Trials with full weight; older ones of the bad set fade (Bergstra, Yamins and Cox, 2013). */
const RECENT = 25;

class TpeSampler extends HistorySampler {
  readonly #settings: TpeSettings;
  readonly #layout: ParzenLayout;
  readonly #initial: InitialDesign;
  readonly #stream: RandomStream;
  readonly #seen: RowSet;
  /** One kernel a told trial, in trial order. */
  readonly #kernels: ParzenKernels;
  /** Evaluated trials among which the good ones are, best first. */
  #elite: Uint32Array = new Uint32Array(0);
  #evaluated = 0;

  constructor(space: Space, objectiveCount: number, seed: number, settings: TpeSettings) {
    super(space, objectiveCount, settings.together);
    this.#settings = settings;
    this.#layout = new ParzenLayout(space, settings.priors);
    this.#initial = new InitialDesign(space, seed, (index, unit) => this.#layout.priorQuantile(index, unit));
    this.#stream = new RandomStream(seed, 'sampler.tpe');
    this.#seen = new RowSet(space.width);
    this.#kernels = new ParzenKernels(this.#layout);
  }

  protected override learn(from: number, end: number): void {
    const { width } = this.space;
    const fresh: number[] = [];
    const units = new Float64Array(width);
    for (let row = from; row < end; row++) {
      this.#layout.toUnits(this.history.codes, row * width, units, 0);
      this.#kernels.add(units, 0);
      this.#seen.add(this.history.codes, row * width);
      if (!this.history.isFailed(row) || this.history.reports.has(row)) fresh.push(row);
    }
    this.#evaluated += fresh.length;
    this.#elite = this.#bestOf(Uint32Array.from([...this.#elite, ...fresh]));
  }

  /**
   * The best trials, best first: by violation, then by value or non-dominated rank and crowding. With one objective,
   * pruned trials come after the feasible ones: those that got farthest first, then by the value reported last. Keeps
   * some more than can be good at once, because what is good changes as better trials come.
   */
  #bestOf(candidates: Uint32Array): Uint32Array {
    const { objectiveCount } = this.history;
    const kept = 2 * this.#settings.maximumGood;
    if (objectiveCount === 1) {
      return candidates.sort((a, b) => this.#compare(a, b)).slice(0, kept);
    }
    const packed = packedRows(this.history, candidates);
    const ranks = nonDominatedRanks(packed.objectives, objectiveCount, packed.violations);
    const best: number[] = [];
    for (const front of frontsOf(ranks)) {
      if (best.length >= kept) break;
      for (const member of spreadFirst(packed.objectives, objectiveCount, front))
        best.push(candidates[member]!);
    }
    return Uint32Array.from(best.slice(0, 2 * kept));
  }

  /** Order of two evaluated or pruned trials with one objective: feasible, pruned, infeasible, as in Optuna. */
  #compare(a: number, b: number): number {
    const { violations, objectives, reports } = this.history;
    const [first, second] = [reports.get(a), reports.get(b)];
    if (first !== undefined && second !== undefined) {
      return second.step - first.step || worthOf(first) - worthOf(second) || a - b;
    }
    if (first !== undefined) return violations[b] === 0 ? 1 : -1;
    if (second !== undefined) return violations[a] === 0 ? -1 : 1;
    return violations[a]! - violations[b]! || objectives[a]! - objectives[b]! || a - b;
  }

  protected propose(first: number, codes: Float64Array): number {
    const { width } = this.space;
    const pending = new ParzenKernels(this.#layout, this.roundSize);
    const seen = new Proposed(this.#seen, width);
    const units = new Float64Array(width);
    for (let row = 0; row < this.roundSize; row++) {
      if (this.#seen.size + seen.own >= this.space.size) return row;
      const offset = row * width;
      this.#stream.restart(first + row);
      if (this.prior + first + row < this.#settings.startup) {
        this.#initial.fill(first + row, 1, codes.subarray(offset, offset + width));
      } else if (this.#elite.length < 2) {
        sampleUnseen(this.space, this.#stream, seen, codes, offset);
      } else {
        this.#suggest(this.prior + first + row, pending, seen, codes, offset);
      }
      this.#layout.toUnits(codes, offset, units, 0);
      pending.add(units, 0);
      seen.add(codes, offset);
    }
    return this.roundSize;
  }

  #suggest(number: number, pending: ParzenKernels, seen: RowSet, codes: Float64Array, offset: number): void {
    const { width } = this.space;
    const isJoint = this.#settings.isJoint(number);
    const { goodShare, maximumGood } = this.#settings;
    const candidates = this.#settings.candidates(this.history.count);
    const wanted = Math.min(Math.ceil(goodShare * this.#evaluated), maximumGood);
    const good = this.#elite.subarray(0, Math.max(1, wanted));
    const goodKernels = new ParzenKernels(this.#layout, good.length);
    for (const row of good) goodKernels.add(this.#kernels.units, row * width);

    const badWeights = this.#badWeights(good);
    const found = isJoint
      ? this.#bestJointly(candidates, goodKernels, badWeights, pending, seen, codes, offset)
      : this.#bestOneByOne(candidates, goodKernels, badWeights, pending, seen, codes, offset);
    if (found || (repairDesign(this.space, codes, offset) && !seen.has(codes, offset))) return;
    sampleUnseen(this.space, this.#stream, seen, codes, offset);
  }

  /** Compares whole designs by the ratio of their densities. False, with one of them written, if none is allowed and new. */
  #bestJointly(
    candidateCount: number,
    goodKernels: ParzenKernels,
    badWeights: Float64Array,
    pending: ParzenKernels,
    seen: RowSet,
    codes: Float64Array,
    offset: number,
  ): boolean {
    const { width } = this.space;
    const candidates = new Float64Array(candidateCount * width);
    const units = new Float64Array(candidateCount * width);
    let count = 0;
    for (let attempt = 0; attempt < 4 * candidateCount && count < candidateCount; attempt++) {
      // The prior is one kernel more.
      const kernel = this.#stream.below(goodKernels.count + PRIOR_WEIGHT);
      goodKernels.sample(kernel, this.#stream, candidates, count * width);
      if (this.space.violatedConstraint(candidates, count * width) !== undefined) continue;
      this.#layout.toUnits(candidates, count * width, units, count * width);
      count++;
    }
    const goodDensities = new Float64Array(count);
    for (let candidate = 0; candidate < count; candidate++) {
      goodDensities[candidate] = PRIOR_WEIGHT * this.#layout.jointPriorDensity(units, candidate * width);
    }
    const badDensities = goodDensities.slice();
    goodKernels.addDensities(
      units,
      count,
      new Float64Array(goodKernels.count).fill(1),
      PRIOR_WEIGHT,
      goodDensities,
    );
    this.#kernels.addDensities(units, count, badWeights, PRIOR_WEIGHT, badDensities);
    pending.addDensities(units, count, onesFor(pending), PRIOR_WEIGHT, badDensities);

    let best = -1;
    let bestRatio = Number.NEGATIVE_INFINITY;
    for (let candidate = 0; candidate < count; candidate++) {
      const ratio = goodDensities[candidate]! / badDensities[candidate]!;
      if (ratio <= bestRatio || seen.has(candidates, candidate * width)) continue;
      best = candidate;
      bestRatio = ratio;
    }
    // A refused candidate stays where the next one would have been written.
    const written = Math.max(0, best);
    codes.set(candidates.subarray(written * width, (written + 1) * width), offset);
    return best >= 0;
  }

  /** Chooses every parameter by itself, by the ratio of its own densities. False, with the last try written, if none is allowed and new. */
  #bestOneByOne(
    count: number,
    goodKernels: ParzenKernels,
    badWeights: Float64Array,
    pending: ParzenKernels,
    seen: RowSet,
    codes: Float64Array,
    offset: number,
  ): boolean {
    const { space } = this;
    const values = new Float64Array(count);
    const units = new Float64Array(count);
    const goodColumns = new WeightedColumns(goodKernels, onesFor(goodKernels));
    const badColumns = new WeightedColumns(this.#kernels, badWeights);
    const pendingColumns = new WeightedColumns(pending, onesFor(pending));
    for (let attempt = 0; attempt < ONE_BY_ONE_ATTEMPTS; attempt++) {
      for (const index of space.order) {
        if (!space.isActive(index, codes, offset)) {
          codes[offset + index] = Number.NaN;
          continue;
        }
        for (let candidate = 0; candidate < count; candidate++) {
          const kernel = this.#stream.below(goodKernels.count + PRIOR_WEIGHT);
          values[candidate] = goodKernels.sampleColumn(index, kernel, this.#stream);
          units[candidate] = this.#layout.toUnit(index, values[candidate]!);
        }
        const goodDensities = units.map((unit) => PRIOR_WEIGHT * this.#layout.priorDensity(index, unit));
        const badDensities = goodDensities.slice();
        goodColumns.add(index, units, count, goodDensities);
        badColumns.add(index, units, count, badDensities);
        pendingColumns.add(index, units, count, badDensities);
        let best = 0;
        for (let candidate = 1; candidate < count; candidate++) {
          if (
            goodDensities[candidate]! * badDensities[best]! >
            goodDensities[best]! * badDensities[candidate]!
          ) {
            best = candidate;
          }
        }
        codes[offset + index] = values[best]!;
      }
      if (space.violatedConstraint(codes, offset) === undefined && !seen.has(codes, offset)) return true;
    }
    return false;
  }

  /** Weights of all told trials as bad ones, failed ones included: 0 for the good, less for the old. */
  #badWeights(good: Uint32Array): Float64Array {
    const weights = new Float64Array(this.#kernels.count).fill(1);
    for (const row of good) weights[row] = 0;
    const count = weights.length - good.length;
    const fading = count - RECENT;
    let place = 0;
    for (let row = 0; row < weights.length && place < fading; row++) {
      if (weights[row] === 0) continue;
      weights[row] = fading === 1 ? 1 : 1 / count + ((1 - 1 / count) * place) / (fading - 1);
      place++;
    }
    return weights;
  }
}

/** A reported value to compare by: what is not a number is as bad as can be. */
function worthOf({ value }: LastReport): number {
  return Number.isNaN(value) ? Number.MAX_VALUE : value;
}

function onesFor(kernels: ParzenKernels): Float64Array {
  return new Float64Array(kernels.count).fill(1);
}

/** What was told, and what the round at hand has proposed so far. */
class Proposed extends RowSet {
  readonly #told: RowSet;

  constructor(told: RowSet, width: number) {
    super(width);
    this.#told = told;
  }

  get own(): number {
    return super.size;
  }

  override has(codes: Float64Array, offset: number): boolean {
    return super.has(codes, offset) || this.#told.has(codes, offset);
  }
}

/** Members of a front, the least crowded first. */
function spreadFirst(objectives: Float64Array, objectiveCount: number, front: Uint32Array): number[] {
  const distances = crowdingDistances(objectives, objectiveCount, front);
  return Array.from(front, (_, index) => index)
    .sort((a, b) => (distances[a] === distances[b] ? a - b : distances[a]! > distances[b]! ? -1 : 1))
    .map((index) => front[index]!);
}

function jointTrials(parameters: 'jointly' | 'one-by-one' | 'in-turn'): (number: number) => boolean {
  return (number) => parameters === 'jointly' || (parameters === 'in-turn' && number % 2 === 0);
}

/** Numbers and ordered choices only, none of them conditional. */
function isPlainlyNumeric(space: Space): boolean {
  return space.dimensions.every(
    (dimension, index) => (dimension.kind !== 'choice' || dimension.ordered) && !space.isConditional(index),
  );
}

export const tpe = defineSampler({
  type: 'tpe',
  title: 'TPE',
  doc:
    'Learns where good designs are dense, parameters jointly. For budgets of about 50 to a few thousand trials of any ' +
    'mixture of parameters, conditions and constraints, with one or several objectives. In a study file it also takes ' +
    'priors: { PARAMETER: { CHOICE: WEIGHT } }, how likely choices are to be good.',
  paper: {
    title: 'Tree-structured Parzen estimator: understanding its algorithm components (Watanabe)',
    year: 2023,
    arxiv: '2304.11127',
  },
  options: {
    startup: integer({
      doc: 'Evenly spread designs before the first learned one.',
      minimum: 2,
      maximum: 100_000,
      default: 10,
    }),
    candidates: integer({
      doc: 'Designs compared for each proposal; 0 takes 48 jointly until 2,000 trials, else 24.',
      minimum: 0,
      maximum: 10_000,
      default: 0,
    }),
    together: integer({
      doc: 'Designs proposed together, each counted as bad while it is out (constant liar): workers kept busy.',
      minimum: 1,
      maximum: 1000,
      default: 1,
    }),
    good: float({
      doc: 'Share of the trials that counts as good; 0 takes 0.15 jointly, else 0.1.',
      minimum: 0,
      maximum: 0.5,
      default: 0,
    }),
    parameters: categorical(['auto', 'jointly', 'one-by-one', 'in-turn'], {
      doc: 'Model the parameters together or each by itself.',
      default: 'auto',
      choiceDocs: {
        auto: 'one objective: jointly over unconditional numbers, else in turn; several: one by one',
        jointly: 'one density over all parameters: sees how they interact',
        'one-by-one': 'a density a parameter: copes with many parameters',
        'in-turn': 'every other trial jointly, the others one by one',
      },
    }),
    maximum_good: integer({
      doc: 'Most trials that count as good at once; 0 takes 40 jointly, else 25.',
      minimum: 0,
      maximum: 10_000,
      default: 0,
    }),
  },
  takesPriors: true,
  create: ({ space, objectives, seed, options, priors }) => {
    const ofNumbers = isPlainlyNumeric(space) ? 'jointly' : 'in-turn';
    const fitting = objectives.length === 1 ? ofNumbers : 'one-by-one';
    const parameters = options.parameters === 'auto' ? fitting : options.parameters;
    const defaults = parameters === 'jointly' ? JOINTLY : OTHERWISE;
    return new TpeSampler(space, objectives.length, seed, {
      startup: options.startup,
      candidates: (known) =>
        options.candidates || (parameters === 'jointly' && known < LONG_HISTORY ? 2 : 1) * CANDIDATES,
      together: options.together,
      goodShare: options.good || defaults.good,
      maximumGood: options.maximum_good || defaults.maximumGood,
      isJoint: jointTrials(parameters),
      priors: choiceProbabilities(space, priors),
    });
  },
});
