import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scatteredReadTime, scatteredThroughput } from '../../../engine/components/flash-storage.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import {
  activationTrace,
  aggregatedUse,
  neuronRates,
  type ActivationTrace,
} from '../../../engine/simulation/activation-trace.ts';
import { closestFriends, NeuronRows, runWindow } from '../../../engine/simulation/neuron-cache.ts';

/** A trace from the neurons of each token. */
function traceFrom(neurons: number, tokens: readonly (readonly number[])[]): ActivationTrace {
  const starts = Uint32Array.from([0, ...tokens.map((_, index) => tokens.slice(0, index + 1).flat().length)]);
  return { neurons, tokens: tokens.length, starts, used: Uint32Array.from(tokens.flat()) };
}

const tokenSets = fc
  .record({
    neurons: fc.integer({ min: 1, max: 24 }),
    draws: fc.array(fc.uniqueArray(fc.nat({ max: 23 }), { maxLength: 12 }), { minLength: 1, maxLength: 30 }),
  })
  .map(({ neurons, draws }) => ({
    neurons,
    tokens: draws.map((draw) => draw.filter((neuron) => neuron < neurons)),
  }));

const union = (sets: readonly (readonly number[])[]): Set<number> => new Set(sets.flat());

describe('scattered reads', () => {
  const flash = { sequentialBandwidth: 6.1e9, firstByteLatency: 32 * 9.8e-6, parallelReads: 32, overlap: 0 };

  it('give the published fit of 1.31 GB/s for 16 KiB and 2.16 GB/s for 32 KiB', () => {
    expect(scatteredThroughput(flash, 16384, 32) / 1e9).toBeCloseTo(1.31, 2);
    expect(scatteredThroughput(flash, 32768, 32) / 1e9).toBeCloseTo(2.16, 2);
  });

  it('take latency over reads in flight plus transfer, less what overlaps', () => {
    expect(scatteredReadTime(flash, 6100, 1)).toBeCloseTo(313.6e-6 + 1e-6, 12);
    expect(scatteredReadTime(flash, 6100, 64)).toBeCloseTo(9.8e-6 + 1e-6, 12);
    expect(scatteredReadTime({ ...flash, overlap: 1 }, 6100, 32)).toBeCloseTo(9.8e-6, 12);
  });

  it('come faster in longer chunks, but never faster than one long read', () => {
    const devices = fc.record({
      sequentialBandwidth: fc.double({ min: 1e8, max: 2e10, noNaN: true }),
      firstByteLatency: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }),
      parallelReads: fc.integer({ min: 1, max: 128 }),
      overlap: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        devices,
        fc.integer({ min: 512, max: 1e7 }),
        fc.integer({ min: 1, max: 64 }),
        (device, chunk, threads) => {
          const rate = scatteredThroughput(device, chunk, threads);
          expect(scatteredThroughput(device, 2 * chunk, threads)).toBeGreaterThanOrEqual(rate * (1 - 1e-12));
          expect(rate).toBeLessThanOrEqual(device.sequentialBandwidth * (1 + 1e-12));
        },
      ),
      { seed: 31 },
    );
  });
});

describe('aggregatedUse', () => {
  it('passes through the published 10 %, 24 % and about 2.4 % of the neurons', () => {
    expect(aggregatedUse(0.1, 0.544, 1)).toBe(0.1);
    expect(aggregatedUse(0.1, 0.544, 5)).toBeCloseTo(0.24, 3);
    expect(aggregatedUse(0.1, 0.544, 6) - aggregatedUse(0.1, 0.544, 5)).toBeCloseTo(0.025, 3);
  });
});

describe('neuronRates', () => {
  it('fall with rank, stay below 1 and have the mean that was asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        (neurons, share, skew) => {
          const rates = neuronRates(neurons, share, skew);
          const mean = rates.reduce((total, rate) => total + rate, 0) / neurons;
          expect(Math.abs(mean / share - 1)).toBeLessThan(1e-9);
          rates.forEach((rate, index) => {
            expect(rate).toBeGreaterThan(0);
            expect(rate).toBeLessThanOrEqual(1 + 1e-12);
            if (index > 0) expect(rate).toBeLessThanOrEqual(rates[index - 1]!);
          });
        },
      ),
      { seed: 32 },
    );
  });
});

describe('activationTrace', () => {
  it('uses as many distinct neurons in k tokens as the law says, from the first token on', () => {
    const neurons = 40_000;
    const tokens = 40;
    const rates = neuronRates(neurons, 0.1, 0);
    const trace = activationTrace(rates, 0.544, tokens, new RandomStream(1, 'test'));
    for (const [first, count] of [
      [0, 1],
      [0, 5],
      [20, 5],
      [3, 12],
      [0, 40],
    ] as const) {
      const distinct = new Set(trace.used.subarray(trace.starts[first], trace.starts[first + count])).size;
      const expected = aggregatedUse(0.1, 0.544, count);
      const deviation = Math.sqrt((expected * (1 - expected)) / neurons);
      expect(Math.abs(distinct / neurons - expected)).toBeLessThan(4 * deviation);
    }
  });

  it('uses a neuron of rate 1 in every token', () => {
    const trace = activationTrace(new Float64Array([1, 1]), 0.5, 7, new RandomStream(1, 'test'));
    expect([...trace.used]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it('is no further from a use than the law’s longest gap: 4 tokens at rate 1/2 and exponent 1/2', () => {
    const rates = new Float64Array(500).fill(0.5);
    const trace = activationTrace(rates, 0.5, 60, new RandomStream(2, 'test'));
    const last = new Int32Array(500).fill(-1);
    for (let token = 0; token < 60; token++) {
      for (const neuron of trace.used.subarray(trace.starts[token], trace.starts[token + 1])) {
        expect(token - last[neuron]!).toBeLessThanOrEqual(4);
        last[neuron] = token;
      }
    }
  });
});

describe('NeuronRows', () => {
  it('keeps rows contiguous under any insertions and deletions', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 80 }), (steps) => {
        const rows = new NeuronRows(10, 10);
        const held = new Set<number>();
        for (const neuron of steps) {
          if (held.delete(neuron)) rows.remove(neuron);
          else {
            held.add(neuron);
            rows.insert(neuron);
          }
          expect(new Set(rows.neurons.subarray(0, rows.count))).toEqual(held);
          for (const each of held) expect(rows.neurons[rows.row(each)]).toBe(each);
          expect(rows.count).toBe(held.size);
        }
      }),
      { seed: 33 },
    );
  });

  it('moves the last row into the hole', () => {
    const rows = new NeuronRows(5, 3);
    rows.insert(4);
    rows.insert(2);
    rows.insert(0);
    expect(rows.remove(4)).toBe(2);
    expect([...rows.neurons.subarray(0, rows.count)]).toEqual([0, 2]);
    expect(rows.remove(2)).toBe(-1);
    expect(rows.moves).toBe(1);
    expect(rows.row(4)).toBe(-1);
  });

  it('refuses more neurons than it was made for', () => {
    const rows = new NeuronRows(5, 1);
    rows.insert(3);
    expect(() => rows.insert(1)).toThrow('no room for another neuron in 1 rows');
  });

  it('gives the output of the dense layer exactly, if every active neuron is held', () => {
    // Integer weights, so that sums are exact in any order.
    const width = 6;
    const neurons = 32;
    const stream = new RandomStream(5, 'layer');
    const weights = () => Float64Array.from({ length: neurons * width }, () => stream.below(21) - 10);
    const up = weights();
    const down = weights();
    const rows = new NeuronRows(neurons, neurons);
    const matrix = new Float64Array(neurons * 2 * width);
    for (let token = 0; token < 50; token++) {
      const input = Float64Array.from({ length: width }, () => stream.below(21) - 10);
      const activation = (row: Float64Array): number =>
        Math.max(
          0,
          row.reduce((total, weight, at) => total + weight * input[at]!, -150),
        );
      const rowOf = (from: Float64Array, neuron: number): Float64Array =>
        from.subarray(neuron * width, (neuron + 1) * width);
      const dense = new Float64Array(width);
      const active = new Set<number>();
      for (let neuron = 0; neuron < neurons; neuron++) {
        const value = activation(rowOf(up, neuron));
        if (value > 0) active.add(neuron);
        rowOf(down, neuron).forEach((weight, at) => (dense[at] = dense[at]! + value * weight));
      }
      for (let neuron = 0; neuron < neurons; neuron++) {
        const row = rows.row(neuron);
        if (row >= 0 && !active.has(neuron) && stream.uniform() < 0.5) {
          const moved = rows.remove(neuron);
          if (moved >= 0) matrix.copyWithin(row * 2 * width, moved * 2 * width, (moved + 1) * 2 * width);
        } else if (row < 0 && active.has(neuron)) {
          const at = rows.insert(neuron) * 2 * width;
          matrix.set(rowOf(up, neuron), at);
          matrix.set(rowOf(down, neuron), at + width);
        }
      }
      const sparse = new Float64Array(width);
      for (let row = 0; row < rows.count; row++) {
        const value = activation(matrix.subarray(row * 2 * width, (row * 2 + 1) * width));
        for (let at = 0; at < width; at++) {
          sparse[at] = sparse[at]! + value * matrix[(row * 2 + 1) * width + at]!;
        }
      }
      expect([...sparse]).toEqual([...dense]);
    }
    expect(rows.moves).toBeGreaterThan(0);
  });
});

describe('runWindow', () => {
  it('holds exactly the neurons of the last tokens, and loads what is new', () => {
    fc.assert(
      fc.property(tokenSets, fc.integer({ min: 0, max: 8 }), ({ neurons, tokens }, window) => {
        const run = runWindow(traceFrom(neurons, tokens), { window, groupNeurons: 1, warmUp: 0 });
        let loaded = 0;
        let held = 0;
        tokens.forEach((token, index) => {
          const before = union(tokens.slice(Math.max(0, index - window), index));
          const fresh = token.filter((neuron) => !before.has(neuron)).length;
          expect(run.loadedByToken[index]).toBe(fresh);
          loaded += fresh;
          held += union(tokens.slice(Math.max(0, index - Math.max(window, 1) + 1), index + 1)).size;
        });
        expect(run.loaded * tokens.length).toBeCloseTo(loaded, 9);
        expect(run.held * tokens.length).toBeCloseTo(held, 9);
        expect(run.read).toBe(run.loaded);
        expect(run.reads).toBe(run.loaded);
        // What was loaded is either deleted or still there.
        const last = union(tokens.slice(-Math.max(window, 1))).size;
        expect((run.loaded - run.deleted) * tokens.length).toBeCloseTo(last, 9);
      }),
      { seed: 34 },
    );
  });

  it('reads a group once for all of its neurons that are absent', () => {
    const trace = traceFrom(10, [[0, 1, 3, 8, 9], [2]]);
    const run = runWindow(trace, { window: 4, groupNeurons: 4, warmUp: 0 });
    // Groups 0 to 3 and 8 to 9 for the first token, 0 to 3 again for the second.
    expect(run.reads * 2).toBe(3);
    expect(run.read * 2).toBe(4 + 2 + 4);
    expect(run.loaded * 2).toBe(6);
  });

  it('spares the read of a friend that is needed too, and wastes it otherwise', () => {
    const friends = Uint32Array.from([1, 0, 0, 0]);
    const run = runWindow(traceFrom(4, [[0, 1], [2], [0]]), {
      window: 2,
      groupNeurons: 1,
      friends,
      warmUp: 0,
    });
    // 0 brings 1; 2 brings 0, which is there; 0 is there.
    expect(run.reads * 3).toBeCloseTo(2, 12);
    expect(run.read * 3).toBeCloseTo(4, 12);
  });
});

describe('closestFriends', () => {
  it('finds who is used together most often', () => {
    const trace = traceFrom(5, [
      [0, 1],
      [0, 1],
      [0, 2],
      [3, 2, 0],
    ]);
    const friends = closestFriends(trace, 4);
    expect(friends[0]).toBe(1);
    expect(friends[1]).toBe(0);
    expect(friends[2]).toBe(0);
    // Used once with 0 and once with 2: 0 is the hotter one. Never used: the hottest.
    expect(friends[3]).toBe(0);
    expect(friends[4]).toBe(0);
  });
});
