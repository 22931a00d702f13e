// Systems of one's own, as docs/your-own-simulator.md has them: the examples, the trust they need, a module by path.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../fixtures/engine.ts';
import { paretoscope } from './cli.ts';

const ROOT = join(import.meta.dirname, '../../..');
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** A copy of an example, so that nothing is left in the repository. */
function example(name: string): string {
  const folder = join(temporaryFolder(), name);
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true });
  return folder;
}

interface Answer {
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly front: readonly { readonly metrics: Readonly<Record<string, number>> }[];
}

describe('the examples run as their instructions say', () => {
  test.each([
    ['python-cache', 'cache', ['--trials', '12'], 12],
    ['node-queue', 'queue', ['--trials', '40'], 40],
  ] as const)('%s', async (folder, name, more, trials) => {
    if (folder === 'python-cache' && !hasPython) return;
    const call = ['run', `${name}.study.yaml`, '--system', `${name}.system.yaml`, '--json', ...more];
    const cwd = example(folder);
    const refused = await paretoscope(call, { cwd });
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('--trust');
    expect(existsSync(join(cwd, `${folder}.pareto`))).toBe(false);
    const { status, stdout } = await paretoscope([...call, '--trust'], { cwd });
    expect(status).toBe(0);
    const { state, counts, front } = JSON.parse(stdout) as Answer;
    expect(state).toBe('finished');
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(trials);
    expect(counts.failed).toBe(0);
    expect(front.length).toBeGreaterThan(0);
  });
});

test('a module by its path is a system once it is trusted', async () => {
  const folder = temporaryFolder();
  const define = pathToFileURL(join(ROOT, 'engine/systems/define.ts')).href;
  writeFileSync(
    join(folder, 'mine.ts'),
    `import { writeFileSync } from 'node:fs';
     import { defineSystem } from '${define}';
     writeFileSync('it-ran', '');
     export default defineSystem({
       id: 'mine', version: 1, title: 'Mine', summary: 'Doubles.',
       parameters: { x: { kind: 'float', minimum: 0, maximum: 9, scale: 'linear', default: 4, doc: 'A number.' } },
       metrics: { twice: { doc: '2 x.', direction: 'minimize', role: 'other', provenance: 'analytical' } },
       defaultObjectives: ['twice'],
       evaluate: ({ x }) => ({ twice: 2 * x }),
     });`,
  );
  const call = ['evaluate', 'mine', '--system', './mine.ts', '--design', '{"x": 3}', '--json'];
  expect((await paretoscope(call, { cwd: folder })).status).not.toBe(0);
  expect(existsSync(join(folder, 'it-ran'))).toBe(false);
  const { status, stdout } = await paretoscope([...call, '--trust'], { cwd: folder });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: { twice: 6 } });
});

test('a program that fails is started again as often as its manifest says', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'shaky.mjs'),
    `import { existsSync, writeFileSync } from 'node:fs';
     if (!existsSync('second')) { writeFileSync('second', ''); process.exit(3); }
     console.log(JSON.stringify({ y: 1 }));`,
  );
  const manifest = (retries: number): string => `
system: shaky
summary: Fails at first.
parameters:
  x: { kind: integer, min: 0, max: 9, default: 1, doc: A number. }
metrics:
  y: { direction: minimize, doc: One. }
program: { command: [node, shaky.mjs], input: none, retries: ${retries} }
`;
  const file = join(folder, 'shaky.system.yaml');
  const call = ['evaluate', 'shaky', '--system', file, '--trust', '--json'];
  writeFileSync(file, manifest(1));
  const { status, stdout } = await paretoscope(call, { cwd: folder });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: { y: 1 } });
});
