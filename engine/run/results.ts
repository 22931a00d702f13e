// Cutting, joining and making up results.

import type { DesignBatch, IntermediateBatch, ResultBatch } from '../contract/trial.ts';
import { FAILED } from '../contract/trial.ts';

/** An evaluated batch. */
export interface Finished {
  readonly designs: DesignBatch;
  readonly results: ResultBatch;
}

/** Rows `from` up to but not including `to` of a batch of designs. */
export function cutDesigns(designs: DesignBatch, from: number, to: number): DesignBatch {
  if (from === 0 && to === designs.count) return designs;
  const width = designs.codes.length / designs.count;
  return {
    first: designs.first + from,
    count: to - from,
    codes: designs.codes.slice(from * width, to * width),
    ...(designs.numbers === undefined ? {} : { numbers: designs.numbers.slice(from, to) }),
  };
}

/** Rows `from` up to but not including `to` of results. */
export function cutResults(results: ResultBatch, from: number, to: number): ResultBatch {
  if (from === 0 && to === results.count) return results;
  const metricCount = results.metrics.length / results.count;
  const intermediate = results.intermediate && cutIntermediate(results.intermediate, from, to);
  return {
    first: results.first + from,
    count: to - from,
    states: results.states.slice(from, to),
    metrics: results.metrics.slice(from * metricCount, to * metricCount),
    durations: results.durations.slice(from, to),
    messages: results.messages
      .filter(([offset]) => offset >= from && offset < to)
      .map(([offset, message]) => [offset - from, message] as const),
    ...(results.copied === undefined
      ? {}
      : {
          copied: results.copied
            .filter(([offset]) => offset >= from && offset < to)
            .map(([offset, original]) => [offset - from, original] as const),
        }),
    ...(results.drew === undefined || results.drew < from || results.drew >= to
      ? {}
      : { drew: results.drew - from }),
    ...(intermediate === undefined ? {} : { intermediate }),
  };
}

function cutIntermediate(
  { rows, steps, metrics, values }: IntermediateBatch,
  from: number,
  to: number,
): IntermediateBatch {
  const firstAt = (row: number): number => {
    const index = rows.findIndex((one) => one >= row);
    return index < 0 ? rows.length : index;
  };
  const [start, end] = [firstAt(from), firstAt(to)];
  return {
    rows: rows.subarray(start, end).map((row) => row - from),
    steps: steps.slice(start, end),
    metrics: metrics.slice(start, end),
    values: values.slice(start, end),
  };
}

function joinIntermediate(a: ResultBatch, b: ResultBatch): IntermediateBatch | undefined {
  if (b.intermediate === undefined) return a.intermediate;
  const { rows, steps, metrics, values } = b.intermediate;
  return {
    rows: Uint32Array.from([...(a.intermediate?.rows ?? []), ...rows.map((row) => row + a.count)]),
    steps: Float64Array.from([...(a.intermediate?.steps ?? []), ...steps]),
    metrics: Uint16Array.from([...(a.intermediate?.metrics ?? []), ...metrics]),
    values: Float64Array.from([...(a.intermediate?.values ?? []), ...values]),
  };
}

/** Results of consecutive batches as one. */
export function joinResults(a: ResultBatch, b: ResultBatch): ResultBatch {
  const metrics = new Float64Array(a.metrics.length + b.metrics.length);
  metrics.set(a.metrics);
  metrics.set(b.metrics, a.metrics.length);
  const durations = new Float32Array(a.count + b.count);
  durations.set(a.durations);
  durations.set(b.durations, a.count);
  const states = new Uint8Array(a.count + b.count);
  states.set(a.states);
  states.set(b.states, a.count);
  const intermediate = joinIntermediate(a, b);
  const drew = a.drew ?? (b.drew === undefined ? undefined : b.drew + a.count);
  return {
    first: a.first,
    count: a.count + b.count,
    states,
    metrics,
    durations,
    messages: [...a.messages, ...b.messages.map(([offset, message]) => [offset + a.count, message] as const)],
    ...(drew === undefined ? {} : { drew }),
    ...(intermediate === undefined ? {} : { intermediate }),
  };
}

/** A batch of which every row failed for the same reason. */
export function failedResults(designs: DesignBatch, metricCount: number, message: string): ResultBatch {
  return {
    first: designs.first,
    count: designs.count,
    states: new Uint8Array(designs.count).fill(FAILED),
    metrics: new Float64Array(designs.count * metricCount).fill(Number.NaN),
    durations: new Float32Array(designs.count),
    messages: Array.from({ length: designs.count }, (_, offset) => [offset, message] as const),
  };
}
