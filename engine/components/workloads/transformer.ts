// Decoder transformers as lists of operators with their floating-point operations and bytes: prefill, decode and the
// forward and backward halves of a training step. Attention is multi-head or grouped-query (Ainslie et al., 2023);
// the feed-forward block is gated (Shazeer, 2020) or plain.

/** What an operator does to its operands; decides what a conventional compiler can fuse. */
export type OperatorKind = 'gemm' | 'elementwise' | 'reduction' | 'transpose' | 'gather';

/** A value that flows between operators. */
export interface Tensor {
  readonly name: string;
  readonly bytes: number;
  /** Written to memory even where every consumer is fused with its producer (cache entries, saved activations). */
  readonly kept?: boolean;
}

/** One operator of a graph in topological order. */
export interface Operator {
  readonly name: string;
  readonly kind: OperatorKind;
  /** Floating-point operations; a multiply-accumulate counts as two. */
  readonly flops: number;
  /** Bytes of stationary operands read from memory in any fusion: weights and cached keys or values. */
  readonly stationaryBytes: number;
  /** Rows that stream through the operator; a stationary operand is reused by each of them. */
  readonly rows: number;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

/** Sizes of a decoder transformer. Real numbers are accepted, so that shapes can be scaled continuously. */
export interface TransformerShape {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly feedForwardWidth: number;
  /** Three feed-forward matrices (gate, up, down) instead of two. */
  readonly gated: boolean;
  /** Keys and queries are rotated by position; otherwise a bias on the scores carries the position. */
  readonly rotary: boolean;
  readonly vocabulary: number;
  /** The output projection reuses the embedding matrix. */
  readonly tiedEmbedding: boolean;
  /** Every linear layer has a bias, and norms have a shift as well as a scale. */
  readonly biases: boolean;
  /** Norms outside of the layers: the last one, and in BLOOM one after the embedding. */
  readonly outerNorms: number;
  /** Norms in a layer. */
  readonly layerNorms: number;
  /** Fraction of the linear weights that are not zero. */
  readonly density: number;
}

/** One pass over new tokens. */
export interface Pass {
  readonly batch: number;
  /** New tokens of each sequence: the prompt in prefill, 1 in decode. */
  readonly tokens: number;
  /** Keys each new token attends to, itself included. */
  readonly context: number;
  readonly bytesPerElement: number;
}

function linearWeights(shape: TransformerShape): number {
  const query = shape.width * shape.heads * shape.headWidth;
  const keyValue = shape.width * shape.keyValueHeads * shape.headWidth;
  const feedForward = (shape.gated ? 3 : 2) * shape.width * shape.feedForwardWidth;
  return 2 * query + 2 * keyValue + feedForward;
}

function linearBiases(shape: TransformerShape): number {
  const attention = (shape.heads + 2 * shape.keyValueHeads) * shape.headWidth + shape.width;
  return attention + (shape.gated ? 2 : 1) * shape.feedForwardWidth + shape.width;
}

/** Parameters of one decoder layer, zero weights of a sparse model included. */
export function layerParameterCount(shape: TransformerShape): number {
  const norms = shape.layerNorms * shape.width * (shape.biases ? 2 : 1);
  return linearWeights(shape) + norms + (shape.biases ? linearBiases(shape) : 0);
}

/** All parameters: layers, embedding, output projection where it is not tied, and the outer norms. */
export function parameterCount(shape: TransformerShape): number {
  const embeddings = shape.vocabulary * shape.width * (shape.tiedEmbedding ? 1 : 2);
  const norms = shape.outerNorms * shape.width * (shape.biases ? 2 : 1);
  return shape.layers * layerParameterCount(shape) + embeddings + norms;
}

/** Bytes a cached token takes over all layers: a key and a value for each key-value head. */
export function keyValueBytesPerToken(shape: TransformerShape, bytesPerElement: number): number {
  return 2 * shape.layers * shape.keyValueHeads * shape.headWidth * bytesPerElement;
}

/** Floating-point operations per element that are not matrix products; small beside them, so round figures. */
const NORM_FLOPS = 5;
const ROTARY_FLOPS = 3;
const SOFTMAX_FLOPS = 5;
const ACTIVATION_FLOPS = 4;

/**
 * The operators of one decoder layer in topological order, at the granularity of framework operators: 19 with gated
 * feed-forward and rotary positions. The first input of the first operator is the layer's input; the last output is
 * the layer's output. Scores are computed for every pair of query and key (no causal skipping).
 */
export function layerOperators(shape: TransformerShape, pass: Pass, saveForBackward = false): Operator[] {
  const size = pass.bytesPerElement;
  const rows = pass.batch * pass.tokens;
  const queryWidth = shape.heads * shape.headWidth;
  const keyWidth = shape.keyValueHeads * shape.headWidth;
  const cacheBytes = pass.batch * (pass.context - pass.tokens) * keyWidth * size;
  const scores = pass.batch * shape.heads * pass.tokens * pass.context;
  const tensor = (name: string, elements: number, kept = false): Tensor =>
    kept ? { name, bytes: elements * size, kept } : { name, bytes: elements * size };
  const operators: Operator[] = [];
  const add = (
    name: string,
    kind: OperatorKind,
    flops: number,
    stationaryBytes: number,
    inputs: readonly Tensor[],
    output: Tensor,
  ): Tensor => {
    operators.push({ name, kind, flops, stationaryBytes, rows, inputs, output });
    return output;
  };
  const linear = (name: string, input: Tensor, from: number, to: number, kept = false): Tensor => {
    const weights = from * to * shape.density;
    return add(name, 'gemm', 2 * rows * weights, weights * size, [input], tensor(name, rows * to, kept));
  };
  const norm = (name: string, input: Tensor): Tensor =>
    add(
      name,
      'reduction',
      NORM_FLOPS * rows * shape.width,
      shape.width * size,
      [input],
      tensor(name, rows * shape.width, saveForBackward),
    );
  const elementwise = (name: string, inputs: readonly Tensor[], elements: number, flops: number): Tensor =>
    add(name, 'elementwise', flops * elements, 0, inputs, tensor(name, elements));

  const input = tensor('layer input', rows * shape.width);
  const normed = norm('attention norm', input);
  let query = linear('query', normed, shape.width, queryWidth, saveForBackward);
  let key = linear('key', normed, shape.width, keyWidth, !shape.rotary);
  const value = linear('value', normed, shape.width, keyWidth, true);
  if (shape.rotary) {
    query = elementwise('rotate query', [query], rows * queryWidth, ROTARY_FLOPS);
    key = add(
      'rotate key',
      'elementwise',
      ROTARY_FLOPS * rows * keyWidth,
      0,
      [key],
      tensor('rotate key', rows * keyWidth, true),
    );
  }
  const score = add(
    'attention scores',
    'gemm',
    2 * scores * shape.headWidth,
    cacheBytes,
    [query, key],
    tensor('attention scores', scores),
  );
  const masked = elementwise('scale and mask', [score], scores, 2);
  const weights = add('softmax', 'reduction', SOFTMAX_FLOPS * scores, 0, [masked], tensor('softmax', scores));
  const mixed = add(
    'attention values',
    'gemm',
    2 * scores * shape.headWidth,
    cacheBytes,
    [weights, value],
    tensor('attention values', rows * queryWidth, saveForBackward),
  );
  const projected = linear('attention output', mixed, queryWidth, shape.width);
  const residual = elementwise('attention residual', [input, projected], rows * shape.width, 1);
  const normedAgain = shape.layerNorms > 1 ? norm('feed-forward norm', residual) : normed;
  const hidden = rows * shape.feedForwardWidth;
  let active: Tensor;
  if (shape.gated) {
    const gate = linear('gate', normedAgain, shape.width, shape.feedForwardWidth, saveForBackward);
    const up = linear('up', normedAgain, shape.width, shape.feedForwardWidth, saveForBackward);
    const activated = elementwise('activation', [gate], hidden, ACTIVATION_FLOPS);
    active = elementwise('gate product', [activated, up], hidden, 1);
  } else {
    const up = linear('up', normedAgain, shape.width, shape.feedForwardWidth, saveForBackward);
    active = elementwise('activation', [up], hidden, ACTIVATION_FLOPS);
  }
  const down = linear('down', active, shape.feedForwardWidth, shape.width);
  elementwise('feed-forward residual', [residual, down], rows * shape.width, 1);
  return operators;
}

/**
 * The backward half of a training step of one layer, from its forward operators: every matrix product becomes two of
 * the same size (gradients of both operands), everything else one operator of the same size. Attention scores are
 * recomputed, so they are not saved; what `layerOperators` saved is read as an input.
 */
export function backwardOperators(forward: readonly Operator[]): Operator[] {
  const saved = new Map<string, Tensor>();
  const operators: Operator[] = [];
  for (const operator of forward) {
    const { name } = operator;
    if (name === 'attention scores' || name === 'scale and mask' || name === 'softmax') {
      const output: Tensor = { name: `${name} again`, bytes: operator.output.bytes };
      const inputs = operator.inputs.map((input) => saved.get(input.name) ?? { ...input, kept: false });
      saved.set(name, output);
      operators.push({ ...operator, name: output.name, inputs, output });
    }
  }
  const gradients = new Map<string, Tensor>();
  const gradientOf = (tensor: Tensor): Tensor => {
    let gradient = gradients.get(tensor.name);
    if (gradient === undefined) {
      gradient = { name: `gradient of ${tensor.name}`, bytes: tensor.bytes };
      gradients.set(tensor.name, gradient);
    }
    return gradient;
  };
  for (let index = forward.length - 1; index >= 0; index--) {
    const operator = forward[index]!;
    const outer = gradientOf(operator.output);
    if (operator.name.endsWith('residual')) {
      // A sum passes its gradient on to both operands; what else reaches them is accumulated in place.
      for (const input of operator.inputs) gradients.set(input.name, outer);
      continue;
    }
    const values = operator.inputs.map((input) => saved.get(input.name) ?? { ...input, kept: false });
    operator.inputs.forEach((input, position) => {
      operators.push({
        ...operator,
        name: `${operator.name}, gradient of ${input.name}`,
        inputs: [outer, ...values.filter((_, other) => other !== position || values.length === 1)],
        output: gradientOf(input),
      });
    });
    if (operator.kind === 'gemm' && operator.inputs.length === 1) {
      operators.push({
        ...operator,
        name: `${operator.name}, gradient of weights`,
        stationaryBytes: 0,
        inputs: [outer, ...values],
        output: { name: `gradient of ${operator.name} weights`, bytes: operator.stationaryBytes, kept: true },
      });
    }
  }
  return operators;
}

/** What surrounds the layers: embedding look-up, last norm and output projection (of the last token, if `lastOnly`). */
export function outerOperators(shape: TransformerShape, pass: Pass, lastOnly: boolean): Operator[] {
  const size = pass.bytesPerElement;
  const rows = pass.batch * pass.tokens;
  const outRows = lastOnly ? pass.batch : rows;
  const embedded: Tensor = { name: 'embedding', bytes: rows * shape.width * size };
  const normed: Tensor = { name: 'last norm', bytes: outRows * shape.width * size };
  const logits: Tensor = { name: 'logits', bytes: outRows * shape.vocabulary * size };
  const weights = shape.width * shape.vocabulary;
  return [
    {
      name: 'embedding',
      kind: 'gather',
      flops: 0,
      stationaryBytes: rows * shape.width * size,
      rows,
      inputs: [],
      output: embedded,
    },
    {
      name: 'last norm',
      kind: 'reduction',
      flops: NORM_FLOPS * outRows * shape.width,
      stationaryBytes: shape.width * size,
      rows: outRows,
      inputs: [embedded],
      output: normed,
    },
    {
      name: 'output projection',
      kind: 'gemm',
      flops: 2 * outRows * weights,
      stationaryBytes: weights * size,
      rows: outRows,
      inputs: [normed],
      output: logits,
    },
  ];
}
