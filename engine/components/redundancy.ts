// Codes and copies against errors: what they add, and what still gets through. Storage codes protect words;
// copies and checksums protect computation. (The hardened cells of U55-RES are in protection.ts.)

import { ParetoscopeError } from '../contract/errors.ts';

/**
 * Check bits and logic of a code over `dataBits`. Gates are two-input XORs; a tree of n inputs takes n - 1.
 */
export interface StorageCode {
  readonly dataBits: number;
  readonly checkBits: number;
  readonly encoderGates: number;
  /** Gates of the syndrome; correction adds a decoder that is not counted. */
  readonly syndromeGates: number;
  /** Wrong bits in a word that are surely corrected, and surely noticed. */
  readonly corrects: number;
  readonly detects: number;
}

function checkWord(dataBits: number): void {
  if (!(Number.isInteger(dataBits) && dataBits >= 1 && dataBits <= 65536)) {
    throw new ParetoscopeError('design-invalid', `a code word cannot hold ${dataBits} data bits`, {
      hint: 'it holds 1 to 65536',
    });
  }
}

/** One parity bit: notices any odd number of wrong bits, corrects none. */
export function parityCode(dataBits: number): StorageCode {
  checkWord(dataBits);
  return {
    dataBits,
    checkBits: 1,
    encoderGates: dataBits - 1,
    syndromeGates: dataBits,
    corrects: 0,
    detects: 1,
  };
}

/**
 * Single-error-correcting, double-error-detecting code: the least r with 2^(r-1) >= bits + r, and the gates
 * of Hsiao's construction, whose columns are the lightest odd-weight vectors. Source: M. Hsiao, IBM J. Res.
 * Dev. 14 (1970).
 */
export function secDedCode(dataBits: number): StorageCode {
  checkWord(dataBits);
  let checkBits = 3;
  while (2 ** (checkBits - 1) < dataBits + checkBits) checkBits++;
  let ones = 0;
  let left = dataBits;
  for (let weight = 3; left > 0; weight += 2) {
    const columns = Math.min(left, binomial(checkBits, weight));
    ones += columns * weight;
    left -= columns;
  }
  return {
    dataBits,
    checkBits,
    encoderGates: ones - checkBits,
    syndromeGates: ones,
    corrects: 1,
    detects: 2,
  };
}

/**
 * A symbol code over memory devices of `symbolBits` each: corrects what one device does wrong and, with one
 * check symbol more than correction needs, notices two. A Reed-Solomon code of distance 4 needs three check
 * symbols.
 */
export function chipkillCode(
  dataBits: number,
  symbolBits: number,
): { readonly checkBits: number; readonly symbols: number } {
  checkWord(dataBits);
  if (!(Number.isInteger(symbolBits) && symbolBits >= 2)) {
    throw new ParetoscopeError('design-invalid', `a symbol code over ${symbolBits} bits is none`);
  }
  const dataSymbols = Math.ceil(dataBits / symbolBits);
  const symbols = dataSymbols + 3;
  // An extended Reed-Solomon code over 2^b elements has words of at most 2^b + 1 symbols.
  if (symbols > 2 ** symbolBits + 1) {
    throw new ParetoscopeError(
      'design-invalid',
      `${symbols} symbols of ${symbolBits} bits make no word of a symbol code; it has at most ${2 ** symbolBits + 1}`,
      { hint: 'take wider symbols or shorter words' },
    );
  }
  return { checkBits: 3 * symbolBits, symbols };
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let index = 0; index < k; index++) result = (result * (n - index)) / (index + 1);
  return Math.round(result);
}

/**
 * Words per second that gather two or more upsets between scrubs, to first order: each of `words` words of
 * `bits` bits sees upsets at `upsetRate` per bit and second, and is read and rewritten every `scrubInterval`
 * seconds. What a SEC-DED memory cannot correct.
 */
export function doubleUpsetRate(
  words: number,
  bits: number,
  upsetRate: number,
  scrubInterval: number,
): number {
  return (words * ((bits * (bits - 1)) / 2) * (upsetRate * scrubInterval) ** 2) / scrubInterval;
}

/**
 * Copies of a block: area and energy as factors, and the chance that a wrong result goes unnoticed or
 * uncorrected.
 */
export interface Replication {
  readonly copies: number;
  /** Chance of a silently wrong result when each copy fails with `probability`, independently. */
  readonly silent: number;
  /** Chance that the result is lost, though perhaps noticed. */
  readonly lost: number;
}

/**
 * Two copies notice any difference, three outvote one wrong copy. Two wrong copies count as silent: the worst
 * case, in which they agree. Comparators and voters are not counted.
 */
export function replication(copies: 2 | 3, probability: number): Replication {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ParetoscopeError('design-invalid', `a failure probability of ${probability}`);
  }
  const p = probability;
  if (copies === 2) return { copies, silent: p * p, lost: 1 - (1 - p) ** 2 };
  const majority = 3 * p * p * (1 - p) + p ** 3;
  return { copies, silent: majority, lost: majority };
}

/**
 * Checksums on a matrix product of rows x inner x columns (Huang and Abraham, IEEE TC 33, 1984): a checksum
 * row on the left matrix and a checksum column on the right one find, locate and correct one wrong element of
 * the result.
 */
export function checksummedProduct(
  rows: number,
  columns: number,
  inner: number,
): { readonly extraMacs: number; readonly extraAdditions: number; readonly overhead: number } {
  const macs = rows * columns * inner;
  const extraMacs = (rows + 1) * (columns + 1) * inner - macs;
  // Sums of operand columns and rows, and of result rows and columns for the comparison.
  const extraAdditions = (rows - 1 + columns - 1) * inner + (rows + 1) * columns + (columns + 1) * rows;
  return { extraMacs, extraAdditions, overhead: (extraMacs + extraAdditions) / macs };
}
