import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quantile, race } from '../../../engine/host/race.ts';
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
    expect(result).toMatchObject({ score: 'hypervolume', better: 'higher', trials: 300 });
    const [random, evolution] = result.results;
    for (const { scores } of result.results) {
      expect(scores.map((seeds) => seeds.length)).toEqual([3, 3, 3, 3]);
      // More trials never make a front smaller.
      for (let seed = 0; seed < 3; seed++) {
        for (let at = 1; at < 4; at++)
          expect(scores[at]![seed]).toBeGreaterThanOrEqual(scores[at - 1]![seed]!);
      }
    }
    expect(Math.min(...evolution!.scores.at(-1)!)).toBeGreaterThan(Math.max(...random!.scores.at(-1)!));
  });
});

test('quantiles interpolate', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  expect(quantile([Number.NaN], 0.5)).toBeNaN();
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
