import { describe, expect, it } from 'vitest';
import { elementaryEffects, sobolIndices } from '../../../engine/analysis/sensitivity.ts';
import { createSampler, samplerDefinitions } from '../../../engine/samplers/index.ts';
import { Space } from '../../../engine/space/space.ts';
import { cube, mixedSpace } from '../samplers/spaces.ts';

/** Codes of the first trials that a sampler proposes, asked for in uneven pieces. */
function designs(space: Space, type: string, trials: number, options = {}): Float64Array {
  const sampler = createSampler(
    { type, options },
    {
      space,
      objectives: [{ metric: 'f', direction: 'minimize' }],
      constraints: [],
      seed: 3,
      budgetTrials: trials,
    },
  );
  const codes = new Float64Array(trials * space.width);
  for (let first = 0; first < trials; first += 37) {
    const count = Math.min(37, trials - first);
    const piece = new Float64Array(count * space.width);
    expect(sampler.ask(first, count, piece)).toBe(count);
    codes.set(piece, first * space.width);
  }
  return codes;
}

function evaluated(codes: Float64Array, width: number, f: (x: Float64Array) => number): Float64Array {
  return Float64Array.from({ length: codes.length / width }, (_, row) =>
    f(codes.subarray(row * width, (row + 1) * width)),
  );
}

/** Ishigami's function with a = 7 and b = 0.1 over [-pi, pi]^3, from unit coordinates. */
const ishigami = (u: Float64Array): number => {
  const [x, y, z] = Array.from(u, (value) => Math.PI * (2 * value - 1)) as [number, number, number];
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
};

/** Sobol's g-function; the parameter with a = 0 matters most. */
const G: readonly number[] = [0, 1, 4.5, 9];
const gFunction = (x: Float64Array): number =>
  G.reduce((product, a, index) => (product * (Math.abs(4 * x[index]! - 2) + a)) / (1 + a), 1);

describe("Sobol' indices", () => {
  it('are those of the Ishigami function', () => {
    // T. Ishigami and T. Homma, 1990: variances of the parts in closed form.
    const b = 0.1 * Math.PI ** 4;
    const first = [0.5 * (1 + b / 5) ** 2, 49 / 8, 0];
    const interaction = b ** 2 * (1 / 18 - 1 / 50);
    const variance = first[0]! + first[1]! + interaction;
    const space = cube(3);
    const values = evaluated(designs(space, 'saltelli', 5 * 2048), 3, ishigami);
    const { parameters, groups, dropped } = sobolIndices(['x', 'y', 'z'], values, 1);
    expect([groups, dropped]).toEqual([2048, 0]);
    parameters.forEach((index, place) => {
      const total = first[place]! + (place === 1 ? 0 : interaction);
      expect(Math.abs(index.first.value - first[place]! / variance)).toBeLessThan(0.02);
      expect(Math.abs(index.total.value - total / variance)).toBeLessThan(0.02);
      // Quasi-random groups err less than the bootstrap of independent ones says.
      expect(index.first.low).toBeLessThan(first[place]! / variance);
      expect(index.first.high).toBeGreaterThan(first[place]! / variance);
      expect(index.total.low).toBeLessThan(total / variance);
      expect(index.total.high).toBeGreaterThan(total / variance);
    });
  });

  it("are those of Sobol's g-function", () => {
    const own = G.map((a) => 1 / (3 * (1 + a) ** 2));
    const variance = own.reduce((product, part) => product * (1 + part), 1) - 1;
    const space = cube(4);
    const values = evaluated(designs(space, 'saltelli', 6 * 2048), 4, gFunction);
    sobolIndices(['a', 'b', 'c', 'd'], values, 1).parameters.forEach((index, place) => {
      const others = own.reduce(
        (product, part, other) => (other === place ? product : product * (1 + part)),
        1,
      );
      expect(Math.abs(index.first.value - own[place]! / variance)).toBeLessThan(0.02);
      expect(Math.abs(index.total.value - (own[place]! * others) / variance)).toBeLessThan(0.02);
    });
  });

  it('leave out groups with an unknown value and the part of a group at the end', () => {
    const space = cube(2);
    const values = evaluated(designs(space, 'saltelli', 4 * 64 + 3), 2, (x) => x[0]!);
    values[6] = Number.NaN;
    const { parameters, groups, dropped } = sobolIndices(['x', 'y'], values, 1);
    expect([groups, dropped]).toEqual([63, 1]);
    expect(parameters[0]!.first.value).toBeGreaterThan(0.9);
    expect(parameters[1]!.total.value).toBe(0);
    expect(sobolIndices(['x'], new Float64Array(12).fill(4), 1).parameters[0]!.first.value).toBeNaN();
    expect(sobolIndices(['x'], new Float64Array(0), 1).groups).toBe(0);
  });
});

describe('Morris screening', () => {
  it('finds the slopes of a linear function exactly, and no spread', () => {
    const space = cube(4);
    const codes = designs(space, 'morris', 5 * 20);
    const values = evaluated(codes, 4, (x) => 3 * x[0]! - 2 * x[1]! + 0.5 * x[2]!);
    const { parameters, groups } = elementaryEffects(space, codes, values, 4, 3);
    expect(groups).toBe(20);
    [3, -2, 0.5, 0].forEach((slope, index) => {
      const effect = parameters[index]!;
      expect(effect.mean).toBeCloseTo(slope, 10);
      expect(effect.size.value).toBeCloseTo(Math.abs(slope), 10);
      expect(effect.deviation).toBeCloseTo(0, 9);
    });
  });

  it('tells interactions and curvature by the spread, and ranks the g-function', () => {
    const space = cube(4);
    const codes = designs(space, 'morris', 5 * 100, { levels: 8 });
    const values = evaluated(codes, 4, gFunction);
    const { parameters } = elementaryEffects(space, codes, values, 8, 3);
    const sizes = parameters.map(({ size }) => size.value);
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    expect(parameters[0]!.deviation).toBeGreaterThan(parameters[3]!.deviation);
    for (const { size } of parameters) {
      expect(size.low).toBeLessThanOrEqual(size.value);
      expect(size.high).toBeGreaterThanOrEqual(size.value);
    }
  });
});

describe('designs in groups', () => {
  it.each([
    ['saltelli', 2],
    ['morris', 1],
  ] as const)('%s moves along one parameter at a time, also in mixed spaces', (type, extra) => {
    const space = mixedSpace(false);
    const size = space.width + extra;
    expect(samplerDefinitions.find((one) => one.type === type)?.groupBeyondParameters).toBe(extra);
    const codes = designs(space, type, 3 * size);
    const rowAt = (trial: number): Float64Array =>
      codes.subarray(trial * space.width, (trial + 1) * space.width);
    for (let group = 0; group < 3; group++) {
      for (let move = 1; move <= space.width; move++) {
        const before = rowAt(group * size + (type === 'saltelli' ? 0 : move - 1));
        const after = rowAt(group * size + move);
        const moved = space.dimensions.filter(
          ({ activeWhen }, index) => activeWhen === undefined && !Object.is(before[index], after[index]),
        );
        expect(moved.length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('replaces a group as a whole where a constraint refuses a part of it, and gives up where all are', () => {
    const tied = (holds: (a: number, b: number) => boolean): Space => {
      const { dimensions, parameters } = cube(2);
      const [first, second] = dimensions.map(({ id }) => id);
      return new Space({
        dimensions,
        fixed: {},
        parameters,
        constraints: [
          {
            id: 'tied',
            message: 'both must fit',
            uses: [first!, second!],
            holds: (design) => holds(design[first!] as number, design[second!] as number),
          },
        ],
      });
    };
    const space = tied((a, b) => a + b < 1.5);
    const codes = designs(space, 'saltelli', 4 * 30);
    for (let offset = 0; offset < codes.length; offset += 2) {
      expect(codes[offset]! + codes[offset + 1]!).toBeLessThan(1.5);
    }
    // Groups are still groups: the first step takes x from B and leaves y.
    for (let group = 0; group < 30; group++) expect(codes[group * 8 + 3]).toBe(codes[group * 8 + 1]);
    expect(() =>
      designs(
        tied(() => false),
        'morris',
        3,
      ),
    ).toThrow(/both must fit/);
  });
});
