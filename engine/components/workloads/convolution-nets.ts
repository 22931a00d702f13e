// Convolution nets by name, layer by layer, for 224 x 224 colour pictures and 1,000 classes (ImageNet) unless
// said. Sources: He et al., CVPR 2016 (ResNet, with the stride on the 3 x 3 convolution as in torchvision);
// Howard et al. 2017 (MobileNet v1); Sandler et al., CVPR 2018 (MobileNet v2); Krizhevsky 2014 (AlexNet,
// one-column); Simonyan and Zisserman, ICLR 2015 (VGG-16). Parameter counts are those of the reference
// implementations.

import { ParetoscopeError } from '../../contract/errors.ts';
import { convolutionMacs, ConvolutionNet, convolutionParameters, type Convolution } from './convolution.ts';

export const CONVOLUTION_NETS = [
  'resnet-18',
  'resnet-50',
  'mobilenet-v1',
  'mobilenet-v2',
  'alexnet',
  'vgg-16',
] as const;

export type ConvolutionNetName = (typeof CONVOLUTION_NETS)[number];

/** Residual net of two 3 x 3 convolutions a block. */
function resnetBasic(blocks: readonly number[]): ConvolutionNet {
  const net = new ConvolutionNet(224, 224, 3).convolve('conv1', 64, 7, { stride: 2 }).pool(3, 2, 1);
  blocks.forEach((count, stage) => {
    const channels = 64 * 2 ** stage;
    for (let block = 0; block < count; block++) {
      const name = `conv${stage + 2}_${block + 1}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      if (net.channels !== channels) {
        net.convolve(`${name}_shortcut`, channels, 1, { stride, branch: true });
      }
      net.convolve(`${name}a`, channels, 3, { stride }).convolve(`${name}b`, channels, 3);
    }
  });
  return net.connect('classifier', 1000, true);
}

/** Residual net of 1 x 1, 3 x 3, 1 x 1 convolutions a block, the last four times as wide. */
function resnetBottleneck(blocks: readonly number[]): ConvolutionNet {
  const net = new ConvolutionNet(224, 224, 3).convolve('conv1', 64, 7, { stride: 2 }).pool(3, 2, 1);
  blocks.forEach((count, stage) => {
    const channels = 64 * 2 ** stage;
    for (let block = 0; block < count; block++) {
      const name = `conv${stage + 2}_${block + 1}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      if (block === 0) net.convolve(`${name}_shortcut`, 4 * channels, 1, { stride, branch: true });
      net
        .convolve(`${name}a`, channels, 1)
        .convolve(`${name}b`, channels, 3, { stride })
        .convolve(`${name}c`, 4 * channels, 1);
    }
  });
  return net.connect('classifier', 1000, true);
}

/** Output channels and stride of MobileNet-V1's blocks (Howard et al. 2017, table 1). */
export const MOBILENET_V1_BLOCKS: readonly (readonly [channels: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

function mobilenetV1(): ConvolutionNet {
  const net = new ConvolutionNet(224, 224, 3).convolve('conv1', 32, 3, { stride: 2 });
  MOBILENET_V1_BLOCKS.forEach(([channels, stride], index) => {
    net
      .convolve(`depthwise${index + 1}`, net.channels, 3, { stride, groups: net.channels })
      .convolve(`pointwise${index + 1}`, channels, 1);
  });
  return net.connect('classifier', 1000, true);
}

function mobilenetV2(): ConvolutionNet {
  const net = new ConvolutionNet(224, 224, 3).convolve('conv1', 32, 3, { stride: 2 });
  const stages: readonly (readonly [expansion: number, channels: number, repeats: number, stride: number])[] =
    [
      [1, 16, 1, 1],
      [6, 24, 2, 2],
      [6, 32, 3, 2],
      [6, 64, 4, 2],
      [6, 96, 3, 1],
      [6, 160, 3, 2],
      [6, 320, 1, 1],
    ];
  stages.forEach(([expansion, channels, repeats, firstStride], stage) => {
    for (let block = 0; block < repeats; block++) {
      const name = `block${stage + 1}_${block + 1}`;
      const hidden = net.channels * expansion;
      if (expansion !== 1) net.convolve(`${name}_expand`, hidden, 1);
      net
        .convolve(`${name}_depthwise`, hidden, 3, { stride: block === 0 ? firstStride : 1, groups: hidden })
        .convolve(`${name}_project`, channels, 1);
    }
  });
  return net.convolve('conv_last', 1280, 1).connect('classifier', 1000, true);
}

const plain = { bias: true, normalised: false } as const;

function alexnet(): ConvolutionNet {
  return new ConvolutionNet(224, 224, 3)
    .convolve('conv1', 64, 11, { stride: 4, padding: 2, ...plain })
    .pool(3, 2)
    .convolve('conv2', 192, 5, plain)
    .pool(3, 2)
    .convolve('conv3', 384, 3, plain)
    .convolve('conv4', 256, 3, plain)
    .convolve('conv5', 256, 3, plain)
    .pool(3, 2)
    .connect('fc6', 4096)
    .connect('fc7', 4096)
    .connect('fc8', 1000);
}

function vgg16(): ConvolutionNet {
  const net = new ConvolutionNet(224, 224, 3);
  [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ].forEach(([channels, repeats], stage) => {
    for (let layer = 1; layer <= repeats!; layer++)
      net.convolve(`conv${stage + 1}_${layer}`, channels!, 3, plain);
    net.pool(2, 2);
  });
  return net.connect('fc6', 4096).connect('fc7', 4096).connect('fc8', 1000);
}

const builders: Readonly<Record<ConvolutionNetName, () => ConvolutionNet>> = {
  'resnet-18': () => resnetBasic([2, 2, 2, 2]),
  'resnet-50': () => resnetBottleneck([3, 4, 6, 3]),
  'mobilenet-v1': mobilenetV1,
  'mobilenet-v2': mobilenetV2,
  alexnet,
  'vgg-16': vgg16,
};

const built = new Map<ConvolutionNetName, readonly Convolution[]>();

/** Layers of a net in order. Throws `not-found` naming the nets there are. */
export function convolutionNet(name: ConvolutionNetName): readonly Convolution[] {
  let layers = built.get(name);
  if (layers === undefined) {
    const build = builders[name] as (() => ConvolutionNet) | undefined;
    if (build === undefined) {
      throw new ParetoscopeError('not-found', `there is no convolution net "${name as string}"`, {
        hint: `the nets are ${CONVOLUTION_NETS.join(', ')}`,
      });
    }
    layers = build().layers;
    built.set(name, layers);
  }
  return layers;
}

/** Learned values of all layers. */
export function netParameters(layers: readonly Convolution[]): number {
  return layers.reduce((sum, layer) => sum + convolutionParameters(layer), 0);
}

/** Multiply-accumulates for one picture. */
export function netMacs(layers: readonly Convolution[]): number {
  return layers.reduce((sum, layer) => sum + convolutionMacs(layer), 0);
}
