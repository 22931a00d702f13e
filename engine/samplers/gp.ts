// Bayesian optimisation with Gaussian processes, for evaluations that are dear.

import { FeatureMap } from '../analysis/features.ts';
import { GaussianProcess, type GaussianProcessSettings } from '../analysis/gaussian-process.ts';
import { RandomStream } from '../contract/random.ts';
import { integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import { sampleFeasible } from './feasible.ts';
import { FrontFrame } from './front-frame.ts';
import { HYPERVOLUME_OBJECTIVES } from './thinning.ts';
import { HistorySampler, RowSet, type RowLookup } from './history.ts';
import { InitialDesign } from './initial-design.ts';
import { complementaryError, logNormalCdf, normalCdf, normalPdf } from './normal.ts';
import { sampleUnseen, Variation } from './variation.ts';
import { flattening, IDENTITY, type Warp } from './warp.ts';

interface GpSettings {
  readonly startup: number;
  readonly together: number;
  readonly training: number;
  readonly candidates: number;
}

/** Posterior draws behind an expected hypervolume gain. */
const DRAWS = 32;
/** Mutation indices of the search for the best candidate, from wide steps to fine ones. */
const REFINEMENTS = [8, 20, 60, 200, 800, 3000];
const REFINED = 6;
/** Length scales are fitted again when the trials have grown by this factor. */
const REFIT_GROWTH = 1.12;

/** Relative noise of the feasibility model: a step is no smooth function, and exact interpolation would waver. */
const FEASIBILITY_NOISE = 0.02;

/**
 * A design that will fail with 95 % probability comes after all others, however much it would gain: near the end of a
 * run, when little is left to gain where designs work, the product of gain and probability would favour it.
 */
const LOG_HOPELESS = Math.log(0.05);
const SET_BACK = 1e6;

type Acquisition = (features: Float64Array) => number;

class GpSampler extends HistorySampler {
  readonly #settings: GpSettings;
  readonly #initial: InitialDesign;
  readonly #features: FeatureMap;
  readonly #variations: readonly Variation[];
  readonly #stream: RandomStream;
  readonly #seen: RowSet;
  readonly #fitted = new Map<string, GaussianProcessSettings>();

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
    const models = this.#models();
    for (let row = 0; row < this.roundSize; row++) {
      if (this.#seen.size + proposed.size >= this.space.size) return row;
      const offset = row * width;
      if (models === undefined) sampleUnseen(this.space, this.#stream, seen, codes, offset);
      else {
        this.#maximise(this.#acquisition(models, first + row), seen, codes, offset);
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

  /** Undefined where fewer than two trials could be evaluated. */
  #models(): Models | undefined {
    const { count, objectiveCount, violations, objectives, codes } = this.history;
    const rows = this.#trainingRows();
    const known = rows.filter((row) => !this.history.isFailed(row));
    if (known.length < 2) return undefined;
    // Fits are made on prefixes of the history that grow geometrically, so a resumed run makes the same ones.
    let fitCount = this.#settings.startup;
    while (Math.max(fitCount + 1, Math.floor(fitCount * REFIT_GROWTH)) <= count) {
      fitCount = Math.max(fitCount + 1, Math.floor(fitCount * REFIT_GROWTH));
    }
    const fitRows = known.filter((row) => row < fitCount);
    const train = fitRows.length < 2 ? known : fitRows;
    const prefix = rows.filter((row) => row < fitCount);
    const build = (
      name: string,
      from: Uint32Array,
      all: Uint32Array,
      valueOf: (row: number) => number,
      leastNoise = 0,
    ) => {
      const key = `${name}/${fitCount}/${from.length}`;
      let settings = this.#fitted.get(key);
      if (settings === undefined) {
        const model = new GaussianProcess(
          this.#features.matrix(codes, from),
          this.#features.count,
          Float64Array.from(from, valueOf),
        );
        const logNoise = Math.max(model.settings.logNoise, Math.log(leastNoise));
        settings = { ...model.settings, logNoise };
        this.#fitted.set(key, settings);
      }
      return new GaussianProcess(
        this.#features.matrix(codes, all),
        this.#features.count,
        Float64Array.from(all, valueOf),
        settings,
      );
    };
    const models: GaussianProcess[] = [];
    const warps: Warp[] = [];
    for (let objective = 0; objective < objectiveCount; objective++) {
      const valueOf = (row: number): number => objectives[row * objectiveCount + objective]!;
      // A random weighting of many objectives needs their own scale.
      const warp =
        objectiveCount <= HYPERVOLUME_OBJECTIVES ? flattening(Float64Array.from(known, valueOf)) : IDENTITY;
      warps.push(warp);
      models.push(build(`objective ${objective}`, train, known, (row) => warp.forward(valueOf(row))));
    }
    const isConstrained = rows.some((row) => violations[row]! > 0);
    return {
      objectives: models,
      warps,
      pending: [],
      feasibility: isConstrained
        ? build('feasibility', prefix, rows, (row) => (violations[row] === 0 ? 1 : 0), FEASIBILITY_NOISE)
        : undefined,
    };
  }

  /** All trials, or the latest and the best by the first objective where there are too many. */
  #trainingRows(): Uint32Array {
    const { count, objectives, objectiveCount, violations } = this.history;
    const all = Uint32Array.from({ length: count }, (_, row) => row);
    const limit = this.#settings.training;
    if (count <= limit) return all;
    const byValue = all.slice().sort((a, b) => {
      if (violations[a] !== violations[b]) return violations[a]! < violations[b]! ? -1 : 1;
      return objectives[a * objectiveCount]! - objectives[b * objectiveCount]! || a - b;
    });
    const chosen = new Set<number>(byValue.slice(0, limit >> 1));
    for (let row = count - 1; chosen.size < limit; row--) chosen.add(row);
    return all.filter((row) => chosen.has(row));
  }

  #acquisition(models: Models, trial: number): Acquisition {
    const { feasibility } = models;
    const probability = (features: Float64Array): number => {
      if (feasibility === undefined) return 0;
      const { mean, deviation } = feasibility.predict(features, 0);
      const logProbability = logNormalCdf((mean - 0.5) / deviation);
      return logProbability < LOG_HOPELESS ? logProbability - SET_BACK : logProbability;
    };
    const hasFeasible = this.history.violations.subarray(0, this.history.count).includes(0);
    if (!hasFeasible) return probability;
    const gain =
      models.objectives.length === 1
        ? this.#expectedImprovement(models)
        : models.objectives.length <= HYPERVOLUME_OBJECTIVES
          ? this.#expectedVolume(models)
          : this.#expectedScalarImprovement(models, trial);
    return (features) => gain(features) + probability(features);
  }

  /** Logarithm of the expected improvement on the best feasible value. */
  #expectedImprovement(models: Models): Acquisition {
    const model = models.objectives[0]!;
    let best = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.history.count; row++) {
      if (this.history.isFeasible(row)) best = Math.min(best, this.history.objectives[row]!);
    }
    const target = models.warps[0]!.forward(best);
    return (features) => {
      const { mean, deviation } = model.predict(features, 0);
      return Math.log(deviation) + logImprovement((target - mean) / deviation);
    };
  }

  /** Logarithm of the expected hypervolume gain over posterior draws, the same draws for every candidate. */
  #expectedVolume(models: Models): Acquisition {
    const count = models.objectives.length;
    const frame = new FrontFrame(this.history);
    const point = new Float64Array(count);
    for (const features of models.pending) {
      models.objectives.forEach(
        (model, objective) =>
          (point[objective] = models.warps[objective]!.backward(model.predict(features, 0).mean)),
      );
      frame.add(point, 0);
    }
    const draws = Float64Array.from({ length: DRAWS * count }, () => this.#stream.normal());
    return (features) => {
      const predictions = models.objectives.map((model) => model.predict(features, 0));
      let sum = 0;
      for (let draw = 0; draw < DRAWS; draw++) {
        for (let objective = 0; objective < count; objective++) {
          const { mean, deviation } = predictions[objective]!;
          const warped = mean + deviation * draws[draw * count + objective]!;
          point[objective] = models.warps[objective]!.backward(warped);
        }
        sum += frame.gain(point, 0);
      }
      // Where no draw gains anything, the nearer to the front the better.
      return sum > 0
        ? Math.log(sum / DRAWS)
        : -50 -
            frame.distance(predictions.map(({ mean }, objective) => models.warps[objective]!.backward(mean)));
    };
  }

  /**
   * Expected improvement of a random weighting of the objectives, another one each trial: J. Knowles, "ParEGO", IEEE
   * TEVC 10(1), 2006.
   */
  #expectedScalarImprovement(models: Models, trial: number): Acquisition {
    this.#stream.restart(trial);
    const frame = new FrontFrame(this.history);
    const weights = models.objectives.map(() => this.#stream.exponential());
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const scalar = (scaled: readonly number[]): number =>
      Math.max(...scaled.map((value, index) => (weights[index]! / total) * value)) +
      0.05 * scaled.reduce((sum, value, index) => sum + (weights[index]! / total) * value, 0);
    const best = frame.best(scalar);
    return (features) => {
      const predictions = models.objectives.map((model) => model.predict(features, 0));
      const mean = scalar(
        frame.scaled(
          Float64Array.from(predictions, (prediction) => prediction.mean),
          0,
        ),
      );
      const deviation = Math.max(
        1e-9,
        ...predictions.map(
          (prediction, index) => (weights[index]! / total) * (prediction.deviation / frame.span(index)),
        ),
      );
      return Math.log(deviation) + logImprovement((best - mean) / deviation);
    };
  }

  /** Writes the design with the largest acquisition found: random designs, then finer and finer steps from the best. */
  #maximise(acquisition: Acquisition, seen: RowLookup, codes: Float64Array, offset: number): void {
    const { width } = this.space;
    const features = new Float64Array(this.#features.count);
    const pool: { row: Float64Array; value: number }[] = [];
    const consider = (row: Float64Array): void => {
      if (seen.has(row, 0)) return;
      this.#features.write(row, 0, features, 0);
      pool.push({ row, value: acquisition(features) });
    };
    for (let candidate = 0; candidate < this.#settings.candidates; candidate++) {
      const row = new Float64Array(width);
      sampleFeasible(this.space, this.#stream, row, 0);
      consider(row);
    }
    for (const row of this.#bestKnown()) {
      for (let child = 0; child < 10; child++) {
        const mutated = new Float64Array(width);
        this.#variations[1 + (child % 4)]!.breed(
          this.#stream,
          this.history.codes,
          row,
          row,
          seen,
          mutated,
          0,
        );
        consider(mutated);
      }
    }
    for (const variation of this.#variations) {
      pool.sort((a, b) => b.value - a.value);
      pool.length = Math.min(pool.length, REFINED);
      const parents = Float64Array.from(pool.flatMap(({ row }) => [...row]));
      const count = pool.length;
      for (let child = 0; child < 8 * count; child++) {
        const mutated = new Float64Array(width);
        const mother = (child % count) * width;
        const father = this.#stream.below(count) * width;
        variation.breed(this.#stream, parents, mother, father, seen, mutated, 0);
        consider(mutated);
      }
    }
    if (pool.length === 0) {
      sampleUnseen(this.space, this.#stream, seen, codes, offset);
      return;
    }
    const best = pool.reduce((a, b) => (b.value > a.value ? b : a));
    codes.set(best.row, offset);
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
        .slice(0, Math.ceil(5 / objectiveCount))
        .forEach((row) => chosen.add(row));
    }
    return [...chosen].map((row) => row * this.space.width);
  }
}

interface Models {
  objectives: GaussianProcess[];
  readonly warps: readonly Warp[];
  readonly pending: Float64Array[];
  readonly feasibility: GaussianProcess | undefined;
}

/** log(z cdf(z) + pdf(z)), exact in the tail too (Ament et al., "Unexpected improvements to expected improvement", 2023). */
function logImprovement(z: number): number {
  if (z > -4) return Math.log(z * normalCdf(z) + normalPdf(z));
  if (z < -1e5) return -0.5 * z * z - 2 * Math.log(-z) - 0.919;
  // cdf(z) = pdf(z) times Mills' ratio, so the common factor is taken out before the logarithm.
  const x = -z * Math.SQRT1_2;
  const scaledTail = x < 20 ? complementaryError(x) * Math.exp(x * x) : 1 / (x * Math.sqrt(Math.PI));
  const mills = Math.sqrt(Math.PI / 2) * scaledTail;
  return (
    -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(Math.max(1e-300, 1 + z * mills, 0.5 / (z * z)))
  );
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
