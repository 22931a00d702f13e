// Recurrent layers: gated units (LSTM, GRU, independent), their convolutional forms, and selective state
// spaces.

/** Gates of each kind: how many times the input and the state are projected. */
const GATES = { lstm: 4, gru: 3, plain: 1 } as const;

export type RecurrentKind = keyof typeof GATES;

/**
 * Parameters of one layer from `inputs` to `width` values. Two bias vectors a gate, as PyTorch and cuDNN keep
 * them, or one, or none.
 */
export function recurrentParameters(
  kind: RecurrentKind,
  inputs: number,
  width: number,
  biases: 0 | 1 | 2 = 2,
): number {
  return GATES[kind] * width * (inputs + width + biases);
}

/** Multiply-accumulates of one time step: every weight once, and the products of gates with states. */
export function recurrentMacs(kind: RecurrentKind, inputs: number, width: number): number {
  const elementwise = { lstm: 3, gru: 3, plain: 0 }[kind];
  return GATES[kind] * width * (inputs + width) + elementwise * width;
}

/** An independently recurrent layer (Li et al., CVPR 2018): each state feeds back to itself only. */
export function independentParameters(inputs: number, width: number): number {
  return inputs * width + width + width;
}

/**
 * Sizes of a selective state-space (Mamba) decoder. Source: Gu and Dao, arXiv 2312.00752, reference
 * implementation.
 */
export interface StateSpaceShape {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  readonly expansion: number;
  readonly stateWidth: number;
  readonly convolutionWidth: number;
  readonly vocabulary: number;
}

function mamba(name: string, layers: number, width: number): StateSpaceShape {
  // The vocabulary of 50,277 is padded to a multiple of 8.
  return { name, layers, width, expansion: 2, stateWidth: 16, convolutionWidth: 4, vocabulary: 50280 };
}

export const MAMBA_130M = mamba('Mamba 130M', 24, 768);
export const MAMBA_370M = mamba('Mamba 370M', 48, 1024);
export const MAMBA_1_4B = mamba('Mamba 1.4B', 48, 2048);
export const MAMBA_2_8B = mamba('Mamba 2.8B', 64, 2560);

/** Parameters, embedding tied to the output projection. */
export function stateSpaceParameters(shape: StateSpaceShape): number {
  const { layers, width, expansion, stateWidth, convolutionWidth, vocabulary } = shape;
  const inner = expansion * width;
  const stepRank = Math.ceil(width / 16);
  const layer =
    width * 2 * inner +
    inner * convolutionWidth +
    inner +
    inner * (stepRank + 2 * stateWidth) +
    stepRank * inner +
    inner +
    inner * stateWidth +
    inner +
    inner * width +
    width;
  return layers * layer + vocabulary * width + width;
}

/**
 * Multiply-accumulates of one layer and token: projections, the short convolution, and the recurrence, which
 * decays each state, adds the input to it and reads it out.
 */
export function stateSpaceMacs({ width, expansion, stateWidth, convolutionWidth }: StateSpaceShape): number {
  const inner = expansion * width;
  const stepRank = Math.ceil(width / 16);
  return (
    3 * width * inner +
    inner * convolutionWidth +
    inner * (stepRank + 2 * stateWidth) +
    stepRank * inner +
    3 * inner * stateWidth
  );
}

/** State elements of one layer: constant in the length of the sequence, unlike a key-value cache. */
export function stateSpaceElements({
  width,
  expansion,
  stateWidth,
  convolutionWidth,
}: StateSpaceShape): number {
  return expansion * width * (stateWidth + convolutionWidth - 1);
}
