// `npm run bench -- NAME[:PART,...]... [--quick] [--seeds N] [--only A,B] [--json]`: runs benchmarks and prints a row
// per figure, with its target where it has one. A benchmark is a file beside this one that exports
// `run(request): Promise<BenchmarkRow[]>`; one with parts also exports their names as `parts`.

import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

export interface BenchmarkRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Over several runs: what lies between these is no difference. */
  readonly interval?: readonly [low: number, high: number];
  /** What the figure must reach, in the same unit, and on which side. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

/** What was asked for; a benchmark ignores what it has no use for. */
export interface BenchmarkRequest {
  /** Empty: all of them. */
  readonly parts: readonly string[];
  /** Fewer seeds and smaller budgets: an impression, not figures to quote. */
  readonly quick: boolean;
  readonly seeds?: number | undefined;
  /** Only these subjects, such as samplers; empty: all of them. */
  readonly only: readonly string[];
}

interface Benchmark {
  readonly run: (request: BenchmarkRequest) => Promise<readonly BenchmarkRow[]>;
  readonly parts?: readonly string[];
}

const folder = new URL('.', import.meta.url);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'bench.ts' && !file.startsWith('_'))
  .map((file) => file.slice(0, -3));
const args = process.argv.slice(2);
const json = args.includes('--json');
const usage = `usage: npm run bench -- NAME[:PART,...]... [--quick] [--seeds N] [--only A,B] [--json]; the benchmarks are ${known.join(', ')}`;
const valueOf = (option: string): string | undefined => {
  const place = args.indexOf(option);
  return place < 0 ? undefined : args.splice(place, 2)[1];
};
const seedsText = valueOf('--seeds');
const onlyText = valueOf('--only');
const wanted = args
  .filter((word) => !word.startsWith('--'))
  .map((word) => {
    const [name = '', parts] = word.split(':');
    return { name, parts: parts?.split(',') ?? [] };
  });
const names = wanted.map(({ name }) => name);
const shared = {
  quick: args.includes('--quick'),
  seeds: seedsText === undefined ? undefined : Number(seedsText),
  only: onlyText?.split(',') ?? [],
};

function reached({ value, target }: BenchmarkRow): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

function line(row: BenchmarkRow): string {
  const { target } = row;
  const aim =
    target === undefined
      ? ''
      : 'atLeast' in target
        ? `  target >= ${target.atLeast.toLocaleString('en')}`
        : `  target <= ${target.atMost.toLocaleString('en')}`;
  const verdict = { true: '  reached', false: '  MISSED', undefined: '' }[String(reached(row)) as 'true'];
  const text = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });
  const range = row.interval === undefined ? '' : ` (${row.interval.map(text).join(' to ')})`;
  return `${row.name.padEnd(58)} ${text(row.value).padStart(12)} ${row.unit.padEnd(6)}${range.padEnd(24)}${aim}${verdict}`;
}

const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`there is no benchmark "${unknown.join('", "')}"`);
  console.error(usage);
  process.exitCode = 2;
} else if (shared.seeds !== undefined && !(shared.seeds >= 1)) {
  console.error(`--seeds takes a number of seeds, not "${seedsText}"`);
  process.exitCode = 2;
} else {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
  if (!json) console.log(machine);
  const results: Record<string, readonly BenchmarkRow[]> = {};
  for (const { name, parts } of wanted) {
    const benchmark = (await import(new URL(`${name}.ts`, folder).href)) as Benchmark;
    const missing = parts.filter((part) => benchmark.parts?.includes(part) !== true);
    if (missing.length > 0) {
      const has = benchmark.parts === undefined ? 'no parts' : `the parts ${benchmark.parts.join(', ')}`;
      console.error(`"${name}" has no part "${missing.join('", "')}"; it has ${has}`);
      process.exitCode = 2;
      break;
    }
    const rows = await benchmark.run({ ...shared, parts });
    results[name] = rows;
    if (!json) for (const row of rows) console.log(line(row));
  }
  if (json) console.log(JSON.stringify({ machine, results }, null, 2));
}
