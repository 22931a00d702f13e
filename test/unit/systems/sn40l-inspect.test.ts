import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakdownNode } from '../../../engine/contract/system.ts';
import { batchSpans, batchTime, meanOverlapSaving } from '../../../engine/systems/sn40l/batch.ts';
import { inspectDesign } from '../../../engine/systems/sn40l/inspect.ts';
import { evaluateDesign } from '../../../engine/systems/sn40l/model.ts';
import { designOf, designs } from './sn40l-support.ts';

function expectSums(node: BreakdownNode): void {
  if (node.children === undefined) return;
  const sum = node.children.reduce((total, child) => total + child.value, 0);
  expect(node.value).toBe(sum);
  node.children.forEach(expectSums);
}

describe('inspectDesign', () => {
  it('breaks metrics down into parts that add up to them', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const { breakdowns } = inspectDesign(design, 1);
        const { metrics } = evaluateDesign(design, 1);
        for (const { quantity, root } of breakdowns) {
          expectSums(root);
          const metric = metrics[quantity as keyof typeof metrics];
          expect(Math.abs(root.value - metric), quantity).toBeLessThanOrEqual(1e-12 * metric);
        }
      }),
      { seed: 14, numRuns: 40 },
    );
  });

  it('explains the published node: a flat line, a knee where HBM is full, and the end of memory', () => {
    const { series, notes } = inspectDesign(designOf(), 1);
    const lines = series!.find(({ title }) => title.startsWith('Latency'))!.lines;
    const last = lines.map(({ points }) => points.at(-1)![0]);
    expect(last).toEqual([850, 148, 148]);
    expect(notes).toContain('39 of 150 experts fit in HBM; 26.0 % of prompts find theirs there.');
  });

  it('says first why a design does not run, and shows no latency for it', () => {
    const { notes, breakdowns, timeline } = inspectDesign(designOf({ platform: 'dgx-h100' }), 1);
    expect(notes[0]).toMatch(/^out of memory/);
    expect(breakdowns.map(({ quantity }) => quantity)).not.toContain('latency');
    expect(timeline).toBeUndefined();
  });

  it('warns of a benchmark that does not fit', () => {
    const { notes } = inspectDesign(designOf({ workload: 'llama-3.1-405b', sockets: 8 }), 1);
    expect(notes.at(-1)).toMatch(/^The benchmark’s weights, 812 GB, exceed/);
  });

  it('puts every kernel on or under the roof', () => {
    const { series } = inspectDesign(designOf({ phase: 'prefill' }), 1);
    const [, ...levels] = series![0]!.lines;
    const { machine } = evaluateDesign(designOf({ phase: 'prefill' }), 1);
    for (const { points } of levels) {
      for (const [intensity, rate] of points) {
        expect(rate).toBeLessThanOrEqual(Math.min(machine.flopRate, intensity * machine.byteRate));
      }
    }
  });
});

describe('a batch as events', () => {
  const times = { router: 5, copy: 2, run: 3 };
  const misses = Uint8Array.from([1, 0, 1, 1]);

  it('copies everything first when nothing overlaps', () => {
    expect(batchTime(times, misses, 0, 4, false)).toBe(5 + 3 * 2 + 4 * 3);
  });

  it('waits only for the first copy when the others are done in time', () => {
    expect(batchTime(times, misses, 0, 4, true)).toBe(5 + 2 + 4 * 3);
  });

  it('waits for a slow copy engine', () => {
    // Copies end at 15, 25, 35; prompt 2 runs from 18 to 21, prompts 3 and 4 at 25 and 35.
    expect(batchTime({ ...times, copy: 10 }, misses, 0, 4, true)).toBe(38);
  });

  it('draws the time it computes, and no lane does two things at once', () => {
    const time = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ router: time, copy: time, run: time }),
        fc.uint8Array({ min: 0, max: 1, minLength: 1, maxLength: 20 }),
        fc.boolean(),
        (durations, bits, prefetch) => {
          const drawn = batchSpans(durations, bits, 0, bits.length, prefetch);
          expect(drawn.time).toBe(batchTime(durations, bits, 0, bits.length, prefetch));
          for (const lane of ['compute', 'copy']) {
            const spans = drawn.spans.filter((span) => span.lane === lane);
            for (let index = 1; index < spans.length; index++) {
              expect(spans[index]!.start).toBeGreaterThanOrEqual(spans[index - 1]!.end);
            }
          }
        },
      ),
      { seed: 15 },
    );
  });

  it('averages what overlapping saves over whole batches', () => {
    // Prompts 1 and 2 save nothing, prompts 3 and 4 the second of their two copies; a fifth prompt is left over.
    const trace = Uint8Array.from([...misses, 1]);
    expect(meanOverlapSaving(times, trace, 2)).toBe((0 + 2) / 2);
  });
});
