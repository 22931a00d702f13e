// Coordinator of the timeline: spans of several lanes in a window of time, as boxes in pixels. Spans narrower than a
// pixel are drawn together, so that a timeline of any length costs as much as its width.

import type { TimelineSpan } from '../../../engine/contract/system.ts';

export interface TimeWindow {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
}

export interface Box {
  readonly x: number;
  readonly width: number;
  /** The span, or the longest of those drawn together. */
  readonly span: TimelineSpan;
  /** Spans drawn together. */
  readonly count: number;
  /** Place of the label among the labels of the timeline: its colour. */
  readonly label: number;
}

export interface Lane {
  readonly name: string;
  readonly boxes: readonly Box[];
  /** Share of the whole timeline in which the lane has a span. */
  readonly busy: number;
}

/** Boxes narrower than this are drawn together. */
const NARROWEST_PIXELS = 1.5;
/** The window is never shorter than this share of the whole. */
const CLOSEST = 1e-5;

/** From the earliest start to the latest end. */
export function wholeWindow(spans: readonly TimelineSpan[]): TimeWindow {
  let start = Infinity;
  let end = -Infinity;
  for (const span of spans) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
  }
  return start < end ? { start, end } : { start: 0, end: 1 };
}

/** Time in which at least one span is under way: overlapping ones count once. */
function covered(spans: readonly TimelineSpan[]): number {
  let total = 0;
  let until = -Infinity;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= until) continue;
    total += end - Math.max(start, until);
    until = end;
  }
  return total;
}

/** Labels of a timeline in the order of their total time, longest first. */
export function timelineLabels(spans: readonly TimelineSpan[]): readonly string[] {
  const totals = new Map<string, number>();
  for (const { label, start, end } of spans) totals.set(label, (totals.get(label) ?? 0) + end - start);
  return [...totals].sort((a, b) => b[1] - a[1]).map(([label]) => label);
}

/** Every lane in the order of its first span, with what of it lies in the window. */
export function layOutLanes(spans: readonly TimelineSpan[], window: TimeWindow, width: number): Lane[] {
  const labels = new Map(timelineLabels(spans).map((label, index) => [label, index]));
  const whole = wholeWindow(spans);
  const lanes = new Map<string, TimelineSpan[]>();
  for (const span of spans) {
    const lane = lanes.get(span.lane);
    if (lane === undefined) lanes.set(span.lane, [span]);
    else lane.push(span);
  }
  const scale = width / (window.end - window.start);
  return [...lanes].map(([name, all]) => {
    const boxes: { x: number; right: number; span: TimelineSpan; count: number; label: number }[] = [];
    for (const span of [...all].sort((a, b) => a.start - b.start)) {
      if (span.end < window.start || span.start > window.end) continue;
      const x = Math.max(0, (span.start - window.start) * scale);
      const right = Math.max(x + 0.5, Math.min(width, (span.end - window.start) * scale));
      const last = boxes.at(-1);
      if (last !== undefined && right - x < NARROWEST_PIXELS && x - last.right < NARROWEST_PIXELS) {
        last.right = Math.max(last.right, right);
        last.count += 1;
        if (span.end - span.start > last.span.end - last.span.start) {
          last.span = span;
          last.label = labels.get(span.label)!;
        }
        continue;
      }
      boxes.push({ x, right, span, count: 1, label: labels.get(span.label)! });
    }
    return {
      name,
      boxes: boxes.map(({ x, right, ...rest }) => ({ ...rest, x, width: right - x })),
      busy: covered(all) / (whole.end - whole.start),
    };
  });
}

/** The window scaled by `factor` (below 1: closer) around a moment, within the whole. */
export function zoomed(
  window: TimeWindow,
  whole: TimeWindow,
  factor: number,
  around = (window.start + window.end) / 2,
): TimeWindow {
  const longest = whole.end - whole.start;
  const length = Math.min(longest, Math.max(longest * CLOSEST, (window.end - window.start) * factor));
  const share = (around - window.start) / (window.end - window.start);
  return within({ start: around - share * length, end: around + (1 - share) * length }, whole);
}

/** The window moved by a share of its length, within the whole. */
export function moved(window: TimeWindow, whole: TimeWindow, share: number): TimeWindow {
  const by = (window.end - window.start) * share;
  return within({ start: window.start + by, end: window.end + by }, whole);
}

function within({ start, end }: TimeWindow, whole: TimeWindow): TimeWindow {
  const length = end - start;
  if (length >= whole.end - whole.start) return whole;
  if (start < whole.start) return { start: whole.start, end: whole.start + length };
  if (end > whole.end) return { start: whole.end - length, end: whole.end };
  return { start, end };
}

/** What each lane spends its time on: the text alternative. */
export function laneTotals(
  spans: readonly TimelineSpan[],
): readonly { lane: string; label: string; count: number; seconds: number; share: number }[] {
  const whole = wholeWindow(spans);
  const totals = new Map<string, { lane: string; label: string; count: number; seconds: number }>();
  for (const { lane, label, start, end } of spans) {
    const key = JSON.stringify([lane, label]);
    const total = totals.get(key) ?? { lane, label, count: 0, seconds: 0 };
    totals.set(key, { ...total, count: total.count + 1, seconds: total.seconds + end - start });
  }
  return [...totals.values()]
    .sort((a, b) => b.seconds - a.seconds)
    .map((total) => ({ ...total, share: total.seconds / (whole.end - whole.start) }));
}
