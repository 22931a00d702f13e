import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { race } from '../../../engine/host/race.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const STUDY = `
study: asked
system: zdt1
parameters: { x1: all, x2: all, x3: all, x4: all, x5: all }
sampler: auto
budget: { trials: 400 }
`;

describe('a race', () => {
  test('gives every sampler the same budget and seeds, and finds evolution better than chance on ZDT1', async () => {
    const engine = testEngine(temporaryFolder(), 2);
    const result = await race(engine, {
      source: { text: STUDY, file: 'asked.study.yaml' },
      samplers: ['random', 'nsga2'],
      seeds: 3,
      trials: 300,
    });
    expect(result).toMatchObject({ score: 'hypervolume', better: 'higher', trials: 300, seeds: 3 });
    const [random, evolution] = result.results;
    for (const { band, finals, interval, attainment } of result.results) {
      expect(band.map(({ trials }) => trials)).toEqual(
        Array.from({ length: 20 }, (_, step) => 15 * (step + 1)),
      );
      expect(finals.length).toBe(3);
      // More trials never make a front smaller.
      for (let at = 0; at < band.length; at++) {
        expect(band[at]!.median).toBeGreaterThanOrEqual(band[Math.max(0, at - 1)]!.median);
        expect(band[at]!.low).toBeLessThanOrEqual(band[at]!.median);
        expect(band[at]!.high).toBeGreaterThanOrEqual(band[at]!.median);
      }
      expect(interval.low).toBeLessThanOrEqual(band.at(-1)!.median);
      expect(attainment!.map(({ level }) => level)).toEqual([0.25, 0.5, 0.75]);
    }
    // The better front by hypervolume is the better one by every other measure of distance here.
    const [worse, better] = [random!.quality!, evolution!.quality!];
    expect(better.invertedGenerationalDistancePlus).toBeLessThan(worse.invertedGenerationalDistancePlus);
    expect(better.additiveEpsilon).toBeLessThan(worse.additiveEpsilon);
    expect(better.r2).toBeLessThan(worse.r2);
    expect(Math.min(...evolution!.finals)).toBeGreaterThan(Math.max(...random!.finals));
    // The rarest of the 20 ways to split six ranks: two-sided 0.1, which three seeds cannot get below.
    expect(result.comparisons).toMatchObject([
      { best: 'nsga2', other: 'random', superiority: 1, probability: expect.closeTo(0.1, 12) as number },
    ]);
    expect(result.comparisons[0]!.overtakes).toBeLessThan(300);
    expect(result.verdict.join()).toContain('which chance may explain (p = 0.1)');
  });

  test('gives all the same start: earlier trials stay out, the published design comes first for each', async () => {
    const engine = testEngine(temporaryFolder(), 1);
    const result = await race(engine, {
      source: {
        text: `${STUDY}start: { trials: { study: nowhere } }\nobjectives: [f1]\n`,
        file: 'asked.study.yaml',
      },
      samplers: ['tpe', 'random', 'nsga2'],
      seeds: 2,
      trials: 1,
    });
    // One trial: the published design, x1 = 0.5, whatever the sampler and the seed.
    expect(result).toMatchObject({ score: 'f1', better: 'lower', reference: null });
    for (const { finals } of result.results) expect(finals).toEqual([0.5, 0.5]);
    expect(result.comparisons[0]!.probability).toBe(1);
  });
});

describe('sampler auto', () => {
  test('is settled at the start, says why, and stays settled when the budget grows', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const first = await runStudy(engine, path, STUDY, {
      adjust: (study) => ({ ...study, budget: { trials: 16 } }),
    });
    const said = first.notes.find((note) => note.startsWith('sampler '))!;
    expect(said).toMatch(/^sampler gp: .*16 trials/);
    const more = await runStudy(engine, path, STUDY, {
      adjust: (study) => ({ ...study, budget: { trials: 20 } }),
    });
    expect(more.done).toBe(20);
    expect(more.notes).toContain(said);
  });
});
