// Parquet files of any columns, read back by a reader that is not ours.

import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { ParameterValue } from '../../../../engine/contract/system.ts';
import type { ExportColumn } from '../../../../engine/report/exchange/columns.ts';
import type { ExportMetadata } from '../../../../engine/report/exchange/metadata.ts';
import { writeParquet } from '../../../../engine/report/exchange/parquet-write.ts';
import type { SelectedBatch } from '../../../../engine/report/exchange/selection.ts';
import { folder } from './_fixtures.ts';

const METADATA = { program: 'test 1' } as unknown as ExportMetadata;
const TRIAL: ExportColumn = { role: 'trial', name: 'trial', doc: '' };
const MESSAGE: ExportColumn = { role: 'message', name: 'message', doc: '' };

function metric(name: string, index: number): ExportColumn {
  return { role: 'metric', name, id: name, doc: '', index };
}

function parameter(
  name: string,
  index: number,
  rest: { readonly integer?: boolean; readonly choices?: readonly ParameterValue[] },
): ExportColumn {
  return { role: 'parameter', name, id: name, doc: '', index, integer: false, ...rest };
}

/** A batch of all of its rows; NaN stands for no value. */
function batchOf(
  first: number,
  codes: readonly (readonly number[])[],
  metrics: readonly (readonly number[])[],
  messages: readonly (readonly [row: number, text: string])[] = [],
): SelectedBatch {
  const count = Math.max(codes.length, metrics.length);
  return {
    designs: { first, count, codes: Float64Array.from(codes.flat()) },
    results: {
      first,
      count,
      states: new Uint8Array(count),
      metrics: Float64Array.from(metrics.flat()),
      durations: new Float32Array(count),
      messages: [...messages],
    },
    rows: Uint32Array.from({ length: count }, (_, row) => row),
    onFront: new Uint8Array(count),
  };
}

async function* following(batches: readonly SelectedBatch[]): AsyncGenerator<SelectedBatch> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

async function written(columns: readonly ExportColumn[], batches: readonly SelectedBatch[]): Promise<string> {
  const path = join(folder(), 'out.parquet');
  await writeParquet(path, METADATA, columns, following(batches));
  return path;
}

async function read(path: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) });
}

/** Bounds and nulls of a column in each row group. */
async function statistics(path: string, name: string): Promise<unknown[]> {
  const { row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return groups.map(({ columns }) => {
    const { statistics: found } = columns.find(
      ({ meta_data: data }) => data?.path_in_schema[0] === name,
    )!.meta_data!;
    return [found!.min_value, found!.max_value, found!.null_count];
  });
}

describe('a Parquet column', () => {
  it('gives back every double, also from a dictionary, and null for none', async () => {
    const special = [0, -0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 0.1, Number.NaN];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.double(), fc.constantFrom(...special), fc.constantFrom(1, 2)), {
          minLength: 1,
          maxLength: 400,
        }),
        async (values) => {
          const path = await written(
            [metric('x', 0)],
            [
              batchOf(
                0,
                [],
                values.map((value) => [value]),
              ),
            ],
          );
          const expected = values.map((value) => (Number.isNaN(value) ? null : value));
          expect((await read(path)).map(({ x }) => x ?? null)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives back every integer, choice and boolean, in runs and out of them', async () => {
    const mixed: readonly ParameterValue[] = ['a', 1, true, 'ünï'];
    const many = Array.from({ length: 700 }, (_, index) => `choice ${index}`);
    const row = fc.tuple(
      fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constant(Number.NaN)),
      fc.constantFrom(0, 1, 2, 3, Number.NaN),
      fc.constantFrom(0, 1, Number.NaN),
      fc.nat({ max: 699 }),
      fc.constantFrom(0, 1, 2),
    );
    const runs = fc
      .array(fc.tuple(row, fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 60 })
      .map((all) => all.flatMap(([one, length]) => Array.from({ length }, () => one)));
    const columns = [
      parameter('integer', 0, { integer: true }),
      parameter('mixed', 1, { choices: mixed }),
      parameter('flag', 2, { choices: [true, false] }),
      parameter('many', 3, { choices: many }),
      parameter('level', 4, { choices: [16, 0.5, -3] }),
    ];
    await fc.assert(
      fc.asyncProperty(runs, async (rows) => {
        const found = await read(await written(columns, [batchOf(0, rows, [])]));
        expect(found).toHaveLength(rows.length);
        rows.forEach(([integer, choice, flag, name, level], index) => {
          expect(found[index]).toEqual({
            integer: Number.isNaN(integer) ? null : integer,
            mixed: Number.isNaN(choice) ? null : String(mixed[choice]),
            flag: Number.isNaN(flag) ? null : flag === 0,
            many: many[name],
            level: [16, 0.5, -3][level],
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it('has its bounds and how many nulls, row group by row group', async () => {
    const batches = Array.from({ length: 70 }, (_, index) =>
      batchOf(
        index * 1024,
        Array.from({ length: 1024 }, (__, row) => [row % 3]),
        Array.from({ length: 1024 }, (__, row) => [row === 5 ? Number.NaN : index * 1024 + row]),
      ),
    );
    const columns = [TRIAL, parameter('name', 0, { choices: ['z', 'é', 'a', 'unused'] }), metric('x', 0)];
    const path = await written(columns, batches);
    const rows = await read(path);
    expect(rows.map(({ trial }) => trial)).toEqual(Array.from({ length: 71_680 }, (_, number) => number));
    expect(rows.map(({ name }) => name)).toEqual(
      batches.flatMap(() => Array.from({ length: 1024 }, (_, row) => ['z', 'é', 'a'][row % 3])),
    );
    expect(await statistics(path, 'x')).toEqual([
      // The format has -0 where the least is zero.
      [-0, 65_535, 64n],
      [65_536, 71_679, 6n],
    ]);
    expect(await statistics(path, 'name')).toEqual([
      ['a', 'é', 0n],
      ['a', 'é', 0n],
    ]);
  });

  it('holds messages of any length and language, and row groups end where they grow', async () => {
    const long = 'ש'.repeat(5_000_000);
    const batches = [0, 1, 2].map((index) =>
      batchOf(
        index * 2,
        [],
        [[0], [0]],
        [[0, index === 2 ? 'short' : long], ...(index === 2 ? [] : ([[1, 'שלום "x"\n']] as const))],
      ),
    );
    const path = await written([metric('x', 0), MESSAGE], batches);
    const texts = (await read(path)).map(({ message }) => message ?? null);
    expect(texts).toEqual([long, 'שלום "x"\n', long, 'שלום "x"\n', 'short', null]);
    expect(await statistics(path, 'message')).toHaveLength(2);
  });

  it('is a whole file where there is no trial', async () => {
    const path = await written([TRIAL, metric('x', 0)], []);
    expect(await read(path)).toEqual([]);
    const bytes = readFileSync(path);
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  });

  it('replaces what was in the file', async () => {
    const path = join(folder(), 'out.parquet');
    writeFileSync(path, 'x'.repeat(100_000));
    await writeParquet(path, METADATA, [metric('x', 0)], following([batchOf(0, [], [[1]])]));
    expect(await read(path)).toEqual([{ x: 1 }]);
  });
});
