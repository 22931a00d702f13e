// Explains one design: where time, DRAM, flash reads and energy go, and the curves behind them: reuse, chunk size,
// window and replacement.

import { scatteredThroughput } from '../../components/flash-storage.ts';
import type { Breakdown, BreakdownNode, Inspection, Series } from '../../contract/system.ts';
import { aggregatedUse, type ActivationTrace } from '../../simulation/activation-trace.ts';
import { simulateCache } from '../../simulation/cache.ts';
import { runWindow } from '../../simulation/neuron-cache.ts';
import { flashOf } from './hosts.ts';
import type { FlashMetrics } from './metrics.ts';
import { evaluateDesign, outcomeOf, type Evaluation } from './model.ts';
import type { FlashDesign } from './parameters.ts';
import { predictedShare, runTrace, traceOf, WARM_UP } from './reuse.ts';

function leaf(label: string, value: number, doc?: string): BreakdownNode {
  return doc === undefined ? { label, value } : { label, value, doc };
}

function sum(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((total, child) => total + child.value, 0), children };
}

/** Everything that explains one design. */
export function inspectDesign(design: FlashDesign, seed: number): Inspection<FlashMetrics> {
  const evaluation = evaluateDesign(design, seed);
  const { infeasible } = evaluation;
  const selective = design.method === 'selective';
  return {
    outcome: outcomeOf(evaluation),
    breakdowns: [
      timeBreakdown(evaluation),
      residentBreakdown(evaluation),
      readBreakdown(design, evaluation),
      energyBreakdown(evaluation),
    ],
    series: selective
      ? [
          windowSeries(design, seed),
          chunkSeries(design, evaluation),
          reuseSeries(design, evaluation, seed),
          replacementSeries(design, evaluation, seed),
          ...(design.activations === 'trace' ? [loadSeries(design, evaluation, seed)] : []),
        ]
      : [],
    notes: [...(infeasible === undefined ? [] : [infeasible]), ...notesOf(design, evaluation)],
  };
}

function timeBreakdown({ metrics, hiddenTime, sparseTime, computeParts }: Evaluation): Breakdown {
  const { io_time: io, management_time: management, compute_time: compute } = metrics;
  const dense = compute - sparseTime;
  const work = computeParts.reduce((total, [, weights]) => total + weights, 0);
  return {
    quantity: 'token_time',
    unit: 's',
    root: sum('time per token', [
      leaf('flash reads', io - hiddenTime, hiddenTime > 0 ? 'what does not hide behind compute' : undefined),
      leaf('management of neurons', management, 'deleting by copying the last row, appending new ones'),
      sum('compute', [
        ...computeParts.map(([label, weights]) => leaf(label, (dense * weights) / work)),
        leaf('sparse execution', sparseTime, 'fitted time per layer'),
      ]),
    ]),
  };
}

function residentBreakdown({ residents }: Evaluation): Breakdown {
  return {
    quantity: 'dram_bytes',
    unit: 'B',
    root: sum('DRAM', [
      leaf('embeddings', residents.embedding),
      leaf('attention', residents.attention),
      leaf('predictors', residents.predictor),
      leaf('feed-forward neurons', residents.feedForward),
      leaf('buffer for reads', residents.buffer),
      leaf('keys and values', residents.keysAndValues),
    ]),
  };
}

function readBreakdown(design: FlashDesign, { use, metrics }: Evaluation): Breakdown {
  const bytes = metrics.flash_bytes;
  if (design.method !== 'selective') {
    return { quantity: 'flash_bytes', unit: 'B', root: sum('flash reads', [leaf('whole layers', bytes)]) };
  }
  const kept = use.read > 0 ? (bytes * Math.min(use.loaded, use.read)) / use.read : 0;
  const share = Math.min(1, metrics.neuron_recall / design.over_prediction);
  return {
    quantity: 'flash_bytes',
    unit: 'B',
    root: sum('flash reads', [
      leaf('neurons truly active', kept * share, 'as large a share as of all predicted neurons'),
      leaf('neurons predicted in vain', kept * (1 - share)),
      leaf('read along and thrown away', bytes - kept),
    ]),
  };
}

function energyBreakdown({ energy }: Evaluation): Breakdown {
  return {
    quantity: 'energy',
    unit: 'J',
    root: sum('energy per token', [
      leaf('flash', energy.flash),
      leaf('DRAM', energy.memory),
      leaf('arithmetic', energy.arithmetic),
      leaf('power drawn at all times', energy.base),
    ]),
  };
}

/** Time per token over the window, and what of it is flash. */
function windowSeries(design: FlashDesign, seed: number): Series {
  const windows = Array.from({ length: 17 }, (_, index) => index);
  const metrics = windows.map((window) => evaluateDesign({ ...design, window }, seed).metrics);
  const line = (label: string, metric: 'token_time' | 'io_time') => ({
    label,
    points: windows.map((window, index): readonly [number, number] => [window, metrics[index]![metric]]),
  });
  return {
    title: 'Time per token over the window',
    form: 'line',
    x: { label: 'window', unit: 'token', scale: 'linear' },
    y: { label: 'time', unit: 's', scale: 'linear' },
    lines: [line('all', 'token_time'), line('flash reads', 'io_time')],
  };
}

/** Throughput of scattered reads over their length, and where this design reads. */
function chunkSeries(design: FlashDesign, { chunkBytes, metrics }: Evaluation): Series {
  const flash = flashOf(design);
  const lengths = Array.from({ length: 13 }, (_, index) => 1024 * 2 ** index);
  return {
    title: 'Throughput of scattered reads',
    form: 'line',
    x: { label: 'chunk', unit: 'B', scale: 'log' },
    y: { label: 'throughput', unit: 'B/s', scale: 'log' },
    lines: [
      ...[1, design.threads].map((threads) => ({
        label: `${threads} in flight`,
        points: lengths.map((length): readonly [number, number] => [
          length,
          scatteredThroughput(flash, length, threads),
        ]),
      })),
      { label: 'this design', points: [[chunkBytes, metrics.flash_rate]] },
    ],
  };
}

function designTrace(design: FlashDesign, { sizes }: Evaluation, seed: number): ActivationTrace {
  return traceOf(predictedShare(design, sizes), design.reuse_exponent, design.popularity_skew, seed);
}

/** Distinct neurons used by k tokens: the law, and a drawn trace counted. */
function reuseSeries(design: FlashDesign, evaluation: Evaluation, seed: number): Series {
  const share = predictedShare(design, evaluation.sizes);
  const trace = designTrace(design, evaluation, seed);
  const tokens = Array.from({ length: 16 }, (_, index) => index + 1);
  return {
    title: 'Distinct neurons used by consecutive tokens',
    form: 'line',
    x: { label: 'tokens', scale: 'linear' },
    y: { label: 'share of neurons', scale: 'linear' },
    lines: [
      {
        label: 'law',
        points: tokens.map((count) => [count, aggregatedUse(share, design.reuse_exponent, count)] as const),
      },
      {
        label: 'executed trace',
        points: tokens.map((count): readonly [number, number] => {
          const run = runWindow(trace, { window: count, groupNeurons: 1, warmUp: WARM_UP });
          return [count, run.held / run.neurons];
        }),
      },
    ],
  };
}

/** Loads per token of the window against caches of single neurons, at the DRAM that each window takes. */
function replacementSeries(design: FlashDesign, evaluation: Evaluation, seed: number): Series {
  const trace = designTrace(design, evaluation, seed);
  const { used, starts, tokens, neurons } = trace;
  const warmUp = starts[WARM_UP]!;
  const runs = [1, 2, 3, 5, 8, 12].map((window) =>
    runWindow(trace, { window, groupNeurons: 1, warmUp: WARM_UP }),
  );
  const counted = tokens - WARM_UP;
  const popularity = new Float64Array(neurons);
  for (const neuron of used) popularity[neuron] = popularity[neuron]! + 1 / used.length;
  const byPopularity = popularity.toSorted().reverse();
  const misses = (slots: number, policy: 'lru' | 'lfu'): number =>
    simulateCache({ trace: used, items: neurons, slots, policy, warmUp }).misses.reduce(
      (total, miss) => total + miss,
      0,
    );
  const line = (label: string, loaded: (held: number, index: number) => number) => ({
    label,
    points: runs.map(({ held }, index): readonly [number, number] => [
      held / neurons,
      loaded(Math.round(held), index) / neurons,
    ]),
  });
  return {
    title: 'Neurons loaded by a token, by replacement',
    form: 'line',
    x: { label: 'share of neurons held', scale: 'linear' },
    y: { label: 'share of neurons loaded', scale: 'linear' },
    lines: [
      line('window', (_, index) => runs[index]!.loaded),
      line('least recently used', (held) => misses(held, 'lru') / counted),
      line('least often used', (held) => misses(held, 'lfu') / counted),
      line('the most popular, unchanged', (held) => {
        const covered = byPopularity.subarray(0, held).reduce((total, share) => total + share, 0);
        return ((used.length - warmUp) / counted) * (1 - covered);
      }),
    ],
  };
}

/** Neurons loaded token by token: many for the first tokens, then flat. */
function loadSeries(design: FlashDesign, { sizes }: Evaluation, seed: number): Series {
  const { loadedByToken, neurons } = runTrace(design, sizes, seed);
  return {
    title: 'Neurons loaded, token by token',
    form: 'points',
    x: { label: 'token', scale: 'linear' },
    y: { label: 'share of neurons', scale: 'linear' },
    lines: [
      {
        label: 'loaded',
        points: Array.from(loadedByToken, (loaded, token) => [token, loaded / neurons] as const),
      },
    ],
  };
}

function notesOf(design: FlashDesign, { metrics, sizes, chunkBytes, use }: Evaluation): string[] {
  const notes: string[] = [];
  const parts = [
    ['flash reads', metrics.io_time],
    ['management of neurons', metrics.management_time],
    ['compute', metrics.compute_time],
  ] as const;
  const [label, time] = parts.reduce((most, other) => (other[1] > most[1] ? other : most));
  notes.push(
    `The largest part of the time is ${label}: ${((100 * time) / metrics.token_time).toFixed(0)} %.`,
  );
  if (design.method === 'selective') {
    notes.push(
      `A token is predicted to use ${(100 * predictedShare(design, sizes)).toFixed(1)} % of the feed-forward neurons and ` +
        `loads ${(100 * use.loaded).toFixed(1)} % of them in reads of ${(chunkBytes / 1024).toFixed(0)} KiB.`,
    );
    if (!sizes.sparsityPublished) {
      notes.push('How sparse this model is has not been published in what we could read; it is assumed.');
    }
    if (design.draft_tokens > 0) notes.push('The time to draft tokens is not counted.');
  }
  notes.push('Energy and power rest on general figures, not on the paper.');
  return notes;
}
