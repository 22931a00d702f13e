import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allReduceTime } from '../../../engine/components/collectives.ts';
import { splitExperts } from '../../../engine/simulation/co-processing.ts';
import { ExpertLayer, expertTime } from '../../../engine/systems/duplex/expert-layer.ts';
import { machineOf, memoryUse } from '../../../engine/systems/duplex/machine.ts';
import { productBytes, productOperations, productTime } from '../../../engine/components/matrix-product.ts';
import { accessEnergy, addedArea } from '../../../engine/components/memory-processors.ts';
import { evaluateDesign, outcomeOf } from '../../../engine/systems/duplex/model.ts';
import {
  blockParameters,
  expertParameters,
  MIXTRAL,
  modelOf,
  sharedParameters,
} from '../../../engine/systems/duplex/models.ts';
import type { DuplexDesign } from '../../../engine/systems/duplex/parameters.ts';
import { busiestNode, decodeAttention, StageModel } from '../../../engine/systems/duplex/stage.ts';
import { designOf, designs, run } from './duplex-support.ts';

const logic = machineOf(designOf());
const bank = machineOf(designOf({ memory_processor: 'bank' }));
const micro = (seconds: number): number => seconds * 1e6;

describe('a product of 4096 x 14336 weights', () => {
  // Arithmetic and memory times in µs for some rows, by hand from 989.4 TFLOP/s and 3.352 TB/s.
  it.each([
    [1, 35.05, 8.76, 2.19],
    [8, 35.12, 8.78, 17.5],
    [32, 35.39, 35.0, 70.1],
    [256, 37.85, 280, 561],
  ])('of %i rows takes the longer of arithmetic and memory', (rows, xpu, inLogic, inBanks) => {
    const time = (roof: typeof logic.xpu): number => micro(productTime(rows, 4096, 14336, 2, roof));
    expect(time(logic.xpu) / xpu).toBeCloseTo(1, 2);
    expect(time(logic.memory) / inLogic).toBeCloseTo(1, 2);
    expect(time(bank.memory) / inBanks).toBeCloseTo(1, 2);
  });

  it('has about as many operations a byte as rows', () => {
    const intensity = (rows: number): number =>
      productOperations(rows, 4096, 14336) / productBytes(rows, 4096, 14336, 2);
    expect(intensity(1)).toBeCloseTo(1, 2);
    expect(intensity(8)).toBeCloseTo(7.98, 2);
    expect(intensity(32)).toBeCloseTo(31.7, 1);
    expect(intensity(256)).toBeCloseTo(237, 0);
  });
});

describe('sharing experts between processors', () => {
  const tokens = [10, 3, 8, 1, 12, 5, 9, 16];
  const timesOf = (counts: readonly number[]) => ({
    tokens: counts,
    xpu: counts.map((count) => expertTime(logic, MIXTRAL, 2, 4, count, 'xpu')),
    memory: counts.map((count) => expertTime(logic, MIXTRAL, 2, 4, count, 'memory')),
  });

  it('gives the seven experts with fewest tokens of eight to the memory processor', () => {
    const times = timesOf(tokens);
    const all = (part: readonly number[]): number => part.reduce((sum, time) => sum + time, 0);
    expect(micro(all(times.xpu))).toBeCloseTo(211.1, 1);
    expect(micro(all(times.memory))).toBeCloseTo(64.9, 1);
    const split = splitExperts(times);
    expect(micro(split.time)).toBeCloseTo(51.8, 1);
    expect([...split.inMemory]).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);
  });

  it('keeps a section of the memory on one processor', () => {
    const { inMemory } = splitExperts(timesOf(tokens), 4);
    for (let expert = 0; expert < 4; expert++) expect(inMemory[expert]).toBe(inMemory[expert + 4]);
  });

  it('is never worse than one processor alone, never better than any division, and finer sections of one expert help', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(counts, (drawn) => {
        const times = timesOf(drawn);
        const total = (part: readonly number[]): number => part.reduce((sum, time) => sum + time, 0);
        const split = splitExperts(times).time;
        expect(split).toBeLessThanOrEqual(Math.min(total(times.xpu), total(times.memory)) + 1e-15);
        let best = Number.POSITIVE_INFINITY;
        for (let subset = 0; subset < 2 ** drawn.length; subset++) {
          const memory = times.memory.filter((_, expert) => (subset >> expert) & 1);
          const xpu = times.xpu.filter((_, expert) => !((subset >> expert) & 1));
          best = Math.min(best, Math.max(total(memory), total(xpu)));
        }
        expect(split).toBeGreaterThanOrEqual(best * (1 - 1e-12));
        expect(splitExperts(times, 4).time).toBeGreaterThanOrEqual(best * (1 - 1e-12));
      }),
      { seed: 21, numRuns: 200 },
    );
  });
});

describe('attention of decoding requests', () => {
  it('has 3.9 operations a byte where four query heads share keys and values', () => {
    const load = { decodes: 32, contextTokens: 32 * 2048 };
    // Scores and values alike; the hand calculation is for scores alone and without softmax.
    const { bytes } = decodeAttention(MIXTRAL, 4, load, 2);
    const operations = 2 * 8 * 128 * 32 * 2048;
    expect(operations / (bytes / 2)).toBeCloseTo(3.87, 2);
    expect(micro(bytes / 2 / logic.xpu.bandwidth)).toBeCloseTo(10.34, 2);
    expect(micro(bytes / 2 / logic.memory.bandwidth)).toBeCloseTo(2.59, 2);
    expect(micro(operations / bank.memory.operations)).toBeCloseTo(2.5, 2);
  });
});

describe('machines and models', () => {
  it('counts the parameters that are published', () => {
    const billions = (model: DuplexDesign['model']): number => {
      const shape = modelOf(designOf({ model }));
      return (expertParameters(shape) + sharedParameters(shape)) / 1e9;
    };
    expect(billions('mixtral')).toBeCloseTo(46.7, 1);
    expect(billions('glam')).toBeCloseTo(143, 0);
    expect(Math.abs(billions('grok1') / 314 - 1)).toBeLessThan(0.01);
    expect(billions('opt')).toBeCloseTo(66, 0);
    expect(Math.abs(billions('llama3') / 70 - 1)).toBeLessThan(0.02);
  });

  it('keeps 131,072 bytes for each token of Mixtral', () => {
    const { left, tokens } = memoryUse(logic, MIXTRAL, 2);
    expect(tokens).toBe(Math.floor(left / 131072));
  });

  it('reads the experts of a Mixtral layer for 78.5 mJ on the xPU and 40.8 mJ on the logic die, rows aside', () => {
    const bytes = 2 * MIXTRAL.experts * blockParameters(MIXTRAL);
    const rows = (8 * bytes * 0.909e-9) / 8192;
    expect(1e3 * (accessEnergy('logic-die', bytes, 0) - rows)).toBeCloseTo(78.5, 1);
    expect(1e3 * (accessEnergy('logic-die', 0, bytes) - rows)).toBeCloseTo(40.8, 1);
  });

  it('adds 17.81 mm² to a stack at the published rates', () => {
    const area = addedArea('logic-die', { bandwidthMultiplier: 4, operationsPerByte: 8 });
    expect(area.total).toBeCloseTo(17.81, 10);
    expect(addedArea('none', { bandwidthMultiplier: 4, operationsPerByte: 8 }).total).toBe(0);
  });

  it('sums 32 tokens of Mixtral over four devices in 18.9 µs', () => {
    expect(micro(allReduceTime('ring', 4, 32 * 4096 * 2, logic.insideNode))).toBeCloseTo(18.9, 1);
  });

  it('gives a prompt to one node', () => {
    const load = {
      decodes: 31,
      contextTokens: 31_000,
      prefills: 1,
      promptTokens: 512,
      promptTokensSquared: 512 ** 2,
    };
    expect(busiestNode(load, 2)).toEqual({ ...load, decodes: 16, contextTokens: 16_000 });
    expect(busiestNode(load, 1)).toBe(load);
  });
});

describe('laws', () => {
  it('finds a memory processor no faster than the xPU useless: it is a GPU', () => {
    const useless = { bandwidth_multiplier: 1, operations_per_byte: 1, placement: 'best' } as const;
    for (const expert_tensor_parallel of [false, true]) {
      const gpu = run({ memory_processor: 'none', expert_tensor_parallel }).metrics;
      const duplex = run({ ...useless, expert_tensor_parallel }).metrics;
      expect(duplex.throughput).toBe(gpu.throughput);
    }
  });

  it('splits a layer at least as fast as one processor does it', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(counts, fc.boolean(), (drawn, expert_tensor_parallel) => {
        const time = (placement: DuplexDesign['placement']): number =>
          new ExpertLayer(logic, MIXTRAL, designOf({ placement, expert_tensor_parallel }), 1).layer(drawn)
            .time;
        expect(time('split')).toBeLessThanOrEqual(time('best') * (1 + 1e-12));
        expect(time('best')).toBeLessThanOrEqual(time('memory'));
      }),
      { seed: 22, numRuns: 100 },
    );
  });

  it('gains nothing from splitting where a device has one expert', () => {
    const places = { devices_per_node: 8, expert_tensor_parallel: false } as const;
    const machine = machineOf(designOf(places));
    const time = (placement: DuplexDesign['placement']): number =>
      new ExpertLayer(machine, MIXTRAL, designOf({ ...places, placement }), 1).cost(64).time;
    expect(time('split')).toBe(time('best'));
  });

  it('never saves more than 48 % of the energy of a GPU that is as full', () => {
    fc.assert(
      fc.property(designs, (drawn) => {
        const design = { ...drawn, arrivals: 'replacement' } as const;
        const duplex = evaluateDesign({ ...design, memory_processor: 'logic-die' }, 1);
        const gpu = evaluateDesign({ ...design, memory_processor: 'none' }, 1);
        if ('infeasible' in duplex || 'infeasible' in gpu) return;
        expect(duplex.metrics.energy_per_token).toBeGreaterThan(0.52 * gpu.metrics.energy_per_token);
      }),
      { seed: 23, numRuns: 30 },
    );
  });

  it('adds up a stage’s time, and takes no less for more work', () => {
    fc.assert(
      fc.property(
        designs,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 4 }),
        (design, decodes, prefills) => {
          const stages = new StageModel(machineOf(design), modelOf(design), design, 1);
          const load = (factor: number) => ({
            decodes,
            contextTokens: decodes * 1000 * factor,
            prefills,
            promptTokens: prefills * 512,
            promptTokensSquared: prefills * 512 ** 2,
          });
          const short = stages.evaluate(load(1));
          const { time, ...parts } = stages.times;
          expect(time).toBe(short);
          expect(Object.values(parts).reduce((sum, part) => sum + part, 0) / time).toBeCloseTo(1, 12);
          for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
          expect(stages.evaluate(load(2))).toBeGreaterThanOrEqual(short);
        },
      ),
      { seed: 24, numRuns: 60 },
    );
  });

  it('gives finite positive metrics, or says what does not fit, over the whole space', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const outcome = outcomeOf(evaluateDesign(design, 1));
        if ('infeasible' in outcome) {
          expect(outcome.infeasible).toMatch(/^out of memory/);
          return;
        }
        for (const [id, value] of Object.entries(outcome)) {
          expect(Number.isFinite(value), id).toBe(true);
          expect(value, id).toBeGreaterThanOrEqual(0);
        }
        const { token_time_p50: p50, token_time_p90: p90, token_time_p99: p99 } = outcome;
        expect(p50).toBeLessThanOrEqual(p90);
        expect(p90).toBeLessThanOrEqual(p99);
        expect(outcome.mean_batch).toBeLessThanOrEqual(design.batch_size);
        expect(outcomeOf(evaluateDesign(design, 1))).toEqual(outcome);
      }),
      { seed: 25, numRuns: 40 },
    );
  });

  it('says how much memory is missing', () => {
    const outcome = outcomeOf(evaluateDesign(designOf({ model: 'grok1', devices_per_node: 2 }), 1));
    expect('infeasible' in outcome && outcome.infeasible).toBe(
      'out of memory: weights need 631 GB, the machine has 172 GB',
    );
  });
});
