import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import type { ParameterValue } from '../../../engine/contract/system.ts';
import {
  compileExpression,
  evaluateExpression,
  expressionNames,
  type ExpressionSchema,
} from '../../../engine/space/expression.ts';
import { expressionMask } from '../../../engine/space/expression-columns.ts';
import { parseExpression } from '../../../engine/space/expression-syntax.ts';

const schema: ExpressionSchema = {
  sdc: { kind: 'number' },
  latency: { kind: 'number', unit: 's' },
  mac: { kind: 'choice', choices: [32, 64, 128] },
  'protection.dma': { kind: 'choice', choices: ['none', 'tspc-dice', '3d stack'] },
  prefetch: { kind: 'choice', choices: [false, true] },
};

const row: Record<string, ParameterValue | undefined> = {
  sdc: 1e-16,
  latency: 0.02,
  mac: 64,
  'protection.dma': 'tspc-dice',
  prefetch: true,
};

function holds(text: string, values = row): boolean {
  return evaluateExpression(compileExpression(text, schema), (name) => values[name]);
}

function refusal(text: string): string {
  try {
    compileExpression(text, schema);
  } catch (error) {
    if (error instanceof ParetoscopeError)
      return `${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}`;
    throw error;
  }
  return 'accepted';
}

describe('expressions', () => {
  it.each([
    ['sdc <= 1.0e-16', true],
    ['sdc < 1.0e-16', false],
    ['latency = 20 ms', true],
    ['latency<20ms', false],
    ['latency >= 20000 us and mac != 32', true],
    ['mac in (32, 64)', true],
    ['mac not in (32, 64)', false],
    ['mac > 33', true],
    ['protection.dma = tspc-dice', true],
    ["protection.dma in ('3d stack', none)", false],
    ['prefetch', true],
    ['not prefetch', false],
    ['prefetch = false', false],
    ['mac = 32 or mac = 64 and prefetch', true],
    ['(mac = 32 or mac = 64) and not prefetch', false],
    ['NOT mac = 32 AND prefetch', true],
    ['not not prefetch', true],
    ['latency * mac > 1', true],
    ['latency * mac > 1.28', false],
    ['2 * latency - 10 ms = 30 ms', true],
    ['(mac + 64) / 4 >= 32 and (mac > 1 or prefetch)', true],
    ['mac > -latency -5', true],
    ['mod(mac, 48) = 16', true],
    ['max(mac, sdc, 3) = 2 * 32', true],
    ['min(log2(mac), floor(latency + 2.5)) = 2', true],
    ['sdc <= latency', true],
    ['mac / (latency - 20 ms) > 0 or mac / (latency - 20 ms) <= 0', false],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('binds `and` tighter than `or`, and `not` tightest', () => {
    const expression = compileExpression('mac = 32 or not mac = 64 and prefetch', schema);
    expect(expression).toMatchObject({
      kind: 'or',
      parts: [{ kind: 'compare' }, { kind: 'and', parts: [{ kind: 'not' }, {}] }],
    });
  });

  it('does not hold for a comparison with an unknown value', () => {
    expect(holds('sdc <= 1', {})).toBe(false);
    expect(holds('sdc != 1', {})).toBe(false);
    expect(holds('sdc > 1', { sdc: Number.NaN })).toBe(false);
    expect(holds('mac in (32)', {})).toBe(false);
    expect(holds('not sdc <= 1', {})).toBe(true);
  });

  it.each([
    ['sdx < 1', 'column 1: there is no "sdx"; did you mean "sdc"?'],
    [
      'sdc < 1 and protection.dma = tspc-dise',
      'column 30: "protection.dma" is never tspc-dise; did you mean "tspc-dice"?',
    ],
    ['latency < 5 MHz', 'column 11: `5 MHz` is a frequency (Hz); latency is a time (s); write it in s'],
    [
      'protection.dma > none',
      'column 1: "protection.dma" has no order, so ">" means nothing; compare it with "=", "!=" or "in"',
    ],
    ['mac = 33', 'column 7: "mac" is never 33'],
    ['sdc = small', 'column 7: "sdc" is a number, and "small" is none'],
    ['sdc', 'column 1: "sdc" is a number, and "true" is none'],
    ['(sdc < 1', 'column 9: expected ")", found the end'],
    ['sdc <', 'column 6: expected a value, found the end'],
    ['sdc < 1 sdc < 2', 'column 9: expected "and" or "or", found "sdc"'],
    ['sdc < 1 )', 'column 9: expected "and" or "or", found ")"'],
    ['sdc ≤ 1', 'column 5: "≤" does not belong here; write "<="'],
    ['sdc < 1 && mac = 32', 'column 9: "&" does not belong here; write "and"'],
    ['protection.dma = "none', 'column 18: the quote " is not closed'],
    ['', 'the expression is empty'],
    ['and', 'column 1: expected the name of a parameter or metric, found "and"'],
    ['mac * protection.dma < 3', 'column 7: "protection.dma" is no number'],
    ['mac * latency < 5 MHz', 'column 17: `5 MHz` is a frequency (Hz); the value is a time (s)'],
    ['mac/2 < 3', 'column 1: there is no "mac/2"; write spaces around "-" and "/", which names may hold'],
    ['mac * 2', 'column 8: expected a comparison, found the end'],
    ['mod(mac) = 1', 'column 1: "mod" takes two values'],
    ['mac * < 1', 'column 7: expected a value, found "<"'],
    ['mac in ()', 'column 9: expected a value, found ")"'],
  ])('refuses %s at its column', (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('lists the names it reads', () => {
    expect(expressionNames(parseExpression('b < 1 and (a in (1, 2) or not b = 3)'))).toEqual(['b', 'a']);
    expect(expressionNames(compileExpression('mac = 32 or sdc < 1', schema))).toEqual(['mac', 'sdc']);
  });

  it('answers any text with a tree or an error for people', () => {
    const fragments = fc.constantFrom(
      'sdc',
      'mac',
      '(',
      ')',
      'and',
      'or',
      'not',
      'in',
      '<',
      '=',
      '1',
      'ms',
      '"',
      ',',
      ' ',
      '*',
      '/',
      'mod(',
      '-',
      'é',
      '\n',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(typeof refusal(text)).toBe('string');
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(refusal('('.repeat(5000))).toContain('nested too deeply');
    expect(refusal('not '.repeat(2000))).toContain('nested too deeply');
    expect(refusal('x'.repeat(20_000))).toContain('longer than 10000 characters');
  });
});

it('holds for the same rows over whole columns as row by row', () => {
  const value = fc.oneof(fc.constantFrom(Number.NaN, 0, 1, 0.02), fc.double({ noNaN: true }));
  const rows = fc.array(
    fc.record({
      sdc: value,
      latency: value,
      mac: fc.constantFrom(Number.NaN, 0, 1, 2),
      'protection.dma': fc.constantFrom(Number.NaN, 0, 1, 2),
      prefetch: fc.constantFrom(0, 1),
    }),
    { maxLength: 20 },
  );
  const texts = fc.constantFrom(
    'sdc < 1',
    'not sdc != 0 and latency >= 20 ms',
    'mac in (32, 128) or protection.dma = none',
    'mac > 40 and not prefetch',
    'latency in (0, 1 s)',
    'sdc <= 0 or sdc > 0',
    'protection.dma not in (none, tspc-dice)',
    'latency * mac <= sdc + 1',
    'not latency / sdc > mac - 40',
    'mod(mac, 48) = 32 or max(sdc, latency) < min(mac, 2)',
    'log2(sdc) < -latency or ceil(latency) = floor(sdc)',
    'latency >= sdc',
  );
  fc.assert(
    fc.property(texts, rows, (text, values) => {
      const expression = compileExpression(text, schema);
      const choicesOf = (name: string): readonly ParameterValue[] | undefined => {
        const type = schema[name]!;
        return type.kind === 'choice' ? type.choices : undefined;
      };
      const mask = expressionMask(expression, values.length, (name) => ({
        values: Float64Array.from(values, (one) => one[name as 'sdc']),
        choices: choicesOf(name),
      }));
      const expected = values.map((one) =>
        evaluateExpression(expression, (name) => {
          const cell = one[name as 'sdc'];
          return Number.isNaN(cell) ? undefined : (choicesOf(name)?.[cell] ?? cell);
        }),
      );
      expect([...mask]).toEqual(expected.map(Number));
    }),
    { seed: 1, numRuns: 300 },
  );
});
