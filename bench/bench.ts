// `npm run bench -- NAME... [--json]`: runs benchmarks and prints a row per figure, with its target where it has one.
// A benchmark is a file beside this one that exports `run(): Promise<BenchmarkRow[]>`.

import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

export interface BenchmarkRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure must reach, in the same unit, and on which side. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

interface Benchmark {
  readonly run: () => Promise<readonly BenchmarkRow[]>;
}

const folder = new URL('.', import.meta.url);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'bench.ts' && !file.startsWith('_'))
  .map((file) => file.slice(0, -3));
const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((word) => !word.startsWith('--'));

function reached({ value, target }: BenchmarkRow): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

function line(row: BenchmarkRow): string {
  const { target } = row;
  const wanted =
    target === undefined
      ? ''
      : 'atLeast' in target
        ? `  target >= ${target.atLeast.toLocaleString('en')}`
        : `  target <= ${target.atMost.toLocaleString('en')}`;
  const verdict = { true: '  reached', false: '  MISSED', undefined: '' }[String(reached(row)) as 'true'];
  const value = row.value.toLocaleString('en', { maximumSignificantDigits: 4 });
  return `${row.name.padEnd(58)} ${value.padStart(12)} ${row.unit.padEnd(14)}${wanted}${verdict}`;
}

const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`there is no benchmark "${unknown.join('", "')}"`);
  console.error(`usage: npm run bench -- NAME... [--json]; the benchmarks are ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
  if (!json) console.log(machine);
  const results: Record<string, readonly BenchmarkRow[]> = {};
  for (const name of names) {
    const benchmark = (await import(new URL(`${name}.ts`, folder).href)) as Benchmark;
    const rows = await benchmark.run();
    results[name] = rows;
    if (!json) for (const row of rows) console.log(line(row));
  }
  if (json) console.log(JSON.stringify({ machine, results }, null, 2));
}
