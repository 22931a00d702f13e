// CSV files of others, and our own exports, as studies.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../../engine/host/engine.ts';
import { importInto } from '../../../../engine/host/import.ts';
import { exportTable, readCsv, type CsvOptions } from '../../../../engine/report/exchange/index.ts';
import type { ParetoscopeError } from '../../../../engine/contract/errors.ts';
import type { StoredStudy } from '../../../../engine/store/index.ts';
import { errorOf, folder, sourceOf, storedStudy, workspaceAt } from './_fixtures.ts';

const RESULTS: CsvOptions = { minimize: ['energy'], maximize: ['accuracy'] };

function file(contents: string | Uint8Array, name = 'runs.csv'): string {
  const path = join(folder(), name);
  writeFileSync(path, contents);
  return path;
}

async function imported(contents: string | Uint8Array, options: CsvOptions = RESULTS): Promise<StoredStudy> {
  const workspace = workspaceAt(join(folder(), 'into.pareto'));
  const [result] = await importInto(() => workspace, { path: file(contents), csv: options });
  return workspace.study(result!.study)!;
}

function mapped(text: string): CsvOptions {
  return { mapping: { text, file: 'map.yaml' } };
}

async function refusal(
  contents: string | Uint8Array,
  options: CsvOptions = RESULTS,
): Promise<ParetoscopeError> {
  const workspace = workspaceAt(join(folder(), 'into.pareto'));
  const error = await errorOf(importInto(() => workspace, { path: file(contents), csv: options }));
  expect(workspace.studies()).toEqual([]);
  return error;
}

describe('a CSV file', () => {
  it('becomes a study: results are named, everything else is a parameter', async () => {
    const stored = await imported(
      'rows,style,fused,energy,accuracy\n8,os,true,3.5,0.9\n16,ws,false,2.5,0.8\n16,os,,4.5,0.7\n',
    );
    expect(stored.study).toMatchObject({
      name: 'runs',
      objectives: [
        { metric: 'energy', direction: 'minimize' },
        { metric: 'accuracy', direction: 'maximize' },
      ],
      dimensions: [
        { kind: 'choice', id: 'rows', choices: [8, 16], ordered: true },
        { kind: 'choice', id: 'style', choices: ['os', 'ws'], ordered: false },
        { kind: 'choice', id: 'fused', choices: [false, true], ordered: false },
      ],
    });
    const { trials } = stored.page({ offset: 0, limit: 9 });
    expect(trials.map(({ design }) => design)).toEqual([
      { rows: 8, style: 'os', fused: true },
      { rows: 16, style: 'ws', fused: false },
      { rows: 16, style: 'os' },
    ]);
    expect([...stored.front()]).toEqual([0, 1]);
    // Reference point: the worst values of the three and a tenth of their range: energy 4.7, accuracy 0.68. Hypervolume:
    // (4.7 - 2.5) * (0.8 - 0.68) + (4.7 - 3.5) * (0.9 - 0.8).
    expect(stored.hypervolume()).toBeCloseTo(2.2 * 0.12 + 1.2 * 0.1, 12);
    expect(stored.finished).toBe(true);
  });

  it('is understood through a mapping: units, kinds, states, messages, times, constraints', async () => {
    const stored = await imported(
      'n;Takt;Energie (mJ);ok;Grund;Zeit;Notiz\n1;250 MHz;1,5;ok;;20;a\n2;500;2,5;failed;kaputt;30 ms;b\n3;750;9;ok;;40;c\n',
      mapped(`
study: Messung
columns:
  n: { as: parameter, kind: integer }
  Takt: { as: parameter, name: clock, unit: MHz, kind: float, scale: log }
  Energie (mJ): { as: metric, name: energy, unit: mJ, direction: minimize, provenance: measured }
  ok: state
  Grund: message
  Zeit: { as: duration, unit: ms }
constraints: [ "energy <= 5 mJ" ]
`),
    );
    expect(stored.study.name).toBe('Messung');
    expect(stored.study.dimensions).toEqual([
      { kind: 'integer', id: 'n', minimum: 1, maximum: 3, step: 1, scale: 'linear' },
      { kind: 'float', id: 'clock', minimum: 2.5e8, maximum: 7.5e8, scale: 'log' },
    ]);
    expect(stored.metrics).toEqual([{ id: 'energy', unit: 'J' }]);
    const { trials } = stored.page({ offset: 0, limit: 9 });
    expect(trials.map(({ state }) => state)).toEqual(['complete', 'failed', 'infeasible']);
    expect(trials.map(({ metrics }) => metrics.energy)).toEqual([0.0015, 0.0025, 0.009]);
    expect(trials[1]!.message).toBe('kaputt');
    expect(trials.map(({ durationSeconds }) => durationSeconds)).toEqual([0.02, 0.03, 0.04].map(Math.fround));
    expect(stored.page({ offset: 0, limit: 9, filter: 'energy < 2 mJ' }).total).toBe(1);
  });

  it('is read in the encodings that spreadsheets write', async () => {
    const text = 'größe,energy,accuracy\n8,1,2\n16,2,3\n';
    const variants: [Uint8Array, string?][] = [
      [Buffer.from(`\ufeff${text}`, 'utf8')],
      [Buffer.from(`\ufeff${text}`, 'utf16le')],
      [Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
      [Buffer.from(text, 'latin1'), 'windows-1252'],
    ];
    for (const [bytes, encoding] of variants) {
      const options =
        encoding === undefined
          ? RESULTS
          : mapped(
              `encoding: ${encoding}\ncolumns: { größe: parameter, energy: metric, accuracy: metric }\nobjectives: [energy]`,
            );
      expect((await imported(bytes, options)).study.dimensions[0]!.id).toBe('größe');
    }
    const error = await refusal(Buffer.from(text, 'latin1'));
    expect(error.message).toContain('encoding');
    expect(error.hint).toContain('windows-1252');
  });

  it('takes unknown and infinite results for what they are', async () => {
    const stored = await imported('x,energy,accuracy\n1,NaN,1\n2,,2\n3,inf,3\n4,1,N/A\n5,1,5\n');
    const { trials } = stored.page({ offset: 0, limit: 9 });
    expect(trials.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed', 'complete']);
    expect(trials[0]!.message).toBe('there is no value of "energy"');
    expect(trials[2]!.message).toBe('objective "energy" is Infinity');
  });

  it('may have odd names: formulas, slashes, right-to-left text, those of JavaScript', async () => {
    const stored = await imported(
      '=cmd|calc,a/b,\u202eשלום,__proto__,energy,accuracy\n1,2,3,4,5,6\n1,3,3,4,4,6\n',
    );
    const { trials } = stored.page({ offset: 0, limit: 9 });
    expect(Object.values(trials[0]!.design)).toEqual([1, 2, 3, 4]);
    expect(stored.study.dimensions[0]!.id).toBe('=cmd|calc');
    const read = await readCsv(file('__proto__,energy,accuracy\n1,2,3\n'), RESULTS);
    expect(read.notes).toEqual(['"__proto__" is called "column proto" here']);
  });

  it('may be long: numbers with many values are ranges', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `${index / 10},${index},${index},1`);
    const stored = await imported(`x,n,energy,accuracy\n${rows.join('\n')}\n`);
    expect(stored.study.dimensions).toEqual([
      { kind: 'float', id: 'x', minimum: 0, maximum: 999.9, scale: 'linear' },
      { kind: 'integer', id: 'n', minimum: 0, maximum: 9999, step: 1, scale: 'linear' },
    ]);
    expect(stored.storedCount()).toBe(10_000);
    expect([...stored.front()]).toEqual([0]);
  });
});

describe('an export of ours', () => {
  it('comes back with its parameters, states, messages and units', async () => {
    const stored = storedStudy(300);
    const path = join(folder(), 'ours.csv');
    await exportTable(sourceOf(stored), { select: 'all' }, 'csv', path);
    const workspace = workspaceAt(join(folder(), 'into.pareto'));
    await importInto(() => workspace, { path });
    const back = workspace.study('protect-npu')!;
    expect(back.study.objectives).toEqual(stored.study.objectives);
    expect(back.metrics).toEqual(stored.metrics);
    expect(back.counts()).toEqual(stored.counts());
    const all = (study: StoredStudy) =>
      // The fixture's front is made up, that of an import is not.
      study.page({ offset: 0, limit: 1000 }).trials.map((trial) => ({ ...trial, onFront: false }));
    expect(all(back)).toEqual(all(stored));
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['a ragged row', 'x,energy,accuracy\n1,2,3\n1,2\n', 3, 'there are 2 cells, but 3 columns'],
    ['a duplicate header', 'x,energy,x,accuracy\n1,2,3,4\n', 1, 'two columns are called "x" (1 and 3)'],
    [
      'a result that is no number',
      'x,energy,accuracy\n1,2,3\n1,high,3\n',
      3,
      '"high" in the column "energy"',
    ],
    ['mixed decimals', 'x;energy;accuracy\n1;2.5;3\n1;2,5;3\n', 3, '"2.5" (line 2) and "2,5" (line 3)'],
    ['an open quote', 'x,energy,accuracy\n"1,2,3\n1,2,3\n', undefined, 'does not end'],
    ['a stray quote', 'x,energy,accuracy\n1"2",2,3\n', 2, 'inside of a text'],
    ['a missing column', 'x,energie,accuracy\n1,2,3\n', 1, 'there is no column "energy"'],
    ['no rows', 'x,energy,accuracy\n', undefined, 'no rows'],
    ['nothing in it', '', undefined, 'empty'],
    ['a cell of 10 MB', `x,energy,accuracy\n${'a'.repeat(10_000_000)},2,3\n`, undefined, 'longer than 1 MB'],
  ])('because of %s names file, line and reason', async (_, contents, line, message) => {
    const error = await refusal(contents);
    expect(error.kind).toBe('study-invalid');
    expect(error.message).toContain(message);
    expect(error.place?.file).toBe('runs.csv');
    if (line !== undefined) expect(error.place?.line).toBe(line);
  });

  it('because it is binary, is told from one with another encoding', async () => {
    expect((await refusal(Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1]))).message).toContain('binary');
  });

  it('because nothing says what is a result, says how to say it', async () => {
    expect((await refusal('x,energy\n1,2\n', {})).hint).toContain('--minimize');
  });

  it.each([
    ['an unknown key', 'colums: {}', 'colums'],
    ['an unknown role', 'columns: { x: knob }', 'columns.x'],
    [
      'a column that is not there',
      'columns: { y: parameter }\nobjectives: [energy]',
      'there is no column "y"',
    ],
    ['broken YAML', 'columns: [', 'cannot be read'],
    [
      'a constraint that is no bound',
      'columns: { energy: metric }\nobjectives: [energy]\nconstraints: ["energy = 1"]',
      'not a bound',
    ],
    [
      'a log scale from 0',
      'columns: { x: { as: parameter, kind: float, scale: log }, energy: metric }\nobjectives: [energy]',
      'cannot be "log"',
    ],
    [
      'a unit of the wrong kind',
      'columns: { x: { as: parameter, unit: MHz }, energy: { as: metric, unit: J } }\nobjectives: [energy]\nconstraints: ["energy < 5 s"]',
      'energy',
    ],
  ])('because its mapping has %s', async (_, text, message) => {
    const error = await refusal('x,energy,accuracy\n0,1,2\n1,2,3\n', mapped(text));
    expect(error.message).toContain(message);
  });
});

describe('an imported study', () => {
  it('is described, explored and opened like any other, but not evaluated', async () => {
    const place = folder();
    const path = join(place, 'into.pareto');
    const engine = createEngine({ shell: 'browser', workspaceFolder: place });
    try {
      await engine.importAt(path, {
        path: file('x,energy,accuracy\n1,2,3\n2,1,3\n'),
        rename: 'mine',
        csv: mapped(
          'columns: { x: parameter, energy: { as: metric, unit: mJ }, accuracy: { as: metric, direction: maximize } }\nobjectives: [energy, accuracy]',
        ),
      });
      const opened = engine.openPath(path);
      const [summary] = opened.studies;
      expect(summary).toMatchObject({ name: 'mine', frontSize: 1, finished: true });
      const system = await engine.system(summary!.system);
      expect(system.title).toBe('mine (imported)');
      expect(system.metrics.energy).toMatchObject({ unit: 'J', provenance: 'assumed' });
      expect(system.metrics.energy!.assumption).toContain('runs.csv');
      expect(await engine.validate(summary!.system)).toEqual([]);
      const page = await engine.trialPage(opened.workspace, 'mine', {
        offset: 0,
        limit: 9,
        filter: 'energy < 1.5 mJ',
      });
      expect(page.trials.map(({ number }) => number)).toEqual([1]);
      const detail = await engine.trialDetail(opened.workspace, 'mine', 1);
      expect(detail.inspection.outcome).toEqual({ energy: 0.001, accuracy: 3 });
      expect(detail.design).toEqual({ x: 2 });
      const error = await errorOf(engine.evaluate(summary!.system, { x: 1 }));
      expect(error.message).toContain('imported');
      const out = join(place, 'again.json');
      expect((await engine.exportTo(opened.workspace, { out, select: 'front' })).trials).toBe(1);
    } finally {
      await engine.close();
    }
  });
});
