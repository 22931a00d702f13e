// MO-CMA-ES: every survivor searches with a normal distribution of its own and hands it down.

import { RandomStream } from '../contract/random.ts';
import { float } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import { populationOptions } from './evolutionary.ts';
import { HistorySampler, RowSet, type RowLookup } from './history.ts';
import { InitialDesign } from './initial-design.ts';
import { LatentSpace } from './latent-space.ts';
import { normalQuantile } from './normal.ts';
import { survivorsBy, type Survivors } from './survival.ts';
import { byHypervolume } from './thinning.ts';
import { sampleUnseen } from './variation.ts';

interface MoCmaSettings {
  readonly population: number;
  readonly offspring: number;
  readonly step: number;
}

/** Draws for one child before a random design takes its place. */
const ATTEMPTS = 24;

/** Constants of the (1+1)-CMA-ES: C. Igel, N. Hansen and S. Roth (2007), table 1. */
const TARGET_SUCCESS = 1 / 5.5;
const SUCCESS_RATE = TARGET_SUCCESS / (2 + TARGET_SUCCESS);
/** Above this smoothed success rate the step is too short for its path to tell a direction. */
const LUCKY = 0.44;
const SHORTEST_STEP = 1e-12;
const LONGEST_STEP = 1;

/** A search distribution around one design. */
interface Individual {
  readonly latent: Float64Array;
  readonly choices: Float64Array;
  step: number;
  success: number;
  readonly path: Float64Array;
  readonly covariance: Float64Array;
  /** Lower Cholesky factor of the covariance; made when it is first drawn from. */
  factor: Float64Array | undefined;
}

/** A child as it was drawn. */
interface Drawn {
  /** Row of the parent; -1 where no draw was allowed and new, and a random design took the child's place. */
  readonly parent: number;
  readonly latent: Float64Array;
  readonly choices: Float64Array;
}

class MoCmaSampler extends HistorySampler {
  readonly #settings: MoCmaSettings;
  readonly #latent: LatentSpace;
  readonly #initial: InitialDesign;
  readonly #stream: RandomStream;
  readonly #seen: RowSet;
  /** By row of the history. */
  #individuals = new Map<number, Individual>();
  #survivors: Survivors = {
    rows: new Uint32Array(0),
    ranks: new Uint32Array(0),
    merits: new Float64Array(0),
  };

  constructor(space: Space, objectiveCount: number, seed: number, settings: MoCmaSettings) {
    super(space, objectiveCount, settings.offspring);
    this.#settings = settings;
    this.#latent = new LatentSpace(space);
    this.#initial = new InitialDesign(space, seed);
    this.#stream = new RandomStream(seed, 'sampler.mo-cma-es');
    this.#seen = new RowSet(space.width);
  }

  protected propose(first: number, codes: Float64Array): number {
    return this.#draw(first, codes).length;
  }

  /** Writes the round that begins with trial `first` and tells how its children came about. */
  #draw(first: number, codes: Float64Array): readonly (Drawn | undefined)[] {
    const { width } = this.space;
    if (this.prior + first < this.#settings.population) {
      this.#initial.fill(first, this.roundSize, codes);
      return new Array<undefined>(this.roundSize).fill(undefined);
    }
    const proposed = new RowSet(width);
    const seen: RowLookup = {
      has: (row, offset) => this.#seen.has(row, offset) || proposed.has(row, offset),
    };
    const children: (Drawn | undefined)[] = [];
    for (let child = 0; child < this.roundSize; child++) {
      if (this.#seen.size + proposed.size >= this.space.size) break;
      this.#stream.restart(first + child);
      const offset = child * width;
      const drawn = this.#survivors.rows.length === 0 ? undefined : this.#child(child, seen, codes, offset);
      if (drawn === undefined) sampleUnseen(this.space, this.#stream, seen, codes, offset);
      proposed.add(codes, offset);
      children.push(drawn);
    }
    return children;
  }

  /** Mutates a survivor: each in turn where a round has as many children, else a random one of the front. */
  #child(place: number, seen: RowLookup, codes: Float64Array, offset: number): Drawn | undefined {
    const { rows, ranks } = this.#survivors;
    let front = 1;
    while (front < rows.length && ranks[front] === ranks[0]) front++;
    const parent =
      this.roundSize >= this.#settings.population
        ? rows[place % rows.length]!
        : rows[this.#stream.below(front)]!;
    const individual = this.#individuals.get(parent)!;
    individual.factor ??= choleskyFactor(individual.covariance, this.#latent.numeric.length);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const latent = this.#mutated(individual, individual.factor);
      const choices = this.#mutatedChoices(individual.choices);
      this.#latent.write(latent, choices, codes, offset);
      if (this.space.violatedConstraint(codes, offset) === undefined && !seen.has(codes, offset)) {
        return { parent, latent, choices };
      }
    }
    return undefined;
  }

  #mutated({ latent, step, covariance }: Individual, factor: Float64Array): Float64Array {
    const size = latent.length;
    const draws = new Float64Array(size).map(() => this.#stream.normal());
    const moved = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let column = 0; column <= row; column++) sum += factor[row * size + column]! * draws[column]!;
      const to = latent[row]! + step * this.#widening(row, latent[row]!, step, covariance) * sum;
      // Cut off at the ends rather than folded back: fronts often lie on the boundary of many parameters.
      moved[row] = Math.min(1, Math.max(0, to));
    }
    return moved;
  }

  /**
   * What a discrete coordinate's step is stretched by, so that it leaves its level with a probability of at least one
   * in the number of coordinates: without it, steps shorter than a level would freeze it.
   */
  #widening(coordinate: number, at: number, step: number, covariance: Float64Array): number {
    const size = this.#latent.numeric.length;
    if (!this.#latent.isDiscrete(coordinate)) return 1;
    const { low, high } = this.#latent.bin(coordinate, at);
    const reach = Math.min(at - low, high - at);
    if (reach === Number.POSITIVE_INFINITY) return 1;
    const least = reach / normalQuantile(1 - 1 / (2 * Math.max(2, size)));
    return Math.max(1, least / (step * Math.sqrt(covariance[coordinate * size + coordinate]!)));
  }

  /** Every unordered choice is drawn anew with a probability of one in the number of parameters. */
  #mutatedChoices(choices: Float64Array): Float64Array {
    return choices.map((choice, place) => {
      const { size } = this.space.axes[this.#latent.unordered[place]!]!;
      return this.#stream.uniform() * this.space.width < 1 ? this.#stream.below(size) : choice;
    });
  }

  protected override learn(from: number, end: number): void {
    const { width } = this.space;
    const isWarm = from < this.prior;
    const codes = new Float64Array((end - from) * width);
    const drawn = isWarm ? [] : this.#draw(from - this.prior, codes);
    const fresh: number[] = [];
    const parents = new Map<number, Drawn>();
    for (let row = from; row < end; row++) {
      const offset = (row - from) * width;
      this.#seen.add(this.history.codes, row * width);
      if (this.history.isFailed(row) && drawn[row - from] === undefined) continue;
      const own = drawn[row - from];
      const isOwn = own !== undefined && this.#isTold(codes, offset, row);
      if (isOwn) parents.set(row, own);
      if (this.history.isFailed(row)) continue;
      this.#individuals.set(row, this.#born(row, isOwn ? own : undefined));
      fresh.push(row);
    }
    const candidates = Uint32Array.from([...this.#survivors.rows, ...fresh]);
    this.#survivors = survivorsBy(this.history, candidates, this.#settings.population, byHypervolume);
    this.#adapt(parents);
    const surviving = new Set(this.#survivors.rows);
    for (const row of this.#individuals.keys()) if (!surviving.has(row)) this.#individuals.delete(row);
  }

  #isTold(codes: Float64Array, offset: number, row: number): boolean {
    for (let index = 0; index < this.space.width; index++) {
      const told = this.history.codes[row * this.space.width + index]!;
      if (!Object.is(codes[offset + index]! + 0, told + 0)) return false;
    }
    return true;
  }

  #born(row: number, drawn: Drawn | undefined): Individual {
    const size = this.#latent.numeric.length;
    const parent = drawn && this.#individuals.get(drawn.parent);
    const latent = drawn?.latent.slice() ?? new Float64Array(size).fill(0.5);
    const choices = drawn?.choices.slice() ?? new Float64Array(this.#latent.unordered.length);
    const { codes } = this.history;
    if (drawn === undefined) this.#latent.read(codes, row * this.space.width, latent, choices);
    else this.#latent.snap(latent);
    if (parent !== undefined) {
      const { step, success, path, covariance } = parent;
      return {
        latent,
        choices,
        step,
        success,
        path: path.slice(),
        covariance: covariance.slice(),
        factor: undefined,
      };
    }
    const covariance = new Float64Array(size * size);
    for (let index = 0; index < size; index++) covariance[index * size + index] = 1;
    return {
      latent,
      choices,
      step: this.#settings.step,
      success: TARGET_SUCCESS,
      path: new Float64Array(size),
      covariance,
      factor: undefined,
    };
  }

  /**
   * A child that survives is a success, for itself and for its parent: T. Voss, N. Hansen and C. Igel, "Improved step
   * size adaptation for the MO-CMA-ES" (GECCO 2010).
   */
  #adapt(children: ReadonlyMap<number, Drawn>): void {
    const surviving = new Set(this.#survivors.rows);
    for (const [row, drawn] of children) {
      const parent = this.#individuals.get(drawn.parent);
      if (parent === undefined) continue;
      const succeeded = surviving.has(row);
      const child = this.#individuals.get(row);
      if (succeeded && child !== undefined) {
        const before = parent.step;
        adaptStep(child, true);
        adaptShape(child, drawn.latent, parent.latent, before);
      }
      adaptStep(parent, succeeded);
    }
  }
}

function adaptStep(individual: Individual, succeeded: boolean): void {
  const size = Math.max(1, individual.latent.length);
  individual.success = (1 - SUCCESS_RATE) * individual.success + (succeeded ? SUCCESS_RATE : 0);
  const excess = (individual.success - TARGET_SUCCESS) / (1 - TARGET_SUCCESS);
  const step = individual.step * Math.exp(excess / (1 + size / 2));
  individual.step = Math.min(LONGEST_STEP, Math.max(SHORTEST_STEP, step));
}

function adaptShape(child: Individual, to: Float64Array, from: Float64Array, step: number): void {
  const size = to.length;
  const { path, covariance } = child;
  const pathRate = 2 / (size + 2);
  const rate = 2 / (size * size + 6);
  const isLucky = child.success >= LUCKY;
  const gain = isLucky ? 0 : Math.sqrt(pathRate * (2 - pathRate));
  for (let index = 0; index < size; index++) {
    path[index] = (1 - pathRate) * path[index]! + (gain * (to[index]! - from[index]!)) / step;
  }
  const keep = isLucky ? 1 - rate + rate * pathRate * (2 - pathRate) : 1 - rate;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const cell = row * size + column;
      covariance[cell] = keep * covariance[cell]! + rate * path[row]! * path[column]!;
    }
  }
}

/** Lower triangular L with L L' = the matrix; directions that rounding has made negative are left at nothing. */
function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let index = 0; index < column; index++) {
        sum -= factor[row * size + index]! * factor[column * size + index]!;
      }
      const diagonal = factor[column * size + column]!;
      if (row === column) factor[row * size + row] = Math.sqrt(Math.max(0, sum));
      else factor[row * size + column] = diagonal > 0 ? sum / diagonal : 0;
    }
  }
  return factor;
}

export const moCmaEs = defineSampler({
  type: 'mo-cma-es',
  title: 'MO-CMA-ES',
  doc:
    'CMA-ES for several objectives: every design on the front learns its own steps, which are handed down. For numeric ' +
    'parameters that interact strongly, 2,000 trials and more, two to four objectives.',
  paper: {
    title: 'Covariance matrix adaptation for multi-objective optimization (Igel, Hansen and Roth)',
    year: 2007,
    venue: 'Evolutionary Computation 15(1)',
  },
  options: {
    ...populationOptions(30, 4),
    step: float({
      doc: 'First standard deviation, as a share of every range.',
      minimum: 0.001,
      maximum: 1,
      default: 0.2,
    }),
  },
  create: ({ space, objectives, seed, options }) =>
    new MoCmaSampler(space, objectives.length, seed, {
      population: options.population,
      offspring: options.offspring === 0 ? options.population : options.offspring,
      step: options.step,
    }),
});
