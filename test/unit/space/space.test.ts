import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { DesignOf, Parameters } from '../../../engine/contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../../engine/space/parameters.ts';
import { Space } from '../../../engine/space/space.ts';
import { exampleParameters, exampleSystem } from '../study/example-system.ts';

const prefetcher: readonly Dimension[] = [
  {
    kind: 'choice',
    id: 'prefetch_policy',
    choices: ['stride', 'stream'],
    ordered: false,
    activeWhen: { prefetch_depth: [3, 4] },
  },
  {
    kind: 'integer',
    id: 'prefetch_depth',
    minimum: 1,
    maximum: 4,
    step: 1,
    scale: 'linear',
    activeWhen: { prefetch: [true] },
  },
  { kind: 'choice', id: 'prefetch', choices: [false, true], ordered: true },
];

const full: readonly Dimension[] = [
  { kind: 'choice', id: 'mac', choices: [32, 64, 128], ordered: true },
  { kind: 'float', id: 'clock', minimum: 100e6, maximum: 1e9, scale: 'log', levels: 5 },
  { kind: 'integer', id: 'banks', minimum: 2, maximum: 16, step: 2, scale: 'linear' },
  ...prefetcher,
];

function space(
  dimensions: readonly Dimension[],
  fixed = {},
  parameters: Parameters = exampleParameters,
): Space {
  return new Space({ dimensions, fixed, parameters, constraints: exampleSystem.constraints });
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ParetoscopeError) return error.sentence;
    throw error;
  }
  return 'accepted';
}

describe('parameters', () => {
  it('keep their literal types, so that a design is typed by its choices', () => {
    const parameters = {
      mac: ordinal([32, 64], { doc: '', default: 32 }),
      mode: categorical(['a', 'b'], { doc: '', default: 'a' }),
      on: boolean({ doc: '', default: false }),
      size: integer({ doc: '', minimum: 1, maximum: 2, default: 1 }),
      clock: float({ doc: '', minimum: 1, maximum: 2, default: 1, scale: 'log' }),
    };
    const design: DesignOf<typeof parameters> = { mac: 64, mode: 'b', on: true, size: 1, clock: 1.5 };
    // @ts-expect-error 33 is not among the choices
    const wrong: DesignOf<typeof parameters>['mac'] = 33;
    expect([design.mac, wrong, parameters.clock.scale, parameters.size.scale]).toEqual([
      64,
      33,
      'log',
      'linear',
    ]);
  });
});

describe('decode and encode', () => {
  it('give every parameter of the system a value: fixed, varying, and inactive at the default', () => {
    const one = space(full, { protection: 'dmr' });
    const codes = Float64Array.of(1, 2e8, 6, Number.NaN, Number.NaN, 0);
    expect(one.decode(codes)).toEqual({
      mac: 64,
      sram_capacity: 1048576,
      protection: 'dmr',
      clock: 2e8,
      banks: 6,
      prefetch: false,
      prefetch_depth: 2,
      prefetch_policy: 'stride',
    });
    expect(one.activeDesign(codes)).toEqual({ mac: 64, clock: 2e8, banks: 6, prefetch: false });
  });

  it('carry a fixed value at its default where its condition does not hold', () => {
    const one = space(prefetcher.slice(2), { prefetch_depth: 4, prefetch_policy: 'stream' });
    expect(one.decode(Float64Array.of(1))).toMatchObject({ prefetch_depth: 4, prefetch_policy: 'stream' });
    expect(one.decode(Float64Array.of(0))).toMatchObject({ prefetch_depth: 2, prefetch_policy: 'stride' });
  });

  it('are inverse on every design of a space', () => {
    const one = space(full);
    const stream = new RandomStream(3, 'test');
    const codes = new Float64Array(one.width + 2);
    const again = new Float64Array(one.width + 2);
    for (let trial = 0; trial < 500; trial++) {
      one.sampleUniform(stream.restart(trial), codes, 1);
      one.encode(one.decode(codes, 1), again, 1);
      expect(again).toEqual(codes);
      again.fill(0);
      one.encode(one.activeDesign(codes, 1), again, 1);
      expect(again.subarray(1, -1)).toEqual(codes.subarray(1, -1));
    }
  });

  it('refuse what is outside the space, with the name and what is allowed', () => {
    const one = space(full);
    const codes = new Float64Array(one.width);
    expect(refusal(() => one.encode({ mac: 33 }, codes))).toBe(
      'mac = 33 is outside the space: one of 32, 64, 128',
    );
    expect(refusal(() => one.encode({ clock: 2e9 }, codes))).toBe(
      'clock = 2000000000 is outside the space: from 100 MHz to 1 GHz',
    );
    expect(refusal(() => one.encode({ banks: 5 }, codes))).toBe(
      'banks = 5 is outside the space: an integer from 2 to 16 in steps of 2',
    );
    expect(refusal(() => one.encode({ protection: 'dmr' }, codes))).toBe(
      'protection = dmr is outside the space: it is fixed at none',
    );
    expect(refusal(() => one.encode({ bank: 4 }, codes))).toBe(
      'there is no parameter "bank"; did you mean "banks"?',
    );
    expect(
      refusal(() => one.encode({ prefetch: true, prefetch_depth: 4, prefetch_policy: 'strid' }, codes)),
    ).toContain('did you mean "stride"?');
  });

  it('encodes the published design where the space holds it, and says so where not', () => {
    const one = space(full);
    const codes = new Float64Array(one.width);
    expect(one.encodeDefault(codes)).toBe(true);
    expect(one.activeDesign(codes)).toEqual({ mac: 32, clock: 5e8, banks: 4, prefetch: false });
    expect(space([{ ...full[0]!, choices: [64, 128] } as Dimension]).encodeDefault(codes)).toBe(false);
  });
});

describe('activity', () => {
  it('goes through conditions of conditions, whatever the order of the dimensions', () => {
    const one = space(prefetcher);
    const row = (policy: number, depth: number, on: number): number[] => {
      const codes = Float64Array.of(policy, depth, on);
      one.deactivate(codes);
      return [...codes];
    };
    expect(row(1, 4, 1)).toEqual([1, 4, 1]);
    expect(row(1, 2, 1)).toEqual([Number.NaN, 2, 1]);
    expect(row(1, 4, 0)).toEqual([Number.NaN, Number.NaN, 0]);
  });

  it('goes through parameters that do not vary, and knows what is never active', () => {
    const policy = prefetcher.slice(0, 1);
    const off = space(policy, { prefetch: false, prefetch_depth: 4 });
    const on = space(policy, { prefetch: true, prefetch_depth: 4 });
    expect([off.size, on.size]).toEqual([1, 2]);
    expect([off.neverActive, on.neverActive]).toEqual([['prefetch_policy', 'prefetch_depth'], []]);
  });

  it('refuses conditions that go round in a circle', () => {
    const circle: readonly Dimension[] = [
      { kind: 'choice', id: 'a', choices: [0, 1], ordered: true, activeWhen: { b: [1] } },
      { kind: 'choice', id: 'b', choices: [0, 1], ordered: true, activeWhen: { a: [1] } },
    ];
    expect(refusal(() => space(circle))).toContain('active only when itself is active');
  });
});

describe('constraints', () => {
  it('are met or named', () => {
    const one = space(full);
    const row = Float64Array.of(0, 2e8, 6, Number.NaN, Number.NaN, 0);
    expect(one.violatedConstraint(row)?.id).toBe('banks-fit');
    row[0] = 1;
    expect(one.violatedConstraint(row)).toBeUndefined();
  });
});

describe('sampleUniform', () => {
  it('draws each value of a dimension equally often, on its scale', () => {
    const one = space([
      { kind: 'integer', id: 'banks', minimum: 2, maximum: 16, step: 2, scale: 'linear' },
      { kind: 'choice', id: 'mac', choices: [32, 64, 128], ordered: true },
      { kind: 'float', id: 'clock', minimum: 1e8, maximum: 1e9, scale: 'log' },
    ]);
    const stream = new RandomStream(1, 'test');
    const codes = new Float64Array(3);
    const banks = new Map<number, number>();
    const mac = [0, 0, 0];
    let below = 0;
    const draws = 24_000;
    for (let trial = 0; trial < draws; trial++) {
      one.sampleUniform(stream.restart(trial), codes);
      banks.set(codes[0]!, (banks.get(codes[0]!) ?? 0) + 1);
      mac[codes[1]!]!++;
      if (codes[2]! < Math.sqrt(1e17)) below++;
    }
    expect([...banks.keys()].sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    // Chi-squared below its 99.9 % point for 7 and 2 degrees of freedom (24.3 and 13.8).
    const chiSquared = (counts: number[]): number => {
      const mean = draws / counts.length;
      return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    };
    expect(chiSquared([...banks.values()])).toBeLessThan(24.3);
    expect(chiSquared(mac)).toBeLessThan(13.8);
    expect(Math.abs(below / draws - 0.5)).toBeLessThan(0.0107);
  });
});

describe('unit map and grid levels', () => {
  const dimension = fc.oneof(
    fc
      .record({
        minimum: fc.integer({ min: 1, max: 1000 }),
        count: fc.integer({ min: 1, max: 100 }),
        step: fc.integer({ min: 1, max: 40 }),
        scale: fc.constantFrom('linear' as const, 'log' as const),
        levels: fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
      })
      .map(({ minimum, count, step, scale, levels }): Dimension => ({
        kind: 'integer',
        id: 'x',
        minimum,
        maximum: minimum + (count - 1) * step,
        step,
        scale,
        ...(levels === undefined ? {} : { levels }),
      })),
    fc.integer({ min: 1, max: 50 }).map((count): Dimension => ({
      kind: 'choice',
      id: 'x',
      choices: Array.from({ length: count }, (_, index) => index * 3),
      ordered: true,
    })),
  );

  it('is an exact round trip, strictly increasing and inside [0, 1] on every discrete value', () => {
    fc.assert(
      fc.property(dimension, (one) => {
        const { axes } = space([one], {}, {});
        const axis = axes[0]!;
        let before = 0;
        for (let index = 0; index < axis.size; index++) {
          const code = one.kind === 'integer' ? one.minimum + index * one.step : index;
          const unit = axis.toUnit(code);
          expect(unit).toBeGreaterThan(before);
          expect(unit).toBeLessThan(1);
          expect(axis.fromUnit(unit)).toBe(code);
          before = unit;
        }
        expect(axis.fromUnit(-1)).toBe(axis.fromUnit(0));
        expect(axis.fromUnit(2)).toBe(axis.fromUnit(1));
        expect(axis.toUnit(Number.NaN)).toBeNaN();
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('takes grid levels that are distinct, on the axis, and found again', () => {
    fc.assert(
      fc.property(dimension, (one) => {
        const only = space([one], {}, {});
        const axis = only.axes[0]!;
        let before = Number.NEGATIVE_INFINITY;
        for (let level = 0; level < only.levelCount(0); level++) {
          const code = only.levelCode(0, level);
          expect(code).toBeGreaterThan(before);
          expect(axis.codeOf(axis.valueOf(code))).toBe(code);
          expect(axis.levelOf(code)).toBe(level);
          before = code;
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('spaces the levels of a float evenly on its scale, ends included', () => {
    const one = space([{ kind: 'float', id: 'clock', minimum: 1e8, maximum: 1e10, scale: 'log', levels: 3 }]);
    expect(one.levelCode(0, 0)).toBe(1e8);
    expect(one.levelCode(0, 1)).toBeCloseTo(1e9, -2);
    expect(one.levelCode(0, 2)).toBe(1e10);
    expect(one.toUnit(0, one.fromUnit(0, 0.3))).toBeCloseTo(0.3, 14);
  });

  it('refuses a grid over a float without levels', () => {
    const one = space([{ kind: 'float', id: 'clock', minimum: 1e8, maximum: 1e10, scale: 'log' }]);
    expect(one.gridSize).toBeNaN();
    expect(refusal(() => one.levelCount(0))).toBe(
      'parameter "clock" is continuous, so a grid needs its levels; add "levels: 8" to clock, or list its values',
    );
  });
});
