import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convolutionMacs,
  lowerConvolution,
  outputSize,
  type Convolution,
} from '../../../engine/components/workloads/convolution.ts';
import {
  CONVOLUTION_NETS,
  convolutionNet,
  netMacs,
  netParameters,
} from '../../../engine/components/workloads/convolution-nets.ts';

const layer: Convolution = {
  name: 'layer',
  inputHeight: 56,
  inputWidth: 28,
  inputChannels: 64,
  outputChannels: 128,
  kernelHeight: 3,
  kernelWidth: 3,
  stride: 2,
  padding: 1,
  groups: 1,
  bias: false,
  normalised: true,
};

describe('convolution', () => {
  it('has the output size of its stride and padding', () => {
    expect(outputSize(layer)).toEqual({ height: 28, width: 14 });
    expect(outputSize({ ...layer, padding: 0 })).toEqual({ height: 27, width: 13 });
  });

  it('refuses a kernel larger than its padded input', () => {
    expect(() => outputSize({ ...layer, inputWidth: 1, padding: 0 })).toThrow('"layer"');
  });

  it('refuses channels that do not split into the groups', () => {
    expect(() => lowerConvolution({ ...layer, groups: 3 })).toThrow('3 groups');
  });

  it('is lowered to one product a group with the same work', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 64), fc.integer({ min: 1, max: 8 }), (groups, images) => {
        const grouped = { ...layer, groups };
        const product = lowerConvolution(grouped, images);
        expect(product.count).toBe(groups);
        expect(product.rows * product.columns * product.inner * product.count).toBe(
          images * convolutionMacs(grouped),
        );
        expect(product.uniqueInputs).toBe((56 * 28 * 64 * images) / groups);
      }),
      { seed: 3 },
    );
  });
});

describe('convolution nets', () => {
  // Parameters of the reference implementations, and multiply-accumulates of one 224 x 224 picture.
  it.each([
    ['resnet-18', 11_689_512, 1_814_073_344],
    ['resnet-50', 25_557_032, 4_089_184_256],
    ['mobilenet-v1', 4_231_976, 568_740_352],
    ['mobilenet-v2', 3_504_872, 300_774_272],
    ['alexnet', 61_100_840, 714_188_480],
    ['vgg-16', 138_357_544, 15_470_264_320],
  ] as const)('%s has the published number of parameters', (name, parameters, macs) => {
    expect(netParameters(convolutionNet(name))).toBe(parameters);
    expect(netMacs(convolutionNet(name))).toBe(macs);
  });

  it('ends in a thousand classes', () => {
    for (const name of CONVOLUTION_NETS) expect(convolutionNet(name).at(-1)!.outputChannels).toBe(1000);
  });

  it('names the nets there are when asked for another', () => {
    expect(() => convolutionNet('resnet-51' as 'resnet-50')).toThrow('resnet-51');
  });
});
