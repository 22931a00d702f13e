// What a column of somebody's table probably is, from its name and its values. Only a proposal: a person sees it in a
// form and decides. Pure.

import type { CsvColumnPreview } from '../../contract/import.ts';
import type { Direction } from '../../contract/system.ts';
import { baseUnit } from './csv-dimension.ts';

export interface SurveyedColumn {
  readonly name: string;
  /** Its values are numbers, a few mistakes aside. */
  readonly numeric: boolean;
  readonly filled: number;
  /** Different values, as far as they were counted. */
  readonly values: ReadonlySet<string>;
}

const STATE_NAMES = new Set(['state', 'status', 'result', 'outcome']);
const STATE_WORDS = /^(?:completed?|ok|success|infeasible|pruned|fail(?:ed)?|error|cancell?ed)$/i;
const MESSAGE_NAMES = new Set([
  'message',
  'error',
  'reason',
  'why',
  'remark',
  'remarks',
  'comment',
  'note',
  'notes',
]);
const DURATION_NAMES = new Set([
  'duration',
  'duration seconds',
  'elapsed',
  'wall time',
  'walltime',
  'runtime seconds',
]);
const COUNTER_NAMES = new Set([
  'trial',
  'number',
  'trial number',
  'trial id',
  'id',
  'index',
  'row',
  'run',
  'no',
]);
/** Words of results, and which way they are better. */
const METRIC_WORDS: readonly (readonly [Direction, readonly string[]])[] = [
  [
    'maximize',
    ['accuracy', 'acc', 'throughput', 'fps', 'ips', 'speedup', 'efficiency', 'utilization', 'utilisation', 'f1', 'map',
      'bleu', 'score', 'tops', 'gflops', 'precision', 'recall', 'auc', 'psnr', 'yield', 'lifetime', 'qps'],
  ],
  [
    'minimize',
    ['energy', 'power', 'area', 'latency', 'delay', 'loss', 'error', 'cost', 'price', 'edp', 'perplexity', 'ppl', 'mse',
      'rmse', 'mae', 'cycles', 'runtime', 'time', 'carbon', 'sdc', 'footprint', 'luts', 'dsps', 'brams'],
  ],
]; // prettier-ignore

/** The name without a unit behind it: `Energy [mJ]`, `area (mm²)`, `latency_ms`. */
export function splitUnit(name: string): { readonly name: string; readonly unit?: string } {
  const bracketed = /^(?<bare>.*\S)\s*[[(](?<unit>[^\][()]+)[\])]$/u.exec(name)?.groups;
  if (bracketed !== undefined && isUnit(bracketed.unit!))
    return { name: bracketed.bare!, unit: bracketed.unit! };
  const suffixed = /^(?<bare>.*[^_\s])[_\s](?<unit>[^_\s]+)$/u.exec(name)?.groups;
  // A letter behind a name is an index as often as it is a unit.
  const clear = suffixed !== undefined && (suffixed.unit!.length > 1 || 'sJW'.includes(suffixed.unit!));
  if (clear && isUnit(suffixed.unit!)) {
    return { name: suffixed.bare!, unit: suffixed.unit! };
  }
  return { name };
}

/** True for units that values are converted from; any other word is in a name by accident. */
function isUnit(word: string): boolean {
  return word === '%' || baseUnit(word) !== undefined;
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

export function guessColumn(column: SurveyedColumn): CsvColumnPreview['guess'] {
  const { name, numeric, filled, values } = column;
  const words = wordsOf(name);
  const plain = words.join(' ');
  if (name === '' || filled === 0) return { as: 'ignore' };
  if (STATE_NAMES.has(plain) && [...values].every((value) => STATE_WORDS.test(value))) return { as: 'state' };
  if (MESSAGE_NAMES.has(plain) && !numeric) return { as: 'message' };
  if (DURATION_NAMES.has(plain) && numeric) return { as: 'duration' };
  const counts = numeric && values.size === filled && [...values].every((value) => /^\d+$/u.test(value));
  if (COUNTER_NAMES.has(plain) && counts) return { as: 'ignore' };
  const bare = splitUnit(name);
  const rest = { ...(bare.unit === undefined ? {} : { name: bare.name, unit: bare.unit }) };
  if (!numeric) return { as: 'parameter' };
  const direction = METRIC_WORDS.find(([, known]) =>
    wordsOf(bare.name).some((word) => known.includes(word)),
  )?.[0];
  return direction === undefined ? { as: 'parameter', ...rest } : { as: 'metric', direction, ...rest };
}
