// Explains one design: where a token's time, a prompt's time, memory and energy go, and what the batch changes.

import type {
  Breakdown,
  BreakdownNode,
  EvaluationContext,
  Inspection,
  Series,
} from '../../contract/system.ts';
import type { PassTime } from '../../simulation/mixture-pass.ts';
import { balanceOf } from './balance.ts';
import { metrics as metricTexts } from './metrics.ts';
import type { PanguMetrics } from './metrics.ts';
import { evaluate, metricsOf, serve, type Served } from './model.ts';
import type { PanguDesign } from './parameters.ts';

function leaf(label: string, value: number, doc?: string): BreakdownNode {
  return doc === undefined ? { label, value } : { label, value, doc };
}

function sum(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((total, child) => total + child.value, 0), children };
}

/** The parts of a pass, each times `factor`. */
function passNode(label: string, time: PassTime, factor: number): BreakdownNode {
  return sum(label, [
    leaf('fixed time of layers', time.overhead * factor, 'launches and synchronisation, fitted'),
    sum('weights from memory', [
      leaf('routed experts', time.expertWeights * factor),
      leaf('shared experts, dense blocks and output', time.sharedWeights * factor),
      leaf('attention and router', time.attentionWeights * factor),
    ]),
    leaf('cached keys and values from memory', time.keyValues * factor),
    sum('arithmetic', [
      leaf('routed experts, mean load', time.expertCompute * factor),
      leaf('waiting for the busiest processor', time.waiting * factor),
      leaf('attention and shared experts', time.denseCompute * factor),
    ]),
    sum('communication', [
      leaf('attention', time.attentionCommunication * factor),
      leaf('experts', time.expertCommunication * factor, 'what products do not hide'),
    ]),
  ]);
}

/** Everything that explains one design. */
export function inspect(design: PanguDesign, context: EvaluationContext): Inspection<PanguMetrics> {
  const served = serve(design, context.seed);
  const outcome = evaluate(design, context);
  const metrics = metricsOf(design, served);
  const { machine } = served.layout;
  const perCard = machine.devices / machine.cards;
  const sequences = Math.max(1, served.sequences);
  const breakdowns: Breakdown[] = [
    {
      quantity: 'decode_latency',
      unit: 's',
      root: passNode('time per output token', served.step, 1 / served.accepted),
    },
    { quantity: 'prefill_latency', unit: 's', root: passNode('pass over the prompts', served.prompt, 1) },
    {
      quantity: 'energy',
      unit: 'J',
      root: passNode(
        'energy per token',
        served.step,
        (machine.power * machine.cards) / served.accepted / sequences,
      ),
    },
    {
      quantity: 'memory',
      unit: 'B',
      root: sum('memory of the fullest card', [
        leaf('weights', served.weights * perCard),
        leaf('cached keys and values', served.caches * perCard),
      ]),
    },
  ];
  return {
    outcome,
    breakdowns,
    series: [batchSeries(design, context.seed), ...balanceSeries(design, context.seed)],
    notes: notesOf(design, served, metrics),
  };
}

function notesOf(design: PanguDesign, served: Served, metrics: PanguMetrics): string[] {
  const notes: string[] = [];
  const { machine } = served.layout;
  const { load } = served;
  if (served.infeasible !== undefined) notes.push(`Infeasible: ${served.infeasible}.`);
  if (design.batch_choice === 'largest' && served.sequences > 0) {
    const room = machine.capacity - served.weights - served.caches;
    const full = room < served.caches / served.sequences;
    notes.push(
      full
        ? `${served.sequences} sequences fill the memory; the latency limit is not what binds.`
        : `${served.sequences} sequences just keep the latency limit of ${(design.latency_limit * 1e3).toFixed(0)} ms.`,
    );
  }
  if (design.model === 'mixture') {
    notes.push(
      design.groups % design.expert_parallel === 0
        ? 'Every part of the experts holds whole groups, so all are loaded alike whatever the tokens.'
        : `The busiest part of the experts gets ${load.straggler.toFixed(2)} times the mean load; others wait for it.`,
      `A token can get one of 2^${metrics.selection_freedom.toFixed(1)} sets of experts in a layer.`,
    );
  }
  notes.push(metricTexts.energy.assumption);
  return notes;
}

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/** Time per token and throughput over the batch, as far as memory goes. */
function batchSeries(design: PanguDesign, seed: number): Series {
  const points = BATCHES.flatMap((batch): (readonly [number, number])[] => {
    const other = serve({ ...design, batch_choice: 'given', batch }, seed);
    if (other.infeasible !== undefined) return [];
    const { decode_latency: time, throughput } = metricsOf(design, other);
    return [[time, throughput]];
  });
  return {
    title: 'Throughput over time per output token, batch by batch',
    form: 'line',
    x: { label: 'time per output token', unit: 's', scale: 'log' },
    y: { label: 'throughput of a card', unit: '1/s', scale: 'log' },
    lines: [{ label: 'batches of 1, 2, 4, ...', points }],
  };
}

/** The straggler factor over the tokens of a step, with these groups and without. */
function balanceSeries(design: PanguDesign, seed: number): Series[] {
  if (design.model !== 'mixture') return [];
  const curve = (groups: PanguDesign['groups']): (readonly [number, number])[] => {
    const balance = balanceOf({ ...design, groups }, seed);
    return BATCHES.map((tokens) => [tokens, balance.at(tokens).straggler]);
  };
  const lines = [{ label: 'plain top-k', points: curve(1) }];
  if (design.groups > 1) lines.push({ label: `${design.groups} groups`, points: curve(design.groups) });
  return [
    {
      title: 'Load of the busiest part of the experts over the mean',
      form: 'line',
      x: { label: 'tokens in a step', scale: 'log' },
      y: { label: 'straggler factor', scale: 'linear' },
      lines,
    },
  ];
}
