// Joules of one token, by component and tier.

import { IDLE_POWER_SHARE, A100_80 } from '../../components/devices.ts';
import { movementEnergy } from '../../components/energy.ts';
import { NVLINK_3 } from '../../components/links.ts';
import { MEMORY_ENERGY_PER_BIT, XPU_ENERGY_PER_BIT } from '../../components/memory-processors.ts';
import { operationEnergy } from '../../components/operations.ts';
import { sramEnergy } from '../../components/sram.ts';
import { codeFactor, protectionShare, type Areas } from './area.ts';
import { activeShareOf, cachedTokenBytes, tokenMacs } from './shape.ts';
import type { Plan, StepTime } from './step.ts';

export interface TokenEnergy {
  readonly arithmetic: number;
  /** What protecting the arrays adds to their arithmetic. */
  readonly protection: number;
  readonly buffers: number;
  readonly hbmWeights: number;
  readonly hbmCaches: number;
  readonly copies: number;
  readonly links: number;
  readonly idle: number;
  readonly total: number;
}

/** Banks of on-chip memory: the largest published point. */
const BANK = 2 ** 20;
const PARTIAL_SUM_BYTES = 4;
const HIDDEN_BYTES = 2;

/**
 * Watts that a square millimetre draws idle: the idle share of an A100's power over its area (assumption: that power
 * follows area).
 */
const IDLE_POWER_DENSITY = (IDLE_POWER_SHARE * A100_80.thermalDesignPower) / A100_80.area;

/** Energy of a multiply-accumulate: a product's grows with both widths (shared constants 1), the sum has 32 bits. */
export function macEnergyOf(weightBits: number, valueBits: number, node: 16 | 7): number {
  return (
    (operationEnergy('int8-multiply', node) * weightBits * valueBits) / 64 +
    operationEnergy('int32-add', node)
  );
}

/** Energy of one token of a decoding step over `sequences` with `context` cached tokens. */
export function tokenEnergy(
  plan: Plan,
  areas: Areas,
  step: StepTime,
  sequences: number,
  context: number,
): TokenEnergy {
  const { design, shape, bytes, memories } = plan;
  const { node, devices, layers, weight_bits: bits, activation_bits: valueBits } = design;
  const macs = tokenMacs(shape, context, activeShareOf(design));
  const products = macs.attention + macs.routed + macs.shared;
  const arithmetic =
    products * macEnergyOf(bits, valueBits, node) +
    macs.scores * macEnergyOf(design.key_value_bits, 16, node);
  const protection = arithmetic * protectionShare('array', design['protection.array'], node);

  const stored = codeFactor(design['protection.interfaces']);
  const expertBytes = layers * step.distinct * step.unionShare * bytes.expert * stored;
  const others = Math.max(0, bytes.others * stored - step.pinnedBytes) + step.spilledBytes;
  const caches = sequences * context * cachedTokenBytes(shape, design.key_value_bits) * stored;
  const kind = design.near_memory;
  const nearby = kind === 'none' ? 1 : MEMORY_ENERGY_PER_BIT[kind] / XPU_ENERGY_PER_BIT;
  const inMemory = step.splitExperts === 0 ? 0 : step.inMemory / (step.onArrays + step.inMemory);
  const perBit = memories.hbm.energyPerBit;
  const hbmWeights = movementEnergy(others + expertBytes * (1 + inMemory * (nearby - 1)), perBit) / sequences;
  const hbmCaches = (movementEnergy(caches, perBit) * nearby) / sequences;

  const values = products + macs.scores;
  const moved = (expertBytes + others + caches) / sequences;
  const accesses =
    2 * moved +
    (values / design.array_columns) * (valueBits / 8) +
    (2 * values * PARTIAL_SUM_BYTES) / design.array_rows;
  const buffers = sramEnergy(BANK, 8, node) * accesses * codeFactor(design['protection.buffers']);

  const { residency } = step;
  const tier = design.expert_home === 'flash' ? memories.flash : memories.dram;
  const copies =
    movementEnergy(devices * layers * residency.copyBytes, tier.energyPerBit + perBit) / sequences;
  const attention = Math.min(devices, design.key_value_heads);
  const hops = 2 * (attention - 1) + 2 * (devices - 1);
  const links = movementEnergy(layers * shape.width * HIDDEN_BYTES * hops, NVLINK_3.energyPerBit);
  const idle = (IDLE_POWER_DENSITY * (areas.die + areas.memoryProcessors) * devices * step.total) / sequences;
  return {
    arithmetic,
    protection,
    buffers,
    hbmWeights,
    hbmCaches,
    copies,
    links,
    idle,
    total: arithmetic + protection + buffers + hbmWeights + hbmCaches + copies + links + idle,
  };
}
