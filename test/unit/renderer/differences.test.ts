import { describe, expect, test } from 'vitest';
import { metricChange, parameterDifferences } from '../../../renderer/formatting/differences.ts';
import { csvText, jsonText, markdownText } from '../../../renderer/formatting/table-text.ts';

describe('changes of a metric', () => {
  const less = { direction: 'minimize' } as const;
  const more = { direction: 'maximize' } as const;

  test.each([
    [less, 88, 100, '−12 %', 'better'],
    [more, 88, 100, '−12 %', 'worse'],
    [more, 1.034, 1, '+3.4 %', 'better'],
    [less, 340, 100, '× 3.4', 'worse'],
    [less, 25, 100, '÷ 4', 'better'],
    [more, 5, 5, 'same', 'same'],
    [less, 5 + 1e-12, 5, 'same', 'same'],
    [less, -1, 2, 'less', 'better'],
    [more, 3, 0, 'more', 'better'],
    [less, undefined, 2, '–', undefined],
    [less, Number.NaN, 2, '–', undefined],
  ])('%o: %s against %s is %s, %s', (metric, ours, theirs, text, judgement) => {
    expect(metricChange(metric, ours, theirs)).toMatchObject({ text, judgement });
  });
});

test('parameters that two designs set differently, present in one or both', () => {
  expect(parameterDifferences({ mac: 32, clock: 1, p: true }, { mac: 64, clock: 1, q: 'x' })).toEqual([
    { id: 'mac', ours: 32, theirs: 64 },
    { id: 'p', ours: true, theirs: undefined },
    { id: 'q', ours: undefined, theirs: 'x' },
  ]);
});

describe('tables for the clipboard', () => {
  const table = {
    columns: ['what', 'value'],
    rows: [
      ['a "b", c', 1.5],
      ['x|y', null],
    ],
  };

  test('CSV quotes what needs it', () => {
    expect(csvText(table)).toBe('what,value\r\n"a ""b"", c",1.5\r\nx|y,\r\n');
  });

  test('Markdown escapes bars and aligns numbers', () => {
    expect(markdownText(table)).toBe('| what | value |\n| --- | ---: |\n| a "b", c | 1.5 |\n| x\\|y |  |\n');
  });

  test('JSON is a list of records', () => {
    expect(JSON.parse(jsonText(table))).toEqual([
      { what: 'a "b", c', value: 1.5 },
      { what: 'x|y', value: null },
    ]);
  });
});
