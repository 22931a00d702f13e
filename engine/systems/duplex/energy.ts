// Energy of memory accesses and arithmetic, split as in the paper's Fig. 15.

import {
  accessEnergy,
  ENERGY_PER_OPERATION,
  memoryOperationEnergy,
  type MemoryProcessorKind,
} from '../../components/memory-processors.ts';
import type { StageWork } from './stage.ts';

/** Joules. */
export interface EnergyPart {
  movement: number;
  arithmetic: number;
}

export interface Energy {
  readonly linear: EnergyPart;
  readonly attention: EnergyPart;
  readonly experts: EnergyPart;
}

export function noEnergy(): Energy {
  return {
    linear: { movement: 0, arithmetic: 0 },
    attention: { movement: 0, arithmetic: 0 },
    experts: { movement: 0, arithmetic: 0 },
  };
}

/** Joules of operations, some of which the memory processor does. */
function arithmeticEnergy(kind: MemoryProcessorKind, operations: number, inMemory: number): number {
  return (operations - inMemory) * ENERGY_PER_OPERATION + inMemory * memoryOperationEnergy(kind);
}

/** Adds the energy of `stages` stages of the same work. */
export function addEnergy(
  energy: Energy,
  kind: MemoryProcessorKind,
  work: Readonly<StageWork>,
  stages: number,
): void {
  const { linear, attention, experts } = energy;
  linear.movement += stages * accessEnergy(kind, work.linearBytes, 0);
  linear.arithmetic += stages * work.linearOperations * ENERGY_PER_OPERATION;
  attention.movement += stages * accessEnergy(kind, work.attentionXpuBytes, work.attentionMemoryBytes);
  attention.arithmetic +=
    stages * arithmeticEnergy(kind, work.attentionOperations, work.attentionMemoryOperations);
  experts.movement += stages * accessEnergy(kind, work.expertXpuBytes, work.expertMemoryBytes);
  experts.arithmetic += stages * arithmeticEnergy(kind, work.expertOperations, work.expertMemoryOperations);
}

/** The sum of all parts. */
export function totalEnergy({ linear, attention, experts }: Energy): number {
  return (
    linear.movement +
    linear.arithmetic +
    attention.movement +
    attention.arithmetic +
    experts.movement +
    experts.arithmetic
  );
}
