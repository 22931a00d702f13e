// CMA-ES for one objective: a normal distribution that learns shape and size, with restarts.

import { ParetoscopeError } from '../contract/errors.ts';
import { RandomStream } from '../contract/random.ts';
import { boolean, float, integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { CategoricalSearch } from './categorical-search.ts';
import { CovarianceSearch, distributionOf } from './covariance-search.ts';
import { defineSampler } from './define.ts';
import { HistorySampler, RowSet, type RowLookup } from './history.ts';
import { LatentSpace } from './latent-space.ts';
import { sampleUnseen } from './variation.ts';

interface CmaSettings {
  /** Trials a round and of the smallest generation. */
  readonly population: number;
  readonly step: number;
  readonly restarts: boolean;
}

/** Draws for one proposal before a random design takes its place. */
const ATTEMPTS = 24;
/** Share of the earlier trials, best first, that a warm start begins around, and how much wider (Nomura et al. 2021). */
const WARM_SHARE = 0.1;
const WARM_WIDENING = 0.1;
/** A search is over when its step is this small, its covariance this thin, or its best values this equal. */
const SMALLEST_STEP = 1e-8;
const THINNEST = 1e14;
const FLAT = 1e-10;

/** What was drawn for one trial. */
interface Drawn {
  readonly latent: Float64Array;
  readonly choices: Float64Array;
}

/** Proposals of one round. */
interface Round {
  readonly drawn: readonly Drawn[];
  readonly codes: Float64Array;
  /** Proposals that no draw found, so that a random design took their place. */
  readonly missed: number;
  readonly filled: number;
}

class CmaSampler extends HistorySampler {
  readonly #settings: CmaSettings;
  readonly #latent: LatentSpace;
  readonly #stream: RandomStream;
  readonly #starts: RandomStream;
  readonly #seen: RowSet;
  #search: CovarianceSearch;
  #categories: CategoricalSearch;
  /** Rows of the generation at hand, what was drawn for them, and the draws that failed. */
  #rows: number[] = [];
  #drawn: Drawn[] = [];
  #missed = 0;
  /** Best values of the generations of this search, and when it began. */
  #bests: number[] = [];
  #searches = 1;
  #doublings = 0;
  #isSmall = false;
  #spentLarge = 0;
  #spentSmall = 0;

  constructor(space: Space, seed: number, settings: CmaSettings) {
    super(space, 1, settings.population);
    this.#settings = settings;
    this.#latent = new LatentSpace(space);
    this.#stream = new RandomStream(seed, 'sampler.cma-es');
    this.#starts = new RandomStream(seed, 'sampler.cma-es.restarts');
    this.#seen = new RowSet(space.width);
    this.#categories = new CategoricalSearch(this.#latent);
    const centre = new Float64Array(this.#latent.numeric.length).fill(0.5);
    this.#search = new CovarianceSearch(this.#latent, settings.population, centre, settings.step);
  }

  protected propose(first: number, codes: Float64Array): number {
    const round = this.#draw(first);
    codes.set(round.codes);
    return round.filled;
  }

  /** The proposals of the round that begins with trial `first`; the same until the next round is learned. */
  #draw(first: number): Round {
    const { width } = this.space;
    const codes = new Float64Array(this.roundSize * width);
    const proposed = new RowSet(width);
    const seen: RowLookup = {
      has: (row, offset) => this.#seen.has(row, offset) || proposed.has(row, offset),
    };
    const drawn: Drawn[] = [];
    let missed = 0;
    for (let row = 0; row < this.roundSize; row++) {
      if (this.#seen.size + proposed.size >= this.space.size) return { drawn, codes, missed, filled: row };
      const offset = row * width;
      this.#stream.restart(first + row);
      const own = {
        latent: new Float64Array(this.#latent.numeric.length),
        choices: new Float64Array(this.#latent.unordered.length),
      };
      if (!this.#drawOne(own, seen, codes, offset)) {
        missed++;
        sampleUnseen(this.space, this.#stream, seen, codes, offset);
        this.#latent.read(codes, offset, own.latent, own.choices);
      }
      drawn.push(own);
      proposed.add(codes, offset);
    }
    return { drawn, codes, missed, filled: this.roundSize };
  }

  #drawOne(own: Drawn, seen: RowLookup, codes: Float64Array, offset: number): boolean {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      this.#search.sample(this.#stream, own.latent);
      this.#categories.sample(this.#stream, own.choices);
      this.#latent.write(own.latent, own.choices, codes, offset);
      if (this.space.violatedConstraint(codes, offset) === undefined && !seen.has(codes, offset)) return true;
    }
    return false;
  }

  protected override learn(from: number, end: number): void {
    const { width } = this.space;
    if (from < this.prior) {
      for (let row = from; row < end; row++) this.#seen.add(this.history.codes, row * width);
      this.#beginAroundBest(end);
      return;
    }
    const round = this.#draw(from - this.prior);
    for (let row = from; row < end; row++) {
      const own = round.drawn[row - from];
      if (own === undefined) break;
      this.#rows.push(row);
      this.#drawn.push(this.#asTold(own, round.codes, (row - from) * width, row));
      this.#seen.add(this.history.codes, row * width);
    }
    this.#missed += round.missed;
    if (this.#rows.length >= this.#search.population) this.#endGeneration();
  }

  /** What was drawn, or what stands for the told design where another one was evaluated in its place. */
  #asTold(own: Drawn, codes: Float64Array, offset: number, row: number): Drawn {
    const base = row * this.space.width;
    let same = true;
    for (let index = 0; index < this.space.width && same; index++) {
      same = Object.is(codes[offset + index]! + 0, this.history.codes[base + index]! + 0);
    }
    if (same) return own;
    const read = { latent: own.latent.slice(), choices: own.choices.slice() };
    this.#latent.read(this.history.codes, base, read.latent, read.choices);
    return read;
  }

  #endGeneration(): void {
    const count = this.#search.population;
    const size = this.#latent.numeric.length;
    const places = this.#latent.unordered.length;
    const order = Array.from({ length: count }, (_, place) => place).sort((a, b) =>
      this.#compare(this.#rows[a]!, this.#rows[b]!),
    );
    const ranked = new Float64Array(count * size);
    const choices = new Float64Array(count * places);
    order.forEach((place, rank) => {
      ranked.set(this.#drawn[place]!.latent, rank * size);
      choices.set(this.#drawn[place]!.choices, rank * places);
    });
    const weights = Float64Array.from({ length: count >> 1 }, (_, rank) => this.#search.parentWeight(rank));
    const best = this.#rows[order[0]!]!;
    const worst = this.#rows[order[count - 1]!]!;
    const allFailed = this.history.isFailed(best);
    const wasRandom = 2 * this.#missed >= count;
    this.#bests.push(this.history.objectives[best]!);
    if (!allFailed) {
      this.#search.update(ranked);
      this.#categories.update(choices, weights, this.#search.parents);
    }
    this.#rows = [];
    this.#drawn = [];
    this.#missed = 0;
    if (this.#isSmall) this.#spentSmall += count;
    else this.#spentLarge += count;
    if (allFailed || (this.#settings.restarts && (wasRandom || this.#isOver(best, worst)))) this.#restart();
  }

  /** By violation, then by value; failed trials last; equal ones in trial order. */
  #compare(a: number, b: number): number {
    const { violations, objectives } = this.history;
    if (violations[a] !== violations[b]) return violations[a]! < violations[b]! ? -1 : 1;
    return violations[a] === Number.POSITIVE_INFINITY ? a - b : objectives[a]! - objectives[b]! || a - b;
  }

  /** Whether the search has converged or stopped to get better (Hansen 2009, section 3.2, and the tutorial's B.3). */
  #isOver(best: number, worst: number): boolean {
    const size = Math.max(1, this.#latent.numeric.length);
    const { population } = this.#search;
    const generations = this.#bests.length;
    const hasContinuous = this.#latent.numeric.some((_, coordinate) => !this.#latent.isDiscrete(coordinate));
    if (hasContinuous && this.#search.widest() < SMALLEST_STEP) return true;
    if (this.#search.condition() > THINNEST) return true;
    if (generations > 100 + (50 * (size + 3) ** 2) / Math.sqrt(population)) return true;
    const window = 10 + Math.ceil((30 * size) / population);
    if (generations < window) return false;
    const recent = this.#bests.slice(-window);
    const range = Math.max(...recent) - Math.min(...recent);
    const scale = FLAT * Math.max(1e-12, Math.abs(recent.at(-1)!));
    const now = this.history.isFailed(worst)
      ? Number.POSITIVE_INFINITY
      : this.history.objectives[worst]! - this.history.objectives[best]!;
    return range <= scale && now <= scale;
  }

  /**
   * Begins elsewhere, with a population twice as large as the largest so far or, while less was spent on that, a small
   * one with a shorter step: N. Hansen, "Benchmarking a bi-population CMA-ES on the BBOB-2009 function testbed" (2009).
   * Populations are multiples of the smallest, whole rounds.
   */
  #restart(): void {
    const { population, step } = this.#settings;
    this.#starts.restart(this.#searches++);
    this.#isSmall = this.#searches > 2 && this.#spentSmall < this.#spentLarge;
    if (!this.#isSmall) this.#doublings++;
    const largest = 2 ** this.#doublings;
    const share = this.#starts.uniform() ** 2;
    const multiple = this.#isSmall ? Math.max(1, Math.floor(Math.sqrt(largest / 2) ** share)) : largest;
    const sigma = this.#isSmall ? step * 10 ** (-2 * this.#starts.uniform()) : step;
    const mean = new Float64Array(this.#latent.numeric.length).map(() => this.#starts.uniform());
    this.#search = new CovarianceSearch(this.#latent, multiple * population, mean, sigma);
    this.#categories = new CategoricalSearch(this.#latent);
    this.#bests = [];
  }

  #beginAroundBest(end: number): void {
    const rows = Array.from({ length: end }, (_, row) => row)
      .filter((row) => !this.history.isFailed(row))
      .sort((a, b) => this.#compare(a, b));
    const good = rows.slice(0, Math.ceil(WARM_SHARE * rows.length));
    if (good.length === 0) return;
    const points = good.map((row) => {
      const latent = new Float64Array(this.#latent.numeric.length).fill(0.5);
      this.#latent.read(
        this.history.codes,
        row * this.space.width,
        latent,
        new Float64Array(this.#latent.unordered.length),
      );
      return latent;
    });
    const { mean, sigma, covariance } = distributionOf(points, WARM_WIDENING);
    this.#search = new CovarianceSearch(this.#latent, this.#settings.population, mean, sigma, covariance);
  }
}

export const cmaEs = defineSampler({
  type: 'cma-es',
  title: 'CMA-ES',
  doc:
    'Learns the shape of a valley in one objective, however its parameters interact; with margins for integers and ' +
    'restarts for many local optima. For mostly numeric spaces of up to about 100 parameters, from some hundred trials on.',
  paper: {
    title:
      'CMA-ES with margin: lower-bounding marginal probability for mixed-integer black-box optimization (Hamano, Saito, Nomura and Shirakawa)',
    year: 2022,
    arxiv: '2205.13482',
  },
  mostObjectives: 1,
  options: {
    population: integer({
      doc: 'Designs of the smallest generation, proposed together; 0 takes 4 + 3 ln(parameters).',
      minimum: 0,
      maximum: 10_000,
      default: 0,
    }),
    step: float({
      doc: 'First standard deviation, as a share of every range.',
      minimum: 0.001,
      maximum: 1,
      default: 0.25,
    }),
    restarts: boolean({
      doc: 'Begin anew with larger and with small populations (BIPOP) once a search is over.',
      default: true,
    }),
  },
  create: ({ space, objectives, seed, options }) => {
    if (objectives.length > 1) {
      throw new ParetoscopeError('study-invalid', 'sampler "cma-es" takes one objective', {
        hint: `the study has ${objectives.length}; "mo-cma-es" takes any number`,
      });
    }
    const { population, step, restarts } = options;
    const automatic = 4 + Math.floor(3 * Math.log(Math.max(1, space.width)));
    return new CmaSampler(space, seed, {
      population: population === 0 ? automatic : Math.max(4, population),
      step,
      restarts,
    });
  },
});
