// A processor at the memory, in one of three places: rates, energy of a bit read through it, added silicon. Source unless
// named otherwise: Duplex (arXiv 2409.01141) and the open simulator of the same laboratory.

import { DRAM_PROCESS_ENERGY, movementEnergy } from './energy.ts';
import type { Roof } from './roofline.ts';

export const MEMORY_PROCESSORS = ['none', 'logic-die', 'bank-group', 'bank'] as const;
export type MemoryProcessorKind = (typeof MEMORY_PROCESSORS)[number];

/** Bandwidth over that of the xPU path, and operations per byte of 16-bit values. */
export interface MemoryProcessorRates {
  readonly bandwidthMultiplier: number;
  readonly operationsPerByte: number;
}

/** Bank-PIM of the comparison: twice HBM-PIM (VI). Its rates follow from the banks and are no knobs. */
export const BANK_RATES: MemoryProcessorRates = { bandwidthMultiplier: 16, operationsPerByte: 1 };

/** Rates of a kind; the wide kinds take what the design says. */
export function ratesOf(kind: MemoryProcessorKind, wide: MemoryProcessorRates): MemoryProcessorRates {
  return kind === 'bank' ? BANK_RATES : wide;
}

/** Roof of a memory processor beside memory of `bandwidth` (B/s). */
export function memoryRoof(rates: MemoryProcessorRates, bandwidth: number, valueBytes: number): Roof {
  const own = rates.bandwidthMultiplier * bandwidth;
  return { bandwidth: own, operations: (rates.operationsPerByte * own * 2) / valueBytes };
}

/**
 * Joules to move one bit of an open row: cell 0.44, column decoder to bank-group multiplexer 1.01, on to the global one
 * 1.23, vias 0.5, interposer 0.3 pJ (M. O'Connor et al., "Fine-grained DRAM", MICRO 2017). The paths end where the
 * processor is; that of the logic die avoids the global wires: 1.81 pJ with its vias (open simulator).
 */
export const XPU_ENERGY_PER_BIT = 3.48e-12;
export const MEMORY_ENERGY_PER_BIT: Readonly<Record<Exclude<MemoryProcessorKind, 'none'>, number>> = {
  'logic-die': 1.81e-12,
  'bank-group': 2.68e-12,
  bank: 0.73e-12,
};

/** Joules to activate a row (same source), over the bits of a 1 KiB row of a pseudo channel, all of which are read. */
export const ACTIVATION_ENERGY_PER_BIT = 0.909e-9 / (8 * 1024);

/** Joules of a floating-point operation in a logic process: 0.46 pJ a multiply-accumulate (open simulator). */
export const ENERGY_PER_OPERATION = 0.46e-12 / 2;

/**
 * Joules of a floating-point operation of a memory processor. The open simulator has one energy for all processors,
 * with which the gap between bank group and logic die in Fig. 8 could not widen with operations, as it does.
 */
export function memoryOperationEnergy(kind: MemoryProcessorKind): number {
  return ENERGY_PER_OPERATION * (kind === 'bank' || kind === 'bank-group' ? DRAM_PROCESS_ENERGY : 1);
}

/** Area of a logic or memory die, mm² (VII-E). */
export const DIE_AREA = 121;
/** Dies of a stack: eight of memory, one of logic. */
const STACK_DIES = 9;

/** A DRAM process needs ten times the area for the same logic (VI). */
const DRAM_PROCESS_AREA = 10;

/** Silicon that a memory processor adds to a stack, mm². */
export interface AddedArea {
  readonly vias: number;
  readonly multipliers: number;
  readonly buffers: number;
  readonly softmax: number;
  readonly total: number;
}

/**
 * Added silicon of a stack (VII-E): vias 10.89 mm² for three times as many again, 32 modules of 512 multipliers
 * 3.02 mm², buffers 2.26 mm², softmax 1.64 mm². Vias grow with the bandwidth beyond that of the xPU, multipliers with
 * the arithmetic. In a DRAM process multipliers and buffers are ten times as large, and no vias are added; softmax stays
 * on the logic die.
 */
export function addedArea(kind: MemoryProcessorKind, wide: MemoryProcessorRates): AddedArea {
  if (kind === 'none') return { vias: 0, multipliers: 0, buffers: 0, softmax: 0, total: 0 };
  const { bandwidthMultiplier, operationsPerByte } = ratesOf(kind, wide);
  const onLogicDie = kind === 'logic-die';
  const process = onLogicDie ? 1 : DRAM_PROCESS_AREA;
  const vias = onLogicDie ? (10.89 * (bandwidthMultiplier - 1)) / 3 : 0;
  const multipliers = (process * 3.02 * bandwidthMultiplier * operationsPerByte) / 32;
  const buffers = process * 2.26;
  const softmax = 1.64;
  return { vias, multipliers, buffers, softmax, total: vias + multipliers + buffers + softmax };
}

/** Area of all dies of a stack with its memory processor, mm². */
export function stackArea(kind: MemoryProcessorKind, wide: MemoryProcessorRates): number {
  return STACK_DIES * DIE_AREA + addedArea(kind, wide).total;
}

/** Joules to bring bytes to a processor, rows opened on the way. */
export function accessEnergy(kind: MemoryProcessorKind, xpuBytes: number, memoryBytes: number): number {
  const memoryBit = kind === 'none' ? 0 : MEMORY_ENERGY_PER_BIT[kind];
  return (
    movementEnergy(xpuBytes, XPU_ENERGY_PER_BIT) +
    movementEnergy(memoryBytes, memoryBit) +
    movementEnergy(xpuBytes + memoryBytes, ACTIVATION_ENERGY_PER_BIT)
  );
}
