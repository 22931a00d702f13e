import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../../../engine/contract/study.ts';
import { openWorkspace } from '../../../engine/store/index.ts';
import { errorOf, kindOf, makeBatch, makeStudy, METRICS, temporaryPath } from './_fixtures.ts';

const anyDouble = fc.double({ noDefaultInfinity: false, noNaN: false });
const anyName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((name) => name.toWellFormed())
  .filter((name) => !name.includes('\0'));
const anyChoice = fc.oneof(anyName, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());

const anyDimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.record({
    kind: fc.constant('choice' as const),
    id: anyName,
    choices: fc.uniqueArray(anyChoice, { minLength: 1, maxLength: 40 }),
    ordered: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('float' as const),
    id: anyName,
    minimum: fc.constant(0),
    maximum: fc.constant(1),
    scale: fc.constant('linear' as const),
  }),
  fc.record({
    kind: fc.constant('integer' as const),
    id: anyName,
    minimum: fc.constant(0),
    maximum: fc.constant(1),
    step: fc.constant(1),
    scale: fc.constant('linear' as const),
  }),
);

function anyCode(dimension: Dimension): fc.Arbitrary<number> {
  const inactive = fc.constant(Number.NaN);
  if (dimension.kind === 'choice') {
    return fc.oneof({ weight: 9, arbitrary: fc.nat(dimension.choices.length - 1) }, inactive);
  }
  if (dimension.kind === 'integer') return fc.oneof(fc.maxSafeInteger(), inactive);
  return anyDouble;
}

const anyCase = fc
  .record({
    dimensions: fc.uniqueArray(anyDimension, { maxLength: 30, selector: (dimension) => dimension.id }),
    metricIds: fc.uniqueArray(anyName, { minLength: 1, maxLength: 6 }),
    counts: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 }),
  })
  .chain(({ dimensions, metricIds, counts }) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return fc.record({
      dimensions: fc.constant(dimensions),
      metricIds: fc.constant(metricIds),
      counts: fc.constant(counts),
      rows: fc.array(
        fc.record({
          codes: fc.tuple(...dimensions.map(anyCode)),
          state: fc.nat(4),
          metrics: fc.tuple(...metricIds.map(() => anyDouble)),
          duration: fc.float({ noNaN: true, min: 0 }),
          message: fc.option(fc.string({ unit: 'binary', maxLength: 2000 }), { freq: 3, nil: undefined }),
        }),
        { minLength: total, maxLength: total },
      ),
    });
  });

describe('a stored batch', () => {
  it('is read back bit for bit: codes, states, metrics, durations and messages, after reopening too', () => {
    fc.assert(
      fc.property(anyCase, ({ dimensions, metricIds, counts, rows }) => {
        const path = temporaryPath();
        const study = makeStudy({ dimensions });
        let workspace = openWorkspace(path, { mode: 'write', create: true });
        let stored = workspace.createStudy(
          study,
          'text',
          metricIds.map((id) => ({ id })),
        );
        let first = 0;
        for (const count of counts) {
          const part = rows.slice(first, first + count);
          stored.append(
            { first, count, codes: Float64Array.from(part.flatMap((row) => row.codes)) },
            {
              first,
              count,
              states: Uint8Array.from(part.map((row) => row.state)),
              metrics: Float64Array.from(part.flatMap((row) => row.metrics)),
              durations: Float32Array.from(part.map((row) => row.duration)),
              messages: part.flatMap(({ message }, offset): [number, string][] =>
                message === undefined ? [] : [[offset, message]],
              ),
            },
          );
          first += count;
        }
        workspace.close();
        workspace = openWorkspace(path, { mode: 'write' });
        stored = workspace.study(study.name)!;
        expect(stored.study).toEqual(JSON.parse(JSON.stringify(study)));
        const { designs, results } = stored.readBatch(0, first + 10);
        workspace.close();
        expect(designs.count).toBe(rows.length);
        expect(designs.codes).toEqual(Float64Array.from(rows.flatMap((row) => row.codes)));
        expect(results.states).toEqual(Uint8Array.from(rows.map((row) => row.state)));
        expect(results.metrics).toEqual(Float64Array.from(rows.flatMap((row) => row.metrics)));
        expect(results.durations).toEqual(Float32Array.from(rows.map((row) => row.duration)));
        expect(results.messages).toEqual(
          rows.flatMap(({ message }, offset) =>
            message === undefined ? [] : [[offset, message.toWellFormed()]],
          ),
        );
      }),
      { seed: 20260101, numRuns: 60 },
    );
  });

  it('keeps what SQLite would bend in a REAL column: minus zero, denormals, infinities', () => {
    const workspace = openWorkspace(temporaryPath(), { mode: 'write', create: true });
    const stored = workspace.createStudy(makeStudy({ dimensions: [] }), '', [{ id: 'm' }]);
    const values = [-0, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN, 2 ** 53 + 2, 0.1 + 0.2, 3];
    stored.append(
      { first: 0, count: values.length, codes: new Float64Array(0) },
      {
        first: 0,
        count: values.length,
        states: new Uint8Array(values.length),
        metrics: Float64Array.from(values),
        durations: new Float32Array(values.length),
        messages: [],
      },
    );
    expect([...stored.readBatch(0, 99).results.metrics]).toEqual(values);
    workspace.close();
  });

  it('cuts messages of more than 2,000 characters and counts equal ones together', () => {
    const workspace = openWorkspace(temporaryPath(), { mode: 'write', create: true });
    const stored = workspace.createStudy(makeStudy(), '', METRICS);
    const { designs, results } = makeBatch(0, 3);
    const long = 'x'.repeat(5000);
    stored.append(designs, {
      ...results,
      states: Uint8Array.of(3, 3, 1),
      messages: [
        [0, long],
        [1, long],
        [2, 'does not fit'],
      ],
    });
    expect(stored.failures(5)).toEqual([
      { message: 'x'.repeat(2000), state: 'failed', count: 2, exampleTrial: 0 },
      { message: 'does not fit', state: 'infeasible', count: 1, exampleTrial: 2 },
    ]);
    workspace.close();
  });
});

describe('append', () => {
  it('refuses a batch that does not continue, and stores nothing of a batch that it refuses', () => {
    const workspace = openWorkspace(temporaryPath(), { mode: 'write', create: true });
    const stored = workspace.createStudy(makeStudy(), '', METRICS);
    const good = makeBatch(0, 100);
    stored.append(good.designs, good.results);
    const skipping = makeBatch(101, 5);
    expect(errorOf(() => stored.append(skipping.designs, skipping.results)).message).toContain(
      '100 comes next',
    );
    const bad = makeBatch(100, 50);
    bad.designs.codes[40 * 5] = 4;
    const error = errorOf(() => stored.append(bad.designs, bad.results));
    expect(error.message).toBe('trial 140 cannot be stored: "mac" has no choice number 4');
    expect(stored.storedCount()).toBe(100);
    const half = makeBatch(100, 50);
    half.designs.codes[49 * 5 + 4] = 2.5;
    expect(kindOf(() => stored.append(half.designs, half.results))).toBe('internal');
    const next = makeBatch(100, 50);
    stored.append(next.designs, next.results);
    expect(stored.readBatch(100, 50)).toEqual({ designs: next.designs, results: next.results });
    // Of 0..149: 21 with n mod 7 = 6; 37 with n mod 4 = 3, 5 of them also failed.
    expect(stored.counts()).toEqual({ complete: 97, infeasible: 32, pruned: 0, failed: 21, cancelled: 0 });
    workspace.close();
  });

  it('is undone with its group', () => {
    const workspace = openWorkspace(temporaryPath(), { mode: 'write', create: true });
    const stored = workspace.createStudy(makeStudy(), '', METRICS);
    const before = makeBatch(0, 10);
    stored.append(before.designs, before.results);
    stored.saveFront([1, 2], 0.5);
    const failures = stored.failures(10);
    expect(() =>
      stored.group(() => {
        const next = makeBatch(10, 30);
        stored.append(next.designs, next.results);
        stored.saveFront([1, 35], 0.75);
        expect(stored.storedCount()).toBe(40);
        throw new Error('the runner gave up');
      }),
    ).toThrow('the runner gave up');
    expect(stored.storedCount()).toBe(10);
    expect([...stored.front()]).toEqual([1, 2]);
    expect(stored.hypervolume()).toBe(0.5);
    expect(stored.failures(10)).toEqual(failures);
    const again = makeBatch(10, 30);
    stored.append(again.designs, again.results);
    expect(stored.readBatch(10, 30)).toEqual({ designs: again.designs, results: again.results });
    workspace.close();
  });
});
