// The byte form of messages on a WebSocket: MessagePack, with typed arrays kept as typed arrays.

import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

const ARRAYS = [Float64Array, Float32Array, Uint32Array, Int32Array] as const;

const codec = new ExtensionCodec();
ARRAYS.forEach((Type, index) => {
  codec.register({
    type: index + 1,
    encode: (value: unknown) =>
      value instanceof Type ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
    // A copy: the offset need not be a multiple of the element size. Not by `slice`, which shares memory for a Buffer.
    decode: (bytes: Uint8Array) => new Type(new Uint8Array(bytes).buffer),
  });
});

/** Encodes plain data with typed arrays. */
export function encodeWire(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { extensionCodec: codec, ignoreUndefined: true });
}

/** Decodes what `encodeWire` made; throws on anything else. */
export function decodeWire(bytes: Uint8Array): unknown {
  return decode(bytes, { extensionCodec: codec });
}
