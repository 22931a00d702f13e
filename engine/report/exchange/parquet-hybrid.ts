// The hybrid of run lengths and packed bits in which Parquet writes small integers: codes of a dictionary, booleans, and
// which values are there. https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE

/** Values that are packed at a time. */
const PACK = 8;
/** Bytes that the length of a run takes at most, beside its value. */
const MOST_HEADER_BYTES = 5;

/** Integers from 0 that fit into so many bits. */
export type SmallIntegers = Uint8Array | Uint16Array | Uint32Array;

/** How many bits hold the integers from 0 to one less than `count`. */
export function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/** Encodes integers of `bits` bits, at most 24: eight equal ones or more as a run, others packed. */
export function encodeHybrid(values: SmallIntegers, bits: number): Uint8Array {
  const writer = new HybridWriter(values, bits);
  const count = values.length;
  let packFrom = 0;
  let at = 0;
  while (at < count) {
    const run = runLength(values, at);
    if (run < PACK) {
      at += PACK;
      continue;
    }
    writer.packed(packFrom, at);
    writer.run(values[at]!, run);
    at += run;
    packFrom = at;
  }
  writer.packed(packFrom, count);
  return writer.contents();
}

function runLength(values: SmallIntegers, from: number): number {
  const value = values[from];
  let end = from + 1;
  while (end < values.length && values[end] === value) end++;
  return end - from;
}

class HybridWriter {
  readonly #values: SmallIntegers;
  readonly #bits: number;
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(values: SmallIntegers, bits: number) {
    this.#values = values;
    this.#bits = bits;
    const packs = Math.ceil(values.length / PACK);
    this.#bytes = new Uint8Array((packs + 1) * (MOST_HEADER_BYTES + Math.max(bits, 4)));
  }

  contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #header(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  run(value: number, count: number): void {
    this.#header(count * 2);
    for (let shift = 0; shift < this.#bits; shift += 8) this.#bytes[this.#length++] = value >>> shift;
  }

  /** Values from `from` to before `to`. Only at the end of all may they be no whole number of packs: zeros follow. */
  packed(from: number, to: number): void {
    if (to === from) return;
    const bits = this.#bits;
    const values = this.#values;
    const bytes = this.#bytes;
    const packs = Math.ceil((to - from) / PACK);
    this.#header(packs * 2 + 1);
    let length = this.#length;
    let held = 0;
    let heldBits = 0;
    for (let at = from; at < from + packs * PACK; at++) {
      held |= (at < to ? values[at]! : 0) << heldBits;
      for (heldBits += bits; heldBits >= 8; heldBits -= 8) {
        bytes[length++] = held;
        held >>>= 8;
      }
    }
    this.#length = length;
  }
}
