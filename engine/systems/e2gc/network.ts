// The small group-convolution network that is really trained: a stem, three blocks of a 3 x 3 group convolution and a
// 1 x 1 convolution as in MobileNet-V1, an average and a linear layer.

import { RandomStream } from '../../contract/random.ts';
import { nn, numpy, type Tensor, type Weights } from '../../learning/arrays.ts';
import { groupConvolution } from '../../learning/convolution.ts';
import { constantWeights, normalWeights } from '../../learning/initialisation.ts';
import { groupSize, type Grouping } from './grouping.ts';

/** Channels in and out of each block, and the stride of its group convolution. */
export const BLOCKS: readonly (readonly [inputs: number, outputs: number, stride: 1 | 2])[] = [
  [16, 32, 1],
  [32, 64, 2],
  [64, 64, 1],
];

/** Random initial weights for pictures of `classes` classes. */
export function initialNetwork(grouping: Grouping, classes: number, seed: number): Weights {
  const stream = (name: string): RandomStream => new RandomStream(seed, `e2gc.${name}`);
  const weights: Weights = { stem: normalWeights(stream('stem'), [9, 1, 1, 16], 9) };
  weights['stem.bias'] = constantWeights([16], 0);
  BLOCKS.forEach(([inputs, outputs], block) => {
    const size = groupSize(grouping, inputs);
    weights[`group.${block}`] = normalWeights(
      stream(`group.${block}`),
      [9, inputs / size, size, size],
      9 * size,
    );
    weights[`group.${block}.bias`] = constantWeights([inputs], 0);
    weights[`point.${block}`] = normalWeights(stream(`point.${block}`), [inputs, outputs], inputs);
    weights[`point.${block}.bias`] = constantWeights([outputs], 0);
  });
  weights.head = normalWeights(stream('head'), [BLOCKS.at(-1)![1], classes], BLOCKS.at(-1)![1], 1);
  weights['head.bias'] = constantWeights([classes], 0);
  return weights;
}

/** Logits [rows, classes] of pictures [rows, side, side, 1]. Consumes both. */
export function networkForward(weights: Weights, pictures: Tensor): Tensor {
  const biased = (values: Tensor, name: string): Tensor => values.add(weights[`${name}.bias`]!);
  let flow = nn.relu(biased(groupConvolution(pictures, weights.stem!, 2), 'stem'));
  BLOCKS.forEach(([, , stride], block) => {
    flow = nn.relu(biased(groupConvolution(flow, weights[`group.${block}`]!, stride), `group.${block}`));
    flow = nn.relu(biased(numpy.matmul(flow, weights[`point.${block}`]!), `point.${block}`));
  });
  return biased(numpy.matmul(numpy.mean(flow, [1, 2]), weights.head!), 'head');
}
