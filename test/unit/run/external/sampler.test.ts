// Samplers that are programs: driven, resumed, and seen to fail in every way a program can.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../../../engine/store/index.ts';
import { runStudy, temporaryFolder, testEngine } from '../../../fixtures/engine.ts';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/python-sampler/sampler.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

const study = (command: readonly string[], trials: number): string => `
study: asked
system: bnh
sampler: { type: external, command: ${JSON.stringify(command)}, together: 4, timeout_seconds: 20 }
budget: { trials: ${trials} }
parameters: { x1: all, x2: all }
`;

function codesOf(path: string): number[] {
  const workspace = openWorkspace(path, { mode: 'read' });
  try {
    const stored = workspace.study('asked')!;
    return [...stored.readBatch(0, stored.storedCount()).designs.codes];
  } finally {
    workspace.close();
  }
}

/** A program that answers `ready` and then does what `behaviour` says; `ask`, `told` and `say` are given to it. */
function program(folder: string, behaviour: string): string[] {
  const file = join(folder, 'sampler.mjs');
  writeFileSync(
    file,
    `import { createInterface } from 'node:readline';
let told = 0;
const say = (answer) => console.log(JSON.stringify(answer));
for await (const line of createInterface({ input: process.stdin })) {
  const { start, tell, ask } = JSON.parse(line);
  if (start) say({ ready: true });
  else if (tell) told += tell.length;
  else { ${behaviour} }
}`,
  );
  return [process.execPath, file];
}

describe('an external sampler', () => {
  test('does not run unless the user says so', async () => {
    const folder = temporaryFolder();
    await expect(
      runStudy(testEngine(folder), join(folder, 'a.pareto'), study(['python3', 'x.py'], 4)),
    ).rejects.toThrow(/the study would run the program python3 x.py/);
  });

  test.skipIf(!hasPython)('proposes the trials of a study, the same ones after a restart', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    engine.trustPrograms();
    const command = ['python3', EXAMPLE];
    const whole = await runStudy(engine, join(folder, 'a.pareto'), study(command, 24));
    expect(whole.error).toBeUndefined();
    expect([whole.state, whole.done]).toEqual(['finished', 24]);
    await runStudy(engine, join(folder, 'b.pareto'), study(command, 10));
    await runStudy(engine, join(folder, 'b.pareto'), study(command, 24));
    expect(codesOf(join(folder, 'b.pareto'))).toEqual(codesOf(join(folder, 'a.pareto')));
  });

  test('proposes the new designs of a fidelity ladder, and is told those at the lowest level alone', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    engine.trustPrograms();
    const command = program(
      folder,
      `say(ask.first === told ? { designs: [0, 1, 2, 3].map((i) => ({ x1: (told + i) / 8 })) } : { error: 'told ' + told });`,
    ).concat('x2');
    const text = study(command, 18)
      .replace('x1: all, x2: all', 'x1: all')
      .concat('fidelity: { parameter: x2, levels: [1, 3], factor: 4 }\n');
    const path = join(folder, 'a.pareto');
    const last = await runStudy(engine, path, text);
    expect(last.error).toBeUndefined();
    expect([last.state, last.done]).toEqual(['finished', 18]);
    const codes = codesOf(path);
    const rows = Array.from({ length: 18 }, (_, row) => [codes[2 * row], codes[2 * row + 1]]);
    // The first round has nobody to send up, so a random design takes that place and is told to nobody.
    expect(rows.filter(([, level]) => level === 1)).toHaveLength(2);
    expect(rows.slice(5, 9)).toEqual([0.5, 0.625, 0.75, 0.875].map((x1) => [x1, 0]));
  });

  test('is told every trial before the next round, and ends the study by proposing no more', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    engine.trustPrograms();
    const command = program(
      folder,
      `say({ designs: told === 12 ? [{ x1: 5, x2: 3 }] : [0, 1, 2, 3].map((i) => ({ x1: told / 4, x2: i / 2 })) });`,
    );
    const last = await runStudy(engine, join(folder, 'a.pareto'), study(command, 40));
    expect(last.done).toBe(13);
    expect(codesOf(join(folder, 'a.pareto')).slice(-4)).toEqual([2, 1.5, 5, 3]);
  });

  test.each([
    ['ends', `process.exit(3);`, /ended with status 3/],
    ['says what is wrong', `say({ error: 'out of ideas' });`, /out of ideas/],
    ['answers garbage', `console.log('designs!');`, /not JSON: designs!/],
    ['answers something else', `say({ design: 1 });`, /in place of \{"designs": \[...\]\}/],
    [
      'answers too many',
      `say({ designs: Array(9).fill({ x1: 1, x2: 1 }) });`,
      /answered 9 designs when asked for 4/,
    ],
    ['leaves the space', `say({ designs: [{ x1: 77, x2: 1 }] });`, /x1 = 77 is outside the space/],
    ['floods', `process.stdout.write('x'.repeat(2_000_000));`, /without an end of line/],
    ['hangs', `await new Promise(() => setInterval(() => {}, 1000));`, /did not answer within 5 s/],
  ])('that %s fails the run and loses nothing', async (_, behaviour, message) => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    engine.trustPrograms();
    const path = join(folder, 'a.pareto');
    const good = `if (told < 8) say({ designs: [0, 1, 2, 3].map((i) => ({ x1: told / 4, x2: i / 2 })) }); else`;
    const hangs = behaviour.includes('setInterval');
    const bad = program(folder, `${good} { ${behaviour} }`);
    const text = study(bad, 16).replace('timeout_seconds: 20', `timeout_seconds: ${hangs ? 5 : 60}`);
    const failed = await runStudy(engine, path, text);
    expect(failed.state).toBe('failed');
    expect(failed.error?.message).toMatch(message);
    expect(codesOf(path).length).toBe(2 * 8);
    // Mended, the study goes on from where it was.
    program(folder, `say({ designs: [0, 1, 2, 3].map((i) => ({ x1: told / 4, x2: i / 2 })) });`);
    const mended = await runStudy(engine, path, text);
    expect([mended.state, mended.done]).toEqual(['finished', 16]);
  });

  test('that does not exist is named', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    engine.trustPrograms();
    const last = await runStudy(engine, join(folder, 'a.pareto'), study(['no-such-sampler'], 4));
    expect(last.error?.message).toMatch(/no-such-sampler: cannot be started/);
  });
});
