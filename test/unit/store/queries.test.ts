import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trial } from '../../../engine/contract/trial.ts';
import { compileExpression, evaluateExpression } from '../../../engine/space/expression.ts';
import { openWorkspace, type StoredStudy, type Workspace } from '../../../engine/store/index.ts';
import { DIMENSIONS, errorOf, kindOf, makeBatch, makeStudy, METRICS, temporaryPath } from './_fixtures.ts';

const COUNT = 600;
const FRONT = [3, 10, 11, 12, 500, 599];

let workspace: Workspace;
let stored: StoredStudy;
let everything: readonly Trial[];

beforeAll(() => {
  workspace = openWorkspace(temporaryPath(), { mode: 'write', create: true });
  stored = workspace.createStudy(makeStudy(), '', METRICS);
  const { designs, results } = makeBatch(0, COUNT);
  stored.append(designs, results);
  stored.saveFront(FRONT, null);
  everything = stored.page({ offset: 0, limit: COUNT }).trials;
});

afterAll(() => workspace.close());

describe('a page', () => {
  it('shows trials decoded: active parameters, known metrics, state and message', () => {
    const { designs, results } = makeBatch(0, COUNT);
    const row = 3;
    const [mac, protection, faults, clock, experts] = designs.codes.subarray(row * 5, row * 5 + 5);
    expect(everything[row]).toEqual({
      number: 3,
      state: 'infeasible',
      design: {
        mac: [32, 64, 128, 256][mac!],
        'protection.dma': ['none', 'quatro', 'dmr', 'tspc-dice'][protection!],
        logic_faults: faults === 1,
        ...(Number.isNaN(clock) ? {} : { clock }),
        experts,
      },
      metrics: { area: results.metrics[row * 3], sdc: results.metrics[row * 3 + 2] },
      message: 'does not fit',
      durationSeconds: Math.fround(4e-6),
      onFront: true,
    });
    expect(everything.map((trial) => trial.number)).toEqual(
      Array.from({ length: COUNT }, (_, number) => number),
    );
    expect(everything.filter((trial) => trial.onFront).map((trial) => trial.number)).toEqual(FRONT);
  });

  it.each(['number', 'state', 'duration', 'area', 'energy', 'clock', 'experts', 'mac', 'protection.dma'])(
    'sorts by %s in both directions, unknown values last, and pages meet without gap or overlap',
    (sort) => {
      const rank = (trial: Trial): number | undefined => {
        if (sort === 'number') return trial.number;
        if (sort === 'duration') return trial.durationSeconds;
        if (sort === 'state')
          return ['complete', 'infeasible', 'pruned', 'failed', 'cancelled'].indexOf(trial.state);
        const dimension = DIMENSIONS.find(({ id }) => id === sort);
        const value = trial.design[sort] ?? trial.metrics[sort];
        return dimension?.kind === 'choice'
          ? dimension.choices.indexOf(value!)
          : (value as number | undefined);
      };
      for (const descending of [false, true]) {
        const sign = descending ? -1 : 1;
        const expected = [...everything].sort((a, b) => {
          const [left, right] = [rank(a), rank(b)];
          if (left === undefined || right === undefined) {
            if (left !== undefined) return -1;
            if (right !== undefined) return 1;
            return sign * (a.number - b.number);
          }
          return sign * (left - right) || sign * (a.number - b.number);
        });
        const paged = [0, 250, 500].flatMap(
          (offset) => stored.page({ offset, limit: 250, sort, descending }).trials,
        );
        expect(paged.map((trial) => trial.number)).toEqual(expected.map((trial) => trial.number));
      }
    },
  );

  it('shows the front alone, filtered and sorted', () => {
    const page = stored.page({ offset: 0, limit: 3, sort: 'area', frontOnly: true, filter: 'number < 500' });
    expect(page.total).toBe(4);
    const areas = page.trials.map((trial) => trial.metrics.area!);
    expect(areas).toEqual([...areas].sort((a, b) => a - b));
    expect(
      stored.page({ offset: 0, limit: 100, frontOnly: true }).trials.map((trial) => trial.number),
    ).toEqual(FRONT);
  });

  it('takes filters with units, for metrics from the workspace and for parameters from the caller', () => {
    const inJoules = stored.page({ offset: 0, limit: 0, filter: 'energy < 5e-4' }).total;
    expect(inJoules).toBe(everything.filter((trial) => (trial.metrics.energy ?? 1) < 5e-4).length);
    expect(stored.page({ offset: 0, limit: 0, filter: 'energy < 500 uJ' }).total).toBe(inJoules);
    const slow = stored.page({ offset: 0, limit: 0, filter: 'clock < 250 MHz' }, { clock: 'Hz' }).total;
    expect(slow).toBe(
      everything.filter((trial) => ((trial.design.clock as number | undefined) ?? 1e9) < 2.5e8).length,
    );
    expect(slow).toBeGreaterThan(0);
  });

  it('answers unknown names, wrong filters and impossible offsets with errors that say what to do', () => {
    expect(errorOf(() => stored.page({ offset: 0, limit: 1, sort: 'aera' })).sentence).toBe(
      'the study has no parameter or metric "aera"; it has number, state, duration, mac, protection.dma, ' +
        'logic_faults, clock, experts, area, energy, sdc',
    );
    expect(errorOf(() => stored.page({ offset: 0, limit: 1, filter: 'aera < 1' })).sentence).toContain(
      'did you mean "area"',
    );
    expect(kindOf(() => stored.page({ offset: -1, limit: 1 }))).toBe('usage');
    expect(stored.page({ offset: 10_000, limit: 10 })).toEqual({ total: COUNT, trials: [] });
  });

  it('does not run what a filter or a name smuggles in', () => {
    const attack = `x'; DROP TABLE trial_1; --`;
    expect(kindOf(() => stored.page({ offset: 0, limit: 1, filter: `protection.dma = "${attack}"` }))).toBe(
      'usage',
    );
    expect(kindOf(() => stored.page({ offset: 0, limit: 1, sort: attack }))).toBe('not-found');
    expect(stored.storedCount()).toBe(COUNT);
  });
});

const anyComparison = fc.oneof(
  fc.record({
    name: fc.constantFrom('area', 'energy', 'clock', 'experts', 'mac', 'number'),
    operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: fc.constantFrom('1.5', '5e-4', '3e8', '20', '64', '128'),
  }),
  fc.record({
    name: fc.constantFrom('protection.dma', 'state', 'logic_faults', 'mac'),
    operator: fc.constantFrom('=', '!=', 'in'),
    value: fc.nat(1),
  }),
);

const CHOICES: Readonly<Record<string, readonly [string, string]>> = {
  'protection.dma': ['none', 'tspc-dice'],
  state: ['failed', 'infeasible'],
  logic_faults: ['true', 'false'],
  mac: ['64', '256'],
};

const { expression } = fc.letrec<{ expression: string; comparison: string; joined: string; negated: string }>(
  (tie) => ({
    expression: fc.oneof({ maxDepth: 4 }, tie('comparison'), tie('joined'), tie('negated')),
    comparison: anyComparison.map(({ name, operator, value }) => {
      if (typeof value === 'string') {
        if (name === 'mac' && (operator === '=' || operator === '!=')) return `mac ${operator} 64`;
        return `${name} ${operator} ${value}`;
      }
      const choices = CHOICES[name]!;
      return operator === 'in'
        ? `${name} in (${choices.join(', ')})`
        : `${name} ${operator} ${choices[value]!}`;
    }),
    joined: fc
      .tuple(tie('expression'), fc.constantFrom('and', 'or'), tie('expression'))
      .map(([left, word, right]) => `(${left} ${word} ${right})`),
    negated: tie('expression').map((part) => `not ${part}`),
  }),
);

describe('a filter', () => {
  it('matches in SQL exactly the trials for which the expression holds', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const checked = compileExpression(text, {
          ...Object.fromEntries(METRICS.map(({ id }) => [id, { kind: 'number' as const }])),
          ...Object.fromEntries(
            DIMENSIONS.map((dimension) => [
              dimension.id,
              dimension.kind === 'choice'
                ? { kind: 'choice' as const, choices: dimension.choices }
                : { kind: 'number' as const },
            ]),
          ),
          number: { kind: 'number' },
          state: { kind: 'choice', choices: ['complete', 'infeasible', 'pruned', 'failed', 'cancelled'] },
        });
        const matching = everything.filter((trial) =>
          evaluateExpression(checked, (name) => {
            if (name === 'number') return trial.number;
            if (name === 'state') return trial.state;
            return trial.design[name] ?? trial.metrics[name];
          }),
        );
        const page = stored.page({ offset: 0, limit: COUNT, filter: text });
        expect(page.trials.map((trial) => trial.number)).toEqual(matching.map((trial) => trial.number));
        expect(page.total).toBe(matching.length);
      }),
      { seed: 20260102, numRuns: 300 },
    );
  });
});

describe('columns', () => {
  it('hold every trial: values, choices as their index, NaN where unknown or inactive', () => {
    const { designs, results } = makeBatch(0, COUNT);
    const columns = stored.columns({ names: ['area', 'energy', 'mac', 'clock', 'experts', 'state'] });
    expect(columns.matching).toBe(COUNT);
    expect(columns.states).toEqual(results.states);
    expect([...columns.columns.state!]).toEqual([...results.states]);
    for (const [name, index] of [
      ['mac', 0],
      ['clock', 3],
      ['experts', 4],
    ] as const) {
      expect(columns.columns[name]).toEqual(designs.codes.filter((_, at) => at % 5 === index));
    }
    for (const [name, index] of [
      ['area', 0],
      ['energy', 1],
    ] as const) {
      expect(columns.columns[name]).toEqual(results.metrics.filter((_, at) => at % 3 === index));
    }
    expect([...columns.numbers].filter((_, at) => columns.onFront[at] === 1)).toEqual(FRONT);
  });

  it('grow from a number, and show the front alone', () => {
    expect([...stored.columns({ names: [], from: 590 }).numbers]).toEqual([
      590, 591, 592, 593, 594, 595, 596, 597, 598, 599,
    ]);
    expect([...stored.columns({ names: [], frontOnly: true, from: 11 }).numbers]).toEqual([11, 12, 500, 599]);
    expect(stored.columns({ names: ['area'], from: COUNT }).numbers).toHaveLength(0);
  });

  it('thin evenly to the limit, keep the front, and are the same every time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: FRONT.length, max: COUNT - 1 }),
        fc.integer({ min: 0, max: COUNT }),
        (limit, from) => {
          const thinned = stored.columns({ names: ['experts'], limit, from });
          const { numbers } = thinned;
          const front = FRONT.filter((number) => number >= from);
          expect(thinned.matching).toBe(COUNT - from);
          expect(numbers).toHaveLength(Math.min(limit, COUNT - from));
          expect([...numbers]).toEqual([...new Set(numbers)].sort((a, b) => a - b));
          expect(numbers.every((number) => number >= from)).toBe(true);
          expect([...numbers].filter((_, at) => thinned.onFront[at] === 1)).toEqual(front);
          const gaps = [...numbers].slice(1).map((number, at) => number - numbers[at]!);
          const others = COUNT - from - front.length;
          const room = limit - front.length;
          // Neighbours lie at most one even step apart, rounded up, plus the front's trials stepped over.
          if (room > 0)
            expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(Math.ceil(others / room) + front.length);
          expect(stored.columns({ names: ['experts'], limit, from })).toEqual(thinned);
        },
      ),
      { seed: 20260103, numRuns: 200 },
    );
  });

  it('keep the whole front even where it is larger than the limit', () => {
    expect([...stored.columns({ names: [], limit: 2 }).numbers]).toEqual(FRONT);
  });

  it('refuse an unknown name', () => {
    expect(kindOf(() => stored.columns({ names: ['power'] }))).toBe('not-found');
  });
});

describe('one trial', () => {
  it('is found by its number, or not', () => {
    expect(stored.trial(17)).toEqual(everything[17]);
    expect(stored.trial(COUNT)).toBeUndefined();
    expect(stored.trial(1.5)).toBeUndefined();
    expect(stored.codes(17)).toEqual(makeBatch(17, 1).designs.codes);
    expect(errorOf(() => stored.codes(COUNT)).sentence).toContain(
      'has no trial 600; its trials are numbered from 0 to 599',
    );
  });
});
