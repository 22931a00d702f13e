// MOEA/D: every direction through the objectives is a problem of its own, solved together with its neighbours.

import type { RandomStream } from '../contract/random.ts';
import { categorical, integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import {
  EvolutionarySampler,
  populationOptions,
  settingsOf,
  variationOptions,
  type EvolutionarySettings,
} from './evolutionary.ts';
import { checkedDirections, directionOptions } from './reference-points.ts';
import type { Survivors } from './survival.ts';

/** Share of the parents that come from the neighbourhood (Li and Zhang 2009). */
const NEARBY = 0.9;
/** Problems of a neighbourhood that a new design may take over. */
const MOST_REPLACED = 2;
/** Least weight of an objective, so that none is divided by nothing. */
const LEAST_WEIGHT = 1e-4;
/** Weight of the distance from the direction (Zhang and Li 2007, section V-E). */
const PENALTY = 5;

type Scalarisation = 'tchebycheff' | 'pbi';

class MoeadSampler extends EvolutionarySampler {
  readonly #directions: Float64Array;
  readonly #isTchebycheff: boolean;
  /** For every direction the nearest ones, itself first, row-major. */
  readonly #neighbours: Uint32Array;
  readonly #neighbourhood: number;
  /** Row of the design that each direction holds; empty before the first. */
  #held = new Uint32Array(0);
  #survivors: Survivors = { rows: this.#held, ranks: this.#held, merits: new Float64Array(0) };
  readonly #ideal: Float64Array;
  readonly #span: Float64Array;

  constructor(
    space: Space,
    objectiveCount: number,
    seed: number,
    settings: EvolutionarySettings,
    directions: Float64Array,
    neighbourhood: number,
    scalarisation: Scalarisation,
  ) {
    super(space, objectiveCount, seed, 'moead', settings);
    this.#directions = directions;
    this.#isTchebycheff = scalarisation === 'tchebycheff';
    this.#neighbourhood = Math.min(neighbourhood, directions.length / objectiveCount);
    this.#neighbours = nearest(directions, objectiveCount, this.#neighbourhood);
    this.#ideal = new Float64Array(objectiveCount).fill(Number.POSITIVE_INFINITY);
    this.#span = new Float64Array(objectiveCount).fill(1);
  }

  /**
   * A new design is handed to the direction it suits best and may replace what that one and its neighbours hold, two
   * at most (Z. Wang, Q. Zhang, M. Gong and A. Zhou, "A replacement strategy for balancing convergence and diversity in
   * MOEA/D", CEC 2014). A smaller violation wins, then the smaller value along the direction.
   */
  protected override survive(candidates: Uint32Array): Survivors {
    const fresh = candidates.subarray(this.#survivors.rows.length);
    if (fresh.length === 0) return this.#survivors;
    const count = this.#directions.length / this.history.objectiveCount;
    if (this.#held.length === 0) this.#held = new Uint32Array(count).fill(fresh[0]!);
    this.#learnScale(candidates);
    for (const row of fresh) this.#offer(row);
    const rows = Uint32Array.from(new Set(this.#held));
    this.#survivors = {
      rows,
      ranks: new Uint32Array(rows.length),
      merits: Float64Array.from(rows, (row) => -this.history.violations[row]!),
    };
    return this.#survivors;
  }

  protected override parentOf(stream: RandomStream, trial: number): number {
    const direction = trial % this.#held.length;
    if (stream.uniform() >= NEARBY) return this.#held[stream.below(this.#held.length)]!;
    return this.#held[
      this.#neighbours[direction * this.#neighbourhood + stream.below(this.#neighbourhood)]!
    ]!;
  }

  protected override guideOf(stream: RandomStream, trial: number): number {
    return this.parentOf(stream, trial);
  }

  /** Ideal point and range of what is known and feasible; of everything while nothing is. */
  #learnScale(candidates: Uint32Array): void {
    const { objectives, objectiveCount } = this.history;
    const feasible = candidates.filter((row) => this.history.isFeasible(row));
    const rows = feasible.length > 0 ? feasible : candidates;
    for (let objective = 0; objective < objectiveCount; objective++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (const row of rows) low = Math.min(low, objectives[row * objectiveCount + objective]!);
      for (const row of feasible.length > 0 ? this.#held : rows) {
        if (feasible.length > 0 && !this.history.isFeasible(row)) continue;
        high = Math.max(high, objectives[row * objectiveCount + objective]!);
      }
      this.#ideal[objective] = low;
      this.#span[objective] = high > low ? high - low : 1;
    }
  }

  #offer(row: number): void {
    const count = this.#held.length;
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let direction = 0; direction < count; direction++) {
      const value = this.#along(row, direction);
      if (value >= least) continue;
      least = value;
      best = direction;
    }
    const { violations } = this.history;
    let replaced = 0;
    for (let place = 0; place < this.#neighbourhood && replaced < MOST_REPLACED; place++) {
      const direction = this.#neighbours[best * this.#neighbourhood + place]!;
      const holder = this.#held[direction]!;
      if (holder === row) continue;
      const better =
        violations[row] === violations[holder]
          ? this.#along(row, direction) < this.#along(holder, direction)
          : violations[row]! < violations[holder]!;
      if (!better) continue;
      this.#held[direction] = row;
      replaced++;
    }
  }

  /** What a design is worth to a direction; less is better. */
  #along(row: number, direction: number): number {
    const { objectives, objectiveCount } = this.history;
    const from = row * objectiveCount;
    const at = direction * objectiveCount;
    let worst = Number.NEGATIVE_INFINITY;
    let inner = 0;
    let length = 0;
    let norm = 0;
    for (let objective = 0; objective < objectiveCount; objective++) {
      const value = (objectives[from + objective]! - this.#ideal[objective]!) / this.#span[objective]!;
      const weight = Math.max(LEAST_WEIGHT, this.#directions[at + objective]!);
      worst = Math.max(worst, value / weight);
      inner += value * weight;
      length += weight * weight;
      norm += value * value;
    }
    if (this.#isTchebycheff) return worst;
    const along = inner / Math.sqrt(length);
    return along + PENALTY * Math.sqrt(Math.max(0, norm - along * along));
  }
}

/** For every row of `directions` the `size` nearest rows, itself first. */
function nearest(directions: Float64Array, objectiveCount: number, size: number): Uint32Array {
  const count = directions.length / objectiveCount;
  const neighbours = new Uint32Array(count * size);
  const distances = new Float64Array(count);
  for (let direction = 0; direction < count; direction++) {
    for (let other = 0; other < count; other++) {
      let squared = 0;
      for (let objective = 0; objective < objectiveCount; objective++) {
        const difference =
          directions[direction * objectiveCount + objective]! -
          directions[other * objectiveCount + objective]!;
        squared += difference * difference;
      }
      distances[other] = squared;
    }
    const order = Uint32Array.from({ length: count }, (_, other) => other);
    order.sort((a, b) => distances[a]! - distances[b]! || a - b);
    neighbours.set(order.subarray(0, size), direction * size);
  }
  return neighbours;
}

export const moead = defineSampler({
  type: 'moead',
  title: 'MOEA/D',
  doc:
    'Splits the front into directions and solves neighbouring ones together: cheap for any number of objectives. ' +
    'For thousands of trials where the objectives have comparable ranges.',
  paper: {
    title: 'MOEA/D: a multiobjective evolutionary algorithm based on decomposition (Zhang and Li)',
    year: 2007,
    venue: 'IEEE Transactions on Evolutionary Computation 11(6)',
  },
  options: {
    ...populationOptions(0, 4),
    population: integer({
      doc: 'Evenly spread designs before the first children; 0 takes one for every direction.',
      minimum: 0,
      maximum: 100_000,
      default: 0,
    }),
    ...directionOptions,
    neighbours: integer({
      doc: 'Directions that share their designs.',
      minimum: 2,
      maximum: 1000,
      default: 10,
    }),
    scalarisation: categorical(['tchebycheff', 'pbi'], {
      doc: 'What is minimised along a direction: the largest weighted distance from the best values, or the distance along the direction with a penalty for leaving it (PBI).',
      default: 'tchebycheff',
    }),
    ...variationOptions,
  },
  create: ({ space, objectives, seed, options }) => {
    const count = objectives.length;
    const directions = checkedDirections('moead', count, options.divisions, options.inner_divisions);
    const population =
      options.population === 0 ? Math.max(20, directions.length / count) : options.population;
    return new MoeadSampler(
      space,
      count,
      seed,
      settingsOf({ ...options, population }),
      directions,
      options.neighbours,
      options.scalarisation,
    );
  },
});
