// Energy and area of arithmetic by number format and process node, and of the registers around it.
//
// Energies at 45 nm, 0.9 V: M. Horowitz, ISSCC 2014; at 7 nm: N. Jouppi et al., "Ten lessons from three
// generations shaped Google's TPUv4i", ISCA 2021, table 2. Between the two an energy follows a power law in
// the feature size through both anchors; that curve is our interpolation. Areas: Horowitz at 45 nm, moved by
// the area factors of node-scaling.ts. No source gives leakage of single units, so there is none here.

import { ParetoscopeError } from '../contract/errors.ts';
import { BF16_7NM, FP16_45NM, FP16_7NM, FP32_45NM, FP32_7NM, INT8_45NM, INT8_7NM } from './energy.ts';
import { scaleBetween } from './node-scaling.ts';

/** Joules at the two anchor nodes and square millimetres at 45 nm; absent where no source gives one. */
interface Operation {
  readonly joulesAt45?: number;
  readonly joulesAt7?: number;
  readonly areaAt45?: number;
}

const OPERATIONS = {
  'int8-add': { joulesAt45: INT8_45NM.add, joulesAt7: INT8_7NM.add, areaAt45: 36e-6 },
  'int16-add': { joulesAt45: 0.05e-12, areaAt45: 67e-6 },
  'int32-add': { joulesAt45: 0.1e-12, joulesAt7: 0.03e-12, areaAt45: 137e-6 },
  'int8-multiply': { joulesAt45: INT8_45NM.multiply, joulesAt7: INT8_7NM.multiply, areaAt45: 282e-6 },
  'int32-multiply': { joulesAt45: 3.1e-12, joulesAt7: 1.48e-12, areaAt45: 3495e-6 },
  'bf16-add': { joulesAt7: BF16_7NM.add },
  'bf16-multiply': { joulesAt7: BF16_7NM.multiply },
  'fp16-add': { joulesAt45: FP16_45NM.add, joulesAt7: FP16_7NM.add, areaAt45: 1360e-6 },
  'fp16-multiply': { joulesAt45: FP16_45NM.multiply, joulesAt7: FP16_7NM.multiply, areaAt45: 1640e-6 },
  'fp32-add': { joulesAt45: FP32_45NM.add, joulesAt7: FP32_7NM.add, areaAt45: 4184e-6 },
  'fp32-multiply': { joulesAt45: FP32_45NM.multiply, joulesAt7: FP32_7NM.multiply, areaAt45: 7700e-6 },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly OperationName[];

/** Formats of a multiply-accumulate unit: narrow product, 32-bit sum. */
export const MAC_FORMATS = ['int8', 'fp16', 'fp32'] as const;
export type MacFormat = (typeof MAC_FORMATS)[number];

export const FORMAT_BYTES: Readonly<Record<MacFormat, number>> = { int8: 1, fp16: 2, fp32: 4 };
export const PARTIAL_SUM_BYTES = 4;

/** Nodes between the anchors. */
export const ARITHMETIC_NODES = [45, 32, 28, 20, 16, 14, 10, 7] as const;
export type ArithmeticNode = (typeof ARITHMETIC_NODES)[number];

function checkNode(node: number): void {
  if (!(ARITHMETIC_NODES as readonly number[]).includes(node)) {
    throw new ParetoscopeError('design-invalid', `arithmetic energies are not known at ${node} nm`, {
      hint: `they are at ${ARITHMETIC_NODES.join(', ')} nm`,
    });
  }
}

/** Value at a node, by the power law in feature size through the values at 45 nm and 7 nm. */
export function betweenAnchors(at45: number, at7: number, node: number): number {
  return at45 * (at7 / at45) ** (Math.log(45 / node) / Math.log(45 / 7));
}

/**
 * Joules of one operation. Throws `design-invalid` for a node that is not between 45 and 7 nm, or one at
 * which no source gives the operation.
 */
export function operationEnergy(name: OperationName, node: ArithmeticNode): number {
  checkNode(node);
  const { joulesAt45, joulesAt7 } = OPERATIONS[name] as Operation;
  if (node === 45 && joulesAt45 !== undefined) return joulesAt45;
  if (node === 7 && joulesAt7 !== undefined) return joulesAt7;
  if (joulesAt45 === undefined || joulesAt7 === undefined) {
    throw new ParetoscopeError('design-invalid', `no source gives the energy of ${name} at ${node} nm`, {
      hint: `it is known at ${joulesAt45 === undefined ? 7 : 45} nm`,
    });
  }
  return betweenAnchors(joulesAt45, joulesAt7, node);
}

/** Square millimetres of one unit. Throws `design-invalid` where no source gives an area. */
export function operationArea(name: OperationName, node: ArithmeticNode): number {
  checkNode(node);
  const { areaAt45 } = OPERATIONS[name] as Operation;
  if (areaAt45 === undefined) {
    throw new ParetoscopeError('design-invalid', `no source gives the area of ${name}`);
  }
  return areaAt45 * scaleBetween(45, node).area;
}

const MAC_PARTS: Readonly<Record<MacFormat, readonly [multiply: OperationName, add: OperationName]>> = {
  int8: ['int8-multiply', 'int32-add'],
  fp16: ['fp16-multiply', 'fp32-add'],
  fp32: ['fp32-multiply', 'fp32-add'],
};

/** Joules of one multiply-accumulate: the product in the format, the sum in 32 bits. */
export function macEnergy(format: MacFormat, node: ArithmeticNode): number {
  const [multiply, add] = MAC_PARTS[format];
  return operationEnergy(multiply, node) + operationEnergy(add, node);
}

/** Square millimetres of one multiply-accumulate unit. */
export function macArea(format: MacFormat, node: ArithmeticNode): number {
  const [multiply, add] = MAC_PARTS[format];
  return operationArea(multiply, node) + operationArea(add, node);
}

/**
 * Joules of reading or writing one bit of a small register file: 1 pJ per 32-bit word at 45 nm (the
 * often-quoted figure beside Horowitz's table), scaled like a 32-bit integer add. An upper bound for pipeline
 * flip-flops.
 */
export function registerEnergy(node: ArithmeticNode): number {
  checkNode(node);
  return betweenAnchors(1e-12 / 32, (1e-12 / 32) * 0.3, node);
}

/**
 * Square millimetres of one flip-flop: 4.52 um2 in an open 45 nm cell library (NanGate DFF_X1), moved by area
 * factor.
 */
export function registerArea(node: ArithmeticNode): number {
  checkNode(node);
  return 4.522e-6 * scaleBetween(45, node).area;
}
