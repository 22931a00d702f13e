import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../fixtures/engine.ts';
import { paretoscope } from './cli.ts';

const STUDY = `study: small
system: ethos-u55
parameters:
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.reg: all
  protection.tsu: all
  protection.wd: all
fixed: { mac: 32 }
objectives: [area, sdc]
constraints: ["sdc <= 1.0e-16"]
sampler: grid
`;

function studyFile(text: string): { folder: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'small.study.yaml');
  writeFileSync(file, text);
  return { folder, file };
}

interface FrontJson {
  front: { number: number; design: Record<string, unknown>; metrics: Record<string, number> }[];
  state: string;
  trials: number;
}

describe('run', () => {
  test('gives the exhaustive optimum of the Ethos-U55 sheet, and runs again at once from the workspace', async () => {
    const { folder, file } = studyFile(STUDY);
    const first = await paretoscope(['run', file, '--json'], { cwd: folder });
    expect(first.status).toBe(0);
    const { front, trials, state } = JSON.parse(first.stdout) as FrontJson;
    expect({ trials, state }).toEqual({ trials: 4096, state: 'finished' });
    const cheapest = front.reduce((a, b) => (a.metrics.area! <= b.metrics.area! ? a : b));
    expect(cheapest.metrics.area).toBeCloseTo(1.302, 3);
    expect(cheapest.metrics.sdc).toBeLessThanOrEqual(1e-16);
    const again = await paretoscope(['run', file, '--json'], { cwd: folder });
    expect(again.status).toBe(0);
    expect((JSON.parse(again.stdout) as FrontJson).front).toEqual(front);
    expect(again.stderr).toContain('continued after 4,096 stored trials');
  });

  test('stopped by Ctrl-C exits with 130 and goes on where it was', async () => {
    const { folder, file } = studyFile(
      STUDY.replace('sampler: grid', 'sampler: random\nbudget: { trials: 2000000 }'),
    );
    const args = ['run', file];
    // Progress lines come every five seconds where nobody watches a terminal; the first means that trials are stored.
    let asked = false;
    const stopped = await paretoscope(args, {
      cwd: folder,
      watch: (_, kill) => {
        if (!asked) kill('SIGINT');
        asked = true;
      },
    });
    expect(stopped.status).toBe(130);
    expect(stopped.stderr).toContain('run the same command again to go on');
    const studies = await paretoscope(['studies', join(folder, 'small.pareto'), '--json']);
    const [summary] = JSON.parse(studies.stdout) as { counts: Record<string, number>; finished: boolean }[];
    const stored = Object.values(summary!.counts).reduce((a, b) => a + b);
    expect(stored).toBeGreaterThan(0);
    expect(summary!.finished).toBe(false);
    const more = await paretoscope([...args, '--trials', String(stored + 100)], { cwd: folder });
    expect(more.stderr).toContain(`continued after ${stored.toLocaleString('en')} stored trials`);
    expect(more.status).toBe(0);
  });

  test('Ctrl-C twice stops at once and leaves a sound workspace', async () => {
    const { folder, file } = studyFile(
      STUDY.replace('sampler: grid', 'sampler: random\nbudget: { trials: 2000000 }'),
    );
    let signals = 0;
    const stopped = await paretoscope(['run', file], {
      cwd: folder,
      watch: (_, kill) => {
        if (signals++ < 2) kill('SIGINT');
      },
    });
    expect(stopped.status).toBe(130);
    const studies = await paretoscope(['studies', join(folder, 'small.pareto'), '--json']);
    expect(studies.status).toBe(0);
  });

  test('with no feasible design exits with 1 and one message', async () => {
    const { folder, file } = studyFile(STUDY.replace('1.0e-16', '-1').replace('<=', '<'));
    const { status, stderr } = await paretoscope(['run', file], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr).toContain('none of 4,096 designs is feasible: no design meets "sdc < -1"');
  });

  test('refuses to mix another question of the same name into a workspace', async () => {
    const { folder, file } = studyFile(STUDY);
    await paretoscope(['run', file], { cwd: folder });
    writeFileSync(file, STUDY.replace('objectives: [area, sdc]', 'objectives: [area]'));
    const { status, stderr } = await paretoscope(['run', file], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^paretoscope: .*small.*objectives/m);
    expect(stderr).toContain('--fresh');
    const fresh = await paretoscope(['run', file, '--fresh'], { cwd: folder });
    expect(fresh).toMatchObject({ status: 0, stderr: expect.stringContaining('front 1') as string });
  });
});

describe('bad input: one message that names the place and the way out, exit status not 0', () => {
  const cases: [name: string, text: string, message: RegExp][] = [
    ['malformed YAML', 'study: x\nsystem: [', /small\.study\.yaml:\d+: /],
    [
      'an unknown key',
      STUDY.replace('objectives', 'objektives'),
      /small\.study\.yaml:11: .*did you mean "objectives"\?/,
    ],
    [
      'an unknown system',
      STUDY.replace('ethos-u55', 'ethos-u56'),
      /:2: .*"ethos-u56".*did you mean "ethos-u55"\?/,
    ],
    [
      'a parameter of another system',
      STUDY.replace('protection.ao', 'sram_capacity'),
      /:4: parameter "sram_capacity" is not in system "ethos-u55"/,
    ],
    [
      'an impossible range',
      STUDY.replace('protection.ao: all', 'clock: { min: 2 GHz, max: 1 GHz }'),
      /:4: .*2 GHz/,
    ],
    ['a unit of the wrong kind', STUDY.replace('protection.ao: all', 'clock: [20 ms]'), /:4: .*20 ms/],
    [
      'an unknown choice',
      STUDY.replace('protection.ao: all', 'protection.ao: [dnr]'),
      /:4: .*"dnr".*did you mean "dmr"\?/,
    ],
  ];
  test.each(cases)('%s', async (_, text, message) => {
    const { folder, file } = studyFile(text);
    for (const command of ['check', 'run']) {
      const { status, stderr, stdout } = await paretoscope([command, file], { cwd: folder });
      expect(status).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
    }
  });

  test('a missing file, a folder, an unknown command, a wrong option, a missing word', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dir'));
    const calls: [string[], number, RegExp][] = [
      [['run', join(folder, 'none.yaml')], 1, /there is no file/],
      [['run', join(folder, 'dir')], 2, /not a file/],
      [['rnu'], 2, /no command "rnu"; did you mean "run"\?/],
      [['run', 'x', '--wrokers', '3'], 2, /--wrokers/],
      [['run', 'x', '--workers', 'many'], 2, /--workers is "many"/],
      [['run'], 2, /usage: paretoscope run STUDY\.yaml/],
      [['systems', 'nothing'], 1, /no system "nothing"/],
    ];
    for (const [args, status, message] of calls) {
      const result = await paretoscope(args, { cwd: folder });
      expect(result.stderr).toMatch(message);
      expect(result.status).toBe(status);
    }
  });

  test('a workspace that is not ours is named and not touched', async () => {
    const folder = temporaryFolder();
    const foreign = join(folder, 'notes.pareto');
    writeFileSync(foreign, 'these are my notes\n');
    const { file } = studyFile(STUDY);
    for (const args of [
      ['studies', foreign],
      ['front', foreign],
      ['run', file, '--workspace', foreign],
    ]) {
      const { status, stderr } = await paretoscope(args);
      expect(status).toBe(1);
      expect(stderr).toContain('notes.pareto');
    }
    expect(readFileSync(foreign, 'utf8')).toBe('these are my notes\n');
  });
});

describe('the other commands', () => {
  test('evaluate reads units, refuses what the system does not know, and prints JSON', async () => {
    const good = await paretoscope([
      'evaluate',
      'ethos-u55',
      '--design',
      '{"clock": "500 MHz", "mac": 64}',
      '--json',
    ]);
    expect(good.status).toBe(0);
    const { design, outcome } = JSON.parse(good.stdout) as {
      design: Record<string, unknown>;
      outcome: { area: number };
    };
    expect(design).toMatchObject({ clock: 5e8, mac: 64, 'protection.ao': 'none' });
    expect(outcome.area).toBe(1);
    for (const [text, message] of [
      ['{"mac": 63}', /"?mac"?.*63/],
      ['{"mca": 64}', /"mca".*did you mean "mac"/],
      ['{"clock": "5 s"}', /5 s/],
      ['{mac: 64}', /not JSON/],
      ['[1]', /JSON object/],
    ] as const) {
      const bad = await paretoscope(['evaluate', 'ethos-u55', '--design', text]);
      expect(bad.status).toBeGreaterThan(0);
      expect(bad.stderr).toMatch(message);
    }
  });

  test('trials filters, sorts and pages; front prints what run printed', async () => {
    const { folder, file } = studyFile(STUDY);
    const ran = JSON.parse((await paretoscope(['run', file, '--json'], { cwd: folder })).stdout) as FrontJson;
    const workspace = join(folder, 'small.pareto');
    const front = JSON.parse((await paretoscope(['front', workspace, '--json'])).stdout) as FrontJson;
    expect(front.front).toEqual(ran.front);
    const page = await paretoscope([
      'trials',
      workspace,
      '--filter',
      'sdc < 1e-16 and protection.dma = dmr',
      '--sort',
      'area',
      '--limit',
      '3',
      '--json',
    ]);
    const { trials, total } = JSON.parse(page.stdout) as {
      total: number;
      trials: { design: Record<string, string>; metrics: { area: number; sdc: number } }[];
    };
    expect(total).toBeGreaterThan(3);
    expect(trials).toHaveLength(3);
    for (const { design, metrics } of trials) {
      expect(design['protection.dma']).toBe('dmr');
      expect(metrics.sdc).toBeLessThan(1e-16);
    }
    expect(trials.map(({ metrics }) => metrics.area)).toEqual(
      trials.map(({ metrics }) => metrics.area).sort(),
    );
    const wrong = await paretoscope(['trials', workspace, '--filter', 'sdx < 1']);
    expect(wrong.status).toBeGreaterThan(0);
    expect(wrong.stderr).toMatch(/"sdx".*did you mean "sdc"/);
  });

  test('schema is a JSON Schema that knows the systems', async () => {
    const { stdout } = await paretoscope(['schema']);
    const schema = JSON.parse(stdout) as { $schema: string };
    expect(schema.$schema).toContain('2020-12');
    expect(stdout).toContain('"ethos-u55"');
  });

  test('output cut off by the reader of a pipe is no error', async () => {
    const { spawnSync } = await import('node:child_process');
    const command = `"${process.execPath}" engine/cli/paretoscope.ts systems ethos-u55 --json | head -1`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

test('note says something of a trial, and says it again', async () => {
  const { folder, file } = studyFile(STUDY.replace('  protection.wd: all\n', ''));
  await paretoscope(['run', file], { cwd: folder });
  const at = ['note', 'small.pareto', '--trial', '12'];
  const noted = await paretoscope([...at, '--note', 'ask Ann', '--tag', 'keep, later', '--pin'], {
    cwd: folder,
  });
  expect({ status: noted.status, stderr: noted.stderr }).toEqual({ status: 0, stderr: '' });
  await paretoscope([...at, '--untag', 'later'], { cwd: folder });
  const { stdout } = await paretoscope(['note', 'small.pareto', '--json'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual([{ number: 12, note: 'ask Ann', tags: ['keep'], pinned: true }]);
});
