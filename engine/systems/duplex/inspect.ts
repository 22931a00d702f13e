// Explains one design: where time, energy, area and memory go, a stage as a timeline, and what its choices turn on.

import type { Breakdown, BreakdownNode, Inspection, Series, TimelineSpan } from '../../contract/system.ts';
import type { StageLoad } from '../../simulation/continuous-batching.ts';
import { distributionOf, expertTime } from './expert-layer.ts';
import { addedArea } from '../../components/memory-processors.ts';
import { evaluateDesign, outcomeOf } from './model.ts';
import type { DuplexMetrics, Evaluation, Misfit } from './model.ts';
import type { DuplexDesign } from './parameters.ts';
import { StageModel } from './stage.ts';

function leaf(label: string, value: number, doc?: string): BreakdownNode {
  return doc === undefined ? { label, value } : { label, value, doc };
}

function sum(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((total, child) => total + child.value, 0), children };
}

/** Everything that explains one design. */
export function inspectDesign(design: DuplexDesign, seed: number): Inspection<DuplexMetrics> {
  const evaluation = evaluateDesign(design, seed);
  const standing = [areaBreakdown(design, evaluation), memoryBreakdown(design, evaluation)];
  if ('infeasible' in evaluation) {
    return { outcome: outcomeOf(evaluation), breakdowns: standing, notes: [evaluation.infeasible] };
  }
  const series = [expertSeries(design, evaluation), gapSeries(evaluation), batchSeries(design, seed)];
  if (design.arrivals === 'poisson') series.push(arrivalSeries(design, seed));
  return {
    outcome: outcomeOf(evaluation),
    breakdowns: [timeBreakdown(evaluation), energyBreakdown(evaluation), ...standing],
    timeline: stageTimeline(design, evaluation, seed),
    series: series.filter(({ lines }) => lines.length > 0),
    notes: notesOf(design, evaluation),
  };
}

/** Machine time behind one generated token: the reciprocal of the throughput while the machine is not idle. */
function timeBreakdown({ times, serving }: Evaluation): Breakdown {
  const part = (value: number): number => value / serving.allTokens;
  return {
    quantity: 'machine time for a token',
    unit: 's',
    root: sum('a token', [
      leaf('products with shared weights', part(times.linear), 'attention’s, dense blocks, routers, output'),
      leaf('attention of prompts', part(times.prefillAttention)),
      leaf(
        'attention of decoding requests',
        part(times.decodeAttention),
        'what it adds to that of prompts, which may run at the same time',
      ),
      leaf('experts', part(times.experts)),
      leaf('collective operations', part(times.communication)),
    ]),
  };
}

/** Seconds in which the machine was busy. */
function busySeconds(times: Evaluation['times']): number {
  return Object.values(times).reduce((total, time) => total + time, 0);
}

function energyBreakdown({ energy, serving }: Evaluation): Breakdown {
  const node = (label: string, part: { readonly movement: number; readonly arithmetic: number }) =>
    sum(label, [
      leaf('memory', part.movement / serving.allTokens),
      leaf('arithmetic', part.arithmetic / serving.allTokens),
    ]);
  return {
    quantity: 'energy_per_token',
    unit: 'J/token',
    root: sum('a token', [
      node('products with shared weights', energy.linear),
      node('attention', energy.attention),
      node('experts', energy.experts),
    ]),
  };
}

function areaBreakdown(design: DuplexDesign, { machine }: Evaluation | Misfit): Breakdown {
  const area = addedArea(design.memory_processor, {
    bandwidthMultiplier: design.bandwidth_multiplier,
    operationsPerByte: design.operations_per_byte,
  });
  const stacks = machine.devices * design.stacks;
  return {
    quantity: 'added_area',
    unit: 'mm²',
    root: sum('memory processors', [
      leaf('through-silicon vias', stacks * area.vias),
      leaf('multipliers', stacks * area.multipliers),
      leaf('buffers', stacks * area.buffers),
      leaf('softmax', stacks * area.softmax),
    ]),
  };
}

function memoryBreakdown(design: DuplexDesign, evaluation: Evaluation | Misfit): Breakdown {
  const { memory } = evaluation;
  const children = [leaf('experts', memory.experts), leaf('other weights', memory.shared)];
  if (memory.left > 0 && !('infeasible' in evaluation)) {
    const tokens = evaluation.metrics.mean_batch * (design.input_tokens + design.output_tokens);
    const held = Math.min(memory.left, (memory.left / memory.tokens) * tokens);
    children.push(leaf('keys and values', held, 'reserved for the mean batch'));
    children.push(leaf('free', memory.left - held));
  } else if (memory.left > 0) {
    children.push(leaf('free', memory.left));
  }
  return { quantity: 'memory', unit: 'B', root: sum('memory of the machine', children) };
}

/** The stage in which the mean batch decodes, in the middle of its answers. */
function decodeLoad(design: DuplexDesign, { metrics }: Evaluation): StageLoad {
  const decodes = Math.max(1, Math.round(metrics.mean_batch));
  return {
    decodes,
    contextTokens: decodes * (design.input_tokens + design.output_tokens / 2),
    prefills: 0,
    promptTokens: 0,
    promptTokensSquared: 0,
  };
}

/** A stage in which all decode, and one in which one request prefills; each phase summed over the layers. */
function stageTimeline(design: DuplexDesign, evaluation: Evaluation, seed: number): TimelineSpan[] {
  const stages = new StageModel(evaluation.machine, evaluation.model, design, seed);
  const decode = decodeLoad(design, evaluation);
  const mixed: StageLoad = {
    ...decode,
    prefills: 1,
    promptTokens: design.input_tokens,
    promptTokensSquared: design.input_tokens ** 2,
  };
  const spans: TimelineSpan[] = [];
  let start = 0;
  const add = (lane: string, label: string, at: number, seconds: number): void => {
    if (seconds > 0) spans.push({ lane, label, start: at, end: at + seconds });
  };
  for (const load of [decode, mixed]) {
    stages.evaluate(load);
    const { times, runs, work } = stages;
    const inMemory = work.attentionMemoryBytes > 0;
    add('xPU', 'products with shared weights', start, times.linear);
    start += times.linear;
    add('xPU', 'attention of prompts', start, times.prefillAttention);
    const together = inMemory && design.placement === 'split';
    add(
      inMemory ? 'memory processor' : 'xPU',
      'attention of decoding requests',
      together ? start : start + times.prefillAttention,
      runs.decodeAttention,
    );
    start += times.prefillAttention + times.decodeAttention;
    add('xPU', 'experts', start, runs.expertsOnXpu);
    add('memory processor', 'experts', start, runs.expertsInMemory);
    start += times.experts;
    add('links', 'collective operations', start, times.communication);
    start += times.communication;
  }
  return spans;
}

const TOKENS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** Which processor an expert belongs to. */
function expertSeries(design: DuplexDesign, { machine, model }: Evaluation): Series {
  const { devicesPerExpert } = distributionOf(machine, model, design.expert_tensor_parallel);
  const line = (label: string, processor: 'xpu' | 'memory') => ({
    label,
    points: TOKENS.map((tokens): readonly [number, number] => [
      tokens,
      expertTime(machine, model, design.value_bytes, devicesPerExpert, tokens, processor),
    ]),
  });
  const lines = [line('xPU', 'xpu')];
  if (machine.kind !== 'none') lines.push(line('memory processor', 'memory'));
  return {
    title: 'Time of one expert (or its part on a device)',
    form: 'line',
    x: { label: 'tokens', scale: 'log' },
    y: { label: 'time', unit: 's', scale: 'log' },
    lines: model.expertLayers === 0 ? [] : lines,
  };
}

const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999];

function gapSeries({ serving }: Evaluation): Series {
  return {
    title: 'Time between tokens',
    form: 'line',
    x: { label: 'share of tokens that come sooner', scale: 'linear' },
    y: { label: 'time', unit: 's', scale: 'log' },
    lines:
      serving.tokenGaps.size === 0
        ? []
        : [
            {
              label: 'tokens',
              points: SHARES.map((share): readonly [number, number] => [
                share,
                serving.tokenGaps.quantile(share),
              ]),
            },
          ],
  };
}

/** A metric over one parameter, for the design and for the same machine without memory processors. */
function sweep(
  design: DuplexDesign,
  seed: number,
  values: readonly number[],
  change: (value: number) => Partial<DuplexDesign>,
  metric: keyof DuplexMetrics,
): Series['lines'] {
  const kinds = new Set([design.memory_processor, 'none'] as const);
  return [...kinds].map((kind) => ({
    label: kind === 'none' ? 'without memory processors' : 'this design',
    points: values.flatMap((value) => {
      const result = evaluateDesign({ ...design, ...change(value), memory_processor: kind }, seed);
      return 'infeasible' in result ? [] : [[value, result.metrics[metric]] as const];
    }),
  }));
}

function batchSeries(design: DuplexDesign, seed: number): Series {
  return {
    title: 'Throughput over the largest batch, always full',
    form: 'line',
    x: { label: 'requests', scale: 'log' },
    y: { label: 'throughput', unit: 'token/s', scale: 'log' },
    lines: sweep(
      design,
      seed,
      [1, 4, 16, 64, 256],
      (batch) => ({ batch_size: batch, arrivals: 'replacement' }),
      'throughput',
    ),
  };
}

function arrivalSeries(design: DuplexDesign, seed: number): Series {
  return {
    title: 'Time to the first token over arrivals',
    form: 'line',
    x: { label: 'arrivals', unit: 'request/s', scale: 'log' },
    y: { label: 'median time', unit: 's', scale: 'log' },
    lines: sweep(
      design,
      seed,
      [1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32],
      (rate) => ({ arrival_rate: rate }),
      'first_token_p50',
    ),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function notesOf(design: DuplexDesign, evaluation: Evaluation): string[] {
  const { times, metrics, stages, machine } = evaluation;
  const parts: readonly (readonly [string, number])[] = [
    ['products with shared weights', times.linear],
    ['attention', times.prefillAttention + times.decodeAttention],
    ['experts', times.experts],
    ['collective operations', times.communication],
  ];
  const seconds = busySeconds(times);
  const [label, time] = parts.reduce((most, other) => (other[1] > most[1] ? other : most));
  const notes = [`The largest part of the machine’s time is ${label}: ${percent(time / seconds)}.`];
  if (design.arrivals === 'poisson' && metrics.request_throughput < 0.95 * design.arrival_rate) {
    notes.push(
      `Requests arrive faster than the ${metrics.request_throughput.toFixed(1)} a second that are served: waiting grows with the length of the run.`,
    );
  }
  if (metrics.batch_limit < design.batch_size) {
    notes.push(
      `Memory, not the largest batch of ${design.batch_size}, limits the batch: about ${metrics.batch_limit} requests of mean length fit.`,
    );
  }
  if (machine.kind !== 'none') {
    stages.evaluate(decodeLoad(design, evaluation));
    const { work } = stages;
    const bytes = work.expertXpuBytes + work.expertMemoryBytes;
    if (bytes > 0) {
      notes.push(
        `When all decode, memory processors read ${percent(work.expertMemoryBytes / bytes)} of the experts’ weights; attention runs ${work.attentionMemoryBytes > 0 ? 'in memory' : 'on the xPU'}.`,
      );
    }
  }
  notes.push(
    'The timeline shows a stage in which all decode and one in which one request prefills, each phase summed over the layers.',
    'The latency of a hop was chosen because it fits the published ratios; link energy and idle power are not counted.',
  );
  return notes;
}
