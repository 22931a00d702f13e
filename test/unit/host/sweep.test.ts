// One knob turned: settings, reasons, bounds.

import { describe, expect, test } from 'vitest';
import { temporaryFolder, testEngine } from '../../fixtures/engine.ts';

describe('a parameter swept', () => {
  test('takes every choice in order, keeps the rest, and agrees with single evaluations', async () => {
    const engine = testEngine(temporaryFolder());
    const design = { mac: 64, 'protection.mac': 'dmr' };
    const sweep = await engine.sweepParameter('ethos-u55', design, 'mac', 9);
    expect(sweep).toMatchObject({ parameter: 'mac', current: 64, complete: true });
    expect(sweep.points.map(({ value }) => value)).toEqual([32, 64, 128, 256]);
    for (const { value, metrics } of sweep.points) {
      const { inspection } = await engine.evaluate('ethos-u55', { ...design, mac: value });
      expect(metrics).toEqual(inspection.outcome);
    }
  });

  test('of a continuous parameter lies evenly on its scale, from end to end, its own setting among them', async () => {
    const engine = testEngine(temporaryFolder());
    const { points, current } = await engine.sweepParameter('branin', { x1: 1.25 }, 'x1', 4);
    expect(current).toBe(1.25);
    // Branin's x1 goes from -5 to 10.
    expect(points.map(({ value }) => value)).toEqual([-5, 0, 1.25, 5, 10]);
  });

  test('says why settings cannot be built and why a parameter does not matter', async () => {
    const engine = testEngine(temporaryFolder());
    const { parameters } = await engine.system('sn40l');
    const sweeps = await Promise.all(
      Object.keys(parameters).map((id) => engine.sweepParameter('sn40l', {}, id, 7)),
    );
    const problems = sweeps.flatMap(({ points }) => points.filter((point) => point.problem !== undefined));
    expect(problems.length).toBeGreaterThan(0);
    for (const { inactive, points } of sweeps) {
      const conditional = parameters[sweeps.find((one) => one.points === points)!.parameter]!.activeWhen;
      if (inactive === undefined) expect(points.length).toBeGreaterThan(0);
      else {
        expect(conditional).toBeDefined();
        expect(inactive).toContain('only matters where');
        expect(points).toEqual([]);
      }
    }
    await expect(engine.sweepParameter('sn40l', {}, 'no_such_knob', 5)).rejects.toThrow('no parameter');
  });
});

describe('claims', () => {
  test('are checked one by one, agree with the check of all, and are remembered', async () => {
    const engine = testEngine(temporaryFolder());
    const { claimCount } = await engine.system('systolic-accelerator');
    const all = await engine.validate('systolic-accelerator');
    expect(all).toHaveLength(claimCount);
    expect(await engine.claim('systolic-accelerator', 3)).toBe(all[3]);
    await expect(engine.claim('systolic-accelerator', claimCount)).rejects.toThrow('has no claim');
  });
});
