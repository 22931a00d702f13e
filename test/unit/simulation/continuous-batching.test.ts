import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { serve, type ServingPlan, type StageLoad } from '../../../engine/simulation/continuous-batching.ts';

const PLAN: ServingPlan = {
  batch: 4,
  tokenCapacity: 1e9,
  promptTokens: 100,
  answerTokens: 40,
  lengthSpread: 0,
  requests: 200,
};
const stream = (): RandomStream => new RandomStream(4, 'test.serving');

describe('serve with replacement', () => {
  it('takes an answer’s length of equal stages for a request, one in ten with a prefill', () => {
    // Four requests, evenly spread over 40 stages each: every tenth stage one of them is replaced.
    const result = serve(PLAN, () => 0.5, stream());
    expect(result.meanBatch).toBe(4);
    expect(result.tokens / result.seconds).toBeCloseTo(4 / 0.5, 12);
    expect(result.mixedStages / result.stages).toBeCloseTo(0.1, 2);
    expect(result.tokenGaps.quantile(0.99)).toBe(0.5);
    expect(result.firstToken.quantile(1)).toBeCloseTo(0.5, 9);
    expect(result.endToEnd.quantile(0.5)).toBeCloseTo(40 * 0.5, 9);
    expect(result.endToEnd.quantile(1)).toBeCloseTo(40 * 0.5, 9);
  });

  it('keeps the batch to what memory holds', () => {
    const result = serve({ ...PLAN, tokenCapacity: 3 * 140 + 139 }, () => 1, stream());
    expect(result.meanBatch).toBe(3);
  });

  it('shows the observer every stage once, with the context it works on', () => {
    let seconds = 0;
    let tokens = 0;
    const stageTime = (load: Readonly<StageLoad>): number => 1e-3 + 1e-6 * load.contextTokens;
    const result = serve(PLAN, stageTime, stream(), (load, time, stages) => {
      expect(time).toBe(stageTime(load));
      seconds += stages * time;
      tokens += stages * (load.decodes + load.prefills);
      // A decoding request attends to its prompt and to less than its whole answer.
      expect(load.contextTokens).toBeGreaterThan(100 * load.decodes);
      expect(load.contextTokens).toBeLessThanOrEqual(140 * load.decodes);
    });
    expect(seconds).toBeCloseTo(result.seconds, 9);
    expect(tokens).toBe(result.allTokens);
  });

  it('refuses a memory that holds no request', () => {
    expect(() => serve({ ...PLAN, tokenCapacity: 139 }, () => 1, stream())).toThrow(ParetoscopeError);
  });
});

describe('serve with arrivals', () => {
  const open: ServingPlan = { ...PLAN, arrivalRate: 1, requests: 2000 };

  it('gives the first token within two stages when idle', () => {
    const result = serve({ ...open, batch: 64 }, () => 1e-3, stream());
    // A request waits at most for the end of a stage.
    expect(result.waiting.quantile(1)).toBeLessThanOrEqual(1e-3);
    expect(result.firstToken.quantile(1)).toBeLessThanOrEqual(2e-3 + 1e-12);
    expect(result.finished / result.seconds).toBeCloseTo(1, 0);
  });

  it('is an M/D/1 queue when one request is served at a time', () => {
    // Service of 40 stages of 0.02 s at 1 request a second: load 0.8, mean wait 0.8 * 0.8 / (2 * 0.2) = 1.6 s.
    const result = serve({ ...open, batch: 1, requests: 40_000 }, () => 0.02, stream());
    expect(result.waiting.mean()).toBeGreaterThan(1.45);
    expect(result.waiting.mean()).toBeLessThan(1.75);
  });

  it('queues without end when requests come too fast', () => {
    const result = serve({ ...open, batch: 1, requests: 500 }, () => 0.05, stream());
    // Each request takes 2 s: after 600 of them the last has waited about 600 s.
    expect(result.firstToken.quantile(1)).toBeGreaterThan(500);
    expect(result.finished / result.seconds).toBeCloseTo(0.5, 2);
  });

  it('finishes what it starts, whatever the plan', () => {
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.integer({ min: 1, max: 20 }),
          tokenCapacity: fc.integer({ min: 200, max: 5000 }),
          promptTokens: fc.constant(100),
          answerTokens: fc.integer({ min: 1, max: 100 }),
          lengthSpread: fc.double({ min: 0, max: 0.5, noNaN: true }),
          arrivalRate: fc.double({ min: 0.1, max: 100, noNaN: true }),
          requests: fc.integer({ min: 1, max: 50 }),
        }),
        (plan) => {
          const result = serve(plan, () => 0.01, stream());
          expect(result.finished).toBeGreaterThanOrEqual(plan.requests);
          expect(result.meanBatch).toBeLessThanOrEqual(plan.batch);
          expect(result.waiting.quantile(0)).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 33 },
    );
  });
});
