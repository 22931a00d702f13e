// What the claims share: the systems that are compared, their sizes for each model, and means over settings.

import { isInfeasible } from '../../contract/system.ts';
import type { Claim, Evaluate } from '../../contract/system.ts';
import type { DuplexMetrics } from './model.ts';
import type { DuplexDesign } from './parameters.ts';

export type DuplexClaim = Claim<DuplexDesign, DuplexMetrics>;
export type EvaluateDesign = Evaluate<DuplexDesign, DuplexMetrics>;
export type PartialDesign = Partial<DuplexDesign>;

/** The tolerance of a claim whose source gives none. */
export const TEN_PERCENT = { relative: 0.1 } as const;

/** The paper's systems (VII-A). */
export const GPU: PartialDesign = { memory_processor: 'none', expert_tensor_parallel: false };
export const PLAIN_DUPLEX: PartialDesign = { placement: 'best', expert_tensor_parallel: false };
export const CO_PROCESSING: PartialDesign = { placement: 'split', expert_tensor_parallel: false };
export const DUPLEX: PartialDesign = { placement: 'split', expert_tensor_parallel: true };
/**
 * Bank-PIM cannot run beside the xPU: both would use the same banks and wires. Cutting experts over devices is possible
 * with any processor.
 */
export const BANK_PIM: PartialDesign = {
  memory_processor: 'bank',
  placement: 'best',
  expert_tensor_parallel: true,
};

type ExpertModel = 'mixtral' | 'glam' | 'grok1';

interface Sizes {
  readonly machine: PartialDesign;
  readonly twice: PartialDesign;
  readonly lengths: readonly number[];
}

/** Machines and lengths of Fig. 11. Twice the devices: up to eight in a node first, then more nodes (VII). */
const SIZES: Readonly<Record<ExpertModel, Sizes>> = {
  mixtral: {
    machine: { devices_per_node: 4, nodes: 1 },
    twice: { devices_per_node: 8, nodes: 1 },
    lengths: [256, 1024, 4096],
  },
  glam: {
    machine: { devices_per_node: 8, nodes: 1 },
    twice: { devices_per_node: 8, nodes: 2 },
    lengths: [512, 1024, 2048],
  },
  grok1: {
    machine: { devices_per_node: 8, nodes: 2 },
    twice: { devices_per_node: 8, nodes: 4 },
    lengths: [256, 1024, 4096],
  },
};

/** A model on its machine with a batch and equal mean lengths of prompt and answer. */
export function setting(model: ExpertModel, batch: number, length: number): PartialDesign {
  return {
    model,
    ...SIZES[model].machine,
    batch_size: batch,
    input_tokens: length,
    output_tokens: length,
  };
}

/** The GPU with twice the devices. */
export function twiceGpu(model: ExpertModel): PartialDesign {
  return { ...GPU, ...SIZES[model].twice };
}

/** Batches and lengths of Fig. 11 for some models. */
export function settings(
  models: readonly ExpertModel[],
  batches: readonly number[] = [32, 64, 128],
): readonly PartialDesign[] {
  return models.flatMap((model) =>
    batches.flatMap((batch) => SIZES[model].lengths.map((length) => setting(model, batch, length))),
  );
}

/** All 27 settings of Fig. 11. */
export const ALL_SETTINGS = settings(['mixtral', 'glam', 'grok1']);

/** Metrics of a design that must run. */
export function metricsOf(evaluate: EvaluateDesign, design: PartialDesign): DuplexMetrics {
  const outcome = evaluate(design);
  if (isInfeasible(outcome)) throw new Error(outcome.infeasible);
  return outcome;
}

/** A metric of one system over that of another, at each setting. */
export function ratios(
  evaluate: EvaluateDesign,
  where: readonly PartialDesign[],
  metric: keyof DuplexMetrics,
  system: PartialDesign,
  other: PartialDesign,
): number[] {
  return where.map(
    (place) =>
      metricsOf(evaluate, { ...place, ...system })[metric] /
      metricsOf(evaluate, { ...place, ...other })[metric],
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
