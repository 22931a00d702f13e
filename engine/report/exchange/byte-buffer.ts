// A buffer of bytes that grows and is used again: a million rows leave no garbage behind.

const FIRST_BYTES = 1 << 16;
/** Bytes that UTF-8 needs for one UTF-16 unit, at most. */
const MOST_BYTES = 3;

export class ByteBuffer {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** What was appended since the last `clear`; valid until something more is. */
  get contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.contents);
    this.#bytes = larger;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Short runs of bytes. */
  append(bytes: Uint8Array): void {
    const count = bytes.length;
    this.#reserve(count);
    const target = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < count; index++) target[start + index] = bytes[index]!;
    this.#length = start + count;
  }

  /** A text of ASCII characters only, such as a number. */
  ascii(text: string): void {
    const count = text.length;
    this.#reserve(count);
    const target = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < count; index++) target[start + index] = text.charCodeAt(index);
    this.#length = start + count;
  }

  text(text: string): void {
    this.#reserve(text.length * MOST_BYTES);
    this.#length += this.#encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }
}
