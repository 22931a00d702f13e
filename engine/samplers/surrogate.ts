// Surrogate-assisted evolution: evolves on a cheap model of what was evaluated, and evaluates what promises most.

import { FeatureMap } from '../analysis/features.ts';
import { RadialBasisSurrogate } from '../analysis/radial-basis.ts';
import { RandomStream } from '../contract/random.ts';
import { crowdingDistances, nonDominatedRanks } from '../pareto/sorting.ts';
import { integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import { HistorySampler, RowSet, type RowLookup } from './history.ts';
import { InitialDesign } from './initial-design.ts';
import { frontsOf, packedRows } from './survival.ts';
import { sampleUnseen, Variation } from './variation.ts';
import { flattening, type Warp } from './warp.ts';
import { FrontFrame } from './front-frame.ts';
import { HYPERVOLUME_OBJECTIVES } from './thinning.ts';

interface SurrogateSettings {
  readonly startup: number;
  readonly together: number;
  readonly training: number;
  readonly generations: number;
}

/** Designs of the evolution on the model. */
const MODEL_POPULATION = 100;
/** Every so many proposals one explores: the model's front member farthest from all evaluated designs. */
const EXPLORING = 10;
/** Steps by which a chosen design climbs on the model before it is evaluated, and mutants a step. */
const CLIMBS = 30;
const MUTANTS = 10;
/** Mutation indices of the steps, from wide to fine, over and over. */
const CLIMB_INDICES = [15, 40, 150];

/** One surface for all outputs: the warped objectives, then the violation. */
interface Model {
  readonly surface: RadialBasisSurrogate;
  readonly warps: readonly Warp[];
}

/** A population with predicted objectives and violations. */
interface Population {
  readonly count: number;
  readonly codes: Float64Array;
  readonly objectives: Float64Array;
  readonly violations: Float64Array;
}

class SurrogateSampler extends HistorySampler {
  readonly #settings: SurrogateSettings;
  readonly #initial: InitialDesign;
  readonly #features: FeatureMap;
  readonly #variation: Variation;
  readonly #climbers: readonly Variation[];
  readonly #stream: RandomStream;
  readonly #seen: RowSet;

  constructor(space: Space, objectiveCount: number, seed: number, settings: SurrogateSettings) {
    super(space, objectiveCount, settings.together);
    this.#settings = settings;
    this.#initial = new InitialDesign(space, seed);
    this.#features = new FeatureMap(space);
    this.#variation = new Variation(space, {
      crossoverProbability: 0.9,
      crossoverIndex: 10,
      mutations: 1.5,
      mutationIndex: 15,
    });
    this.#climbers = CLIMB_INDICES.map(
      (mutationIndex) =>
        new Variation(space, {
          crossoverProbability: 0,
          crossoverIndex: 10,
          mutations: 2,
          mutationIndex,
        }),
    );
    this.#stream = new RandomStream(seed, 'sampler.surrogate');
    this.#seen = new RowSet(space.width);
  }

  protected override learn(from: number, end: number): void {
    for (let row = from; row < end; row++) {
      this.#seen.add(this.history.codes, row * this.space.width);
    }
  }

  protected propose(first: number, codes: Float64Array): number {
    const count = this.roundSize;
    if (this.prior + first < this.#settings.startup) {
      this.#initial.fill(first, count, codes);
      return count;
    }
    this.#stream.restart(first);
    const training = this.#trainingRows();
    const model = this.#fit(training);
    const chosen = model === undefined ? 0 : this.#chooseFrom(model, this.#evolve(model, training), codes);
    const proposed = new RowSet(this.space.width);
    const seen: RowLookup = {
      has: (row, offset) => this.#seen.has(row, offset) || proposed.has(row, offset),
    };
    for (let row = 0; row < chosen; row++) proposed.add(codes, row * this.space.width);
    for (let row = chosen; row < count; row++) {
      if (this.#seen.size + proposed.size >= this.space.size) return row;
      sampleUnseen(this.space, this.#stream, seen, codes, row * this.space.width);
      proposed.add(codes, row * this.space.width);
    }
    return count;
  }

  /** The best rows by constrained rank up to two thirds of what the model may hold, and the latest others. */
  #trainingRows(): Uint32Array {
    const { count, objectiveCount } = this.history;
    const all = Uint32Array.from({ length: count }, (_, row) => row);
    const limit = this.#settings.training;
    if (count <= limit) return all;
    const { objectives, violations } = packedRows(this.history, all);
    const chosen = new Uint8Array(count);
    let size = 0;
    for (const front of frontsOf(nonDominatedRanks(objectives, objectiveCount, violations))) {
      for (const row of front) {
        if (size >= (2 * limit) / 3) break;
        chosen[row] = 1;
        size++;
      }
    }
    for (let row = count - 1; row >= 0 && size < limit; row--) {
      if (chosen[row] === 1) continue;
      chosen[row] = 1;
      size++;
    }
    return all.filter((row) => chosen[row] === 1);
  }

  /**
   * A model of all objectives and the violation. Failed trials have no objectives to learn: they take the worst known
   * ones and a violation beyond the largest, so that the model learns to keep away.
   */
  #fit(rows: Uint32Array): Model | undefined {
    const { objectiveCount } = this.history;
    const { objectives, violations } = packedRows(this.history, rows);
    const worst = new Float64Array(objectiveCount).fill(Number.NEGATIVE_INFINITY);
    let worstViolation = 0;
    rows.forEach((_, index) => {
      if (violations[index] === Number.POSITIVE_INFINITY) return;
      worstViolation = Math.max(worstViolation, violations[index]!);
      for (let objective = 0; objective < objectiveCount; objective++) {
        worst[objective] = Math.max(worst[objective]!, objectives[index * objectiveCount + objective]!);
      }
    });
    if (worst[0] === Number.NEGATIVE_INFINITY) return undefined;
    const outputs = objectiveCount + 1;
    const values = new Float64Array(rows.length * outputs);
    const warps = Array.from({ length: objectiveCount }, (_, objective) => {
      const known = rows.filter((__, index) => violations[index] !== Number.POSITIVE_INFINITY);
      return flattening(
        Float64Array.from(known, (row) => this.history.objectives[row * objectiveCount + objective]!),
      );
    });
    rows.forEach((_, index) => {
      const failed = violations[index] === Number.POSITIVE_INFINITY;
      for (let objective = 0; objective < objectiveCount; objective++) {
        const value = failed ? worst[objective]! : objectives[index * objectiveCount + objective]!;
        values[index * outputs + objective] = warps[objective]!.forward(value);
      }
      values[index * outputs + objectiveCount] = failed ? 2 * worstViolation + 1 : violations[index]!;
    });
    const surface = RadialBasisSurrogate.fit(
      this.#features.matrix(this.history.codes, rows),
      this.#features.count,
      values,
      outputs,
    );
    return surface === undefined ? undefined : { surface, warps };
  }

  /**
   * Moves a chosen design to where it adds more predicted hypervolume, by small mutations: evolution alone leaves gaps
   * between the members of its population.
   */
  #climb(model: Model, frame: FrontFrame, population: Population, row: number, features: Float64Array): void {
    const { width } = this.space;
    const { objectiveCount } = this.history;
    let gain = frame.gain(population.objectives, row * objectiveCount);
    const mutants = new Float64Array(MUTANTS * width);
    for (let step = 0; step < CLIMBS; step++) {
      const climber = this.#climbers[step % this.#climbers.length]!;
      const from = row * width;
      for (let mutant = 0; mutant < MUTANTS; mutant++) {
        climber.breed(this.#stream, population.codes, from, from, this.#seen, mutants, mutant * width);
      }
      const predicted = this.#predicted(model, mutants, MUTANTS);
      let best = -1;
      for (let mutant = 0; mutant < MUTANTS; mutant++) {
        if (predicted.violations[mutant]! > 0) continue;
        const own = frame.gain(predicted.objectives, mutant * objectiveCount);
        if (own <= gain) continue;
        gain = own;
        best = mutant;
      }
      if (best < 0) continue;
      population.codes.set(mutants.subarray(best * width, (best + 1) * width), from);
      population.objectives.set(
        predicted.objectives.subarray(best * objectiveCount, (best + 1) * objectiveCount),
        row * objectiveCount,
      );
      this.#features.write(population.codes, from, features, row * this.#features.count);
    }
  }

  /** NSGA-II on the model, started from the best evaluated designs. */
  #evolve(model: Model, training: Uint32Array): Population {
    const { width } = this.space;
    const packed = packedRows(this.history, training);
    const start = bestOf(
      {
        count: training.length,
        codes: gathered(this.history.codes, width, training),
        objectives: packed.objectives,
        violations: packed.violations,
      },
      width,
      this.history.objectiveCount,
      MODEL_POPULATION,
    );
    let population = this.#predicted(model, start.codes, start.count);
    const none = new RowSet(width);
    for (let generation = 0; generation < this.#settings.generations; generation++) {
      const children = new Float64Array(MODEL_POPULATION * width);
      for (let child = 0; child < MODEL_POPULATION; child++) {
        const mother = this.#stream.below(population.count);
        const father = this.#stream.below(population.count);
        this.#variation.breed(
          this.#stream,
          population.codes,
          mother * width,
          father * width,
          none,
          children,
          child * width,
        );
      }
      population = bestOf(
        joined(population, this.#predicted(model, children, MODEL_POPULATION)),
        width,
        this.history.objectiveCount,
        MODEL_POPULATION,
      );
    }
    return population;
  }

  #predicted(model: Model, codes: Float64Array, count: number): Population {
    const { objectiveCount } = this.history;
    const objectives = new Float64Array(count * objectiveCount);
    const violations = new Float64Array(count);
    const features = new Float64Array(this.#features.count);
    const outputs = new Float64Array(objectiveCount + 1);
    for (let row = 0; row < count; row++) {
      this.#features.write(codes, row * this.space.width, features, 0);
      model.surface.predict(features, 0, outputs, 0);
      for (let objective = 0; objective < objectiveCount; objective++) {
        const value = model.warps[objective]!.backward(outputs[objective]!);
        objectives[row * objectiveCount + objective] = value;
      }
      // Interpolation wavers around 0 where all is feasible.
      const violation = outputs[objectiveCount]!;
      violations[row] = violation < 1e-6 ? 0 : violation;
    }
    return { count, codes, objectives, violations };
  }

  /**
   * Writes the proposals: one by one the design whose predicted objectives add most hypervolume to the front and the
   * proposals before it, moved to where it adds most; every tenth time, and where none adds any, the one farthest from all evaluated designs.
   */
  #chooseFrom(model: Model, population: Population, codes: Float64Array): number {
    const { width } = this.space;
    const { objectiveCount } = this.history;
    const open: number[] = [];
    for (let row = 0; row < population.count; row++) {
      if (!this.#seen.has(population.codes, row * width)) open.push(row);
    }
    const frame = new FrontFrame(this.history);
    const taken = this.#features.matrix(
      this.history.codes,
      Uint32Array.from({ length: this.history.count }, (_, row) => row),
    );
    const distances = new Float64Array(population.count).fill(Number.POSITIVE_INFINITY);
    const features = this.#features.matrix(
      population.codes,
      Uint32Array.from({ length: population.count }, (_, row) => row),
    );
    const shrink = (points: Float64Array): void => {
      for (const row of open) {
        const nearest = nearestSquared(features, row * this.#features.count, points, this.#features.count);
        if (nearest < distances[row]!) distances[row] = nearest;
      }
    };
    shrink(taken);
    let chosen = 0;
    while (chosen < this.roundSize && open.length > 0) {
      const exploring = chosen % EXPLORING === EXPLORING - 1 || objectiveCount > HYPERVOLUME_OBJECTIVES;
      let best = -1;
      if (!exploring) {
        let bestGain = 0;
        open.forEach((row, place) => {
          if (population.violations[row]! > 0) return;
          const gain = frame.gain(population.objectives, row * objectiveCount);
          if (gain > bestGain) {
            bestGain = gain;
            best = place;
          }
        });
      }
      if (best < 0) {
        best = 0;
        open.forEach((row, place) => {
          if (distances[row]! > distances[open[best]!]!) best = place;
        });
      }
      const row = open.splice(best, 1)[0]!;
      if (distances[row]! < 1e-12) continue;
      if (!exploring && population.violations[row] === 0)
        this.#climb(model, frame, population, row, features);
      codes.set(population.codes.subarray(row * width, (row + 1) * width), chosen * width);
      frame.add(population.objectives, row * objectiveCount);
      shrink(features.subarray(row * this.#features.count, (row + 1) * this.#features.count));
      chosen++;
    }
    return chosen;
  }
}

function gathered(codes: Float64Array, width: number, rows: Uint32Array): Float64Array {
  const result = new Float64Array(rows.length * width);
  rows.forEach((row, index) => {
    result.set(codes.subarray(row * width, (row + 1) * width), index * width);
  });
  return result;
}

function joined(a: Population, b: Population): Population {
  const join = (x: Float64Array, y: Float64Array): Float64Array => {
    const both = new Float64Array(x.length + y.length);
    both.set(x);
    both.set(y, x.length);
    return both;
  };
  return {
    count: a.count + b.count,
    codes: join(a.codes, b.codes),
    objectives: join(a.objectives, b.objectives),
    violations: join(a.violations, b.violations),
  };
}

/** The `size` best by constrained rank and crowding. */
function bestOf(population: Population, width: number, objectiveCount: number, size: number): Population {
  const { objectives, violations } = population;
  const rows: number[] = [];
  for (const front of frontsOf(nonDominatedRanks(objectives, objectiveCount, violations))) {
    if (rows.length >= size) break;
    if (rows.length + front.length <= size) {
      rows.push(...front);
      continue;
    }
    const distances = crowdingDistances(objectives, objectiveCount, front);
    const order = Array.from(front, (_, index) => index).sort((a, b) =>
      distances[a] === distances[b] ? a - b : distances[a]! > distances[b]! ? -1 : 1,
    );
    for (const index of order.slice(0, size - rows.length)) rows.push(front[index]!);
  }
  const kept = Uint32Array.from(rows);
  return {
    count: kept.length,
    codes: gathered(population.codes, width, kept),
    objectives: gathered(objectives, objectiveCount, kept),
    violations: gathered(violations, 1, kept),
  };
}

function nearestSquared(features: Float64Array, offset: number, points: Float64Array, count: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let base = 0; base < points.length; base += count) {
    let sum = 0;
    for (let index = 0; index < count && sum < nearest; index++) {
      const difference = points[base + index]! - features[offset + index]!;
      sum += difference * difference;
    }
    if (sum < nearest) nearest = sum;
  }
  return nearest;
}

export const surrogate = defineSampler({
  type: 'surrogate',
  title: 'Surrogate-assisted evolution',
  doc:
    'Evolves on a radial-basis model of all results and evaluates only what the model promises. Gets furthest on ' +
    'budgets of a few hundred to a few thousand trials; costs up to a second of thinking a round.',
  paper: {
    title:
      'A stochastic radial basis function method for the global optimization of expensive functions (Regis and Shoemaker)',
    year: 2007,
    venue: 'INFORMS Journal on Computing 19(4)',
  },
  options: {
    startup: integer({
      doc: 'Evenly spread designs before the first model; 0 takes twice the parameters plus two, at least 20.',
      minimum: 0,
      maximum: 100_000,
      default: 0,
    }),
    together: integer({
      doc: 'Designs proposed from one model.',
      minimum: 1,
      maximum: 1000,
      default: 20,
    }),
    training: integer({
      doc: 'Most trials a model is fitted to; its cost grows with the cube.',
      minimum: 20,
      maximum: 5000,
      default: 700,
    }),
    generations: integer({
      doc: 'Generations of the evolution on the model.',
      minimum: 1,
      maximum: 10_000,
      default: 20,
    }),
  },
  create: ({ space, objectives, seed, options }) =>
    new SurrogateSampler(space, objectives.length, seed, {
      startup: options.startup === 0 ? Math.max(20, 2 * new FeatureMap(space).count + 2) : options.startup,
      together: options.together,
      training: options.training,
      generations: options.generations,
    }),
});
