// A study that begins with the trials of another: same workspace or another file, kept for resuming.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../../engine/store/index.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const first = (trials: number): string => `
study: first
system: bnh
sampler: random
budget: { trials: ${trials} }
parameters: { x1: all, x2: all }
`;

const second = (rest: string, trials = 12): string => `
study: second
system: bnh
sampler: { type: nsga2, population: 4 }
budget: { trials: ${trials} }
parameters: { x1: { min: 0, max: 2.5 }, x2: all }
start: ${rest}
`;

function codesOf(path: string, study: string): number[] {
  const workspace = openWorkspace(path, { mode: 'read' });
  try {
    const stored = workspace.study(study)!;
    return [...stored.readBatch(0, stored.storedCount()).designs.codes];
  } finally {
    workspace.close();
  }
}

describe('a warm start', () => {
  test('takes the trials inside its space, and goes on with the same ones', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'a.pareto');
    await runStudy(engine, path, first(40));
    const whole = await runStudy(engine, path, second('{ trials: { study: first } }', 24));
    const note = whole.notes.find((line) => line.includes('trials of study "first"'))!;
    const [, inside, outside] = /knows (\d+) trials .* \((\d+) lie outside/.exec(note)!;
    expect(Number(inside) + Number(outside)).toBe(40);
    expect(Number(inside)).toBeGreaterThan(5);
    expect(Number(outside)).toBeGreaterThan(5);
    const expected = codesOf(path, 'second');

    // The same in two parts, the first study having grown in between, gives the same trials.
    const other = join(folder, 'b.pareto');
    await runStudy(engine, other, first(40));
    await runStudy(engine, other, second('{ trials: { study: first } }', 8));
    await runStudy(engine, other, first(60));
    const resumed = await runStudy(engine, other, second('{ trials: { study: first } }', 24));
    expect(resumed.state).toBe('finished');
    expect(codesOf(other, 'second')).toEqual(expected);
    // And they are others than without it.
    const cold = join(folder, 'c.pareto');
    await runStudy(engine, cold, second('{ published: true }', 24));
    expect(codesOf(cold, 'second')).not.toEqual(expected);
  });

  test('reads another workspace by its path from this one, and says when something is gone or changed', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'a.pareto');
    await runStudy(engine, path, first(30));
    const there = join(folder, 'b.pareto');
    const text = second('{ trials: { study: first, workspace: a.pareto } }');
    expect((await runStudy(engine, there, text)).state).toBe('finished');
    await expect(
      runStudy(engine, there, second('{ trials: { study: first, workspace: z.pareto } }'), { fresh: true }),
    ).rejects.toThrow(/there is no workspace z.pareto/);
    await expect(
      runStudy(engine, there, second('{ trials: { study: third, workspace: a.pareto } }'), { fresh: true }),
    ).rejects.toThrow(/there is no study "third" in a.pareto/);
    await runStudy(engine, there, text, { fresh: true });
    await runStudy(engine, path, `${first(30)}seed: 9\n`, { fresh: true });
    await expect(
      runStudy(engine, there, second('{ trials: { study: first, workspace: a.pareto } }', 20)),
    ).rejects.toThrow(/are not the same any more/);
  });

  test('refuses results of another system', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'a.pareto');
    await runStudy(engine, path, first(5).replaceAll('bnh', 'osy'));
    await expect(runStudy(engine, path, second('{ trials: { study: first } }'))).rejects.toThrow(
      /come from osy version \d+, this study is of bnh/,
    );
  });

  test('tries listed designs first, in the order of the file', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'a.pareto');
    await runStudy(
      engine,
      path,
      second('{ published: false, designs: [{ x1: 1, x2: 2 }, { x1: 2.5, x2: 0 }] }'),
    );
    expect(codesOf(path, 'second').slice(0, 4)).toEqual([1, 2, 2.5, 0]);
  });
});
