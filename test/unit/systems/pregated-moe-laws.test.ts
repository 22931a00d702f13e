import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decoderBlocks, MODELS } from '../../../engine/systems/pregated-moe/models.ts';
import { parameters, type PregatedDesign } from '../../../engine/systems/pregated-moe/parameters.ts';
import { metricsOf } from './pregated-moe-support.ts';

const choice = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const designs: fc.Arbitrary<Partial<PregatedDesign>> = fc
  .record({
    model: choice(parameters.model.choices),
    experts: choice(parameters.experts.choices),
    expert_format: choice(parameters.expert_format.choices),
    gate_distance: fc.integer({ min: 1, max: 3 }),
    gpu: choice(parameters.gpu.choices),
    copy_bandwidth: fc.double({ min: 1e9, max: 512e9, noNaN: true }),
    batch: choice(parameters.batch.choices),
    beams: choice(parameters.beams.choices),
    forced_experts: choice(parameters.forced_experts.choices),
    beam_agreement: fc.double({ min: 0, max: 1, noNaN: true }),
    token_repeat: fc.double({ min: 0, max: 1, noNaN: true }),
    routing_skew: fc.double({ min: 0, max: 1.5, noNaN: true }),
    synchronisation: fc.double({ min: 0, max: 200e-6, noNaN: true }),
  })
  .filter(({ forced_experts, experts }) => forced_experts <= experts);

const SLACK = 1 + 1e-9;
const RUNS = { seed: 11, numRuns: 60 } as const;

const each = (design: Partial<PregatedDesign>) =>
  ({
    gpuOnly: metricsOf({ ...design, scheme: 'gpu-only' }),
    onDemand: metricsOf({ ...design, scheme: 'on-demand' }),
    preGated: metricsOf({ ...design, scheme: 'pre-gated' }),
    prefetchAll: metricsOf({ ...design, scheme: 'prefetch-all' }),
  }) as const;

it('orders the schemes in time: GPU-only, pre-gated, then on demand and prefetching all', () => {
  fc.assert(
    fc.property(designs, (design) => {
      const { gpuOnly, onDemand, preGated, prefetchAll } = each(design);
      expect(gpuOnly.token_time).toBeLessThanOrEqual(preGated.token_time * SLACK);
      expect(preGated.token_time).toBeLessThanOrEqual(onDemand.token_time * SLACK);
      expect(preGated.token_time).toBeLessThanOrEqual(prefetchAll.token_time * SLACK);
    }),
    RUNS,
  );
});

it('orders them in memory: on demand, one block ahead, prefetching all, GPU-only', () => {
  fc.assert(
    fc.property(designs, (design) => {
      const { gpuOnly, onDemand, preGated, prefetchAll } = each({ ...design, gate_distance: 1 });
      expect(onDemand.peak_memory).toBeLessThanOrEqual(preGated.peak_memory);
      expect(preGated.peak_memory).toBeLessThanOrEqual(prefetchAll.peak_memory);
      expect(prefetchAll.peak_memory).toBeLessThanOrEqual(gpuOnly.peak_memory);
    }),
    RUNS,
  );
});

it('makes pre-gating and prefetching all the same where every expert is used', () => {
  fc.assert(
    fc.property(designs, (design) => {
      const all = { ...design, experts: 8, forced_experts: 8, gate_distance: 1 } as const;
      const { preGated, prefetchAll } = each(all);
      expect(preGated.token_time).toBeCloseTo(prefetchAll.token_time, 12);
      expect(preGated.peak_memory).toBe(prefetchAll.peak_memory);
    }),
    RUNS,
  );
});

it('adds up: what a token takes is what blocks take, synchronisation, and waiting', () => {
  fc.assert(
    fc.property(designs, choice(parameters.scheme.choices), (design, scheme) => {
      const { token_time, slowdown, exposed_time, block_time, throughput } = metricsOf({ ...design, scheme });
      const blocks = decoderBlocks(MODELS[design.model!]);
      const synchronisation = scheme === 'gpu-only' ? 0 : blocks * design.synchronisation!;
      expect(token_time / slowdown + synchronisation + exposed_time).toBeCloseTo(token_time, 9);
      expect(block_time * blocks).toBeCloseTo(token_time, 12);
      expect(throughput * token_time).toBeCloseTo(design.batch!, 9);
    }),
    RUNS,
  );
});

it('is never slower with a wider link, a longer look ahead or fewer bits', () => {
  fc.assert(
    fc.property(designs, (design) => {
      const time = (changes: Partial<PregatedDesign>): number =>
        metricsOf({ ...design, ...changes }).token_time;
      const own = time({});
      expect(time({ copy_bandwidth: design.copy_bandwidth! * 2 })).toBeLessThanOrEqual(own * SLACK);
      expect(time({ gate_distance: Math.min(3, design.gate_distance! + 1) })).toBeLessThanOrEqual(
        own * SLACK,
      );
      expect(time({ expert_format: '4-bit' })).toBeLessThanOrEqual(own * SLACK);
    }),
    RUNS,
  );
});

it('gives the same metrics for the same seed, and the same whatever inactive parameters hold', () => {
  fc.assert(
    fc.property(designs, (design) => {
      expect(metricsOf(design)).toEqual(metricsOf(design));
      expect(metricsOf({ ...design, cache_policy: 'lifo', ssd_bandwidth: 1e9 })).toEqual(metricsOf(design));
    }),
    { seed: 12, numRuns: 10 },
  );
});
