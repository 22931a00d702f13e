// One pass over a study's trials: an even sample for figures and analyses, and the growth of the front.

import { ParetoArchive } from '../pareto/archive.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import type { HypervolumePoint } from '../analysis/convergence.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import { COMPLETE, INFEASIBLE } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';
import type { ObjectivePoint } from './report.ts';

const BATCH_TRIALS = 8192;
/** Trials kept for analyses: enough for shares to a percent, little enough for any machine. */
const MOST_SAMPLED = 100_000;
/** Points drawn per figure besides the front. */
const MOST_DRAWN = 3000;
/** Times at which the front is measured along a run, fewer where measuring one is dear. */
const CHECKPOINTS = 100;

export interface TrialSample {
  /** Number of each sampled trial, ascending; the front's are among them. */
  readonly numbers: readonly number[];
  /** Codes row-major and, row by row, every stored metric; metrics of trials that are not complete are NaN. */
  readonly codes: Float64Array;
  readonly metrics: Float64Array;
  readonly dominated: readonly ObjectivePoint[];
  readonly violating: readonly ObjectivePoint[];
  /** Front at the end and, measured from `reference`, on the way. */
  readonly history: readonly HypervolumePoint[];
}

/**
 * Reads every trial once, in order, and keeps what reports need, in memory that does not grow with the study. Throws
 * `cancelled` when the signal asks for it.
 */
export async function sampleTrials(stored: StoredStudy, signal?: AbortSignal): Promise<TrialSample> {
  const { study, metricIds } = stored;
  const count = stored.storedCount();
  const front = new Set(stored.front());
  const sampleStride = Math.max(1, Math.ceil(count / MOST_SAMPLED));
  const drawStride = Math.max(1, Math.ceil(count / MOST_DRAWN));
  const width = study.dimensions.length;
  const columns = study.objectives.map(({ metric }) => metricIds.indexOf(metric));
  const signs = study.objectives.map(({ direction }) => (direction === 'minimize' ? 1 : -1));
  const growth = new FrontGrowth(stored.reference(), columns.length, count, front.size);
  const numbers: number[] = [];
  const most = Math.ceil(count / sampleStride) + front.size;
  const codes = new Float64Array(most * width);
  const metrics = new Float64Array(most * metricIds.length);
  const dominated: ObjectivePoint[] = [];
  const violating: ObjectivePoint[] = [];
  const minimised = new Float64Array(columns.length);
  for (let first = 0; first < count; first += BATCH_TRIALS) {
    if (signal?.aborted === true) throw new ParetoscopeError('cancelled', 'the report was not written');
    const { designs, results } = stored.readBatch(first, BATCH_TRIALS);
    for (let row = 0; row < results.count; row++) {
      const number = first + row;
      const state = results.states[row];
      const offset = row * metricIds.length;
      const isOnFront = front.has(number);
      growth.advance(number);
      if (state === COMPLETE) {
        for (let objective = 0; objective < columns.length; objective++) {
          minimised[objective] = signs[objective]! * results.metrics[offset + columns[objective]!]!;
        }
        growth.offer(number, minimised);
      }
      if (number % drawStride === 0 && !isOnFront && (state === COMPLETE || state === INFEASIBLE)) {
        const values = columns.map((column) => results.metrics[offset + column]!);
        (state === COMPLETE ? dominated : violating).push({ trial: number, values });
      }
      if (number % sampleStride === 0 || isOnFront) {
        const place = numbers.push(number) - 1;
        copyRow(designs.codes, row, codes, place, width);
        if (state === COMPLETE) copyRow(results.metrics, row, metrics, place, metricIds.length);
        else metrics.fill(Number.NaN, place * metricIds.length, (place + 1) * metricIds.length);
      }
    }
    // Lets a signal through, and whoever else waits in this process.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    numbers,
    codes: codes.subarray(0, numbers.length * width),
    metrics: metrics.subarray(0, numbers.length * metricIds.length),
    dominated,
    violating: violating.filter(({ values }) => values.every(Number.isFinite)),
    history: growth.finish(count),
  };
}

function copyRow(from: Float64Array, row: number, to: Float64Array, place: number, width: number): void {
  for (let cell = 0; cell < width; cell++) to[place * width + cell] = from[row * width + cell]!;
}

/** Hypervolume at checkpoints: exact at each of them, and at none in between. */
class FrontGrowth {
  readonly #reference: Float64Array | undefined;
  readonly #archive: ParetoArchive;
  readonly #stride: number;
  readonly #points: HypervolumePoint[] = [];
  #changed = false;
  #next: number;

  constructor(reference: readonly number[] | null, width: number, trials: number, frontSize: number) {
    this.#reference = reference === null ? undefined : Float64Array.from(reference);
    this.#archive = new ParetoArchive(width);
    // Measuring costs about the square of the front from four objectives on.
    const checkpoints = width >= 4 && frontSize > 500 ? 10 : CHECKPOINTS;
    this.#stride = Math.max(1, Math.ceil(trials / checkpoints));
    this.#next = this.#stride;
  }

  /** Measures what is due before the trial of that number. */
  advance(number: number): void {
    while (number >= this.#next) {
      this.#measure(this.#next);
      this.#next += this.#stride;
    }
  }

  offer(number: number, objectives: Float64Array): void {
    if (this.#archive.offer(number, objectives, 0)) this.#changed = true;
  }

  finish(trials: number): readonly HypervolumePoint[] {
    this.#measure(trials);
    return this.#points;
  }

  #measure(trials: number): void {
    if (!this.#changed || this.#reference === undefined) return;
    this.#changed = false;
    const volume = measureHypervolume(this.#archive.values(), this.#reference.length, this.#reference).volume;
    if (volume !== this.#points.at(-1)?.hypervolume) this.#points.push({ trials, hypervolume: volume });
  }
}
