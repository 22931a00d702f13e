// Explains one design: where area, energy, time, failures, money and memory go, a roofline, and a step layer by layer.

import type {
  Breakdown,
  BreakdownNode,
  EvaluationContext,
  Inspection,
  Series,
  TimelineSpan,
} from '../../contract/system.ts';
import type { PassTime } from '../../simulation/mixture-pass.ts';
import { ACCURACY_ERROR } from './accuracy.ts';
import { peakRate } from './compute.ts';
import type { AcceleratorMetrics } from './metrics.ts';
import { evaluate, evaluateDesign, meanContext, type Evaluation } from './model.ts';
import type { AcceleratorDesign } from './parameters.ts';
import { activeShareOf, tokenMacs } from './shape.ts';
import { decodeTime, type StepTime } from './step.ts';

function leaf(label: string, value: number, doc?: string): BreakdownNode {
  return doc === undefined ? { label, value } : { label, value, doc };
}

function sum(label: string, children: readonly BreakdownNode[], doc?: string): BreakdownNode {
  const value = children.reduce((total, child) => total + child.value, 0);
  return doc === undefined ? { label, value, children } : { label, value, doc, children };
}

function passParts(pass: PassTime): readonly BreakdownNode[] {
  return [
    leaf('launches and link latency', pass.overhead),
    sum('weights from HBM', [
      leaf('attention and routers', pass.attentionWeights),
      leaf('routed experts', pass.expertWeights),
      leaf('shared experts and output', pass.sharedWeights),
    ]),
    leaf('keys and values from HBM', pass.keyValues),
    sum('arithmetic that transfers do not hide', [
      leaf('projections, attention, shared experts', pass.denseCompute),
      leaf('routed experts', pass.expertCompute),
      leaf('waiting for the busiest accelerator', pass.waiting),
    ]),
    sum('links', [leaf('attention', pass.attentionCommunication), leaf('experts', pass.expertCommunication)]),
  ];
}

function timeTree(label: string, step: StepTime): BreakdownNode {
  return sum(label, [
    ...passParts(step.pass),
    leaf('experts shared with processors at the memory', step.splitExperts),
    leaf('vector lanes', step.vector),
    leaf('activations that leave the chip', step.spilled),
    leaf('weights that stay on the chip', step.pinned, 'saves their reading: negative'),
    leaf('copies from lower tiers, not hidden', step.exposedCopies),
  ]);
}

function breakdowns({ plan, step, prompt, areas, energy, rates, costs, hbm }: Evaluation): Breakdown[] {
  const { devices } = plan.design;
  const protectedBlock = ({ block, own, protection }: (typeof areas.blocks)[number]): BreakdownNode =>
    protection === 0
      ? leaf(block, devices * own)
      : sum(block, [leaf('itself', devices * own), leaf('its protection', devices * protection)]);
  const failures = (kind: 'silent' | 'noticed') =>
    sum(
      'all accelerators',
      rates.map((rate) => leaf(rate.block, devices * rate[kind])),
    );
  return [
    {
      quantity: 'area',
      unit: 'mm²',
      root: sum(`${devices} accelerator${devices === 1 ? '' : 's'}`, [
        ...areas.blocks.map(protectedBlock),
        leaf('processors at the memory', devices * areas.memoryProcessors),
      ]),
    },
    {
      quantity: 'energy',
      unit: 'J',
      root: sum('one token', [
        leaf('multiply-accumulates', energy.arithmetic),
        leaf('protection of the arrays', energy.protection, 'in proportion to its area: assumption'),
        leaf('on-chip memory', energy.buffers),
        sum('HBM', [leaf('weights', energy.hbmWeights), leaf('keys and values', energy.hbmCaches)]),
        leaf('copies from lower tiers', energy.copies),
        leaf('links', energy.links),
        leaf('idle silicon', energy.idle, 'by area: assumption'),
      ]),
    },
    { quantity: 'latency', unit: 's', root: timeTree('one token', step) },
    { quantity: 'first_token', unit: 's', root: timeTree('one prompt', prompt) },
    { quantity: 'failure_rate', unit: 'FIT', root: failures('silent') },
    { quantity: 'noticed_errors', unit: 'FIT', root: failures('noticed') },
    ...(Number.isFinite(costs.total)
      ? [
          {
            quantity: 'cost',
            unit: 'USD',
            root: sum('machine', [
              leaf('accelerator dies', costs.dies, `yield ${(100 * costs.yield).toFixed(0)} %`),
              leaf('HBM', costs.hbm),
              leaf('DRAM', costs.dram),
              leaf('flash', costs.flash),
            ]),
          },
        ]
      : []),
    {
      quantity: 'hbm_bytes',
      unit: 'B',
      root: sum('HBM', [
        leaf('attention, shared experts, embeddings', hbm.others),
        leaf('routed experts', hbm.experts),
        leaf('experts on their way', hbm.buffers),
        leaf('keys and values', hbm.caches),
      ]),
    },
  ];
}

/** Roofline: what the arrays of one accelerator do at most, and where a token's parts are. */
function roofline({ plan, step }: Evaluation): Series {
  const { design, shape, memories } = plan;
  const peak = peakRate(design);
  const { bandwidth } = memories.hbm;
  const context = meanContext(design);
  const macs = tokenMacs(shape, context, activeShareOf(design));
  const { pass } = step;
  const point = (operations: number, seconds: number): readonly [number, number] => [
    operations / Math.max(1, seconds * bandwidth * design.devices),
    Math.min(peak, operations / Math.max(1e-12, seconds) / design.devices),
  ];
  const xs = [0.1, peak / bandwidth, Math.max(10 * (peak / bandwidth), 1e4)];
  return {
    title: 'Roofline of one accelerator while decoding',
    form: 'line',
    x: { label: 'operations per byte of HBM', unit: 'OP/B', scale: 'log' },
    y: { label: 'operations per second', unit: 'OP/s', scale: 'log' },
    lines: [
      { label: 'roof', points: xs.map((x) => [x, Math.min(peak, x * bandwidth)] as const) },
      ...(pass.expertWeights > 0
        ? [{ label: 'routed experts', points: [point(2 * macs.routed * design.batch, pass.expertWeights)] }]
        : []),
      { label: 'attention over caches', points: [point(2 * macs.scores * design.batch, pass.keyValues)] },
      {
        label: 'projections and shared experts',
        points: [
          point(
            2 * (macs.attention + macs.shared) * design.batch,
            pass.attentionWeights + pass.sharedWeights,
          ),
        ],
      },
    ],
  };
}

/** Time per token and throughput as the batch grows. */
function batchSeries({ plan }: Evaluation): Series {
  const { design } = plan;
  const batches = Array.from({ length: 10 }, (_, power) => 2 ** power);
  const points = batches.map((batch) => {
    const time = decodeTime({ ...plan, design: { ...design, batch } }, batch, meanContext(design)).total;
    return [time, batch / time] as const;
  });
  return {
    title: 'Batches of 1 to 512 sequences',
    form: 'line',
    x: { label: 'time per token', unit: 's', scale: 'log' },
    y: { label: 'tokens per second', unit: '1/s', scale: 'log' },
    lines: [{ label: 'this machine', points }],
  };
}

const SHOWN_LAYERS = 6;

/** The first layers of a decoding step: computing, and copies of the experts that the next (or this) layer needs. */
function timeline({ plan, step }: Evaluation): readonly TimelineSpan[] {
  const { design } = plan;
  const { copyTime } = step.residency;
  const layers = Math.min(SHOWN_LAYERS, design.layers);
  const each = (step.total - step.exposedCopies) / design.layers;
  const spans: TimelineSpan[] = [];
  const ahead = design.pre_gating;
  let computed = 0;
  let copied = 0;
  for (let layer = 1; layer <= layers; layer++) {
    let start = computed;
    if (copyTime > 0) {
      const asked = layer === 1 || !ahead ? computed : Math.max(copied, computed - each);
      copied = asked + copyTime;
      spans.push({ lane: 'copies', label: `experts of layer ${layer}`, start: asked, end: copied });
      start = Math.max(computed, copied);
    }
    let at = start;
    const parts: readonly (readonly [string, number])[] = [
      ['attention', attentionTime(step)],
      ['experts', Math.max(0, step.total - step.exposedCopies - attentionTime(step) - linkTime(step))],
      ['links', linkTime(step)],
    ];
    for (const [lane, seconds] of parts) {
      const length = seconds / design.layers;
      if (length > 0) spans.push({ lane, label: `layer ${layer}`, start: at, end: at + length });
      at += length;
    }
    computed = start + each;
  }
  return spans;
}

function attentionTime({ pass, vector }: StepTime): number {
  return pass.attentionWeights + pass.keyValues + vector;
}

function linkTime({ pass }: StepTime): number {
  return pass.attentionCommunication + pass.expertCommunication;
}

function notes(evaluation: Evaluation): string[] {
  const { plan, step, accuracy, areas } = evaluation;
  const { design } = plan;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const said: string[] = [];
  const { pass } = step;
  const parts: readonly (readonly [string, number])[] = [
    ['reading weights', pass.attentionWeights + pass.expertWeights + pass.sharedWeights],
    ['reading keys and values', pass.keyValues],
    ['arithmetic', pass.denseCompute + pass.expertCompute + pass.waiting],
    ['launches and link latency', pass.overhead],
    ['links', linkTime(step)],
    ['experts on arrays and memory processors', step.splitExperts],
    ['copies from lower tiers', step.exposedCopies],
    ['vector lanes', step.vector],
  ];
  const [what, seconds] = parts.reduce((most, part) => (part[1] > most[1] ? part : most));
  said.push(`Most of the time per token goes to ${what}: ${percent(seconds / step.total)}.`);
  const largest = areas.blocks.reduce((most, block) =>
    block.own + block.protection > most.own + most.protection ? block : most,
  );
  const protection = areas.blocks.reduce((total, block) => total + block.protection, 0);
  said.push(
    `The largest block of a die of ${areas.die.toFixed(0)} mm² is ${largest.block}; protection takes ${percent(protection / areas.die)}.`,
  );
  said.push(
    `Each used expert gets ${((design.batch * design.active_experts) / step.distinct).toFixed(1)} tokens of a step; the busiest accelerator has ${step.straggler.toFixed(2)} times the mean load.`,
  );
  said.push(
    `Accuracy stands for a small mixture of ${accuracy.point.experts} experts with ${accuracy.point.projectionGroup} of 32 channels in a projection group, trained for a second; predictions are off by ${(100 * ACCURACY_ERROR.rms).toFixed(1)} points on shapes left out, repetitions by ${(100 * ACCURACY_ERROR.noise).toFixed(1)}. It says nothing about the quality of a large model.`,
  );
  if (design.expert_home !== 'hbm') {
    said.push(
      `${percent(step.residency.hitRate)} of what a step uses of routed experts is in HBM; the rest is copied${design.pre_gating ? ' while the layer before computes' : ' when a layer is reached'}.`,
    );
  }
  return said;
}

/** Explains a design; the metrics are exactly those of the evaluation. */
export function inspect(
  design: AcceleratorDesign,
  context: EvaluationContext,
): Inspection<AcceleratorMetrics> {
  const evaluation = evaluateDesign(design);
  return {
    outcome: evaluate(design, context),
    breakdowns: breakdowns(evaluation),
    timeline: timeline(evaluation),
    series: [roofline(evaluation), batchSeries(evaluation)],
    notes: notes(evaluation),
  };
}
