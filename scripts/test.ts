// `npm test`: everything that must hold, from the static checks to the packaged application, and one closing line
// `N passed, N failed, N skipped`. A suite that this machine cannot run is named, with what it lacks.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareEndToEnd, prepareQueueServer } from './end-to-end-needs.ts';
import { endToEndTally, type EndToEndReport, type Tally } from './test-results.ts';
import { openVirtualDisplay } from './virtual-display.ts';

const RESULTS = 'test-results';
const total = { passed: 0, failed: 0, skipped: 0 };
const remarks: string[] = [];
const begin = performance.now();

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ...environment },
    });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
}

function heading(text: string): void {
  console.log(`\n== ${text} (${Math.round((performance.now() - begin) / 1000)} s)`);
}

/** Adds a suite to the total; a suite that failed without a result counts as one failure. */
function count(name: string, tally: Tally | undefined, status: number): void {
  if (tally === undefined || (status !== 0 && tally.failed === 0)) {
    total.failed++;
    remarks.push(`${name} ended with status ${status}${tally === undefined ? ' and left no results' : ''}`);
  }
  total.passed += tally?.passed ?? 0;
  total.failed += tally?.failed ?? 0;
  total.skipped += tally?.skipped ?? 0;
  // Again at the very end, where it is read even if only the end is kept.
  for (const failure of tally?.failures ?? []) remarks.push(`FAILED ${failure}`);
}

/** A step that is one check: built or not, clean or not. */
function countStep(name: string, status: number): void {
  count(
    name,
    {
      passed: status === 0 ? 1 : 0,
      failed: status === 0 ? 0 : 1,
      skipped: 0,
      failures: status === 0 ? [] : [name],
    },
    status,
  );
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function unitTests(): Promise<void> {
  heading('unit, property, claims, store and migration tests');
  const file = join(RESULTS, 'unit.json');
  const status = await run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=./scripts/unit-reporter.ts',
  ]);
  count('unit tests', read(file) as Tally | undefined, status);
}

async function endToEnd(suite: string, environment: NodeJS.ProcessEnv): Promise<void> {
  heading(`end-to-end tests: ${suite}`);
  const file = join(RESULTS, `${suite}.json`);
  const status = await run(
    'npx',
    [
      'playwright',
      'test',
      '--config',
      'test/end-to-end/playwright.config.ts',
      '--project',
      suite,
      '--reporter=list,json',
    ],
    { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: join(process.cwd(), file) },
  );
  const report = read(file) as EndToEndReport | undefined;
  count(suite, report && endToEndTally(report), status);
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS);

heading('static checks');
const checks = await run('npm', ['run', '--silent', 'check']);
countStep('static checks', checks);

heading('what the tests of the queue need');
if (!(await prepareQueueServer((line) => console.log(line)))) {
  remarks.push('SKIPPED the tests of the queue: redis-server is not installed');
}

await unitTests();

heading('build');
const built = await run('npm', ['run', '--silent', 'build']);
countStep('build', built);

if (built === 0) {
  heading('what the end-to-end tests need');
  const needs = await prepareEndToEnd((line) => console.log(line));
  for (const { suite, reasons } of needs.missing) {
    total.skipped++;
    remarks.push(`SKIPPED the ${suite} end-to-end tests: ${reasons.join('; ')}`);
  }
  const display = needs.suites.includes('electron') ? await openVirtualDisplay() : null;
  try {
    for (const suite of needs.suites) {
      await endToEnd(suite, {
        ...(needs.chromium === undefined ? {} : { CHROMIUM_PATH: needs.chromium }),
        ...(display === null ? {} : { DISPLAY: display.name }),
      });
    }
  } finally {
    display?.close();
  }
}

console.log('');
for (const remark of remarks) console.log(remark);
console.log(`took ${Math.round((performance.now() - begin) / 1000)} s`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
