// Energy of one prompt from general energies per bit and per operation. The paper publishes none: an estimate for
// comparing designs, not a prediction.

import { movementEnergy } from '../../components/energy.ts';
import { SRAM_ENERGY_PER_BIT_5NM } from '../../components/memory-tiers.ts';
import type { ModelRun } from './experts.ts';
import type { Machine } from './machine.ts';
import type { CompositionDesign } from './parameters.ts';

/** Joules for one prompt, by cause. */
export interface RequestEnergy {
  readonly hbm: number;
  readonly copies: number;
  readonly sram: number;
  readonly arithmetic: number;
  readonly idle: number;
  readonly total: number;
}

/**
 * Bytes from HBM cross the on-chip memory twice (written, read). The router runs once for the batch, and idle power
 * lasts as long as the batch: both are shared by its prompts.
 */
export function requestEnergy(
  design: CompositionDesign,
  machine: Machine,
  run: ModelRun,
  router: ModelRun,
  missRate: number,
  latency: number,
): RequestEnergy {
  const { batch_size: batch, output_tokens: tokens } = design;
  // A run's passes: the prompt, then every token; the router's answer is as long as in the fit (20 tokens).
  const bytes =
    run.prefill.bytes + tokens * run.decode.bytes + (router.prefill.bytes + 20 * router.decode.bytes) / batch;
  const flops =
    run.prefill.flops + tokens * run.decode.flops + (router.prefill.flops + 20 * router.decode.flops) / batch;
  const hbm = movementEnergy(bytes, machine.hbmEnergyPerBit);
  const copies = movementEnergy(missRate * design.expert_size, machine.copyEnergyPerBit);
  const sram = movementEnergy(2 * bytes, SRAM_ENERGY_PER_BIT_5NM);
  const arithmetic = (flops / 2) * machine.multiplyAccumulateEnergy;
  const idle = (machine.idlePower * latency) / batch;
  return { hbm, copies, sram, arithmetic, idle, total: hbm + copies + sram + arithmetic + idle };
}
