import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_REDUCES,
  allGatherTime,
  allReduceTime,
  allToAllTime,
  broadcastTime,
  hierarchicalAllReduceTime,
} from '../../../engine/components/collectives.ts';
import { INFINIBAND_NDR, NVLINK_4 } from '../../../engine/components/links.ts';
import { cellArea, CHIP_DENSITY } from '../../../engine/components/logic-density.ts';
import {
  checksummedProduct,
  chipkillCode,
  doubleUpsetRate,
  parityCode,
  replication,
  secDedCode,
} from '../../../engine/components/redundancy.ts';
import { ridge, rooflineTime, tileUtilisation } from '../../../engine/components/roofline.ts';
import {
  costPerGoodDie,
  dieYield,
  diesPerWafer,
  maskCost,
  waferPrice,
  YIELD_MODELS,
} from '../../../engine/components/wafer.ts';

describe('wafers', () => {
  it('reproduces a published 827 mm² die at 5 nm: 62 dies, 43.1 % by Murphy, 27 good, 629 dollars', () => {
    // Appendix of the hardwired-neuron paper: A = 8.27 cm², D0 = 0.11 per cm², 16,988 dollars a wafer.
    expect(diesPerWafer(827)).toBe(62);
    expect(dieYield(827, 0.11, 'murphy')).toBeCloseTo(0.431, 3);
    // 62 x 0.431 = 26.7, which the paper rounds to 27 where we keep whole working dies.
    expect(Math.round(62 * dieYield(827, 0.11, 'murphy'))).toBe(27);
    expect(waferPrice(5) / 27).toBeCloseTo(629, 0);
    expect(costPerGoodDie(827, 5, 0.11, 'murphy')).toBeCloseTo(16988 / 26, 6);
  });

  it('shares masks between designs as published: 65 of 480 million dollars for 16 designs', () => {
    // 130 mask units, 10 of them a design's own: (120 + 16 x 10) / 130 of 30 million dollars.
    expect(maskCost(16, 10).high / 1e6).toBeCloseTo(64.6, 1);
    expect(maskCost(1, 10)).toEqual({ low: 15e6, high: 30e6 });
    expect(() => maskCost(2, 100)).toThrow('100 masks');
  });

  it('has the textbook values of three yield models at one expected defect', () => {
    expect(dieYield(100, 1, 'poisson')).toBeCloseTo(Math.exp(-1), 12);
    expect(dieYield(100, 1, 'murphy')).toBeCloseTo((1 - Math.exp(-1)) ** 2, 12);
    expect(dieYield(100, 1, 'negative-binomial', 2)).toBeCloseTo(1 / 1.5 ** 2, 12);
    expect(dieYield(100, 1, 'negative-binomial', 1e9)).toBeCloseTo(Math.exp(-1), 6);
  });

  it('yields less for larger dies and more defects', () => {
    const area = fc.double({ min: 1, max: 400, noNaN: true });
    fc.assert(
      fc.property(
        area,
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.constantFrom(...YIELD_MODELS),
        (size, defects, model) => {
          const share = dieYield(size, defects, model);
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          expect(dieYield(size * 2, defects, model)).toBeLessThanOrEqual(share);
          expect(dieYield(size, defects + 0.1, model)).toBeLessThanOrEqual(share);
          expect(diesPerWafer(size * 2)).toBeLessThanOrEqual(diesPerWafer(size));
        },
      ),
      { seed: 1 },
    );
  });

  it('refuses dies above the reticle and unknown nodes, with what is allowed', () => {
    expect(() => diesPerWafer(900)).toThrow('42 mm² larger');
    expect(() => dieYield(0, 1, 'poisson')).toThrow('0 mm²');
    expect(() => waferPrice(6)).toThrow('6 nm');
  });
});

describe('redundancy', () => {
  it('has the published sizes of Hsiao codes', () => {
    // (13,8), (22,16), (39,32), (72,64): 5, 6, 7, 8 check bits; 216 ones in the (72,64) matrix, 8 of them the
    // identity.
    expect([8, 16, 32, 64].map((bits) => secDedCode(bits).checkBits)).toEqual([5, 6, 7, 8]);
    expect(secDedCode(64)).toMatchObject({ syndromeGates: 208, encoderGates: 200, corrects: 1, detects: 2 });
    expect(parityCode(32)).toMatchObject({ checkBits: 1, encoderGates: 31, corrects: 0, detects: 1 });
  });

  it('has three check symbols against a dead device', () => {
    expect(chipkillCode(128, 8)).toEqual({ checkBits: 24, symbols: 19 });
    expect(() => chipkillCode(128, 4)).toThrow('at most 17');
  });

  it('counts double upsets between scrubs, linear in the scrub interval', () => {
    // 1e6 words of 72 bits, 1e-15 upsets per bit and second, scrubbed every 1000 s: 1e6 x 2556 x 1e-24 / 1e3
    // per second.
    expect(doubleUpsetRate(1e6, 72, 1e-15, 1000)).toBeCloseTo(2.556e-18, 24);
    expect(doubleUpsetRate(1e6, 72, 1e-15, 2000) / doubleUpsetRate(1e6, 72, 1e-15, 1000)).toBeCloseTo(2, 12);
  });

  it('outvotes one copy of three', () => {
    expect(replication(3, 0.1).silent).toBeCloseTo(0.028, 12);
    expect(replication(2, 0.1).silent).toBeCloseTo(0.01, 12);
    expect(replication(2, 0.1).lost).toBeCloseTo(0.19, 12);
    expect(() => replication(3, 1.1)).toThrow('1.1');
  });

  it('adds a row and a column to a checked product', () => {
    expect(checksummedProduct(10, 20, 30)).toMatchObject({ extraMacs: (11 * 21 - 200) * 30 });
    expect(checksummedProduct(1000, 1000, 1000).overhead).toBeLessThan(0.007);
  });
});

describe('collectives', () => {
  it('has the published closed forms for eight members', () => {
    const { latency: alpha, bandwidth } = NVLINK_4;
    const bytes = 1e9;
    expect(allReduceTime('ring', 8, bytes, NVLINK_4)).toBeCloseTo(
      14 * alpha + (1.75 * bytes) / bandwidth,
      12,
    );
    expect(allReduceTime('tree', 8, bytes, NVLINK_4)).toBeCloseTo(6 * (alpha + bytes / bandwidth), 12);
    expect(allReduceTime('halving-doubling', 8, bytes, NVLINK_4)).toBeCloseTo(
      6 * alpha + (1.75 * bytes) / bandwidth,
      12,
    );
    expect(allGatherTime(8, bytes, NVLINK_4)).toBeCloseTo(7 * alpha + (0.875 * bytes) / bandwidth, 12);
    expect(allToAllTime(8, bytes, NVLINK_4)).toBeCloseTo(7 * (alpha + bytes / 8 / bandwidth), 12);
    expect(broadcastTime(8, bytes, NVLINK_4)).toBeCloseTo(3 * (alpha + bytes / bandwidth), 12);
  });

  it('is free for one member, and dearer for more bytes or members', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL_REDUCES),
        fc.integer({ min: 2, max: 64 }),
        fc.integer({ min: 1, max: 1e9 }),
        (kind, members, bytes) => {
          const time = allReduceTime(kind, members, bytes, NVLINK_4);
          expect(allReduceTime(kind, 1, bytes, NVLINK_4)).toBe(0);
          expect(allReduceTime(kind, members, 2 * bytes, NVLINK_4)).toBeGreaterThan(time);
          expect(time).toBeGreaterThanOrEqual((bytes / NVLINK_4.bandwidth) * (kind === 'tree' ? 2 : 1));
        },
      ),
      { seed: 1 },
    );
  });

  it('sends less between machines when groups sum first', () => {
    const flat = allReduceTime('ring', 64, 1e9, INFINIBAND_NDR);
    expect(hierarchicalAllReduceTime(8, 8, 1e9, NVLINK_4, INFINIBAND_NDR)).toBeLessThan(flat / 2);
    expect(() => allGatherTime(0, 1, NVLINK_4)).toThrow('group of 0');
  });
});

describe('rooflines and densities', () => {
  it('takes the longer of arithmetic and memory', () => {
    const roof = { operations: 312e12, bandwidth: 2.039e12 };
    expect(ridge(roof)).toBeCloseTo(153, 0);
    expect(rooflineTime(312e12, 1e12, roof)).toBe(1);
    expect(rooflineTime(1e12, 2.039e12, roof)).toBe(1);
  });

  it('rounds tiles up', () => {
    const tile = { rows: 16, columns: 8, inner: 16 };
    expect(tileUtilisation({ rows: 20, columns: 8, inner: 16 }, tile)).toBeCloseTo(20 / 32, 12);
    expect(tileUtilisation({ rows: 32, columns: 64, inner: 128 }, tile)).toBe(1);
  });

  it('orders chip densities by node', () => {
    const density = (chip: string): number => CHIP_DENSITY.find((item) => item.chip === chip)!.density;
    expect(density('V100')).toBeLessThan(density('RTX 3090'));
    expect(density('RTX 3090')).toBeLessThan(density('A100'));
    expect(density('A100')).toBeLessThan(density('H100'));
    expect(cellArea(91.2e6, 7)).toBeCloseTo(1, 12);
    expect(() => cellArea(1, 6)).toThrow('6 nm');
  });
});
