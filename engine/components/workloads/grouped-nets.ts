// Nets whose 3 x 3 convolutions are grouped, with the group size left open: MobileNet-V1 (Howard et al. 2017) and
// ResNeXt-50 (Xie et al., CVPR 2017), at any width, input resolution and kernel of the grouped convolutions.

import { MOBILENET_V1_BLOCKS } from './convolution-nets.ts';
import { ParetoscopeError } from '../../contract/errors.ts';
import { ConvolutionNet, outputSize, type Convolution } from './convolution.ts';

export const GROUPED_NETS = ['mobilenet-v1', 'resnext-50'] as const;
export type GroupedNetName = (typeof GROUPED_NETS)[number];

/** Channels of the narrowest grouped convolution at full width; all others are power-of-two multiples of it. */
export const NARROWEST: Readonly<Record<GroupedNetName, number>> = { 'mobilenet-v1': 32, 'resnext-50': 128 };

/** One layer of a grouped net. */
export interface GroupedLayer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Pixels of one input and one output channel of one picture. */
  readonly inputPixels: number;
  readonly outputPixels: number;
  /** Kernel height times width. */
  readonly taps: number;
  /** The group size may be chosen; otherwise the layer is dense. */
  readonly grouped: boolean;
}

/**
 * Layers in order for pictures of `resolution` x `resolution` pixels and 1,000 classes. `width` multiplies every channel
 * count but those of pictures and classes; `kernel` is the odd side of the grouped convolutions. Throws
 * `design-invalid` where a channel count does not come out whole.
 */
export function groupedNet(
  name: GroupedNetName,
  width: number,
  resolution: number,
  kernel: number,
): readonly GroupedLayer[] {
  if (!Number.isInteger(NARROWEST[name] * width)) {
    throw new ParetoscopeError(
      'design-invalid',
      `${name} has no whole number of channels at width ${width}`,
      {
        hint: `${NARROWEST[name]} times the width must be whole`,
      },
    );
  }
  const net = new ConvolutionNet(resolution, resolution, 3);
  if (name === 'mobilenet-v1') mobilenet(net, width, kernel);
  else resnext(net, width, kernel);
  net.connect('classifier', 1000, true);
  return net.layers.map(describe);
}

function mobilenet(net: ConvolutionNet, width: number, kernel: number): void {
  net.convolve('stem', 32 * width, 3, { stride: 2 });
  MOBILENET_V1_BLOCKS.forEach(([channels, stride], index) => {
    net
      .convolve(`grouped${index + 1}`, net.channels, kernel, { stride })
      .convolve(`pointwise${index + 1}`, channels * width, 1);
  });
}

function resnext(net: ConvolutionNet, width: number, kernel: number): void {
  net.convolve('stem', 64 * width, 7, { stride: 2 }).pool(3, 2, 1);
  [3, 4, 6, 3].forEach((count, stage) => {
    const inner = 128 * 2 ** stage * width;
    for (let block = 0; block < count; block++) {
      const name = `conv${stage + 2}_${block + 1}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      if (block === 0) net.convolve(`${name}_shortcut`, 2 * inner, 1, { stride, branch: true });
      net
        .convolve(`${name}_reduce`, inner, 1)
        .convolve(`${name}_grouped`, inner, kernel, { stride })
        .convolve(`${name}_expand`, 2 * inner, 1);
    }
  });
}

function describe(layer: Convolution): GroupedLayer {
  const { height, width } = outputSize(layer);
  return {
    name: layer.name,
    inputs: layer.inputChannels,
    outputs: layer.outputChannels,
    inputPixels: layer.inputHeight * layer.inputWidth,
    outputPixels: height * width,
    taps: layer.kernelHeight * layer.kernelWidth,
    grouped: layer.name.includes('grouped'),
  };
}
