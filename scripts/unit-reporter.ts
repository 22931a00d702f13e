// A Vitest reporter that leaves the run as one `Tally` in test-results/unit.json. Vitest's own JSON leaves out errors
// that belong to no test (an unhandled rejection, a worker that died), which fail a run in which every test passed.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { failureLine, type Tally } from './test-results.ts';

const FILE = path.resolve(import.meta.dirname, '../test-results/unit.json');

type UnhandledErrors = Parameters<NonNullable<Reporter['onTestRunEnd']>>[1];

/** Sums a run. Files that could not be loaded, hooks that failed and errors outside of tests are failures too. */
export function unitTally(modules: readonly TestModule[], unhandled: UnhandledErrors): Tally {
  const failures: string[] = [];
  let passed = 0;
  let skipped = 0;
  for (const module of modules) {
    const file = module.relativeModuleId;
    for (const error of module.errors()) failures.push(failureLine(file, error.message));
    for (const suite of module.children.allSuites()) {
      for (const error of suite.errors())
        failures.push(failureLine(`${file} > ${suite.fullName}`, error.message));
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed++;
      else if (result.state === 'failed') {
        failures.push(failureLine(`${file} > ${test.fullName}`, result.errors[0]?.message));
      } else skipped++;
    }
  }
  for (const { name, message, stack } of unhandled) {
    // The first frame of ours says where it came from.
    const frame = stack
      ?.split('\n')
      .find((line) => /[/\\](?:engine|electron|renderer|test)[/\\]/u.test(line));
    failures.push(
      failureLine('outside of any test', `${name ?? 'Error'}: ${message} ${frame?.trim() ?? ''}`),
    );
  }
  return { passed, failed: failures.length, skipped, failures };
}

export default class UnitReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: UnhandledErrors): void {
    mkdirSync(path.dirname(FILE), { recursive: true });
    writeFileSync(FILE, JSON.stringify(unitTally(modules, unhandled)));
  }
}
