import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { Design, DesignConstraint, Parameters } from '../../../engine/contract/system.ts';
import { requiredConstraint } from '../../../engine/space/forbidden.ts';
import { repairDesign } from '../../../engine/space/repair.ts';
import { Space } from '../../../engine/space/space.ts';

const DOC = { doc: 'test' };
const parameters = {
  m: { kind: 'integer', minimum: 1, maximum: 64, scale: 'linear', default: 1, ...DOC },
  k: { kind: 'integer', minimum: 1, maximum: 64, scale: 'linear', default: 1, ...DOC },
  x: { kind: 'float', minimum: 0, maximum: 10, scale: 'linear', default: 5, ...DOC },
  unit: { kind: 'categorical', choices: ['none', 'cache', 'buffer'], default: 'none', ...DOC },
  ways: { kind: 'ordinal', choices: [1, 2, 4, 8], default: 2, activeWhen: { unit: ['cache'] }, ...DOC },
} as const satisfies Parameters;
const dimensions: readonly Dimension[] = [
  { kind: 'integer', id: 'm', minimum: 1, maximum: 64, step: 1, scale: 'linear' },
  { kind: 'integer', id: 'k', minimum: 1, maximum: 64, step: 1, scale: 'linear' },
  { kind: 'float', id: 'x', minimum: 0, maximum: 10, scale: 'linear' },
  { kind: 'choice', id: 'unit', choices: ['none', 'cache', 'buffer'], ordered: false },
  { kind: 'choice', id: 'ways', choices: [1, 2, 4, 8], ordered: true, activeWhen: { unit: ['cache'] } },
];

function space(...texts: string[]): Space {
  const constraints: DesignConstraint[] = texts.map((text) => requiredConstraint(text, parameters));
  return new Space({ dimensions, fixed: {}, parameters, constraints });
}

/** The repaired design, or undefined where nothing was found and nothing was changed. */
function repaired(constrained: Space, design: Design): Design | undefined {
  const codes = new Float64Array(constrained.width);
  constrained.encode(design, codes);
  const before = codes.slice();
  if (repairDesign(constrained, codes)) return constrained.activeDesign(codes);
  expect(codes).toEqual(before);
  return undefined;
}

describe('repair', () => {
  const at = { m: 10, k: 12, x: 5, unit: 'none' };

  it('moves one parameter as little as it can', () => {
    expect(repaired(space('m * k <= 110'), at)).toEqual({ ...at, m: 9 });
    expect(repaired(space('m >= 11'), at)).toEqual({ ...at, m: 11 });
    expect(repaired(space('m * k <= 120'), at)).toEqual(at);
    expect(repaired(space('m * k = 110'), at)).toEqual({ ...at, k: 11 });
    expect(repaired(space('unit = cache and ways >= 4 or m < 0'), at)).toEqual({
      ...at,
      unit: 'cache',
      ways: 4,
    });
  });

  it('stops a continuous parameter at the border', () => {
    const { x, ...rest } = repaired(space('x >= 7.25'), at)!;
    expect(x).toBeCloseTo(7.25, 9);
    expect(x).toBeGreaterThanOrEqual(7.25);
    expect(rest).toEqual({ m: 10, k: 12, unit: 'none' });
  });

  it('moves two together where one is not enough, and one after the other where constraints do not meet', () => {
    const { m, k } = repaired(space('m + k = 100', 'm >= 40'), at)!;
    expect(Number(m) + Number(k)).toBe(100);
    expect(repaired(space('m >= 20', 'x >= 6', 'k >= 30'), at)).toMatchObject({ m: 20, k: 30 });
  });

  it('leaves a design alone where nothing is allowed', () => {
    expect(repaired(space('m + k > 200'), at)).toBeUndefined();
  });

  it('ends inside, and asks the same question twice with the same answer', () => {
    const number = fc.integer({ min: 1, max: 64 });
    const design = fc.record({
      m: number,
      k: number,
      x: fc.double({ min: 0, max: 10, noNaN: true }),
      unit: fc.constantFrom('none', 'cache', 'buffer'),
    });
    const tight = space('m * k <= x * 20', 'mod(m, k) = 0', 'not (unit = cache and ways > x)');
    fc.assert(
      fc.property(design, (start) => {
        const found = repaired(tight, start)!;
        const codes = new Float64Array(tight.width);
        tight.encodeAllowed(found, codes);
        expect(repaired(tight, start)).toEqual(found);
        expect(repaired(tight, found)).toEqual(found);
      }),
      { seed: 3, numRuns: 150 },
    );
  });
});
