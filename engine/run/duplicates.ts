// Designs that a study has evaluated already are not evaluated again: a trial whose design was proposed before takes
// over the result of the first trial that has it, and says so.
//
// That is sound as long as evaluations are functions of their designs. One that asks for random numbers (its stream,
// or the seed) is not: its result belongs to its trial. Whether one does is seen when it runs; from the first trial on
// that did, nothing is taken over any more. Failed trials are no originals: their design is evaluated again.
//
// Which trials are copies depends on the trials before them and on nothing else. So a design that is on its way
// already is not sent out again, but what becomes of it is decided in trial order, when everything before it is known.

import type { Study } from '../contract/study.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import { COMPLETE, INFEASIBLE } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';
import { DesignHasher, DesignIndex } from './design-index.ts';
import type { Recorder } from './recorder.ts';
import type { Finished } from './results.ts';
import { SiblingDesigns, type KnownResult } from './sibling-designs.ts';

/** Results of originals that are kept at hand, twice: those asked for lately, and those before them. */
const KEPT_ORIGINALS = 60_000;

/** A batch with rows that may be copies. */
interface Pending {
  readonly designs: DesignBatch;
  readonly states: Uint8Array;
  readonly metrics: Float64Array;
  readonly durations: Float32Array;
  readonly messages: Map<number, string>;
  readonly copied: [number, number][];
  /** Rows that are not settled yet, ascending. */
  open: number[];
  drew: number | undefined;
}

/** See the head of this file. */
export class DuplicateFinder {
  readonly #stored: StoredStudy;
  readonly #recorder: Recorder;
  readonly #hasher: DesignHasher;
  readonly #index = new DesignIndex();
  readonly #siblings: SiblingDesigns | undefined;
  readonly #width: number;
  readonly #metricCount: number;
  readonly #pending = new Map<number, Pending>();
  #originals = new Map<number, KnownResult>();
  /** Asked for before `#originals` began: forgetting everything at once would read a space that nearly fits anew. */
  #olderOriginals = new Map<number, KnownResult>();
  #firstRandom: number;
  #count: number;
  #fromSiblings = 0;

  /** `siblings` are other studies of the workspace with the same version of the system. */
  constructor(study: Study, stored: StoredStudy, recorder: Recorder, siblings: readonly StoredStudy[]) {
    const hasher = new DesignHasher(study);
    this.#hasher = hasher;
    if (siblings.length > 0) this.#siblings = new SiblingDesigns(study, stored, siblings);
    this.#stored = stored;
    this.#recorder = recorder;
    this.#width = hasher.width;
    this.#metricCount = stored.metricIds.length;
    this.#firstRandom = stored.firstRandom ?? Infinity;
    this.#count = stored.duplicateCount();
  }

  /** Trials that are copies so far. */
  get count(): number {
    return this.#count;
  }

  /** Trials of this run whose results came from other studies. */
  get fromSiblings(): number {
    return this.#fromSiblings;
  }

  /** Takes stored trials when a run goes on, in trial order. */
  replay({ designs, results }: Finished): void {
    for (let row = 0; row < results.count; row++) {
      const number = designs.first + row;
      if (number >= this.#firstRandom) return;
      if (isOriginal(results.states[row]!))
        this.#index.findOrAdd(this.#hasher, designs.codes, row * this.#width, number);
    }
  }

  /** What of a new batch is to be evaluated: all of it, the rows that are no copies, or nothing. */
  split(designs: DesignBatch): DesignBatch | undefined {
    if (this.#firstRandom < Infinity) return designs;
    const { first, count, codes } = designs;
    const open: number[] = [];
    const known: [number, KnownResult][] = [];
    for (let row = 0; row < count; row++) {
      const offset = row * this.#width;
      if (this.#index.findOrAdd(this.#hasher, codes, offset, first + row) !== undefined) open.push(row);
      else {
        const result = this.#siblings?.find(codes, offset);
        if (result !== undefined) known.push([row, result]);
      }
    }
    if (open.length === 0 && known.length === 0) return designs;
    const pending: Pending = {
      designs,
      states: new Uint8Array(count),
      metrics: new Float64Array(count * this.#metricCount),
      durations: new Float32Array(count),
      messages: new Map(),
      copied: [],
      open: [...open],
      drew: undefined,
    };
    this.#pending.set(first, pending);
    for (const [row, result] of known) this.#fill(pending, row, result);
    this.#fromSiblings += known.length;
    const copies = new Set([...open, ...known.map(([row]) => row)]);
    const fresh = Array.from({ length: count }, (_, row) => row).filter((row) => !copies.has(row));
    return fresh.length === 0 ? undefined : this.#pick(designs, fresh);
  }

  #pick({ first, codes }: DesignBatch, rows: readonly number[]): DesignBatch {
    const picked = new Float64Array(rows.length * this.#width);
    rows.forEach((row, index) =>
      picked.set(codes.subarray(row * this.#width, (row + 1) * this.#width), index * this.#width),
    );
    return {
      first,
      count: rows.length,
      codes: picked,
      numbers: Uint32Array.from(rows, (row) => first + row),
    };
  }

  /** Takes what came back of a batch. */
  arrived({ designs, results }: Finished): void {
    const pending = this.#pending.get(designs.first);
    if (pending === undefined) return;
    const width = this.#metricCount;
    designs.numbers!.forEach((number, index) => {
      const row = number - designs.first;
      pending.states[row] = results.states[index]!;
      pending.durations[row] = results.durations[index]!;
      pending.metrics.set(results.metrics.subarray(index * width, (index + 1) * width), row * width);
    });
    for (const [index, message] of results.messages)
      pending.messages.set(designs.numbers![index]! - designs.first, message);
    if (results.drew === undefined) return;
    pending.drew = Math.min(pending.drew ?? Infinity, designs.numbers![results.drew]! - designs.first);
  }

  /**
   * Settles a batch when all trials before it are known: the whole of it, or the designs that have to be evaluated
   * first because what they would have copied is no original.
   */
  settle(next: Finished): { readonly finished: Finished } | { readonly evaluate: DesignBatch } {
    const { first } = next.designs;
    const pending = this.#pending.get(first);
    if (pending === undefined) {
      if (next.results.drew !== undefined) this.#noteRandom(first + next.results.drew);
      return { finished: next };
    }
    const { designs, open } = pending;
    if (pending.drew !== undefined) this.#noteRandom(first + pending.drew);
    while (open.length > 0) {
      const row = open[0]!;
      const number = first + row;
      const known = this.#index.find(this.#hasher, designs.codes, row * this.#width)!;
      const original =
        number < this.#firstRandom && known < number ? this.#original(known, pending) : undefined;
      open.shift();
      if (original === undefined) {
        // It is the first of its design from now on.
        this.#index.replace(this.#hasher, designs.codes, row * this.#width, number);
        return { evaluate: this.#pick(designs, [row]) };
      }
      this.#fill(pending, row, original);
      pending.copied.push([row, known]);
    }
    this.#pending.delete(first);
    this.#count += pending.copied.length;
    return { finished: { designs, results: resultsOf(pending) } };
  }

  #fill(pending: Pending, row: number, { state, metrics, message }: KnownResult): void {
    pending.states[row] = state;
    pending.metrics.set(metrics, row * this.#metricCount);
    if (message !== undefined) pending.messages.set(row, message);
  }

  #noteRandom(number: number): void {
    this.#firstRandom = Math.min(this.#firstRandom, number);
  }

  /** The result of an earlier trial, if it is one to take over. */
  #original(number: number, pending: Pending): KnownResult | undefined {
    const row = number - pending.designs.first;
    if (row >= 0) {
      const metrics = pending.metrics.slice(row * this.#metricCount, (row + 1) * this.#metricCount);
      return usable({ state: pending.states[row]!, metrics, message: pending.messages.get(row) });
    }
    let original = this.#originals.get(number);
    if (original === undefined) {
      original = this.#olderOriginals.get(number) ?? this.#read(number);
      if (this.#originals.size >= KEPT_ORIGINALS) {
        this.#olderOriginals = this.#originals;
        this.#originals = new Map();
      }
      this.#originals.set(number, original);
    }
    return usable(original);
  }

  #read(number: number): KnownResult {
    const { results } = this.#recorder.find(number) ?? this.#stored.readBatch(number, 1);
    const at = number - results.first;
    return {
      state: results.states[at]!,
      metrics: results.metrics.slice(at * this.#metricCount, (at + 1) * this.#metricCount),
      message: results.messages.find(([offset]) => offset === at)?.[1],
    };
  }
}

function isOriginal(state: number): boolean {
  return state === COMPLETE || state === INFEASIBLE;
}

function usable(original: KnownResult): KnownResult | undefined {
  return isOriginal(original.state) ? original : undefined;
}

function resultsOf(pending: Pending): ResultBatch {
  const { designs, states, metrics, durations, messages, copied, drew } = pending;
  return {
    first: designs.first,
    count: designs.count,
    states,
    metrics,
    durations,
    messages: [...messages].sort(([a], [b]) => a - b),
    copied,
    ...(drew === undefined ? {} : { drew }),
  };
}
