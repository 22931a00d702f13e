// What happened when: spans of a simulated run, for `inspect` and for trace viewers.

import { ParetoscopeError } from '../contract/errors.ts';
import type { TimelineSpan } from '../contract/system.ts';

/** Collects spans in seconds. Stops collecting at `limit` so that a long run stays readable, and says so. */
export class Trace {
  readonly #spans: TimelineSpan[] = [];
  readonly #limit: number;
  #dropped = 0;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  get spans(): readonly TimelineSpan[] {
    return this.#spans;
  }

  /** Spans that came after the limit was reached. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Records one span; throws `usage` if it ends before it starts. */
  add(lane: string, label: string, start: number, end: number): void {
    if (!(end >= start)) {
      throw new ParetoscopeError(
        'usage',
        `span "${label}" on "${lane}" ends (${end} s) before it starts (${start} s)`,
      );
    }
    if (this.#spans.length >= this.#limit) this.#dropped++;
    else this.#spans.push({ lane, label, start, end });
  }
}

/**
 * Spans as Chrome trace JSON (Trace Event Format: complete events `X`, one thread a lane, times in
 * microseconds), which Perfetto and chrome://tracing open.
 */
export function chromeTrace(spans: readonly TimelineSpan[], title: string): string {
  const lanes = [...new Set(spans.map((span) => span.lane))];
  const threads = new Map(lanes.map((lane, index) => [lane, index + 1]));
  const events: object[] = [{ ph: 'M', pid: 1, name: 'process_name', args: { name: title } }];
  for (const [lane, tid] of threads)
    events.push({ ph: 'M', pid: 1, tid, name: 'thread_name', args: { name: lane } });
  for (const { lane, label, start, end } of spans) {
    events.push({
      ph: 'X',
      pid: 1,
      tid: threads.get(lane),
      name: label,
      ts: microseconds(start),
      dur: microseconds(end - start),
    });
  }
  return JSON.stringify({ traceEvents: events, displayTimeUnit: 'ns' });
}

/** Microseconds to the picosecond, so that rounding noise does not lengthen the file. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e12) / 1e6;
}
