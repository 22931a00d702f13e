// A systolic array running a matrix product: cycles, utilisation and SRAM accesses in closed form, per fold.
//
// The product is rows x inner times inner x columns. A fold is one filling of the array. The cycle counts
// equal those of SCALE-Sim (Samajdar et al., ISPASS 2020) plus one: its reports give the index of the last
// cycle, we count cycles.

import { ParetoscopeError } from '../contract/errors.ts';

export const DATAFLOWS = ['output-stationary', 'weight-stationary', 'input-stationary'] as const;

/** Which operand stays in the processing elements while the others stream past. */
export type Dataflow = (typeof DATAFLOWS)[number];

/** Processing elements: `rows` x `columns`. */
export interface ArrayShape {
  readonly rows: number;
  readonly columns: number;
}

/** Inputs (rows x inner) times filters (inner x columns). */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

/** What one product costs on the array when nothing waits for memory. Accesses count elements. */
export interface ArrayRun {
  /** Folds along the first tiled dimension: output rows, or the inner dimension of stationary operands. */
  readonly outerFolds: number;
  /** Folds along the second: output columns, or output rows when inputs are stationary. */
  readonly innerFolds: number;
  readonly cyclesPerFold: number;
  readonly cycles: number;
  /** Share of processing elements that hold useful work, over folds. */
  readonly mappingEfficiency: number;
  /** Useful multiply-accumulates over those the array could have done in `cycles`. */
  readonly utilisation: number;
  readonly inputReads: number;
  readonly filterReads: number;
  readonly outputWrites: number;
  /** Partial sums read back; none when outputs are stationary. */
  readonly outputReads: number;
}

function whole(value: number, what: string): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new ParetoscopeError('design-invalid', `${what} is ${value}`, {
      hint: 'it is a whole number from 1',
    });
  }
}

/** Throws `design-invalid` unless every dimension is a whole number from 1. */
export function checkShapes(array: ArrayShape, product: ProductShape): void {
  whole(array.rows, 'the number of array rows');
  whole(array.columns, 'the number of array columns');
  whole(product.rows, 'the number of product rows');
  whole(product.columns, 'the number of product columns');
  whole(product.inner, 'the inner dimension of a product');
}

/**
 * Runs a product on an array. Output stationary: a fold streams the whole inner dimension past a tile of
 * outputs, skewed by one cycle a row and a column. Weight and input stationary: a fold first loads its
 * operand row by row (`rows` cycles), then streams the other operand through. Throws `design-invalid` for
 * sizes below one.
 */
export function runProduct(array: ArrayShape, dataflow: Dataflow, product: ProductShape): ArrayRun {
  checkShapes(array, product);
  const { rows: M, columns: N, inner: K } = product;
  const { rows: R, columns: C } = array;
  const outputs = M * N;
  let outerFolds: number;
  let innerFolds: number;
  let cyclesPerFold: number;
  let mapped: number;
  let inputReads: number;
  let filterReads: number;
  let outputWrites = outputs;
  switch (dataflow) {
    case 'output-stationary':
      outerFolds = Math.ceil(M / R);
      innerFolds = Math.ceil(N / C);
      cyclesPerFold = K + R + C - 2;
      mapped = M * N;
      inputReads = M * K * innerFolds;
      filterReads = N * K * outerFolds;
      break;
    case 'weight-stationary':
      outerFolds = Math.ceil(K / R);
      innerFolds = Math.ceil(N / C);
      cyclesPerFold = M + 2 * R + C - 2;
      mapped = K * N;
      inputReads = M * K * innerFolds;
      filterReads = N * K;
      outputWrites = outputs * outerFolds;
      break;
    case 'input-stationary':
      outerFolds = Math.ceil(K / R);
      innerFolds = Math.ceil(M / C);
      cyclesPerFold = N + 2 * R + C - 2;
      mapped = K * M;
      inputReads = M * K;
      filterReads = N * K * innerFolds;
      outputWrites = outputs * outerFolds;
      break;
  }
  const folds = outerFolds * innerFolds;
  const cycles = folds * cyclesPerFold;
  return {
    outerFolds,
    innerFolds,
    cyclesPerFold,
    cycles,
    mappingEfficiency: mapped / (folds * R * C),
    utilisation: (outputs * K) / (cycles * R * C),
    inputReads,
    filterReads,
    outputWrites,
    outputReads: outputWrites - outputs,
  };
}
