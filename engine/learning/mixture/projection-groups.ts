// Grouped projections of an expert, as masks over its dense matrices: the result is that of block-diagonal matrices with
// a channel shuffle between them, the cost is not, which at this size is the simpler way.

import type { MixtureShape } from './network.ts';

/** 1 where a weight exists, else 0; row-major like the weights `up` and `down`. */
interface ProjectionMasks {
  readonly up: Float32Array<ArrayBuffer>;
  readonly down: Float32Array<ArrayBuffer>;
}

/**
 * Masks of a shape with grouped projections, undefined for a dense one. Neighbouring hidden units see the same group of
 * channels and feed different ones; experts are rotated against each other, so that together they mix all groups.
 */
export function projectionMasks(
  shape: Pick<MixtureShape, 'width' | 'experts' | 'expertWidth' | 'projectionGroup'>,
): ProjectionMasks | undefined {
  const { experts, expertWidth, projectionGroup, width } = shape;
  if (projectionGroup === undefined || projectionGroup >= width) return undefined;
  const groups = width / projectionGroup;
  const hidden = experts * expertWidth;
  const up = new Float32Array(width * hidden);
  const down = new Float32Array(hidden * width);
  for (let unit = 0; unit < hidden; unit++) {
    const expert = Math.floor(unit / expertWidth);
    const own = unit % expertWidth;
    const seen = Math.floor((own * groups) / expertWidth);
    const fed = (own + expert) % groups;
    for (let channel = 0; channel < projectionGroup; channel++) {
      up[(seen * projectionGroup + channel) * hidden + unit] = 1;
      down[unit * width + fed * projectionGroup + channel] = 1;
    }
  }
  return { up, down };
}
