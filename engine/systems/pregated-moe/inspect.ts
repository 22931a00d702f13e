// Explains one design: where time, memory and energy go, what both engines do for the first tokens, and how the schemes
// compare over bandwidth, active experts and cache.

import type {
  Breakdown,
  BreakdownNode,
  EvaluationContext,
  Inspection,
  Series,
  TimelineSpan,
} from '../../contract/system.ts';
import { Trace } from '../../simulation/trace.ts';
import type { PregatedMetrics } from './metrics.ts';
import { evaluateDesign, outcomeOf, type Evaluation } from './model.ts';
import { parameters, type PregatedDesign } from './parameters.ts';
import { recordedQuality } from './quality.ts';

const SCHEMES = parameters.scheme.choices;
const TOKENS_SHOWN = 2;

/** Everything that explains a design; `outcome` is what `evaluate` gives for the same context. */
export function inspectDesign(
  design: PregatedDesign,
  context: EvaluationContext,
): Inspection<PregatedMetrics> {
  const trace = new Trace();
  const evaluation = evaluateDesign(design, context, trace);
  const compare = (changes: Partial<PregatedDesign>): PregatedMetrics =>
    evaluateDesign({ ...design, quality: 'recorded', ...changes }, context).metrics;
  return {
    outcome: outcomeOf(evaluation),
    breakdowns: [timeBreakdown(evaluation), memoryBreakdown(evaluation), energyBreakdown(evaluation)],
    timeline: firstTokens(trace, evaluation),
    series: [
      bandwidthSeries(design, compare),
      activeSeries(design, compare),
      ...(design.scheme === 'pre-gated' || design.scheme === 'on-demand' ? [cacheSeries(compare)] : []),
      qualitySeries(),
    ],
    notes: notesOf(design, evaluation),
  };
}

function node(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((sum, { value }) => sum + value, 0), children };
}

function timeBreakdown({ block, synchronisation, migration, metrics }: Evaluation): Breakdown {
  const { blocks } = migration;
  return {
    quantity: 'token_time',
    unit: 's',
    root: node('time per token', [
      node('blocks', [
        { label: 'weights', value: blocks * block.weights, doc: 'read from GPU memory, or their arithmetic' },
        { label: 'keys and values', value: blocks * block.keysAndValues },
        { label: 'overhead', value: blocks * block.overhead, doc: 'launches and small kernels, fitted' },
      ]),
      { label: 'synchronisation', value: blocks * synchronisation, doc: 'list of experts to the host' },
      { label: 'waiting for experts', value: metrics.exposed_time },
    ]),
  };
}

function memoryBreakdown({ memory }: Evaluation): Breakdown {
  return {
    quantity: 'peak_memory',
    unit: 'B',
    root: node('GPU memory', [
      { label: 'weights without experts', value: memory.dense },
      { label: 'resident experts', value: memory.resident },
      { label: 'buffers of experts', value: memory.buffers },
      { label: 'cached experts', value: memory.cache },
      { label: 'keys and values', value: memory.keysAndValues },
      { label: 'workspace', value: memory.workspace, doc: 'assumed' },
    ]),
  };
}

function energyBreakdown({ energy }: Evaluation): Breakdown {
  return {
    quantity: 'energy',
    unit: 'J',
    root: node('energy per token', [
      { label: 'idle power', value: energy.idle },
      { label: 'GPU memory', value: energy.gpuMemory },
      { label: 'arithmetic', value: energy.arithmetic },
      { label: 'migration', value: energy.migration },
    ]),
  };
}

function firstTokens(trace: Trace, { run }: Evaluation): TimelineSpan[] {
  const end = run.passTimes.subarray(0, TOKENS_SHOWN).reduce((sum, time) => sum + time, 0);
  return trace.spans.filter((span) => span.start < end);
}

type Compare = (changes: Partial<PregatedDesign>) => PregatedMetrics;

function bandwidthSeries(design: PregatedDesign, compare: Compare): Series {
  const bandwidths = [1e9, 2e9, 4e9, 8e9, 16e9, 32e9, 64e9, 128e9, 256e9, 512e9];
  return {
    title: 'Throughput over copy bandwidth',
    form: 'line',
    x: { label: 'bandwidth to the GPU', unit: 'B/s', scale: 'log' },
    y: { label: 'tokens per second', unit: '1/s', scale: 'log' },
    lines: SCHEMES.map((scheme) => ({
      label: scheme,
      points: bandwidths.map((bandwidth) => {
        const path =
          design.storage === 'ssd'
            ? { ssd_bandwidth: bandwidth, copy_bandwidth: 512e9 }
            : { copy_bandwidth: bandwidth };
        return [bandwidth, compare({ scheme, ...path }).throughput] as const;
      }),
    })),
  };
}

function activeSeries(design: PregatedDesign, compare: Compare): Series {
  const counts = parameters.forced_experts.choices.filter((count) => count > 0 && count <= design.experts);
  return {
    title: 'Time per block over active experts',
    form: 'line',
    x: { label: 'active experts per block', scale: 'log' },
    y: { label: 'time per block', unit: 's', scale: 'log' },
    lines: SCHEMES.map((scheme) => ({
      label: scheme,
      points: counts.map((count) => [count, compare({ scheme, forced_experts: count }).block_time] as const),
    })),
  };
}

function cacheSeries(compare: Compare): Series {
  return {
    title: 'Hit rate over cached share',
    form: 'line',
    x: { label: 'share of experts cached', scale: 'log' },
    y: { label: 'hit rate', scale: 'linear' },
    lines: parameters.cache_policy.choices.map((policy) => ({
      label: policy,
      points: parameters.cache_share.choices
        .filter((share) => share > 0)
        .map((share) => [share, compare({ cache_share: share, cache_policy: policy }).hit_rate] as const),
    })),
  };
}

function qualitySeries(): Series {
  return {
    title: 'Accuracy of the toy over gate distance',
    form: 'line',
    x: { label: 'blocks ahead', scale: 'linear' },
    y: { label: 'change against conventional gates', scale: 'linear' },
    lines: parameters.fine_tuning_steps.choices.map((steps) => ({
      label: `${steps} steps of fine-tuning`,
      points: [1, 2, 3].map((distance) => {
        const { accuracy, baseline } = recordedQuality(distance, steps);
        return [distance, accuracy - baseline] as const;
      }),
    })),
  };
}

function notesOf(design: PregatedDesign, evaluation: Evaluation): string[] {
  const { metrics, block, expertCopyTime, infeasible, synchronisation } = evaluation;
  const lines = infeasible === undefined ? [] : [infeasible];
  if (design.scheme !== 'gpu-only') {
    const hidden = (block.total + synchronisation) / expertCopyTime;
    lines.push(
      `Copying an expert takes ${milliseconds(expertCopyTime)}, a block ${milliseconds(block.total)}: it hides ` +
        `${hidden.toPrecision(2)} experts, and uses ${metrics.active_experts.toPrecision(3)} on average.`,
    );
    lines.push(
      `The GPU waits ${milliseconds(metrics.exposed_time)} of ${milliseconds(metrics.token_time)} a token.`,
    );
  }
  if (design.scheme === 'pre-gated') {
    lines.push(
      design.quality === 'recorded'
        ? `The toy changes by ${points(metrics.toy_accuracy_change)}; the standard error of that is ` +
            `${points(recordedQuality(design.gate_distance, design.fine_tuning_steps).changeError)}.`
        : `The toy changes by ${points(metrics.toy_accuracy_change)}; one training says little below one point.`,
    );
  }
  return lines;
}

function milliseconds(seconds: number): string {
  return `${(1e3 * seconds).toPrecision(3)} ms`;
}

function points(share: number): string {
  return `${(100 * share).toFixed(1)} points`;
}
