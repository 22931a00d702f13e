// What else a point can say: colour, size and shape by any quantity. Data space; colours are steps of a palette.

import { extentOf } from '../axes/axis.ts';

/** Steps of a palette that stand for numbers. */
export const RAMP_STEPS = 64;
/** Shapes and colours that stand for choices; further choices share the last. */
export const MOST_KINDS = 6;
export const SMALLEST_RADIUS = 1.8;
const LARGEST_RADIUS = 6.5;

/** A quantity that points show beside their place. */
export interface Channel {
  readonly values: Float64Array;
  /** Numbers as a share of their extent (of its logarithm), choices by index. */
  readonly kind: 'linear' | 'log' | 'choice';
}

export interface PointStyles {
  /** Step of the palette (0 to RAMP_STEPS - 1, or index of the choice) for each point; 255 where unknown. */
  readonly color?: Uint8Array;
  readonly byChoice: boolean;
  /** Radius in pixels of each point. */
  readonly radius?: Float32Array;
  /** 0 circle, 1 square, 2 triangle, 3 diamond, 4 cross, 5 ring. */
  readonly shape?: Uint8Array;
}

export const UNKNOWN_COLOR = 255;

/** Shares of a channel's extent from 0 to 1, for the entries of the points; NaN where unknown. */
function sharesOf(channel: Channel, entries: Uint32Array): Float64Array {
  const kind = channel.kind === 'log' ? 'log' : 'linear';
  const [low, high] = extentOf(channel.values, kind) ?? [0, 1];
  const place = kind === 'log' ? Math.log : (value: number): number => value;
  const from = place(low);
  const length = place(high) - from || 1;
  return Float64Array.from(entries, (entry) => {
    const value = channel.values[entry]!;
    return Number.isNaN(value) || (kind === 'log' && value <= 0)
      ? Number.NaN
      : (place(value) - from) / length;
  });
}

function kindsOf(channel: Channel, entries: Uint32Array): Uint8Array {
  return Uint8Array.from(entries, (entry) => {
    const index = channel.values[entry]!;
    return Number.isNaN(index) ? UNKNOWN_COLOR : Math.min(MOST_KINDS - 1, index);
  });
}

/** Styles of the points whose entries in the columns are given. */
export function buildStyles(
  entries: Uint32Array,
  channels: { readonly color?: Channel; readonly size?: Channel; readonly shape?: Channel },
): PointStyles {
  const { color, size, shape } = channels;
  return {
    byChoice: color?.kind === 'choice',
    ...(color === undefined
      ? {}
      : {
          color:
            color.kind === 'choice'
              ? kindsOf(color, entries)
              : Uint8Array.from(sharesOf(color, entries), (share) =>
                  Number.isNaN(share) ? UNKNOWN_COLOR : Math.min(RAMP_STEPS - 1, share * RAMP_STEPS),
                ),
        }),
    // Area in proportion to the share: a radius in proportion would overstate it.
    ...(size === undefined
      ? {}
      : {
          radius: Float32Array.from(sharesOf(size, entries), (share) =>
            Number.isNaN(share)
              ? SMALLEST_RADIUS
              : Math.sqrt(SMALLEST_RADIUS ** 2 + share * (LARGEST_RADIUS ** 2 - SMALLEST_RADIUS ** 2)),
          ),
        }),
    ...(shape === undefined
      ? {}
      : { shape: kindsOf(shape, entries).map((kind) => (kind === UNKNOWN_COLOR ? 4 : kind)) }),
  };
}

/** A palette of `steps` colours through the given ones, `rgb(r, g, b)` each. */
export function rampOf(stops: readonly string[], steps = RAMP_STEPS): string[] {
  const channels = stops.map((stop) => (stop.match(/[\d.]+/gu) ?? []).slice(0, 3).map(Number));
  return Array.from({ length: steps }, (_, step) => {
    const at = (step / Math.max(1, steps - 1)) * (channels.length - 1);
    const low = Math.min(channels.length - 2, Math.floor(at));
    const mixed = [0, 1, 2].map((channel) => {
      const [from = 0, to = 0] = [channels[low]?.[channel], channels[low + 1]?.[channel]];
      return Math.round(from + (at - low) * (to - from));
    });
    return `rgb(${mixed.join(', ')})`;
  });
}
