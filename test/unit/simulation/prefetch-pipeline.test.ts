import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalLayersTime, runPrefetchPipeline } from '../../../engine/simulation/prefetch-pipeline.ts';
import { Trace } from '../../../engine/simulation/trace.ts';

describe('equal layers', () => {
  // Pre-gated MoE, Switch-Base: 6 blocks of 1.2165 ms, experts of 18,874,368 B over 32 GB/s.
  const throughput = (active: number, lead: number): number =>
    1 / equalLayersTime(6, 1.2165e-3, (active * 18_874_368) / 32e9, lead);

  it.each([
    [1, 0, 92.3],
    [1, 1, 126.8],
    [2.5, 0, 61.9],
    [2.5, 1, 99.4],
    [8, 1, 33.9],
  ])('copies of %d experts known %d layers ahead give %d passes a second', (active, lead, expected) => {
    expect(throughput(active, lead)).toBeCloseTo(expected, 1);
  });

  it('take as long in events as in closed form', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (layers, passes, lead, computeTime, copyTime) => {
          const copyTimes = new Float64Array(layers * passes).fill(copyTime);
          const { passTimes, copying, computing } = runPrefetchPipeline({
            layers,
            computeTime,
            copyTimes,
            lead,
          });
          expect(passTimes).toHaveLength(passes);
          for (const time of passTimes) {
            expect(time).toBeCloseTo(equalLayersTime(layers, computeTime, copyTime, lead), 9);
          }
          expect(copying).toBeCloseTo(layers * passes * copyTime, 9);
          expect(computing).toBeCloseTo(layers * passes * computeTime, 9);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('unequal copies', () => {
  it('follow the recurrence of two engines', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (layers, lead, times) => {
          const copyTimes = Float64Array.from(times.slice(0, layers));
          const starts: number[] = [];
          let copied = 0;
          let computed = 0;
          for (let layer = 0; layer < layers; layer++) {
            const known = layer <= lead ? 0 : starts[layer - lead]!;
            copied = Math.max(copied, known) + copyTimes[layer]!;
            starts.push(Math.max(computed, copied));
            computed = starts[layer]! + 1;
          }
          const run = runPrefetchPipeline({ layers, computeTime: 1, copyTimes, lead });
          expect(run.time).toBeCloseTo(computed, 9);
        },
      ),
      { seed: 2, numRuns: 200 },
    );
  });

  it('are absorbed only by a lead of more than one layer', () => {
    const run = (lead: number): number =>
      runPrefetchPipeline({ layers: 4, computeTime: 2, copyTimes: Float64Array.of(1, 1, 1, 4), lead }).time;
    expect(run(0)).toBe(15);
    expect(run(1)).toBe(11);
    expect(run(2)).toBe(9);
  });
});

it('shows what each engine does', () => {
  const trace = new Trace();
  runPrefetchPipeline({ layers: 2, computeTime: 2, copyTimes: Float64Array.of(1, 3), lead: 1, trace });
  expect(trace.spans).toEqual([
    { lane: 'copy', label: 'layer 1', start: 0, end: 1 },
    { lane: 'compute', label: 'layer 1', start: 1, end: 3 },
    { lane: 'copy', label: 'layer 2', start: 1, end: 4 },
    { lane: 'compute', label: 'layer 2', start: 4, end: 6 },
  ]);
});

it('refuses copy times that are no whole number of passes', () => {
  expect(() =>
    runPrefetchPipeline({ layers: 2, computeTime: 1, copyTimes: new Float64Array(3), lead: 1 }),
  ).toThrow('3 copy times are no whole number of passes through 2 layers');
});
