import { expect, test } from 'vitest';
import { endToEndTally, failureLine } from '../../../scripts/test-results.ts';

const spec = (title: string, message?: string) => ({
  file: 'a.spec.ts',
  title,
  ok: message === undefined,
  tests: [{ results: message === undefined ? [{}] : [{ error: { message } }] }],
});

test('names the failed tests of nested suites, and counts a test that passed at a later try as passed', () => {
  const tally = endToEndTally({
    stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 1 },
    specs: [spec('opens')],
    suites: [
      { specs: [spec('closes', '\u001b[31mError\u001b[39m: not closed\n  at a.spec.ts:1')] },
      { suites: [{ specs: [spec('sorts'), spec('filters', '')] }] },
    ],
  });
  expect(tally).toEqual({
    passed: 4,
    failed: 2,
    skipped: 1,
    failures: ['a.spec.ts > closes: Error: not closed', 'a.spec.ts > filters'],
  });
});

test('the reason is the first line that says something', () => {
  expect(failureLine('a', '\n\n  one\ntwo')).toBe('a: one');
  expect(failureLine('a', undefined)).toBe('a');
});
