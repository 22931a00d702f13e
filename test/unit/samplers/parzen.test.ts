// Parzen estimators must be the densities they are said to be, however their sums are computed.

import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { normalCdf } from '../../../engine/samplers/normal.ts';
import { ParzenKernels } from '../../../engine/samplers/parzen.ts';
import { WeightedColumns } from '../../../engine/samplers/parzen-columns.ts';
import { ParzenLayout } from '../../../engine/samplers/parzen-layout.ts';
import { cube, mixedSpace } from './spaces.ts';

describe('Parzen kernels', () => {
  it('are densities: relative to uniform they average 1', () => {
    const space = mixedSpace(false);
    const layout = new ParzenLayout(space);
    const kernels = new ParzenKernels(layout, 9);
    const stream = new RandomStream(1, 'parzen');
    const codes = new Float64Array(space.width);
    const units = new Float64Array(space.width);
    for (let kernel = 0; kernel < 9; kernel++) {
      space.sampleUniform(stream, codes, 0);
      layout.toUnits(codes, 0, units, 0);
      kernels.add(units, 0);
    }
    const count = 40_000;
    const samples = new Float64Array(count * space.width);
    for (let row = 0; row < count; row++) {
      space.sampleUniform(stream, codes, 0);
      layout.toUnits(codes, 0, samples, row * space.width);
    }
    const sums = new Float64Array(count);
    kernels.addDensities(samples, count, new Float64Array(9).fill(1 / 9), 1e-9, sums);
    const mean = sums.reduce((sum, value) => sum + value, 0) / count;
    const variance = sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(variance / count));
  });

  it('narrow where neighbours are near, whatever the order they came in', () => {
    const layout = new ParzenLayout(cube(1));
    const build = (values: number[]): [number, number][] => {
      const kernels = new ParzenKernels(layout, values.length);
      for (const value of values) kernels.add(Float64Array.of(value), 0);
      return values
        .map((value, kernel): [number, number] => [value, kernels.bandwidths[kernel]!])
        .sort((a, b) => a[0] - b[0]);
    };
    const inOrder = build([0.1, 0.4, 0.45, 0.9]);
    expect(inOrder.map(([, bandwidth]) => bandwidth)).toEqual(
      [0.3, 0.3, 0.45, 0.45].map((width): unknown => expect.closeTo(width, 12)),
    );
    expect(build([0.45, 0.9, 0.1, 0.4])).toEqual(inOrder);
  });

  it('rest on a distribution function that is right to seven digits', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 6);
    expect(normalCdf(1.959963985)).toBeCloseTo(0.975, 6);
    expect(normalCdf(-3)).toBeCloseTo(0.001349898, 7);
  });

  /** Sum of weighted densities straight from the definition. */
  function bruteForce(
    kernels: ParzenKernels,
    weights: Float64Array,
    columns: readonly number[],
    units: Float64Array,
  ) {
    let sum = 0;
    for (let kernel = 0; kernel < kernels.count; kernel++) {
      const base = kernel * units.length;
      sum +=
        weights[kernel]! *
        Math.exp(columns.reduce((log, index) => log + kernels.logFactor(index, base, units[index]!), 0));
    }
    return sum;
  }

  it.each([9, 300, 1200])('of %i trials add up to what every one of them gives', (count) => {
    const space = mixedSpace(false);
    const layout = new ParzenLayout(space);
    const kernels = new ParzenKernels(layout);
    const stream = new RandomStream(2, 'parzen');
    const codes = new Float64Array(space.width);
    const units = new Float64Array(space.width);
    for (let kernel = 0; kernel < count; kernel++) {
      space.sampleUniform(stream, codes, 0);
      layout.toUnits(codes, 0, units, 0);
      // Half of the trials crowd at one end of a range, so that kernels of all widths are there.
      if (kernel % 2 === 0) units[5] = units[5]! ** 6;
      kernels.add(units, 0);
    }
    const weights = Float64Array.from({ length: count }, (_, kernel) => (kernel % 7) / 7);
    const columns = new WeightedColumns(kernels, weights);
    for (let point = 0; point < 40; point++) {
      space.sampleUniform(stream, codes, 0);
      layout.toUnits(codes, 0, units, 0);
      const together = new Float64Array(1);
      kernels.addDensities(units, 1, weights, 1, together);
      const all = bruteForce(
        kernels,
        weights,
        layout.space.dimensions.map((_, index) => index),
        units,
      );
      expect(Math.abs(together[0]! - all)).toBeLessThan(1e-6 * (all + count));
      units.forEach((unit, index) => {
        if (Number.isNaN(unit)) return;
        const alone = new Float64Array(1);
        columns.add(index, Float64Array.of(unit), 1, alone);
        let expected = 0;
        for (let kernel = 0; kernel < count; kernel++) {
          const base = kernel * space.width;
          if (Number.isNaN(kernels.units[base + index]!)) continue;
          expected += weights[kernel]! * Math.exp(kernels.logFactor(index, base, unit));
        }
        expect(Math.abs(alone[0]! - expected)).toBeLessThan(2e-3 * expected + 1e-9);
      });
    }
  });
});
