import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Trial } from '../../../../engine/contract/trial.ts';
import { readManifest } from '../../../../engine/study/manifest.ts';
import { runStudy, temporaryFolder, testEngine } from '../../../fixtures/engine.ts';

const PARAMETERS = `
parameters:
  x: { kind: integer, min: 0, max: 99, default: 1, doc: A number. }
  mode: { kind: categorical, choices: [fine, refuse, fail, silent, half, text, nan, flood, hang, fork, crash], doc: What happens. }
metrics:
  square: { direction: minimize, doc: x squared. }
  cost: { direction: minimize, doc: 100 - x. }
`;

/** Processes of a group, those aside that have ended and only wait for their parent to notice. */
function aliveInGroup(group: number): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${group} `) && !/^\d+\s+Z/.test(line));
}

/** What a program does for each mode; `say` answers, `x` and `mode` are the design. */
const BEHAVIOUR = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
function behave({ x, mode }, say, metricsOf) {
  switch (mode) {
    case 'fine': return say(metricsOf(x));
    case 'refuse': return say({ infeasible: 'x is odd', metrics: { cost: 100 - x } });
    case 'fail': console.error('out of licences'); return process.exit(7);
    case 'silent': return process.exit(0);
    case 'half': process.stdout.write('{"square": 1, "co'); return process.exit(0);
    case 'text': process.stdout.write('all good\\n'); return process.exit(0);
    case 'nan': return say({ square: 'many', cost: 1 });
    case 'flood': { const more = () => process.stdout.write('x'.repeat(65536), more); return more(); }
    case 'hang': return setInterval(() => {}, 1000);
    case 'fork':
      spawn('sleep', ['60'], { stdio: 'inherit' });
      writeFileSync(process.env.MARK_FILE, String(process.pid));
      return setInterval(() => {}, 1000);
    case 'crash': return process.kill(process.pid, 'SIGSEGV');
  }
}
const metricsOf = (x) => ({ square: x * x, cost: 100 - x });
`;

const ONCE = `${BEHAVIOUR}
let text = '';
for await (const part of process.stdin) text += part;
behave(JSON.parse(text), (answer) => console.log(JSON.stringify(answer)), metricsOf);
`;

const PERSISTENT = `${BEHAVIOUR}
import { createInterface } from 'node:readline';
let served = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const { id, design } = JSON.parse(line);
  served++;
  behave(design, (answer) => console.log(JSON.stringify(
    answer.infeasible || answer.square === 'many' ? { id, ...(answer.infeasible ? answer : { metrics: answer }) }
      : { id, metrics: answer })), metricsOf);
}
`;

function manifest(folder: string, script: string, rest: string): string {
  writeFileSync(join(folder, 'model.mjs'), script);
  const file = join(folder, 'outside.system.yaml');
  writeFileSync(
    file,
    `system: outside\nsummary: For tests.\n${PARAMETERS}\nprogram:\n  command: [node, model.mjs]\n  timeout: 3 s\n  environment: [MARK_FILE]\n${rest}`,
  );
  return file;
}

async function trialsOf(
  script: string,
  rest: string,
  parameters: string,
  count: number,
): Promise<{ trials: readonly Trial[]; folder: string }> {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 2);
  await engine.trustSystemFile(manifest(folder, script, rest));
  const path = join(folder, 'w.pareto');
  const last = await runStudy(
    engine,
    path,
    `{study: s, system: outside, parameters: ${parameters}, objectives: [square, cost], sampler: grid, budget: {trials: ${count}}}`,
  );
  expect(last.done).toBe(count);
  const { workspace } = engine.openPath(path);
  return { trials: (await engine.trialPage(workspace, 's', { offset: 0, limit: count })).trials, folder };
}

describe.each([
  ['once', ONCE, ''],
  ['persistent', PERSISTENT, '  mode: persistent\n'],
])('a program, %s', (_, script, rest) => {
  test('evaluates designs', async () => {
    const { trials } = await trialsOf(script, rest, '{x: [1, 2, 3, 4, 5, 6]}', 6);
    expect(trials.map(({ metrics }) => metrics)).toEqual(
      [1, 2, 3, 4, 5, 6].map((x) => ({ square: x * x, cost: 100 - x })),
    );
  });

  test('that goes wrong in any way is a failed trial with its reason, and the next design is evaluated', async () => {
    process.env.MARK_FILE = join(temporaryFolder(), 'mark');
    const modes = ['refuse', 'fail', 'silent', 'half', 'text', 'nan', 'flood', 'hang', 'crash', 'fine'];
    const { trials } = await trialsOf(script, rest, `{mode: [${modes.join(', ')}]}`, modes.length);
    const outcome = new Map(
      trials.map(({ design, state, message }) => [String(design.mode), `${state}: ${message ?? ''}`]),
    );
    expect(outcome.get('fine')).toBe('complete: ');
    expect(outcome.get('refuse')).toBe('infeasible: x is odd');
    expect(outcome.get('fail')).toMatch(
      /^failed: the program ended with status 7 \(stderr: out of licences\)/,
    );
    for (const mode of ['silent', 'half', 'text', 'nan', 'crash'])
      expect(outcome.get(mode)).toMatch(/^failed: ./);
    expect(outcome.get('flood')).toMatch(/^failed: the program wrote more than 1048576 bytes/);
    expect(outcome.get('hang')).toMatch(/^failed: the program did not answer within 3 s/);
  });

  test('that starts others is ended with all of them', async () => {
    const mark = join(temporaryFolder(), 'mark');
    process.env.MARK_FILE = mark;
    const { trials } = await trialsOf(script, rest, '{x: [3], mode: [fork]}', 1);
    expect(trials[0]!.state).toBe('failed');
    const group = Number(readFileSync(mark, 'utf8'));
    await expect.poll(() => aliveInGroup(group)).toEqual([]);
  });
});

test('arguments and files carry the design where the manifest says so', async () => {
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs';
    const [x, input, output] = process.argv.slice(2);
    const design = JSON.parse(readFileSync(input, 'utf8'));
    writeFileSync(output, JSON.stringify({ square: Number(x) ** 2, cost: design.x }));`;
  const folder = temporaryFolder();
  const engine = testEngine(folder);
  const file = manifest(folder, script, '  input: file\n  output: file\n');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      '[node, model.mjs]',
      '[node, model.mjs, "{x}", "{design}", "{metrics}"]',
    ),
  );
  await engine.trustSystemFile(file);
  const { inspection } = await engine.evaluate('outside', { x: 7 });
  expect(inspection.outcome).toEqual({ square: 49, cost: 7 });
});

test('a program sees only the environment that its manifest allows, and no shell reads its arguments', async () => {
  process.env.SECRET_OF_THE_USER = 'secret';
  process.env.MARK_FILE = 'allowed';
  const folder = temporaryFolder();
  const engine = testEngine(folder);
  const file = manifest(
    folder,
    `const { SECRET_OF_THE_USER, MARK_FILE } = process.env;
     console.log(JSON.stringify({ square: SECRET_OF_THE_USER === undefined ? 1 : 2, cost: process.argv[2] === '$(touch x); echo' && MARK_FILE === 'allowed' ? 1 : 2 }));`,
    '  input: none\n',
  );
  writeFileSync(file, readFileSync(file, 'utf8').replace('model.mjs]', 'model.mjs, "$(touch x); echo"]'));
  await engine.trustSystemFile(file);
  const { inspection } = await engine.evaluate('outside', {});
  expect(inspection.outcome).toEqual({ square: 1, cost: 1 });
});

describe('a manifest with mistakes', () => {
  const base = `system: s\nsummary: S.\n${PARAMETERS}program: { command: [node, x.mjs] }\n`;
  test.each<[string, string, RegExp]>([
    ['no program', base.replace(/program.*/, ''), /no "program"/],
    ['an unknown key', base.replace('summary', 'sumary'), /"sumary".*|no "summary"/],
    ['an unknown placeholder', base.replace('x.mjs', '"{y}"'), /"\{y\}" in the command is no parameter/],
    ['a kind that is none', base.replace('kind: integer', 'kind: int'), /cannot be "int"/],
    ['a default outside its range', base.replace('default: 1', 'default: 200'), /outside its range/],
    ['a metric without direction', base.replace('direction: minimize, doc: x', 'doc: x'), /has no direction/],
    ['a file that is not named', base.replace('x.mjs] }', 'x.mjs], input: file }'), /does not name it/],
    ['a time-out with the wrong unit', base.replace('x.mjs] }', 'x.mjs], timeout: 3 GB }'), /3 GB/],
    ['not YAML', 'system: [', /not YAML|not closed/],
  ])('%s', (_, text, message) => {
    const { manifest: read, problems } = readManifest(text, 'm.yaml');
    expect(read).toBeUndefined();
    expect(problems.map(({ sentence }) => sentence).join('\n')).toMatch(message);
    expect(problems[0]!.sentence).toMatch(/^m\.yaml:\d+: /);
  });
});
