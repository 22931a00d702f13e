import { describe, expect, it } from 'vitest';
import { SCALED_NODES, scaleBetween } from '../../../engine/components/node-scaling.ts';

describe('scaling between nodes', () => {
  // Factors relative to 45 nm at 0.9 V, worked out in the constants sheet from the same coefficients.
  it.each([
    [32, 0.654, 0.663, 0.659],
    [20, 0.287, 0.751, 0.449],
    [16, 0.198, 0.508, 0.294],
    [14, 0.138, 0.358, 0.197],
    [10, 0.1, 0.305, 0.148],
    [7, 0.068, 0.257, 0.101],
  ] as const)('gives the energy, delay and power of 45 nm at %i nm', (node, energy, delay, power) => {
    const factors = scaleBetween(45, node);
    expect(Math.abs(factors.energy - energy)).toBeLessThan(0.0015);
    expect(Math.abs(factors.delay - delay)).toBeLessThan(0.0015);
    expect(Math.abs(factors.power - power)).toBeLessThan(0.0015);
  });

  it('has the published area of old nodes, and the interpolated one of 28 nm', () => {
    expect(scaleBetween(180, 45).area).toBeCloseTo(0.053, 12);
    expect(scaleBetween(90, 45).area).toBeCloseTo(0.35, 12);
    expect(scaleBetween(180, 7).area).toBeCloseTo(0.0032, 3);
    expect(scaleBetween(130, 7).area).toBeCloseTo(0.0092, 12);
    expect(scaleBetween(90, 7).area).toBeCloseTo(0.021, 3);
    expect(scaleBetween(45, 28).area).toBeCloseTo(0.377, 3);
    expect(scaleBetween(45, 28).energy).toBeCloseTo(0.532, 2);
    expect(scaleBetween(7, 5)).toMatchObject({ area: 5 / 7 });
    expect(scaleBetween(7, 5).energy).toBeCloseTo(0.845, 3);
    expect(scaleBetween(7, 3).energy).toBeCloseTo(0.655, 3);
  });

  it('never makes a block larger or hungrier at a smaller node', () => {
    SCALED_NODES.slice(1).forEach((node, index) => {
      const { area, energy } = scaleBetween(SCALED_NODES[index]!, node);
      expect(area).toBeLessThan(1);
      expect(energy).toBeLessThan(1);
    });
  });

  it('is one for no move, and comes back within the rounding of the table', () => {
    for (const from of SCALED_NODES) {
      expect(scaleBetween(from, from)).toEqual({ area: 1, energy: 1, delay: 1, power: 1 });
      for (const to of SCALED_NODES) {
        expect(Math.abs(scaleBetween(from, to).area * scaleBetween(to, from).area - 1)).toBeLessThan(0.08);
        expect(scaleBetween(from, to).energy * scaleBetween(to, from).energy).toBeCloseTo(1, 12);
      }
    }
  });

  it('refuses a node that is not listed, with those that are', () => {
    expect(() => scaleBetween(45, 6)).toThrow('6 nm');
    expect(() => scaleBetween(250, 45)).toThrow('250 nm');
  });
});
