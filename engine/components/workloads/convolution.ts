// Convolution layers (dense, grouped, depthwise) and fully connected ones: shapes, work, bytes, and the
// matrix products that a matrix engine runs for them.

import { ParetoscopeError } from '../../contract/errors.ts';

/** One layer of a convolution net; heights and widths in pixels, `padding` on every side. */
export interface Convolution {
  readonly name: string;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly padding: number;
  /** Independent groups of channels: 1 for a dense layer, `inputChannels` for a depthwise one. */
  readonly groups: number;
  readonly bias: boolean;
  /** Learned scale and shift of a following batch normalisation, folded away at inference. */
  readonly normalised: boolean;
}

/** `count` independent products of rows x inner by inner x columns, e.g. one a group or an attention head. */
export interface MatrixProduct {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly count: number;
  /**
   * Distinct elements of the left operand of one product; fewer than rows x inner where a convolution repeats
   * pixels.
   */
  readonly uniqueInputs: number;
}

/** Output height and width. Throws `design-invalid` if the kernel does not fit into the padded input. */
export function outputSize(layer: Convolution): { readonly height: number; readonly width: number } {
  const height = Math.floor((layer.inputHeight + 2 * layer.padding - layer.kernelHeight) / layer.stride) + 1;
  const width = Math.floor((layer.inputWidth + 2 * layer.padding - layer.kernelWidth) / layer.stride) + 1;
  if (height < 1 || width < 1) {
    throw new ParetoscopeError(
      'design-invalid',
      `layer "${layer.name}": a ${layer.kernelHeight} x ${layer.kernelWidth} kernel does not fit into ` +
        `${layer.inputHeight} x ${layer.inputWidth} pixels with padding ${layer.padding}`,
    );
  }
  return { height, width };
}

/** Learned values: weights, biases, and normalisation's scale and shift. */
export function convolutionParameters(layer: Convolution): number {
  const weights =
    layer.outputChannels * (layer.inputChannels / layer.groups) * layer.kernelHeight * layer.kernelWidth;
  return (
    weights + (layer.bias ? layer.outputChannels : 0) + (layer.normalised ? 2 * layer.outputChannels : 0)
  );
}

/** Multiply-accumulates for one image. */
export function convolutionMacs(layer: Convolution): number {
  const { height, width } = outputSize(layer);
  return (
    height *
    width *
    layer.outputChannels *
    (layer.inputChannels / layer.groups) *
    layer.kernelHeight *
    layer.kernelWidth
  );
}

/**
 * The layer as matrix products (im2col): a row an output pixel, a column an output channel, one product a
 * group.
 */
export function lowerConvolution(layer: Convolution, images = 1): MatrixProduct {
  const { groups } = layer;
  if (layer.inputChannels % groups !== 0 || layer.outputChannels % groups !== 0) {
    throw new ParetoscopeError(
      'design-invalid',
      `layer "${layer.name}": ${layer.inputChannels} input and ${layer.outputChannels} output channels cannot be cut ` +
        `into ${groups} groups`,
    );
  }
  const { height, width } = outputSize(layer);
  const channels = layer.inputChannels / groups;
  const rows = height * width * images;
  const inner = channels * layer.kernelHeight * layer.kernelWidth;
  return {
    name: layer.name,
    rows,
    columns: layer.outputChannels / groups,
    inner,
    count: groups,
    uniqueInputs: Math.min(rows * inner, layer.inputHeight * layer.inputWidth * channels * images),
  };
}

/** A fully connected layer: a 1 x 1 convolution of one pixel. */
export function fullyConnected(name: string, inputs: number, outputs: number, bias = true): Convolution {
  return {
    name,
    inputHeight: 1,
    inputWidth: 1,
    inputChannels: inputs,
    outputChannels: outputs,
    kernelHeight: 1,
    kernelWidth: 1,
    stride: 1,
    padding: 0,
    groups: 1,
    bias,
    normalised: false,
  };
}

/** Builds nets layer by layer, keeping track of the picture that flows through. */
export class ConvolutionNet {
  readonly layers: Convolution[] = [];
  height: number;
  width: number;
  channels: number;

  constructor(height: number, width: number, channels: number) {
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** Appends a convolution of the current picture; `branch` leaves the picture as it was (a shortcut). */
  convolve(
    name: string,
    outputChannels: number,
    kernel: number,
    options: {
      readonly stride?: number;
      readonly padding?: number;
      readonly groups?: number;
      readonly bias?: boolean;
      readonly normalised?: boolean;
      readonly branch?: boolean;
    } = {},
  ): this {
    const layer: Convolution = {
      name,
      inputHeight: this.height,
      inputWidth: this.width,
      inputChannels: this.channels,
      outputChannels,
      kernelHeight: kernel,
      kernelWidth: kernel,
      stride: options.stride ?? 1,
      padding: options.padding ?? (kernel - 1) / 2,
      groups: options.groups ?? 1,
      bias: options.bias ?? false,
      normalised: options.normalised ?? true,
    };
    this.layers.push(layer);
    if (options.branch !== true) {
      const { height, width } = outputSize(layer);
      this.height = height;
      this.width = width;
      this.channels = outputChannels;
    }
    return this;
  }

  /** Pools the picture: no weights, and too little work to count. */
  pool(kernel: number, stride: number, padding = 0): this {
    this.height = Math.floor((this.height + 2 * padding - kernel) / stride) + 1;
    this.width = Math.floor((this.width + 2 * padding - kernel) / stride) + 1;
    return this;
  }

  /** Appends a fully connected layer on the flattened (or, if `pooled`, averaged) picture. */
  connect(name: string, outputs: number, pooled = false): this {
    const inputs = pooled ? this.channels : this.height * this.width * this.channels;
    this.layers.push(fullyConnected(name, inputs, outputs));
    this.height = 1;
    this.width = 1;
    this.channels = outputs;
    return this;
  }
}
