// The frame of the evolutionary samplers: an evenly spread first population, then children of the survivors.
// A method is its survival rule; parents, operators and bookkeeping are shared.

import { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { float, integer } from '../space/parameters.ts';
import { HistorySampler, RowSet, type RowLookup } from './history.ts';
import { InitialDesign } from './initial-design.ts';
import type { Survivors } from './survival.ts';
import { sampleUnseen, Variation, type VariationSettings } from './variation.ts';

export interface EvolutionarySettings extends VariationSettings {
  readonly population: number;
  /** Children a round. */
  readonly offspring: number;
  /** Share of the children by differential evolution. */
  readonly differential: number;
}

export abstract class EvolutionarySampler extends HistorySampler {
  readonly #settings: EvolutionarySettings;
  readonly #initial: InitialDesign;
  readonly #variation: Variation;
  readonly #stream: RandomStream;
  readonly #seen: RowSet;
  #survivors: Survivors = {
    rows: new Uint32Array(0),
    ranks: new Uint32Array(0),
    merits: new Float64Array(0),
  };

  constructor(
    space: Space,
    objectiveCount: number,
    seed: number,
    name: string,
    settings: EvolutionarySettings,
  ) {
    super(space, objectiveCount, settings.offspring);
    this.#settings = settings;
    this.#initial = new InitialDesign(space, seed);
    this.#variation = new Variation(space, settings);
    this.#stream = new RandomStream(seed, `sampler.${name}`);
    this.#seen = new RowSet(space.width);
  }

  /**
   * Chooses at most `population` of the candidates, rows of the history that could be evaluated; `end` is the first
   * row that is not to be known yet.
   */
  protected abstract survive(candidates: Uint32Array, population: number, end: number): Survivors;

  protected override learn(from: number, end: number): void {
    const fresh: number[] = [];
    for (let row = from; row < end; row++) {
      this.#seen.add(this.history.codes, row * this.space.width);
      if (!this.history.isFailed(row)) fresh.push(row);
    }
    this.#survivors = this.survive(
      Uint32Array.from([...this.#survivors.rows, ...fresh]),
      this.#settings.population,
      end,
    );
  }

  protected propose(first: number, codes: Float64Array): number {
    const { width } = this.space;
    const count = this.roundSize;
    if (this.prior + first < this.#settings.population) {
      this.#initial.fill(first, count, codes);
      return count;
    }
    const proposed = new RowSet(width);
    const seen: RowLookup = {
      has: (row: Float64Array, offset: number): boolean =>
        this.#seen.has(row, offset) || proposed.has(row, offset),
    };
    for (let child = 0; child < count; child++) {
      if (this.#seen.size + proposed.size >= this.space.size) return child;
      this.#stream.restart(first + child);
      const offset = child * width;
      this.#breed(first + child, seen, codes, offset);
      proposed.add(codes, offset);
    }
    return count;
  }

  /** Row of a parent of trial `trial`: the better of two random survivors. */
  protected parentOf(stream: RandomStream, trial: number): number;
  protected parentOf(stream: RandomStream): number {
    const { rows, ranks, merits } = this.#survivors;
    const a = stream.below(rows.length);
    const b = stream.below(rows.length);
    if (ranks[a] !== ranks[b]) return rows[ranks[a]! < ranks[b]! ? a : b]!;
    return rows[merits[a]! >= merits[b]! ? a : b]!;
  }

  /** Row of a survivor that gives trial `trial` a direction to move in. */
  protected guideOf(stream: RandomStream, trial: number): number;
  protected guideOf(stream: RandomStream): number {
    return this.#survivors.rows[stream.below(this.#survivors.rows.length)]!;
  }

  #breed(trial: number, seen: RowLookup, codes: Float64Array, offset: number): void {
    const stream = this.#stream;
    const { width } = this.space;
    const { differential } = this.#settings;
    if (this.#survivors.rows.length < 2) {
      sampleUnseen(this.space, stream, seen, codes, offset);
      return;
    }
    const isMoved = differential > 0 && stream.uniform() < differential;
    const mother = this.parentOf(stream, trial) * width;
    if (isMoved) {
      const from = this.guideOf(stream, trial) * width;
      const to = this.guideOf(stream, trial) * width;
      this.#variation.differ(stream, this.history.codes, mother, from, to, seen, codes, offset);
    } else {
      const father = this.parentOf(stream, trial) * width;
      this.#variation.breed(stream, this.history.codes, mother, father, seen, codes, offset);
    }
  }
}

/** Options that every evolutionary sampler has. */
export const variationOptions = {
  crossover: float({
    doc: 'Probability that a child has two parents.',
    minimum: 0,
    maximum: 1,
    default: 0.9,
  }),
  crossover_index: float({
    doc: 'Distribution index of simulated binary crossover: larger keeps children nearer to their parents.',
    minimum: 0,
    maximum: 200,
    default: 15,
  }),
  mutations: float({
    doc: 'Expected number of parameters that mutate in a child.',
    minimum: 0,
    maximum: 1000,
    default: 0.8,
  }),
  mutation_index: float({
    doc: 'Distribution index of polynomial mutation: larger makes smaller steps.',
    minimum: 0,
    maximum: 200,
    default: 20,
  }),
  wide: float({
    doc: 'Share of the children that mutate widely: 3 parameters and long steps. Finds what lies far from the population.',
    minimum: 0,
    maximum: 1,
    default: 0.2,
  }),
  differential: float({
    doc: 'Share of the children by differential evolution, for parameters that depend on each other.',
    minimum: 0,
    maximum: 1,
    default: 0.2,
  }),
} as const;

/** `wide` of the methods that thin fronts by distance: with three objectives or more they keep too many wide children. */
export const wideByObjectives = float({
  doc: 'Share of the children that mutate widely: 3 parameters and long steps. -1: 0.2 with one or two objectives, else 0.',
  minimum: -1,
  maximum: 1,
  default: -1,
});

/** The share that `wideByObjectives` stands for. */
export function wideShare(option: number, objectiveCount: number): number {
  return shareByObjectives(option, objectiveCount, variationOptions.wide.default, 0);
}

/** `differential` of NSGA-II, whose crowding lets children that move far push out better ones with three objectives or more. */
export const differentialByObjectives = float({
  doc: 'Share of the children by differential evolution. -1: 0.2 with one or two objectives, else 0.1.',
  minimum: -1,
  maximum: 1,
  default: -1,
});

/** The share that `differentialByObjectives` stands for. */
export function differentialShare(option: number, objectiveCount: number): number {
  return shareByObjectives(option, objectiveCount, variationOptions.differential.default, 0.1);
}

/** A share that was chosen; where it is -1, the default for one or two objectives or that for more. */
function shareByObjectives(option: number, objectiveCount: number, few: number, many: number): number {
  if (option >= 0) return option;
  return objectiveCount <= 2 ? few : many;
}

/** Population size and children a round. */
export function populationOptions(population: number, offspring: number) {
  return {
    population: integer({
      doc: 'Designs that survive a round. Smaller converges faster on short budgets, larger covers wide fronts.',
      minimum: 2,
      maximum: 100_000,
      default: population,
    }),
    offspring: integer({
      doc: 'Children proposed together; 0 takes the population. Fewer learn sooner, more keep more workers busy.',
      minimum: 0,
      maximum: 100_000,
      default: offspring,
    }),
  } as const;
}

/** The settings behind the options. */
export function settingsOf(options: {
  readonly population: number;
  readonly offspring: number;
  readonly crossover: number;
  readonly crossover_index: number;
  readonly mutations: number;
  readonly mutation_index: number;
  readonly wide: number;
  readonly differential: number;
}): EvolutionarySettings {
  return {
    population: options.population,
    offspring: options.offspring === 0 ? options.population : options.offspring,
    crossoverProbability: options.crossover,
    crossoverIndex: options.crossover_index,
    mutations: options.mutations,
    mutationIndex: options.mutation_index,
    wide: options.wide,
    differential: options.differential,
  };
}
