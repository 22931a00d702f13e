import { describe, expect, it } from 'vitest';
import { BLOCK_DATA, MAC_COUNTS, relativeNpuArea } from '../../../engine/components/protected-npu.ts';
import system from '../../../engine/systems/ethos-u55/index.ts';
import { CORRUPTION, DATA_SETS, NETWORKS } from '../../../engine/systems/ethos-u55/workloads.ts';
import { evaluate, protect } from './ethos-u55-support.ts';

/** Cheapest of the 4,096 protections that stays within `limit`. */
function cheapest(mac: 32 | 64 | 128 | 256, limit: number) {
  let best = { area: Number.POSITIVE_INFINITY, sdc: Number.NaN, codes: '' };
  for (let number = 0; number < 4096; number++) {
    const codes = number.toString(4).padStart(6, '0');
    const { area, sdc } = evaluate({ mac, ...protect(codes) });
    if (sdc <= limit && area < best.area) best = { area, sdc, codes };
  }
  return best;
}

describe('area and corruption of ethos-u55', () => {
  it('is the unprotected NPU by default: 0.8232e-15 an inference, 9.9 FIT, eight times over its limit', () => {
    const metrics = evaluate({});
    expect(metrics.area).toBe(1);
    expect(metrics.sdc / 0.8232e-15).toBeCloseTo(1, 12);
    expect(metrics.fit).toBeCloseTo((0.8232e-15 / 3e-4) * 3.6e12, 9);
    expect(metrics.margin).toBeCloseTo(1 / 8.232, 12);
    expect(metrics.coverage).toBe(0);
    expect(metrics.peak_throughput).toBe(64e9);
  });

  it('adds costs and what is left, block by block', () => {
    // Codes AO 1, DMA 3, MAC 3, REG 3, TSU 2, WD 2 by the decoded table: 1 + .0713 + .181 x (.2130 + .0714 + .0441)
    // + .1046 + .1750, and 0.02 x .0886 + 0.25 x (.2126 + .0686 + .0042).
    const metrics = evaluate({ mac: 32, ...protect('133322') });
    expect(metrics.area).toBeCloseTo(1.4103585, 12);
    expect(metrics.sdc / 0.073122e-15).toBeCloseTo(1, 12);
  });

  it.each([
    [64, '133322', 1.443, 0.123],
    [128, '233322', 1.466, 0.186],
    [256, '222322', 1.907, 0.001],
  ] as const)('evaluates the choice of Table IV for %i MAC units', (mac, codes, area, sdc) => {
    const metrics = evaluate({ mac, ...protect(codes) });
    expect(Math.abs(metrics.area - area)).toBeLessThan(0.001);
    expect(Math.abs(metrics.sdc * 1e15 - sdc)).toBeLessThan(0.001);
  });

  it('finds area 1.302 as the least that keeps 32 MAC units under 1.0e-16, by exhaustion', () => {
    const best = cheapest(32, 1e-16);
    expect(best.codes).toBe('333321');
    expect(best.area).toBeCloseTo(1.3025, 4);
    expect(best.sdc / 0.098038e-15).toBeCloseTo(1, 9);
  });

  it('finds the least area of the larger arrays within their limits', () => {
    expect(cheapest(64, 1.17e-16).area).toBeCloseTo(1.4571, 4);
    expect(cheapest(128, 1.42e-16).area).toBeCloseTo(1.4212, 4);
    expect(cheapest(256, 2.3e-16).area).toBeCloseTo(1.3103, 4);
  });

  it('leaves nothing where every block is duplicated, and keeps the margin finite', () => {
    for (const mac of MAC_COUNTS) {
      const metrics = evaluate({ mac, ...protect('222222') });
      expect(metrics.sdc).toBe(0);
      expect(metrics.fit).toBe(0);
      expect(metrics.coverage).toBe(1);
      expect(metrics.margin).toBe(1e9);
    }
  });

  it('captures pulses from logic in full behind Quatro cells, if the text is right and not the figure', () => {
    // All Quatro, 32 MAC units: 0.02 x 0.7778 from flip-flops, and 0.8232 - 0.7778 from logic.
    const { sdc } = evaluate({ quatro_logic: 'captured', ...protect('111111') });
    expect(sdc * 1e15).toBeCloseTo(0.02 * 0.7778 + (0.8232 - 0.7778), 12);
    expect(evaluate(protect('111111')).sdc * 1e15).toBeCloseTo(0.02 * 0.8232, 12);
  });

  it('splits the failure budget by a custom share of the chip', () => {
    expect(evaluate({ npu_share: 'custom', npu_area_share: 0.24 }).margin).toBeCloseTo(
      2 * evaluate({}).margin,
      12,
    );
  });
});

describe('technology of ethos-u55', () => {
  it('lowers flips 5 times and corruption by flip-flops 3.3 times at 7 nm', () => {
    const at16 = evaluate({ logic_faults: false });
    const at7 = evaluate({ logic_faults: false, technology: 7 });
    expect(at16.flip_probability / at7.flip_probability).toBeCloseTo(5, 12);
    expect(at16.sdc / at7.sdc).toBeCloseTo(3.3, 12);
  });

  it('lowers the share of logic ten times at 7 nm', () => {
    const logicShare = (technology: 16 | 7) =>
      evaluate({ technology }).sdc / evaluate({ technology, logic_faults: false }).sdc - 1;
    expect(logicShare(16) / logicShare(7)).toBeCloseTo(10, 9);
  });

  it('makes duplication cheaper by its published extra: 5.1 instead of 7.3 % for 32 MAC units', () => {
    const added = (technology: 16 | 7) => evaluate({ technology, ...protect('222222') }).area - 1;
    expect(added(7) / added(16)).toBeCloseTo(1.051 / 1.073, 12);
  });
});

describe('blocks of ethos-u55', () => {
  it('have the same flip-flops in DMA, REG and TSU whatever the array, which names the blocks at 128 MAC units', () => {
    for (const block of ['dma', 'reg', 'tsu'] as const) {
      for (const mac of MAC_COUNTS) {
        const inMac32 = BLOCK_DATA[mac][block].quatroArea * relativeNpuArea(mac);
        expect(Math.abs(inMac32 / BLOCK_DATA[32][block].quatroArea - 1)).toBeLessThan(0.002);
      }
    }
  });

  it('have flip-flops in the MAC array that grow in step with its units', () => {
    const flops = MAC_COUNTS.map((mac) => BLOCK_DATA[mac].mac.quatroArea * relativeNpuArea(mac));
    const perUnit = (flops[3]! - flops[0]!) / (256 - 32);
    expect(Math.abs((flops[1]! - flops[0]!) / 32 / perUnit - 1)).toBeLessThan(0.1);
    expect(Math.abs((flops[2]! - flops[0]!) / 96 / perUnit - 1)).toBeLessThan(0.1);
  });

  it('have no vulnerability above 1 at the largest mean a design may ask for', () => {
    const parameter = system.parameters.vulnerability!;
    const largest = parameter.kind === 'float' ? parameter.maximum : Number.NaN;
    for (const dataSet of DATA_SETS) {
      for (const network of NETWORKS) {
        for (const mac of MAC_COUNTS) {
          for (const relative of CORRUPTION[dataSet][network][mac].relativeVulnerability) {
            expect(relative * largest).toBeLessThanOrEqual(1);
          }
        }
      }
    }
  });
});
