// What the result files of the test runners say: how many tests passed, and which did not, by name.

import { stripVTControlCharacters } from 'node:util';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Failed tests and files, each as `file > test`, with the first line of its reason. */
  readonly failures: readonly string[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly file: string;
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

/** The part of Playwright's JSON report that is read here. */
export interface EndToEndReport extends PlaywrightSuite {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly skipped: number;
    readonly flaky: number;
  };
}

/** A failure as one line: where, and the first line of the reason. */
export function failureLine(where: string, reason: string | undefined): string {
  const line = stripVTControlCharacters(reason ?? '')
    .split('\n')
    .find((text) => text.trim() !== '');
  return line === undefined ? where : `${where}: ${line.trim()}`;
}

/** Sums a Playwright run. A test that passed at a later try counts as passed. */
export function endToEndTally(report: EndToEndReport): Tally {
  const failures: string[] = [];
  const walk = (suite: PlaywrightSuite): void => {
    for (const { file, title, ok, tests } of suite.specs ?? []) {
      if (ok) continue;
      const reason = tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message;
      failures.push(failureLine(`${file} > ${title}`, reason));
    }
    suite.suites?.forEach(walk);
  };
  walk(report);
  const { expected, flaky, unexpected, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected, skipped, failures };
}
