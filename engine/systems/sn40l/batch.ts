// One batch of prompts as events (model F): the router decides, a copy engine brings missing experts to HBM one after
// another, and the (prompt, expert) pairs run one after another.

import type { TimelineSpan } from '../../contract/system.ts';

/** Durations in seconds. */
export interface BatchTimes {
  readonly router: number;
  readonly copy: number;
  readonly run: number;
}

/**
 * Seconds of a batch in which the prompts whose entry in `misses`, from `first` on, is 1 need a copy. Without
 * prefetching every copy ends before the first run begins (as measured in the paper); with it a run waits for its own
 * copy only, while the copy engine goes on.
 */
export function batchTime(
  times: BatchTimes,
  misses: Uint8Array,
  first: number,
  count: number,
  prefetch: boolean,
): number {
  let copied = times.router;
  for (let prompt = first; !prefetch && prompt < first + count; prompt++) {
    if (misses[prompt] === 1) copied += times.copy;
  }
  let finished = copied;
  for (let prompt = first; prompt < first + count; prompt++) {
    if (prefetch && misses[prompt] === 1) copied += times.copy;
    if (prefetch && misses[prompt] === 1 && copied > finished) finished = copied;
    finished += times.run;
  }
  return finished;
}

/**
 * Seconds that overlapping copies with runs saves a batch, as a mean over the consecutive batches of a trace. What is
 * left over at its end is not used.
 */
export function meanOverlapSaving(times: BatchTimes, misses: Uint8Array, count: number): number {
  let sum = 0;
  let batches = 0;
  for (let first = 0; first + count <= misses.length; first += count) {
    sum += batchTime(times, misses, first, count, false) - batchTime(times, misses, first, count, true);
    batches++;
  }
  return sum / batches;
}

/** The same batch as bars of a timeline, and its time. */
export function batchSpans(
  times: BatchTimes,
  misses: Uint8Array,
  first: number,
  count: number,
  prefetch: boolean,
): { readonly spans: readonly TimelineSpan[]; readonly time: number } {
  const spans: TimelineSpan[] = [{ lane: 'compute', label: 'router', start: 0, end: times.router }];
  const ready = new Float64Array(count);
  let copied = times.router;
  for (let prompt = 0; prompt < count; prompt++) {
    if (misses[first + prompt] !== 1) continue;
    const start = copied;
    copied += times.copy;
    ready[prompt] = copied;
    spans.push({ lane: 'copy', label: `expert of prompt ${prompt + 1}`, start, end: copied });
  }
  let finished = prefetch ? times.router : copied;
  for (let prompt = 0; prompt < count; prompt++) {
    const start = Math.max(finished, ready[prompt]!);
    finished = start + times.run;
    spans.push({ lane: 'compute', label: `prompt ${prompt + 1}`, start, end: finished });
  }
  return { spans, time: finished };
}
