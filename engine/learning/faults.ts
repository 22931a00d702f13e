// Wrong bits in stored weights, injected into the codes a memory would hold.

import type { RandomStream } from '../contract/random.ts';
import { tensor, valuesOf, type Weights } from './arrays.ts';
import { largestCode } from './quantisation.ts';

/** Widest code that is injected into; weights of more bits count as codes of this width. */
const WIDEST = 16;

/**
 * Flips each stored bit of `values` with probability `share`: values are coded in two's complement with one scale a
 * channel (see `quantised`), `bits` wide, and decoded again. The flips depend on the stream and the number of bits only.
 * Values that are hit by no flip come back as their code says.
 */
export function withBitErrors(
  values: Float32Array,
  bits: number,
  channels: number,
  share: number,
  stream: RandomStream,
): Float32Array<ArrayBuffer> {
  const width = Math.min(bits, WIDEST);
  const most = largestCode(width);
  const scales = new Float64Array(channels);
  values.forEach((value, index) => {
    const channel = index % channels;
    scales[channel] = Math.max(scales[channel]!, Math.abs(value) / most);
  });
  const codes = Int32Array.from(values, (value, index) => {
    const scale = scales[index % channels]!;
    return scale === 0 ? 0 : Math.round(value / scale);
  });
  const last = values.length * width;
  for (let bit = gap(share, stream); bit < last; bit += 1 + gap(share, stream)) {
    const index = Math.floor(bit / width);
    const flipped = (codes[index]! & (2 ** width - 1)) ^ (1 << (bit % width));
    codes[index] = flipped >= 2 ** (width - 1) ? flipped - 2 ** width : flipped;
  }
  return Float32Array.from(codes, (code, index) => code * scales[index % channels]!);
}

/** Bits without a flip before the next one: geometric. */
function gap(share: number, stream: RandomStream): number {
  if (share <= 0) return Infinity;
  return share >= 1 ? 0 : Math.floor(Math.log1p(-stream.uniform()) / Math.log1p(-share));
}

/** Copies of named weights with wrong bits, one scale per output; those `keep` names stay as they are. */
export function weightsWithBitErrors(
  weights: Weights,
  bits: number,
  share: number,
  stream: RandomStream,
  keep: (name: string) => boolean,
): Weights {
  const values = valuesOf(weights);
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => {
      const channels = weight.shape.at(-1) ?? 1;
      const hit = keep(name)
        ? Float32Array.from(values[name]!)
        : withBitErrors(values[name]!, bits, channels, share, stream);
      return [name, tensor(hit, weight.shape)];
    }),
  );
}
