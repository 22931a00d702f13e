// The values of one column of a row group as Parquet stores them: plain, or as codes of a dictionary where that is less
// than half of it.

import { bitsFor, encodeHybrid, type SmallIntegers } from './parquet-hybrid.ts';

export type Bound = number | boolean | Uint8Array;

export interface EncodedValues {
  readonly encoding: 'PLAIN' | 'RLE' | 'RLE_DICTIONARY';
  readonly data: Uint8Array;
  readonly dictionary?: { readonly count: number; readonly data: Uint8Array };
  /** Absent where there is no value. */
  readonly minimum?: Bound;
  readonly maximum?: Bound;
}

/** Values looked at before a dictionary is made of all. */
const SAMPLE = 1024;
/** A dictionary is not tried where more of the sample are different. */
const MOST_DIFFERENT = 0.9;

/** Doubles or integers of 32 bits, none of them NaN. The bytes are valid as long as `values` does not change. */
export function encodeNumbers(values: Float64Array | Int32Array): EncodedValues {
  const range = numberRange(values);
  const found = numberDictionary(values);
  if (found === undefined) return { encoding: 'PLAIN', data: bytesOf(values), ...range };
  const distinct =
    values instanceof Int32Array ? Int32Array.from(found.distinct) : Float64Array.from(found.distinct);
  return { ...encodedCodes(found.codes, distinct.length, bytesOf(distinct)), ...range };
}

/** Booleans as zeros and ones. */
export function encodeBooleans(values: Uint8Array): EncodedValues {
  const packed = encodeHybrid(values, 1);
  const data = new Uint8Array(4 + packed.length);
  new DataView(data.buffer).setUint32(0, packed.length, true);
  data.set(packed, 4);
  if (values.length === 0) return { encoding: 'RLE', data };
  return { encoding: 'RLE', data, minimum: !values.includes(0), maximum: values.includes(1) };
}

/** Texts by their codes: only those that occur are written. */
export function encodeChoices(codes: SmallIntegers, choices: readonly Uint8Array[]): EncodedValues {
  const newCodes = new Int32Array(choices.length).fill(-1);
  const used: Uint8Array[] = [];
  const dense = codes.map((code) => {
    if (newCodes[code] === -1) newCodes[code] = used.push(choices[code]!) - 1;
    return newCodes[code]!;
  });
  return { ...encodedCodes(dense, used.length, prefixed(used)), ...textRange(used) };
}

/** Any texts. Bounds are left out: those of messages help no reader. */
export function encodeTexts(texts: readonly string[]): EncodedValues {
  const indexes = new Map<string, number>();
  const codes = Uint32Array.from(texts, (text) => {
    const index = indexes.get(text);
    if (index !== undefined) return index;
    indexes.set(text, indexes.size);
    return indexes.size - 1;
  });
  const encoder = new TextEncoder();
  const distinct = [...indexes.keys()].map((text) => encoder.encode(text));
  if (texts.length === 0 || 2 * distinct.length > texts.length) {
    return { encoding: 'PLAIN', data: prefixed(texts.map((text) => encoder.encode(text))) };
  }
  return encodedCodes(codes, distinct.length, prefixed(distinct));
}

function encodedCodes(codes: SmallIntegers, count: number, dictionary: Uint8Array): EncodedValues {
  const bits = bitsFor(count);
  const packed = encodeHybrid(codes, bits);
  const data = new Uint8Array(1 + packed.length);
  data[0] = bits;
  data.set(packed, 1);
  return { encoding: 'RLE_DICTIONARY', data, dictionary: { count, data: dictionary } };
}

interface NumberDictionary {
  readonly codes: SmallIntegers;
  readonly distinct: readonly number[];
}

/** Undefined where a dictionary saves less than half. */
function numberDictionary(values: Float64Array | Int32Array): NumberDictionary | undefined {
  const count = values.length;
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const sample = new Set<number>();
  let looked = 0;
  for (let at = 0; at < count; at += step, looked++) sample.add(values[at]!);
  if (sample.size > MOST_DIFFERENT * looked) return undefined;
  const indexes = new Map<number, number>();
  const codes = new Uint32Array(count);
  const most = count / 4;
  for (let at = 0; at < count; at++) {
    const value = values[at]!;
    let index = indexes.get(value);
    if (index === undefined) {
      index = indexes.size;
      // Keys of a map do not tell -0 from 0.
      if (index >= most) return undefined;
      indexes.set(value, index);
    }
    if (value === 0 && 1 / value < 0) return undefined;
    codes[at] = index;
  }
  return { codes, distinct: [...indexes.keys()] };
}

function numberRange(values: Float64Array | Int32Array): Pick<EncodedValues, 'minimum' | 'maximum'> {
  if (values.length === 0) return {};
  let minimum = values[0]!;
  let maximum = minimum;
  for (let at = 1; at < values.length; at++) {
    const value = values[at]!;
    if (value < minimum) minimum = value;
    else if (value > maximum) maximum = value;
  }
  // The format's rule for doubles, which compare -0 and 0 as equal.
  return { minimum: minimum === 0 ? -0 : minimum, maximum: maximum === 0 ? 0 : maximum };
}

function textRange(texts: readonly Uint8Array[]): Pick<EncodedValues, 'minimum' | 'maximum'> {
  if (texts.length === 0) return {};
  const sorted = [...texts].sort((left, right) => Buffer.compare(left, right));
  return { minimum: sorted[0]!, maximum: sorted.at(-1)! };
}

/** Every processor that Node runs on stores numbers in the order that Parquet demands, the lowest byte first. */
function bytesOf(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Texts, each after its length in bytes. */
function prefixed(texts: readonly Uint8Array[]): Uint8Array {
  const data = new Uint8Array(texts.reduce((sum, text) => sum + 4 + text.length, 0));
  const view = new DataView(data.buffer);
  let at = 0;
  for (const text of texts) {
    view.setUint32(at, text.length, true);
    data.set(text, at + 4);
    at += 4 + text.length;
  }
  return data;
}
