// Explains one design: where latency, energy, area and memory go, a batch as a timeline, the roofline of the
// benchmark, the hit rate over slots and the latency over the number of experts.

import type { Breakdown, BreakdownNode, Inspection, Series } from '../../contract/system.ts';
import { bestStaticHitRate, lruHitCurve, optimalHits } from '../../simulation/cache.ts';
import { batchSpans } from './batch.ts';
import { benchmarkParts, benchmarkWeights } from './benchmark.ts';
import { keyValueBytes, expertModel, ROUTER_BYTES } from './experts.ts';
import { fastestKernels, kernelTime } from './fusion.ts';
import { socketArea } from './machine.ts';
import type { Machine } from './machine.ts';
import { evaluateDesign, outcomeOf } from './model.ts';
import type { CompositionMetrics, Evaluation } from './model.ts';
import type { CompositionDesign } from './parameters.ts';
import type { PassCost } from './passes.ts';
import { requestTrace } from './residency.ts';

function leaf(label: string, value: number, doc?: string): BreakdownNode {
  return doc === undefined ? { label, value } : { label, value, doc };
}

function sum(label: string, children: readonly BreakdownNode[], doc?: string): BreakdownNode {
  const value = children.reduce((total, child) => total + child.value, 0);
  return { label, value, children, ...(doc === undefined ? {} : { doc }) };
}

/** Everything that explains one design. */
export function inspectDesign(design: CompositionDesign, seed: number): Inspection<CompositionMetrics> {
  const evaluation = evaluateDesign(design, seed);
  const breakdowns: Breakdown[] = [
    workloadBreakdown(evaluation),
    areaBreakdown(design, evaluation.machine),
    memoryBreakdown(design, evaluation),
  ];
  const series: Series[] = [rooflineSeries(design, evaluation.machine)];
  const notes = [
    'Run and router times rest on a fit to the ratios of Table V; absolute times are not published.',
    'Energy and area rest on general figures, not on the paper.',
  ];
  const weights = benchmarkWeights(design);
  if (weights > evaluation.machine.hbmCapacity) {
    notes.push(
      `The benchmark’s weights, ${(weights / 1e9).toFixed(0)} GB, exceed the HBM of the node; its time takes them to be there.`,
    );
  }
  if (evaluation.infeasible !== undefined) {
    return { outcome: outcomeOf(evaluation), breakdowns, series, notes: [evaluation.infeasible, ...notes] };
  }
  const times = { router: evaluation.routerTime, copy: evaluation.switchTime, run: evaluation.run.time };
  const { misses, hitRate } = evaluation.residency;
  const timeline = batchSpans(times, misses, 0, design.batch_size, design.prefetch);
  const copies = timeline.spans.filter(({ lane }) => lane === 'copy').length;
  breakdowns.unshift(latencyBreakdown(design, evaluation), energyBreakdown(evaluation));
  series.push(expertSeries(design, seed));
  if (design.experts > 1) series.push(hitSeries(design, seed));
  notes.unshift(
    `The timeline is the first batch of the simulated trace: ${copies} of ${design.batch_size} prompts need a copy; the latency is the mean over batches.`,
    hitRate === 1
      ? `All ${design.experts} experts stay in HBM, so nothing is copied.`
      : `${evaluation.slots} of ${design.experts} experts fit in HBM; ${(hitRate * 100).toFixed(1)} % of prompts find theirs there.`,
    limitingTier(design, evaluation),
  );
  return { outcome: outcomeOf(evaluation), breakdowns, timeline: timeline.spans, series, notes };
}

/** What takes most of a mean batch, in words. */
function limitingTier(design: CompositionDesign, evaluation: Evaluation): string {
  const { run, metrics, routerTime } = evaluation;
  const parts: readonly (readonly [string, number])[] = [
    ['copies of experts', metrics.latency - routerTime - design.batch_size * run.time],
    ['the router', routerTime],
    ['fixed work of each run', design.batch_size * run.perRun],
    ['the prompts’ passes', design.batch_size * run.prefill.time],
    ['generated tokens', design.batch_size * design.output_tokens * metrics.token_time],
  ];
  const [label, time] = parts.reduce((most, other) => (other[1] > most[1] ? other : most));
  return `The largest part of the latency is ${label}: ${((100 * time) / metrics.latency).toFixed(0)} %.`;
}

function passNode(label: string, pass: PassCost, times: number): BreakdownNode {
  return sum(label, [
    leaf('kernels', (pass.time - pass.launchTime) * times, 'roofline of every kernel: arithmetic or HBM'),
    leaf('kernel launches', pass.launchTime * times),
  ]);
}

function latencyBreakdown(design: CompositionDesign, evaluation: Evaluation): Breakdown {
  const { run, routerTime, metrics } = evaluation;
  const { batch_size: batch, output_tokens: tokens } = design;
  const runs = sum('expert runs', [
    passNode('prompts', run.prefill, batch),
    passNode('generated tokens', run.decode, batch * tokens),
    leaf('synchronisation of sockets', batch * (tokens + 1) * run.synchronisation, 'fitted residual'),
    leaf('fixed work of each run', batch * run.perRun, 'fitted residual'),
  ]);
  const copies = metrics.latency - routerTime - runs.value;
  return {
    quantity: 'latency',
    unit: 's',
    root: sum('latency', [
      leaf('router', routerTime),
      leaf(
        design.prefetch ? 'waiting for copies' : 'copies of experts',
        // What rounding leaves of no copies at all is none.
        Math.abs(copies) < 1e-12 * metrics.latency ? 0 : copies,
      ),
      runs,
    ]),
  };
}

function energyBreakdown({ energy }: Evaluation): Breakdown {
  return {
    quantity: 'energy',
    unit: 'J',
    root: sum('energy', [
      leaf('HBM', energy.hbm),
      leaf('copies of experts', energy.copies),
      leaf('on-chip memory', energy.sram),
      leaf('arithmetic', energy.arithmetic),
      leaf('idle power', energy.idle),
    ]),
  };
}

function areaBreakdown(design: CompositionDesign, machine: Machine): Breakdown {
  const parts = socketArea(design);
  const { sockets } = machine;
  return {
    quantity: 'area_mm2',
    unit: 'mm²',
    root:
      machine.platform === 'sn40l'
        ? sum('processor silicon', [
            leaf('on-chip memory', sockets * parts.sram),
            leaf('HBM interfaces', sockets * parts.hbmInterface),
            leaf('compute units', sockets * parts.computeUnits),
            leaf('network, I/O and control', sockets * parts.fixed),
          ])
        : sum('processor silicon', [leaf('eight GPU dies', machine.area)]),
  };
}

function memoryBreakdown(design: CompositionDesign, evaluation: Evaluation): Breakdown {
  const keyValues = keyValueBytes(expertModel(design.expert_size).shape, design);
  const resident = Math.min(evaluation.slots, design.experts) * design.expert_size;
  const used = ROUTER_BYTES + keyValues + resident;
  const total = evaluation.machine.hbmCapacity;
  return {
    quantity: 'hbm_total',
    unit: 'B',
    root: sum('HBM', [
      leaf('router', Math.min(ROUTER_BYTES, total)),
      leaf('keys and values', Math.min(keyValues, Math.max(0, total - ROUTER_BYTES))),
      leaf('experts', resident),
      leaf('free', Math.max(0, total - used)),
    ]),
  };
}

function workloadBreakdown({ benchmark }: Evaluation): Breakdown {
  return {
    quantity: 'workload_time',
    unit: 's',
    root: sum('benchmark', [
      leaf('kernels', benchmark.time - benchmark.launchTime),
      leaf('kernel launches', benchmark.launchTime),
      leaf('synchronisation of sockets', benchmark.synchronisation),
    ]),
  };
}

/** The roof of the node, and every kernel of the benchmark under it, at each fusion level. */
function rooflineSeries(design: CompositionDesign, machine: Machine): Series {
  const ridge = machine.flopRate / machine.byteRate;
  const roof = [0.1, 1, 10, ridge, 10_000].map((intensity): readonly [number, number] => [
    intensity,
    Math.min(machine.flopRate, intensity * machine.byteRate),
  ]);
  const levels =
    machine.platform === 'sn40l' ? (['none', 'partial', 'full'] as const) : ([machine.fusion] as const);
  return {
    title: 'Roofline of the benchmark',
    form: 'points',
    x: { label: 'operational intensity', unit: 'FLOP/B', scale: 'log' },
    y: { label: 'rate', unit: 'FLOP/s', scale: 'log' },
    lines: [
      { label: 'roof', points: roof },
      ...levels.map((fusion) => {
        const limits = { ...machine, fusion };
        const points: (readonly [number, number])[] = [];
        for (const { table } of benchmarkParts(design)) {
          for (const [first, end] of fastestKernels(table, limits)) {
            const cell = first * (table.count + 1) + end;
            const flops = table.flops[cell]!;
            if (flops === 0) continue;
            points.push([flops / table.bytes[cell]!, flops / kernelTime(table, first, end, limits)]);
          }
        }
        return { label: `kernels, fusion ${fusion}`, points };
      }),
    ],
  };
}

const EXPERT_COUNTS = [1, 2, 5, 10, 20, 30, 40, 46, 50, 60, 80, 100, 120, 148, 200, 300, 400, 600, 850, 1000];

/** The paper's Fig. 12 for this design's requests: flat, a knee where HBM is full, a plateau, and the end of memory. */
function expertSeries(design: CompositionDesign, seed: number): Series {
  return {
    title: 'Latency over the number of experts',
    form: 'line',
    x: { label: 'experts', scale: 'log' },
    y: { label: 'latency', unit: 's', scale: 'log' },
    lines: (['sn40l', 'dgx-a100', 'dgx-h100'] as const).map((platform) => ({
      label: platform,
      points: EXPERT_COUNTS.flatMap((experts) => {
        const { metrics, infeasible } = evaluateDesign({ ...design, platform, experts }, seed);
        return infeasible === undefined ? [[experts, metrics.latency] as const] : [];
      }),
    })),
  };
}

/**
 * Hit rate over slots: the LRU cache of this trace at every size, the best set that never changes, and at some sizes
 * the bound of a replacement that knows the future.
 */
function hitSeries(design: CompositionDesign, seed: number): Series {
  const { trace, probabilities } = requestTrace(design.experts, design.popularity_skew, seed);
  const curve = lruHitCurve(trace, design.experts);
  const slots = Array.from({ length: design.experts }, (_, index) => index + 1);
  const some = slots.filter((count) => count === 1 || count % Math.ceil(design.experts / 10) === 0);
  return {
    title: 'Hit rate over experts that fit in HBM',
    form: 'line',
    x: { label: 'experts in HBM', scale: 'linear' },
    y: { label: 'hit rate', scale: 'linear' },
    lines: [
      {
        label: 'LRU, from an empty cache',
        points: slots.map((count): readonly [number, number] => [count, curve[count]! / trace.length]),
      },
      {
        label: 'knowing the future, from an empty cache',
        points: some.map((count): readonly [number, number] => [
          count,
          optimalHits(trace, design.experts, count) / trace.length,
        ]),
      },
      {
        label: 'best unchanging set',
        points: slots.map((count): readonly [number, number] => [
          count,
          bestStaticHitRate(probabilities, count),
        ]),
      },
    ],
  };
}
