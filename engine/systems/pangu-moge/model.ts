// One design in, its metrics out: the batch, its decoding step, the pass over prompts, memory, balance and, if asked
// for, the trained toy.

import type { EvaluationContext, EvaluationOutcome } from '../../contract/system.ts';
import type { RoutingLoad } from '../../simulation/expert-routing.ts';
import {
  activeParameters,
  keyValueBytes,
  selectionFreedom,
  totalParameters,
} from '../../components/workloads/served-mixtures.ts';
import {
  decodeStep,
  memoryNeeds,
  passSeconds,
  promptPass,
  type Layout,
  type PassTime,
} from '../../simulation/mixture-pass.ts';
import { balanceOf, type Balance } from './balance.ts';
import { layoutOf } from './layout.ts';
import { machineOf } from './machines.ts';
import type { PanguMetrics } from './metrics.ts';
import type { PanguDesign } from './parameters.ts';
import { shapeOf } from './shapes.ts';
import { measureToy, UNTRAINED } from './toy.ts';

/** Largest batch that is looked for. */
const MOST_SEQUENCES = 65_536;

/** Everything known about a design before training. */
export interface Served {
  readonly layout: Layout;
  readonly balance: Balance;
  /** 0 where not even one sequence keeps the limits. */
  readonly sequences: number;
  readonly load: RoutingLoad;
  readonly step: PassTime;
  /** Tokens of one sequence that a step yields, on average. */
  readonly accepted: number;
  readonly prompt: PassTime;
  /** Bytes on a processor. */
  readonly weights: number;
  readonly caches: number;
  readonly infeasible: string | undefined;
}

/** Tokens of a sequence a step yields: one, and each guess that is right and follows right ones only. */
export function acceptedTokens(drafts: number, acceptance: number): number {
  let sum = 1;
  for (let draft = 1; draft <= drafts; draft++) sum += acceptance ** draft;
  return sum;
}

/** Lays a design out and times it. */
export function serve(design: PanguDesign, seed: number): Served {
  const machine = machineOf(design);
  const layout = layoutOf(design, shapeOf(design), machine);
  const balance = balanceOf(design, seed);
  const { context, prompts } = design;
  const tokens = 1 + design.draft_tokens;
  const accepted = acceptedTokens(design.draft_tokens, design.draft_acceptance);
  const needs = memoryNeeds(layout);
  const cached = (sequences: number): number =>
    Math.ceil(sequences / layout.replicas) * context * needs.keyValues;
  const fits = (sequences: number): boolean => needs.weights + cached(sequences) <= machine.capacity;
  const stepOf = (sequences: number): PassTime =>
    decodeStep(layout, sequences, tokens, context, balance.at(sequences * tokens));
  const { latency_limit: limit } = design;
  const given = design.batch_choice === 'given';
  const sequences = given
    ? design.batch
    : largest((count) => fits(count) && passSeconds(stepOf(count)) / accepted <= limit);
  const shown = Math.max(1, sequences);
  let infeasible: string | undefined;
  if (!fits(shown)) {
    const gib = (bytes: number): string =>
      `${((bytes * machine.devices) / machine.cards / 2 ** 30).toFixed(1)} GiB`;
    infeasible =
      `weights and the caches of ${shown} sequences take ${gib(needs.weights + cached(shown))} a card, ` +
      `which has ${gib(machine.capacity)}`;
  } else if (sequences === 0) {
    infeasible = `not even one sequence is decoded at ${(limit * 1e3).toFixed(0)} ms a token`;
  }
  return {
    layout,
    balance,
    sequences,
    load: balance.at(shown * tokens),
    step: stepOf(shown),
    accepted,
    prompt: promptPass(layout, prompts, context, balance.at(prompts * context)),
    weights: needs.weights,
    caches: cached(shown),
    infeasible,
  };
}

/** The largest count for which `holds`, which stops holding once and for all; 0 if it never does. */
function largest(holds: (count: number) => boolean): number {
  let low = 0;
  let high = 1;
  while (high <= MOST_SEQUENCES && holds(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Metrics of a design that is laid out, without the toy. */
export function metricsOf(design: PanguDesign, served: Served): PanguMetrics {
  const { layout, load, accepted } = served;
  const { shape, machine } = layout;
  const sequences = Math.max(1, served.sequences);
  const decode = passSeconds(served.step) / accepted;
  const prefill = passSeconds(served.prompt);
  return {
    decode_latency: decode,
    throughput: sequences / decode / machine.cards,
    prefill_latency: prefill,
    prefill_throughput: (design.prompts * design.context) / prefill / machine.cards,
    sequences: served.sequences,
    card_count: machine.cards,
    straggler_factor: load.straggler,
    imbalance_score: load.imbalance,
    unbalanced_share: load.unbalanced,
    busiest_expert: load.busiest,
    selection_freedom: shape.mixture ? selectionFreedom(shape.experts, shape.active, design.groups) : 0,
    memory: ((served.weights + served.caches) * machine.devices) / machine.cards,
    key_value_bytes: keyValueBytes(shape, design.key_value_bits),
    communication_bytes: shape.layers * shape.width * 8,
    parameters_total: totalParameters(shape),
    parameters_active: activeParameters(shape),
    energy: (machine.power * machine.cards * decode) / sequences,
    ...UNTRAINED,
  };
}

/** Evaluates a design; a toy is trained only where the design can run. */
export function evaluate(design: PanguDesign, context: EvaluationContext): EvaluationOutcome<PanguMetrics> {
  const served = serve(design, context.seed);
  const metrics = metricsOf(design, served);
  if (served.infeasible !== undefined) return { infeasible: served.infeasible, metrics };
  if (design.quality === 'none') return metrics;
  const known = Object.entries(metrics).filter(([id]) => !Object.hasOwn(UNTRAINED, id));
  context.settled(Object.fromEntries(known), { toy_accuracy: 1 });
  return { ...metrics, ...measureToy(design, context) };
}
