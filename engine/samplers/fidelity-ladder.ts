// Successive halving over a parameter of the system: many designs cheaply first, the best of them again in earnest.
//
// A round has a fixed make-up, so that a sampler's rounds stay what they are: new designs at the lowest level, and of
// the designs that wait at each level the best, 1 / factor as many a level, one level up. All levels move at once, as
// on an escalator, so no worker waits for a bracket to close. Where too few designs wait, new ones take their places.
// When the wrapped sampler has no more designs, the levels are emptied upwards, one round a level, and that is the end.
//
// Ranking: non-dominated layers, within a layer the crowding distance (as NSGA-II), then the lower trial number. The
// wrapped sampler learns from the lowest level alone. Everything is derived from what was told, so runs resume.

import { RandomStream } from '../contract/random.ts';
import type { Sampler, ToldBatch } from '../contract/sampler.ts';
import type { Fidelity } from '../contract/study.ts';
import { COMPLETE } from '../contract/trial.ts';
import { crowdingDistances, nonDominatedRanks } from '../pareto/sorting.ts';
import { Space } from '../space/space.ts';
import { sampleFeasible } from './feasible.ts';

/** New designs a round, at least, where the wrapped sampler does not say. */
const SMALL_ROUND = 8;
/** Designs that wait at a level, at most, in rounds of new designs; the best stay. */
const WAITING_ROUNDS = 16;

interface Candidate {
  readonly number: number;
  /** Codes without the fidelity. */
  readonly codes: Float64Array;
  readonly objectives: Float64Array;
}

/** Trials of one round by level: new designs at level 0, and those that climb to each level above. */
export function roundShares(levels: number, factor: number, newDesigns: number): readonly number[] {
  return Array.from({ length: levels }, (_, level) => Math.max(1, Math.round(newDesigns / factor ** level)));
}

/** The space of a study without its fidelity parameter, which stays at the top. */
function innerSpace(space: Space, fidelity: Fidelity): Space {
  const { dimensions, fixed, parameters, constraints } = space;
  return new Space({
    dimensions: dimensions.filter(({ id }) => id !== fidelity.parameter),
    fixed: { ...fixed, [fidelity.parameter]: fidelity.levels.at(-1)! },
    parameters,
    constraints,
  });
}

/** See the head of this file. */
export class FidelityLadder implements Sampler {
  readonly roundSize: number;
  readonly #inner: Sampler;
  readonly #space: Space;
  /** Column of the fidelity in a code row; its code is the level. */
  readonly #column: number;
  readonly #shares: readonly number[];
  readonly #objectiveCount: number;
  readonly #stream: RandomStream;
  readonly #adaptive: boolean;
  /** Designs by level that were not sent on, by their codes as text. */
  readonly #waiting: Map<string, Candidate>[];
  /** Designs by level that were sent on: one that is proposed again does not climb again. */
  readonly #sent: Set<string>[];
  #newTold = 0;
  /** Rounds told since the wrapped sampler ran out, beginning with the first without a new design. */
  #emptied = 0;
  #newInRound = 0;

  constructor(
    space: Space,
    fidelity: Fidelity,
    objectiveCount: number,
    seed: number,
    createInner: (space: Space) => Sampler,
  ) {
    this.#space = innerSpace(space, fidelity);
    this.#inner = createInner(this.#space);
    this.#column = space.indexOf(fidelity.parameter)!;
    this.#objectiveCount = objectiveCount;
    this.#stream = new RandomStream(seed, 'sampler.fidelity-ladder');
    this.#adaptive = Number.isFinite(this.#inner.roundSize);
    const { levels, factor } = fidelity;
    const bracket = factor ** (levels.length - 1);
    const newDesigns = this.#adaptive ? this.#inner.roundSize : bracket * Math.ceil(SMALL_ROUND / bracket);
    this.#shares = roundShares(levels.length, factor, newDesigns);
    this.roundSize = this.#shares.reduce((sum, share) => sum + share, 0);
    this.#waiting = levels.map(() => new Map<string, Candidate>());
    this.#sent = levels.map(() => new Set<string>());
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const top = this.#shares.length - 1;
    if (this.#emptied >= top) return 0;
    const width = this.#space.width + 1;
    let row = 0;
    const place = (design: Float64Array, level: number): void => {
      const at = row++ * width;
      codes.set(design.subarray(0, this.#column), at);
      codes[at + this.#column] = level;
      codes.set(design.subarray(this.#column), at + this.#column + 1);
    };
    const fresh = this.#emptied > 0 ? 0 : this.#placeNew(this.#shares[0]!, 0, place);
    const ranked = this.#waiting.map((waiting) => this.#ranked([...waiting.values()]));
    const climb = (level: number, most: number): void => {
      const climbing = ranked[level - 1]!.splice(0, Math.min(most, count - row));
      for (const candidate of climbing) place(candidate.codes, level);
    };
    const waiting = ranked.reduce((sum, candidates) => sum + candidates.length, 0);
    if (fresh + waiting < count && fresh < this.#shares[0]! && this.#emptied < top - 1) {
      // The rest does not fill a round, and a round that is not full is the last: whatever is left goes to the top.
      for (let placed = 0; placed < row; placed++) codes[placed * width + this.#column] = top;
      for (const candidate of ranked.flat()) place(candidate.codes, top);
      return row;
    }
    for (let level = 1; level <= top; level++) climb(level, this.#shares[level]!);
    // The last round of all is what has come up to the top.
    if (this.#emptied === top - 1 && fresh === 0) return row;
    if (fresh === this.#shares[0]!) {
      if (this.#adaptive) {
        const design = new Float64Array(this.#space.width);
        while (row < count) {
          sampleFeasible(this.#space, this.#stream.restart(first + row), design, 0);
          place(design, 0);
        }
      } else if (row < count) this.#placeNew(count - row, fresh, place);
    }
    for (let level = 1; level <= top && row < count; level++) climb(level, count - row);
    return row;
  }

  /** Places up to `wanted` designs of the wrapped sampler at the lowest level; returns how many there were. */
  #placeNew(wanted: number, asked: number, place: (design: Float64Array, level: number) => void): number {
    const { width } = this.#space;
    const designs = new Float64Array(wanted * width);
    const given = this.#inner.ask(this.#newTold + asked, wanted, designs);
    for (let index = 0; index < given; index++)
      place(designs.subarray(index * width, (index + 1) * width), 0);
    return given;
  }

  /** Best first. */
  #ranked(candidates: readonly Candidate[]): Candidate[] {
    const count = this.#objectiveCount;
    const values = new Float64Array(candidates.length * count);
    candidates.forEach(({ objectives }, index) => values.set(objectives, index * count));
    const ranks = nonDominatedRanks(values, count);
    const crowding = new Float64Array(candidates.length);
    const layers = new Map<number, number[]>();
    ranks.forEach((rank, index) => {
      const layer = layers.get(rank);
      if (layer === undefined) layers.set(rank, [index]);
      else layer.push(index);
    });
    for (const layer of layers.values()) {
      const distances = crowdingDistances(values, count, Uint32Array.from(layer));
      layer.forEach((index, position) => (crowding[index] = distances[position]!));
    }
    return candidates
      .map((candidate, index) => ({ candidate, rank: ranks[index]!, crowding: crowding[index]! }))
      .sort(
        (a, b) =>
          a.rank - b.rank ||
          (a.crowding === b.crowding ? a.candidate.number - b.candidate.number : b.crowding - a.crowding),
      )
      .map(({ candidate }) => candidate);
  }

  tell(batch: ToldBatch): void {
    const told: number[] = [];
    for (let row = 0; row < batch.results.count; row++) {
      const number = batch.results.first + row;
      if (this.#take(batch, row, number) === 0) {
        this.#newInRound++;
        if (!this.#adaptive || number % this.roundSize < this.#shares[0]!) told.push(row);
      }
      if ((number + 1) % this.roundSize === 0) this.#endRound();
    }
    const first = this.#newTold;
    this.#newTold += told.length;
    if (this.#adaptive && told.length > 0) this.#inner.tell(this.#innerBatch(batch, told, first));
  }

  /** The wrapped sampler learns from earlier trials at the lowest level; designs that waited in them go on waiting. */
  warm(batch: ToldBatch): void {
    const { count } = batch.results;
    const lowest: number[] = [];
    // Numbered before the first trial.
    for (let row = 0; row < count; row++) if (this.#take(batch, row, row - count) === 0) lowest.push(row);
    this.#dropWorst();
    if (lowest.length > 0) this.#inner.warm?.(this.#innerBatch(batch, lowest, 0));
  }

  prepare(): Promise<void> | undefined {
    return this.#emptied > 0 ? undefined : this.#inner.prepare?.(this.#newTold);
  }

  close(): void {
    this.#inner.close?.();
  }

  /** Notes who waits and who was sent on; returns the level of the trial. */
  #take({ designs, results, objectives, violations }: ToldBatch, row: number, number: number): number {
    const width = this.#space.width + 1;
    const full = designs.codes.subarray(row * width, (row + 1) * width);
    const level = full[this.#column]!;
    const codes = new Float64Array(width - 1);
    codes.set(full.subarray(0, this.#column));
    codes.set(full.subarray(this.#column + 1), this.#column);
    const key = codes.join();
    // A design may have skipped levels on its way to the top.
    for (let below = 0; below < level; below++) {
      this.#waiting[below]!.delete(key);
      this.#sent[below]!.add(key);
    }
    const climbs = level < this.#shares.length - 1 && !this.#sent[level]!.has(key);
    if (climbs && results.states[row] === COMPLETE && violations[row] === 0) {
      const values = objectives.slice(row * this.#objectiveCount, (row + 1) * this.#objectiveCount);
      this.#waiting[level]!.set(key, { number, codes, objectives: values });
    }
    return level;
  }

  #endRound(): void {
    if (this.#newInRound === 0) this.#emptied++;
    this.#newInRound = 0;
    this.#dropWorst();
  }

  #dropWorst(): void {
    const most = WAITING_ROUNDS * this.#shares[0]!;
    this.#waiting.forEach((waiting, level) => {
      if (waiting.size <= 2 * most) return;
      const kept = this.#ranked([...waiting.values()]).slice(0, most);
      this.#waiting[level] = new Map(kept.map((candidate) => [candidate.codes.join(), candidate]));
    });
  }

  /** Some rows of a batch as the wrapped sampler sees them, numbered from `first` on. */
  #innerBatch(
    { designs, results, objectives, violations }: ToldBatch,
    rows: readonly number[],
    first: number,
  ): ToldBatch {
    const count = rows.length;
    const width = this.#space.width + 1;
    const metricCount = results.metrics.length / results.count;
    const codes = new Float64Array(count * (width - 1));
    const metrics = new Float64Array(count * metricCount);
    const values = new Float64Array(count * this.#objectiveCount);
    const places = new Map<number, number>();
    rows.forEach((row, place) => {
      places.set(row, place);
      const design = designs.codes.subarray(row * width, (row + 1) * width);
      codes.set(design.subarray(0, this.#column), place * (width - 1));
      codes.set(design.subarray(this.#column + 1), place * (width - 1) + this.#column);
      metrics.set(results.metrics.subarray(row * metricCount, (row + 1) * metricCount), place * metricCount);
      values.set(
        objectives.subarray(row * this.#objectiveCount, (row + 1) * this.#objectiveCount),
        place * this.#objectiveCount,
      );
    });
    return {
      designs: { first, count, codes },
      results: {
        first,
        count,
        states: Uint8Array.from(rows, (row) => results.states[row]!),
        metrics,
        durations: Float32Array.from(rows, (row) => results.durations[row]!),
        messages: results.messages
          .filter(([row]) => places.has(row))
          .map(([row, message]) => [places.get(row)!, message] as const),
      },
      objectives: values,
      violations: Float64Array.from(rows, (row) => violations[row]!),
    };
  }
}
