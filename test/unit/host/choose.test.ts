import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseFromFront, type ChooseRequest } from '../../../engine/host/choose.ts';
import { rankTrials } from '../../../renderer/features/explore/choosing.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const STUDY = `study: choose
system: osy
parameters: { x1: all, x2: all, x3: all, x4: all, x5: all, x6: all }
objectives: [f1, f2]
sampler: random
budget: { trials: 3000 }
seed: 3
`;

describe('choosing from a stored front', () => {
  test('ranks as the window does, and refuses what makes no question', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'choose.pareto');
    await runStudy(engine, path, STUDY);
    const { workspace, studies } = engine.openPath(path);
    const [summary] = studies;
    const ask = (request: ChooseRequest) => chooseFromFront(engine, workspace, summary!, request);
    const { objectives } = summary!.study;

    const columns = await engine.trialColumns(workspace, 'choose', { names: ['f1', 'f2'] });
    const { metrics } = await engine.system('osy');
    const shown = rankTrials(columns, objectives, [3, 1], (metric) => metrics[metric]!.label ?? metric);
    const { trials, weights } = await ask({ method: 'topsis', weights: { f1: 3 } });
    expect(weights).toEqual({ f1: 3, f2: 1 });
    expect(trials.length).toBe(summary!.frontSize);
    expect(trials.length).toBeGreaterThan(3);
    expect(
      trials.map(({ number, score, values, reason }) => ({
        number,
        score,
        values: Object.values(values),
        reason,
      })),
    ).toEqual(shown);

    const [first] = (await ask({ method: 'aspiration', aspired: { f2: 30 } })).trials;
    const least = Math.min(...trials.map(({ values }) => values.f2!));
    expect(first!.values.f2).toBe(least);

    await expect(ask({ method: 'topsys' })).rejects.toThrow('there is no method "topsys"');
    await expect(ask({ method: 'topsis', weights: { f3: 1 } })).rejects.toThrow('"f3" is no objective');
    await expect(ask({ method: 'topsis', weights: { f1: 0, f2: 0 } })).rejects.toThrow('weights');
    await expect(ask({ method: 'knee', weights: { f1: 2 } })).rejects.toThrow('does not depend on weights');
    await expect(ask({ method: 'aspiration' })).rejects.toThrow('needs them');
    await expect(ask({ method: 'knee', filter: 'f1 > 1e9' })).rejects.toThrow('no front to choose from');
  });
});
