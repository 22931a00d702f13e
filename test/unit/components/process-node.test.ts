import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areaFactor,
  delayFactor,
  energyFactor,
  PROCESS_NODES,
  type OperatingPoint,
} from '../../../engine/components/process-node.ts';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';

const at45: OperatingPoint = { node: 45, volts: 0.9 };
const node = fc.constantFrom(...PROCESS_NODES);

describe('area between nodes', () => {
  it('is the published factor', () => {
    expect(areaFactor(45, 7)).toBe(0.059);
    expect(areaFactor(16, 7)).toBe(0.31);
  });

  it('returns to where it came from, within the rounding of the published table', () => {
    fc.assert(
      fc.property(node, node, (from, to) => {
        expect(Math.abs(areaFactor(from, to) * areaFactor(to, from) - 1)).toBeLessThan(0.08);
      }),
      { seed: 1 },
    );
  });
});

describe('energy and delay between operating points', () => {
  it.each([
    [32, 0.85, 0.58, 0.6],
    [20, 0.9, 0.287, 0.751],
    [16, 0.85, 0.198, 0.507],
    [14, 0.8, 0.138, 0.358],
    [10, 0.75, 0.101, 0.305],
    [7, 0.7, 0.068, 0.257],
  ] as const)('from 45 nm at 0.9 V to %i nm at %f V', (to, volts, energy, delay) => {
    expect(energyFactor(at45, { node: to, volts })).toBeCloseTo(energy, 3);
    expect(delayFactor(at45, { node: to, volts })).toBeCloseTo(delay, 3);
  });

  it('more voltage costs more energy and less delay at every node, wherever the fit holds', () => {
    fc.assert(
      fc.property(node, fc.double({ min: 0.6, max: 0.84, noNaN: true }), (at, volts) => {
        const low = { node: at, volts };
        const high = { node: at, volts: volts + 0.01 };
        expect(energyFactor(low, high)).toBeGreaterThan(1);
        expect(delayFactor(low, high)).toBeLessThan(1);
        expect(delayFactor(low, high)).toBeGreaterThan(0);
      }),
      { seed: 1 },
    );
  });

  it('refuses a voltage at which the fit has turned, and says which it takes', () => {
    expect(() => delayFactor(at45, { node: 32, volts: 1 })).toThrow(ParetoscopeError);
    expect(() => delayFactor(at45, { node: 32, volts: 1 })).toThrow('32 nm');
    expect(() => energyFactor({ node: 7, volts: Number.NaN }, at45)).toThrow(ParetoscopeError);
  });
});
