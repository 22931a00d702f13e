// Bayesian optimisation with Gaussian processes, for evaluations that are dear.

import { FeatureMap } from '../analysis/features.ts';
import { RandomStream } from '../contract/random.ts';
import { integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import { sampleFeasible } from './feasible.ts';
import {
  expectedImprovement,
  expectedScalarImprovement,
  expectedVolume,
  whereFeasible,
  type Gain,
} from './gp-gains.ts';
import { ModelFits, type Models } from './gp-models.ts';
import { Landscapes } from './gp-valleys.ts';
import { HistorySampler, RowSet, type RowLookup } from './history.ts';
import { InitialDesign } from './initial-design.ts';
import { HYPERVOLUME_OBJECTIVES } from './thinning.ts';
import { sampleUnseen, Variation } from './variation.ts';

interface GpSettings {
  readonly startup: number;
  readonly together: number;
  readonly training: number;
  readonly candidates: number;
}

/** Mutation indices of the search for the best candidate, from wide steps to fine ones. */
const REFINEMENTS = [8, 20, 60, 200, 800, 3000];
const REFINED = 6;
/** Best trials from which the search for the best candidate also starts. */
const STARTS = 5;

/**
 * A valley has no more to give when the expected improvement is below this share of the distance of the median trial
 * from the best (the unit of the model's values near the best).
 */
const EXHAUSTED = 6e-3;
/** Of so many trials in a valley that has no more to give one goes on there. */
const STAYING = 2;
/** Valleys that are filled up at once. */
const VALLEYS = 3;
/** The expected improvement in another valley that is worth a trial, as a share of how deep the best one is. */
const WORTHWHILE = 1e-3;

/** Log of the probability that a design in another valley is feasible: a valley is not left for one that may be none. */
const LIKELIER_THAN_NOT = Math.log(0.5);

interface Found {
  readonly row: Float64Array;
  readonly worth: number;
}

class GpSampler extends HistorySampler {
  readonly #settings: GpSettings;
  readonly #initial: InitialDesign;
  readonly #features: FeatureMap;
  readonly #variations: readonly Variation[];
  readonly #stream: RandomStream;
  readonly #seen: RowSet;
  readonly #fits: ModelFits;
  readonly #landscapes: Landscapes;

  constructor(space: Space, objectiveCount: number, seed: number, settings: GpSettings) {
    super(space, objectiveCount, settings.together);
    this.#settings = settings;
    this.#initial = new InitialDesign(space, seed);
    this.#features = new FeatureMap(space);
    this.#variations = REFINEMENTS.map(
      (mutationIndex) =>
        new Variation(space, { crossoverProbability: 0.3, crossoverIndex: 5, mutations: 2, mutationIndex }),
    );
    this.#stream = new RandomStream(seed, 'sampler.gp');
    this.#seen = new RowSet(space.width);
    this.#fits = new ModelFits(this.history, this.#features, settings.startup, settings.training);
    this.#landscapes = new Landscapes(this.history, this.#features, settings.startup, this.#fits);
  }

  protected override learn(from: number, end: number): void {
    for (let row = from; row < end; row++) {
      this.#seen.add(this.history.codes, row * this.space.width);
    }
  }

  protected propose(first: number, codes: Float64Array): number {
    const { width } = this.space;
    if (this.prior + first < this.#settings.startup) {
      this.#initial.fill(first, this.roundSize, codes);
      return this.roundSize;
    }
    // Nothing is left to choose, and a model of no parameters cannot be fitted.
    if (this.#seen.size >= this.space.size) return 0;
    this.#stream.restart(first);
    const proposed = new RowSet(width);
    const seen: RowLookup = {
      has: (row, offset) => this.#seen.has(row, offset) || proposed.has(row, offset),
    };
    const models = this.#fits.models();
    for (let row = 0; row < this.roundSize; row++) {
      if (this.#seen.size + proposed.size >= this.space.size) return row;
      const offset = row * width;
      if (models === undefined) sampleUnseen(this.space, this.#stream, seen, codes, offset);
      else {
        const found = this.#proposal(models, first + row, seen);
        if (found === undefined) sampleUnseen(this.space, this.#stream, seen, codes, offset);
        else codes.set(found.row, offset);
        if (row + 1 < this.roundSize) {
          const features = new Float64Array(this.#features.count);
          this.#features.write(codes, offset, features, 0);
          models.objectives = models.objectives.map((model) => model.believing(features));
          models.pending.push(features);
        }
      }
      proposed.add(codes, offset);
    }
    return this.roundSize;
  }

  /** The best candidate by what it is expected to gain; now and then one in another valley where this one is exhausted. */
  #proposal(models: Models, trial: number, seen: RowLookup): Found | undefined {
    const found = this.#best(this.#gain(models, trial), this.#bestKnown(), seen);
    if (found === undefined || models.objectives.length > 1 || trial % STAYING === 0) return found;
    if (Math.exp(found.worth) > EXHAUSTED) return found;
    return this.#inAnotherValley(models, seen) ?? found;
  }

  /** What candidates are worth: feasibility alone until there is a feasible trial. */
  #gain(models: Models, trial: number): Gain {
    const { history } = this;
    const hasFeasible = history.violations.subarray(0, history.count).includes(0);
    if (!hasFeasible) return whereFeasible((_, worths) => worths.fill(0), models.feasibility);
    const count = models.objectives.length;
    if (count > HYPERVOLUME_OBJECTIVES) {
      this.#stream.restart(trial);
      return whereFeasible(expectedScalarImprovement(history, models, this.#stream), models.feasibility);
    }
    return whereFeasible(
      count > 1
        ? expectedVolume(history, models, this.#stream)
        : expectedImprovement(models.objectives[0]!, models.warps[0]!.forward(this.#least())),
      models.feasibility,
    );
  }

  /** The best feasible value of the only objective. */
  #least(): number {
    let best = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.history.count; row++) {
      if (this.history.isFeasible(row)) best = Math.min(best, this.history.objectives[row]!);
    }
    return best;
  }

  /**
   * A design for one objective in another valley than that of the best trial, where that has no more to give. Expected
   * improvement alone goes on with ever smaller steps there.
   */
  #inAnotherValley(models: Models, seen: RowLookup): Found | undefined {
    const landscape = this.#landscapes.now();
    const worthwhile = WORTHWHILE * landscape.depth;
    for (let valley = 1; valley <= VALLEYS && landscape.fill(); valley++) {
      let model = landscape.modelFilled(this.#landscapes.settingsBeyond(valley));
      for (const features of models.pending) model = model.believing(features);
      const lowest = landscape.lowest();
      const gain = expectedImprovement(model, landscape.filled[lowest[0]!]!);
      const starts = lowest.slice(0, STARTS).map((place) => landscape.rows[place]! * this.space.width);
      const found = this.#best(whereFeasible(gain, models.feasibility, LIKELIER_THAN_NOT), starts, seen);
      if (found !== undefined && Math.exp(found.worth) > worthwhile) return found;
    }
    return undefined;
  }

  /** The design with the largest gain found: random designs and steps from `starts`, then finer and finer steps from the best. */
  #best(gain: Gain, starts: readonly number[], seen: RowLookup): Found | undefined {
    const { width } = this.space;
    let pool: Found[] = [];
    const consider = (rows: readonly Float64Array[]): void => {
      const fresh = rows.filter((row) => !seen.has(row, 0));
      const features = new Float64Array(fresh.length * this.#features.count);
      fresh.forEach((row, place) => {
        this.#features.write(row, 0, features, place * this.#features.count);
      });
      const worths = new Float64Array(fresh.length);
      gain(features, worths);
      pool.push(...fresh.map((row, place) => ({ row, worth: worths[place]! })));
    };
    const mutant = (variation: Variation, parents: Float64Array, mother: number, father: number) => {
      const row = new Float64Array(width);
      variation.breed(this.#stream, parents, mother, father, seen, row, 0);
      return row;
    };
    const random = Array.from({ length: this.#settings.candidates }, () => {
      const row = new Float64Array(width);
      sampleFeasible(this.space, this.#stream, row, 0);
      return row;
    });
    consider(random);
    consider(
      starts.flatMap((start) =>
        Array.from({ length: 10 }, (_, child) =>
          mutant(this.#variations[1 + (child % 4)]!, this.history.codes, start, start),
        ),
      ),
    );
    for (const variation of this.#variations) {
      pool = pool.sort((a, b) => b.worth - a.worth).slice(0, REFINED);
      const parents = Float64Array.from(pool.flatMap(({ row }) => [...row]));
      const count = pool.length;
      consider(
        Array.from({ length: 8 * count }, (_, child) =>
          mutant(variation, parents, (child % count) * width, this.#stream.below(count) * width),
        ),
      );
    }
    return pool.length === 0 ? undefined : pool.reduce((a, b) => (b.worth > a.worth ? b : a));
  }

  /** Code offsets of the few best trials by violation and first objective, and by each other objective. */
  #bestKnown(): number[] {
    const { count, objectives, objectiveCount, violations } = this.history;
    const rows = Array.from({ length: count }, (_, row) => row);
    const chosen = new Set<number>();
    for (let objective = 0; objective < objectiveCount; objective++) {
      rows
        .sort((a, b) => {
          if (violations[a] !== violations[b]) return violations[a]! < violations[b]! ? -1 : 1;
          return (
            objectives[a * objectiveCount + objective]! - objectives[b * objectiveCount + objective]! || a - b
          );
        })
        .slice(0, Math.ceil(STARTS / objectiveCount))
        .forEach((row) => chosen.add(row));
    }
    return [...chosen].map((row) => row * this.space.width);
  }
}

export const gp = defineSampler({
  type: 'gp',
  title: 'Gaussian process',
  doc:
    'Bayesian optimisation: a probabilistic model of every objective, and the design whose expected gain is largest. ' +
    'For evaluations that take seconds or more, up to about 300 trials and 20 parameters.',
  paper: {
    title: 'Efficient global optimization of expensive black-box functions (Jones, Schonlau and Welch)',
    year: 1998,
    venue: 'Journal of Global Optimization 13',
  },
  options: {
    startup: integer({
      doc: 'Evenly spread designs before the first model; 0 takes the number of parameters plus five.',
      minimum: 0,
      maximum: 10_000,
      default: 0,
    }),
    together: integer({
      doc: 'Designs proposed together, each taken to turn out as predicted while it is out.',
      minimum: 1,
      maximum: 100,
      default: 1,
    }),
    training: integer({
      doc: 'Most trials a model is fitted to; its cost grows with the cube.',
      minimum: 10,
      maximum: 2000,
      default: 300,
    }),
    candidates: integer({
      doc: 'Random designs among which the search for the best proposal starts.',
      minimum: 10,
      maximum: 100_000,
      default: 300,
    }),
  },
  create: ({ space, objectives, seed, options }) =>
    new GpSampler(space, objectives.length, seed, {
      startup: options.startup === 0 ? space.width + 5 : options.startup,
      together: options.together,
      training: options.training,
      candidates: options.candidates,
    }),
});
