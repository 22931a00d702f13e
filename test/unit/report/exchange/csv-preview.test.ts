import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { guessColumn, splitUnit } from '../../../../engine/report/exchange/csv-guess.ts';
import { previewCsv } from '../../../../engine/report/exchange/index.ts';

function file(text: string, name = 'bench runs.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-preview-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const TABLE = `trial;rows;style;Energy [mJ];accuracy;clock_MHz;status;remarks
0;8;os;1,5;0,91;250;ok;first
1;16;ws;2,5;0,93;500;ok;
2;32;ws;;;1000;failed;no licence
`;

describe('a preview', () => {
  test('says what each column probably is, and shows the first rows with their lines', async () => {
    const preview = await previewCsv(file(TABLE), {});
    expect(preview).toMatchObject({
      study: 'bench runs',
      delimiter: ';',
      encoding: 'utf-8',
      surveyed: 3,
      complete: true,
      problems: [],
    });
    expect(preview.columns.map(({ name, guess }) => [name, guess])).toEqual([
      ['trial', { as: 'ignore' }],
      ['rows', { as: 'parameter' }],
      ['style', { as: 'parameter' }],
      ['Energy [mJ]', { as: 'metric', direction: 'minimize', name: 'Energy', unit: 'mJ' }],
      ['accuracy', { as: 'metric', direction: 'maximize' }],
      ['clock_MHz', { as: 'parameter', name: 'clock', unit: 'MHz' }],
      ['status', { as: 'state' }],
      ['remarks', { as: 'message' }],
    ]);
    expect(preview.columns[3]).toMatchObject({ filled: 2, distinct: 2, extent: [1.5, 2.5] });
    expect(preview.rows.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(preview.rows[2]!.cells).toEqual(['2', '32', 'ws', '', '', '1000', 'failed', 'no licence']);
  });

  test('names every row that a mapping cannot read, not only the first', async () => {
    const text = 'x,y\n1,2\n1,2,3\n4,five\n6,7\n8\n9,ten\n';
    const mapping = {
      text: 'columns: {x: parameter, y: {as: metric, direction: minimize}}',
      file: 'mapping',
    };
    const { problems } = await previewCsv(file(text), { mapping });
    expect(problems.map(({ place, message }) => [place?.line, message])).toEqual([
      [3, 'there are 3 cells, but 2 columns'],
      [4, '"five" in the column "y" is not a number'],
      [6, 'there are 1 cells, but 2 columns'],
      [7, '"ten" in the column "y" is not a number'],
    ]);
  });

  test('stops after twenty problems of a file that is wrong throughout', async () => {
    const text = `x,y\n${'1,none of it\n'.repeat(1000)}`;
    const mapping = {
      text: 'columns: {x: parameter, y: {as: metric, direction: minimize}}',
      file: 'mapping',
    };
    expect((await previewCsv(file(text), { mapping })).problems).toHaveLength(20);
  });

  test('says what an import would leave out', async () => {
    const mapping = { text: 'columns: {accuracy: {as: metric, direction: maximize}}', file: 'mapping' };
    const { problems, notes } = await previewCsv(file(TABLE), { mapping });
    expect(problems).toEqual([]);
    expect(notes[0]).toContain('trial, rows, style');
  });

  test('of a file that cannot be read to its end shows what could be read', async () => {
    const { rows, problems } = await previewCsv(file('a,b\n1,2\n"3,4\n'), {});
    expect(rows.map(({ cells }) => cells)).toEqual([['1', '2']]);
    expect(problems[0]!.message).toContain('quoted text does not end');
  });

  test('of a file in another encoding says how to go on, and the mapping may name it', async () => {
    const path = file('');
    writeFileSync(
      path,
      Buffer.from([0x67, 0x72, 0xf6, 0xdf, 0x65, 0x2c, 0x79, 0x0a, 0x31, 0x2c, 0x32, 0x0a]),
    );
    expect((await previewCsv(path, {})).problems[0]).toMatchObject({
      hint: expect.stringContaining('windows-1252') as unknown,
    });
    const mapping = {
      text: 'encoding: windows-1252\ncolumns: {größe: parameter, y: {as: metric, direction: minimize}}',
      file: 'mapping',
    };
    const preview = await previewCsv(path, { mapping });
    expect(preview.columns.map(({ name }) => name)).toEqual(['größe', 'y']);
    expect(preview.problems).toEqual([]);
  });
});

describe('a guess', () => {
  test('takes a unit off a name only where it can be converted', () => {
    expect(splitUnit('area (mm²)')).toEqual({ name: 'area', unit: 'mm²' });
    expect(splitUnit('latency_ms')).toEqual({ name: 'latency', unit: 'ms' });
    expect(splitUnit('energy_J')).toEqual({ name: 'energy', unit: 'J' });
    expect(splitUnit('array_m')).toEqual({ name: 'array_m' });
    expect(splitUnit('top (best)')).toEqual({ name: 'top (best)' });
    expect(splitUnit('utilisation [%]')).toEqual({ name: 'utilisation', unit: '%' });
  });

  test('takes words for a parameter whatever the column is called, and numbers that repeat for no counter', () => {
    const column = (name: string, values: readonly string[], numeric: boolean) =>
      guessColumn({ name, numeric, filled: values.length, values: new Set(values) });
    expect(column('energy', ['low', 'high'], false)).toEqual({ as: 'parameter' });
    expect(column('id', ['1', '2', '3'], true)).toEqual({ as: 'ignore' });
    expect(guessColumn({ name: 'id', numeric: true, filled: 5, values: new Set(['1', '2']) })).toEqual({
      as: 'parameter',
    });
    expect(column('state', ['idle', 'busy'], false)).toEqual({ as: 'parameter' });
  });
});
