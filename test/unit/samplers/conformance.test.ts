// What every sampler in the registry owes its users, whatever its method.

import { describe, expect, it } from 'vitest';
import type { Sampler } from '../../../engine/contract/sampler.ts';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { createSampler, samplerDefinitions } from '../../../engine/samplers/index.ts';
import type { Space } from '../../../engine/space/space.ts';
import {
  choiceSpace,
  contextFor,
  dependentSpace,
  drive,
  evaluateMixed,
  mixedSpace,
  replay,
  type Evaluation,
} from './spaces.ts';

/** Samplers that think longer are given less to do. */
const WORKLOADS: Readonly<Record<string, { trials: number; options: Record<string, unknown> }>> = {
  gp: { trials: 26, options: { candidates: 20 } },
  surrogate: { trials: 90, options: { generations: 4 } },
};

/** Every third design fails, every seventh has an unknown objective. */
const unreliable: Evaluation = (design, number) => {
  if (number % 3 === 0) return { objectives: [NaN, NaN], violation: Infinity };
  const result = evaluateMixed(design);
  return number % 7 === 0 ? { ...result, objectives: [NaN, result.objectives[1]!] } : result;
};

function expectValid(space: Space, codes: readonly number[]): void {
  const row = Float64Array.from(codes);
  const canonical = new Float64Array(space.width);
  space.encode(space.activeDesign(row), canonical);
  expect([...row]).toEqual([...canonical]);
  expect(space.violatedConstraint(row)?.message).toBeUndefined();
}

describe.each(samplerDefinitions)('sampler $type', { timeout: 60_000 }, (definition) => {
  const { type } = definition;
  const most = definition.mostObjectives ?? Number.POSITIVE_INFINITY;
  const usual = Math.min(2, most);
  const { trials: trials, options } = WORKLOADS[type] ?? { trials: 130, options: {} };
  const create = (space: Space, context: Parameters<typeof contextFor>[1] = {}): Sampler =>
    createSampler({ type, options }, contextFor(space, { objectiveCount: usual, ...context }));

  it('proposes valid designs of a mixed, conditional, constrained space', () => {
    const space = mixedSpace();
    const rows = drive(create(space), space, usual, trials, evaluateMixed);
    expect(rows.length).toBe(trials);
    for (const row of rows) expectValid(space, row.codes);
    expect(new Set(rows.map(({ codes }) => codes.join())).size).toBeGreaterThan(trials / 4);
  });

  it('stays inside ranges that depend on other parameters and between constraints', () => {
    const space = dependentSpace();
    if (type === 'morris') {
      // Each of its groups moves every parameter by half of its range: hardly one stays inside.
      expect(() => drive(create(space), space, usual, trials, evaluateMixed)).toThrow(
        /groups of 6 designs meets/,
      );
      return;
    }
    const rows = drive(create(space), space, usual, trials, evaluateMixed);
    expect(rows.length).toBe(trials);
    for (const row of rows) expectValid(space, row.codes);
    expect(new Set(rows.map(({ codes }) => codes.join())).size).toBeGreaterThan(trials / 4);
  });

  it('repeats itself with the same seed, however asks and tells are cut up', () => {
    const space = mixedSpace();
    const whole = drive(create(space), space, usual, trials, evaluateMixed);
    expect(drive(create(space), space, usual, trials, evaluateMixed, { ask: 7, tell: 3 })).toEqual(whole);
  });

  it('goes on after a restart exactly as without it', () => {
    const space = mixedSpace();
    const whole = drive(create(space), space, usual, trials, unreliable);
    const resumed = create(space);
    const roundSize = Math.min(resumed.roundSize, trials);
    const middle = Math.floor(Math.floor(trials / roundSize) / 2) * roundSize;
    replay(resumed, usual, whole.slice(0, middle));
    const codes = new Float64Array(space.width);
    expect(resumed.ask(middle, 1, codes)).toBe(1);
    expect([...codes]).toEqual(whole[middle]!.codes);
  });

  it('survives failed trials and unknown objectives', () => {
    const space = mixedSpace();
    const rows = drive(create(space), space, usual, trials, unreliable);
    for (const row of rows) expectValid(space, row.codes);
  });

  it('survives trials that all fail, and trials that are all alike', () => {
    const space = mixedSpace();
    const failed = drive(create(space), space, usual, trials, () => ({
      objectives: [NaN, NaN],
      violation: Infinity,
    }));
    const alike = drive(create(space), space, usual, trials, () => ({ objectives: [1, 1] }));
    expect([failed.length, alike.length]).toEqual([trials, trials]);
  });

  it.each([1, 2, 3, 5])('accepts %i objectives, or says how many it takes', (objectiveCount) => {
    const space = mixedSpace();
    if (objectiveCount > most) {
      expect(() => create(space, { objectiveCount })).toThrow(/takes one objective/);
      return;
    }
    const rows = drive(create(space, { objectiveCount }), space, objectiveCount, trials, (design) => {
      const { objectives } = evaluateMixed(design);
      return {
        objectives: Array.from(
          { length: objectiveCount },
          (_, index) => objectives[index % 2]! * (1 + index),
        ),
      };
    });
    expect(rows.length).toBe(trials);
  });

  it('handles a space of one design', () => {
    const space = choiceSpace(1);
    const rows = drive(create(space), space, usual, 20, () => ({ objectives: [1, 2] }));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ codes }) => codes[0] === 0)).toBe(true);
  });

  it('says at once that no design meets the constraints, and which one refuses', () => {
    const impossible = { id: 'never', message: 'must hold never', uses: ['choice'], holds: () => false };
    const space = choiceSpace(5, [impossible]);
    const run = (): unknown => drive(create(space), space, usual, 20, () => ({ objectives: [1, 2] }));
    expect(run).toThrow(ParetoscopeError);
    expect(run).toThrow(/"never" \(must hold never\) refused 100 %/);
  });

  it('refuses options it does not have', () => {
    expect(() =>
      createSampler({ type, options: { populaton: 3 } }, contextFor(mixedSpace(), { objectiveCount: usual })),
    ).toThrow(/has no option "populaton"/);
  });
});

describe('createSampler', () => {
  it('names the samplers there are when one is unknown', () => {
    expect(() => createSampler({ type: 'nsga9', options: {} }, contextFor(mixedSpace()))).toThrow(
      /no sampler "nsga9"/,
    );
  });
});
