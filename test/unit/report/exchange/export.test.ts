// Exported tables, read back by readers that are not ours.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { csvNumber, csvText } from '../../../../engine/report/exchange/csv-write.ts';
import {
  exportOptuna,
  exportTable,
  type Selection,
  type TableFormat,
} from '../../../../engine/report/exchange/index.ts';
import type { StoredStudy } from '../../../../engine/store/index.ts';
import { errorOf, filesIn, folder, sourceOf, storedStudy } from './_fixtures.ts';

interface JsonTrial {
  readonly trial: number;
  readonly state: string;
  readonly on_front: boolean;
  readonly design: Record<string, unknown>;
  readonly metrics: Record<string, number>;
  readonly message?: string;
}

async function exported(
  stored: StoredStudy,
  format: TableFormat,
  selection: Selection = { select: 'all' },
): Promise<string> {
  const path = join(folder(), `out.${format}`);
  await exportTable(sourceOf(stored), selection, format, path);
  return path;
}

function rowsOf(path: string): Record<string, string>[] {
  return parse(readFileSync(path), { columns: true });
}

function trialsOf(stored: StoredStudy) {
  return stored.page({ offset: 0, limit: 10_000 }).trials;
}

describe('CSV', () => {
  it('has every trial with its states, values and messages, unknown ones empty', async () => {
    const stored = storedStudy(300);
    const rows = rowsOf(await exported(stored, 'csv'));
    expect(rows).toHaveLength(300);
    for (const [index, trial] of trialsOf(stored).entries()) {
      const row = rows[index]!;
      expect(row.trial).toBe(String(trial.number));
      expect(row.state).toBe(trial.state);
      expect(row.on_front).toBe(String(trial.onFront));
      expect(row.message).toBe(trial.message ?? '');
      for (const id of ['mac', 'protection.dma', 'logic_faults', 'clock', 'experts']) {
        expect(row[id]).toBe(trial.design[id] === undefined ? '' : String(trial.design[id]));
      }
      for (const id of ['area', 'energy', 'sdc']) {
        expect(row[id] === '' ? undefined : Number(row[id])).toBe(trial.metrics[id]);
      }
    }
  });

  it('puts question, units, directions and the way to run it again beside the file', async () => {
    const path = await exported(storedStudy(10), 'csv');
    const metadata = JSON.parse(readFileSync(`${path}-metadata.json`, 'utf8')) as {
      columns: { name: string }[];
    };
    expect(metadata).toMatchObject({
      study: 'protect-npu',
      system: { id: 'npu', version: 1 },
      seed: 7,
      program: 'Paretoscope 1.2.3',
      studyFile: 'study: protect-npu\n',
      reproduce: expect.stringContaining('paretoscope run') as string,
    });
    expect(metadata.columns.find(({ name }) => name === 'energy')).toMatchObject({
      unit: 'J',
      direction: 'minimize',
      provenance: 'simulated',
    });
  });

  it('never lets a text become a formula, and leaves numbers alone', () => {
    for (const live of ["=cmd|'/C calc'!A0", '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      const cell = parse(csvText(live))[0]![0]!;
      expect(cell).toBe(`'${live}`);
    }
    expect(csvNumber(-1.5)).toBe('-1.5');
    expect(csvNumber(Number.NaN)).toBe('');
    expect(csvNumber(-0)).toBe('-0');
  });

  it('gives back any text that is not live, and any number bit for bit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), (text, number) => {
        const cells = parse(`${csvText(text)},${csvNumber(number)}\n`)[0]!;
        expect(cells[0]!.replace(/^'(?=[=+\-@\t\r])/, '')).toBe(text);
        expect(Object.is(Number(cells[1]), number)).toBe(true);
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});

describe('JSON', () => {
  it('holds metadata and trials; JSON Lines hold the same trials', async () => {
    const stored = storedStudy(300);
    const whole = JSON.parse(readFileSync(await exported(stored, 'json'), 'utf8')) as {
      study: string;
      trials: JsonTrial[];
    };
    expect(whole.study).toBe('protect-npu');
    const expected = trialsOf(stored);
    expect(whole.trials.map(({ design }) => design)).toEqual(expected.map(({ design }) => design));
    expect(whole.trials.map(({ metrics }) => metrics)).toEqual(expected.map(({ metrics }) => metrics));
    expect(whole.trials.map(({ message }) => message)).toEqual(expected.map(({ message }) => message));
    const lines = readFileSync(await exported(stored, 'jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as JsonTrial)).toEqual(whole.trials);
  });

  it('is a valid document without any trial too', async () => {
    const path = await exported(storedStudy(20), 'json', { select: 'all', filter: 'area > 1000' });
    expect((JSON.parse(readFileSync(path, 'utf8')) as { trials: unknown[] }).trials).toEqual([]);
  });
});

describe('Parquet', () => {
  it('is read by a Parquet reader with its types, nulls and metadata', async () => {
    const stored = storedStudy(5000);
    const path = await exported(stored, 'parquet');
    const file = await asyncBufferFromFile(path);
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(5000);
    for (const [index, trial] of trialsOf(stored).entries()) {
      const row = rows[index]!;
      expect(row.trial).toBe(trial.number);
      expect(row.state).toBe(trial.state);
      expect(row.on_front).toBe(trial.onFront);
      for (const id of ['mac', 'protection.dma', 'logic_faults', 'clock', 'experts']) {
        expect(row[id] ?? undefined).toBe(trial.design[id]);
      }
      for (const id of ['area', 'energy', 'sdc']) expect(row[id] ?? undefined).toBe(trial.metrics[id]);
    }
    const { key_value_metadata: pairs } = await parquetMetadataAsync(file);
    const text = pairs?.find(({ key }) => key === 'paretoscope')?.value;
    expect(JSON.parse(text!)).toMatchObject({ study: 'protect-npu', seed: 7 });
  });
});

describe('a selection', () => {
  it('is the front, or the trials for which a filter holds, units understood', async () => {
    const stored = storedStudy(300);
    const numbers = async (selection: Selection): Promise<number[]> =>
      rowsOf(await exported(stored, 'csv', selection)).map(({ trial }) => Number(trial));
    expect(await numbers({ select: 'front' })).toEqual([1, 4]);
    expect(await numbers({ select: Uint32Array.of(2, 3, 4, 77), filter: 'number > 2' })).toEqual([3, 4, 77]);
    for (const filter of [
      'energy < 0.5 mJ and mac = 32',
      'not energy < 0.5 mJ',
      'clock >= 500 MHz',
      'state = failed',
    ]) {
      const expected = stored.page({ offset: 0, limit: 10_000, filter }, { clock: 'Hz' }).trials;
      expect(await numbers({ select: 'all', filter })).toEqual(expected.map(({ number }) => number));
      expect(expected.length).toBeGreaterThan(0);
    }
    const error = await errorOf(numbers({ select: 'all', filter: 'enrgy < 1' }));
    expect(error.kind).toBe('usage');
    expect(error.hint).toContain('energy');
  });
});

describe('the output file', () => {
  it('is the same, byte for byte, every time', async () => {
    const stored = storedStudy(3000);
    for (const format of ['csv', 'json', 'jsonl', 'parquet'] as const) {
      const [first, second] = [await exported(stored, format), await exported(stored, format)];
      expect(readFileSync(first).equals(readFileSync(second)), format).toBe(true);
    }
  });

  it('replaces another only when told to', async () => {
    const stored = storedStudy(5);
    const path = join(folder(), 'out.json');
    writeFileSync(path, 'precious');
    const error = await errorOf(exportTable(sourceOf(stored), { select: 'all' }, 'json', path));
    expect(error.kind).toBe('usage');
    expect(error.hint).toContain('--force');
    expect(readFileSync(path, 'utf8')).toBe('precious');
    await exportTable(sourceOf(stored), { select: 'all' }, 'json', path, { force: true });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ study: 'protect-npu' });
    expect(filesIn(join(path, '..'))).toEqual(['out.json']);
  });

  it('is not begun where there is no folder, and a folder is not replaced', async () => {
    const stored = storedStudy(5);
    const place = folder();
    const write = (path: string) => errorOf(exportTable(sourceOf(stored), { select: 'all' }, 'csv', path));
    expect((await write(join(place, 'no', 'out.csv'))).kind).toBe('not-found');
    expect((await write(place)).message).toContain('is a folder');
    expect(filesIn(place)).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const stored = storedStudy(3000);
    const place = folder();
    const abort = new AbortController();
    const writing = exportTable(sourceOf(stored), { select: 'all' }, 'csv', join(place, 'out.csv'), {
      signal: abort.signal,
    });
    abort.abort();
    expect((await errorOf(writing)).kind).toBe('cancelled');
    expect(filesIn(place)).toEqual([]);
  });

  it('leaves nothing behind on a full disk', async (context) => {
    const place = folder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place], { stdio: 'pipe' });
    } catch {
      console.warn('SKIPPED: no small file system can be mounted here, so the full disk was not tried');
      context.skip();
    }
    try {
      const stored = storedStudy(20_000);
      for (const format of ['csv', 'parquet'] as const) {
        const error = await errorOf(
          exportTable(sourceOf(stored), { select: 'all' }, format, join(place, `out.${format}`)),
        );
        expect(error.kind).toBe('disk-full');
        expect(filesIn(place)).toEqual([]);
      }
      const error = await errorOf(exportOptuna([sourceOf(stored)], { select: 'all' }, join(place, 'out.db')));
      expect(error.sentence).toContain(`no room on the disk for "${join(place, 'out.db')}"`);
      expect(filesIn(place)).toEqual([]);
    } finally {
      execFileSync('umount', ['-l', place]);
    }
  });
});

/** Texts of a part of a workbook's XML, by a pattern with one group, entities resolved. */
function xmlTexts(xml: string, pattern: RegExp): string[] {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return [...xml.matchAll(pattern)].map(([, text]) =>
    text!.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole),
  );
}

describe('XLSX', () => {
  it('has numbers as numbers and texts as texts, never as formulas, as the XML inside says', async () => {
    const stored = storedStudy(60);
    const parts = unzipSync(readFileSync(await exported(stored, 'xlsx')));
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']!);
    const strings = xmlTexts(
      strFromU8(parts['xl/sharedStrings.xml']!),
      /<si><t(?: [^>]*)?>([^<]*)<\/t><\/si>/g,
    );
    expect(sheet).not.toContain('<f>');
    const rows = xmlTexts(sheet, /<row [^>]*>(.*?)<\/row>/gs).map((row) => {
      const cells = new Map<string, string | number>();
      for (const [, column, type, value] of row.matchAll(
        /<c r="([A-Z]+)\d+"(?: s="\d+")?(?: t="(\w+)")?[^>]*>(?:<v>([^<]*)<\/v>)?/g,
      )) {
        if (value !== undefined) cells.set(column!, type === 's' ? strings[Number(value)]! : Number(value));
      }
      return cells;
    });
    expect(rows).toHaveLength(61);
    const columnOf = new Map([...rows[0]!].map(([column, name]) => [name, column]));
    for (const [index, trial] of trialsOf(stored).entries()) {
      const cell = (name: string): string | number | undefined => rows[index + 1]!.get(columnOf.get(name)!);
      expect(cell('trial')).toBe(trial.number);
      expect(cell('state')).toBe(trial.state);
      expect(cell('message')).toBe(trial.message);
      for (const id of ['area', 'energy', 'sdc']) expect(cell(id)).toBe(trial.metrics[id]);
      expect(cell('clock')).toBe(trial.design.clock);
    }
  });

  it('says what the columns mean and how to run the study again', async () => {
    const parts = unzipSync(readFileSync(await exported(storedStudy(5), 'xlsx')));
    const texts = strFromU8(parts['xl/sharedStrings.xml']!);
    for (const text of ['minimize', 'simulated', 'reproduce', 'seed']) expect(texts).toContain(`>${text}<`);
  });

  it('refuses more trials than the writer can hold, and leaves no file', async () => {
    const stored = storedStudy(50_001);
    const path = join(folder(), 'large.xlsx');
    const error = await errorOf(exportTable(sourceOf(stored), { select: 'all' }, 'xlsx', path));
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringContaining('50,000') as unknown });
    expect(filesIn(dirname(path))).toEqual([]);
  });
});
