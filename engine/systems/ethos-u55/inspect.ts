// Explains one design: where its area and its corruption come from, and how a sampled estimate converges.

import type {
  Breakdown,
  BreakdownNode,
  EvaluationContext,
  Inspection,
  Series,
} from '../../contract/system.ts';
import { samplesNeeded } from '../../simulation/monte-carlo.ts';
import { BLOCK_TITLES, BLOCKS } from '../../components/protected-npu.ts';
import {
  blockSdc,
  conditionsOf,
  PROTECTION_KEYS,
  unprotectedBlockSdc,
  type Conditions,
} from './corruption.ts';
import { blockVulnerability, estimateSdc } from './fault-sites.ts';
import type { EthosMetrics } from './metrics.ts';
import { blockArea, evaluate } from './model.ts';
import type { EthosDesign } from './parameters.ts';

/** Everything that explains a design; `outcome` is what `evaluate` gives for the same context. */
export function inspect(design: EthosDesign, context: EvaluationContext): Inspection<EthosMetrics> {
  const outcome = evaluate(design, context);
  const conditions = conditionsOf(design);
  const sampled = design.estimator === 'monte-carlo';
  return {
    outcome,
    breakdowns: [
      areaBreakdown(design),
      corruptionBreakdown(
        sampled ? 'corruption by the closed form' : 'sdc',
        'single faults that corrupt an inference',
        (index) => blockSdc(design, conditions, index),
        (index) => protectionOf(design, index),
      ),
      ...(outcome.area > 1 ? [unprotectedBreakdown(conditions)] : []),
    ],
    series: [
      removalSeries(design, conditions),
      ...(sampled ? [convergenceSeries(design, conditions, context)] : []),
    ],
    notes: notes(design, conditions, outcome),
  };
}

const UNPROTECTED = 'unprotected';

function protectionOf(design: EthosDesign, index: number): string {
  const protection = design[PROTECTION_KEYS[index]!];
  return protection === 'none' ? UNPROTECTED : protection;
}

function areaBreakdown(design: EthosDesign): Breakdown {
  const children: BreakdownNode[] = [
    { label: 'unprotected NPU', value: 1, doc: 'the same configuration and node without protection' },
    ...BLOCKS.map((block, index) => ({
      label: BLOCK_TITLES[block],
      value: blockArea(design, index),
      doc: protectionOf(design, index),
    })),
  ];
  return { quantity: 'area', root: { label: 'protected NPU', value: sum(children), children } };
}

function corruptionBreakdown(
  quantity: string,
  label: string,
  value: (index: number) => number,
  doc: (index: number) => string,
): Breakdown {
  const children = BLOCKS.map((block, index) => ({
    label: BLOCK_TITLES[block],
    value: value(index),
    doc: doc(index),
  }));
  return { quantity, root: { label, value: sum(children), children } };
}

function unprotectedBreakdown(conditions: Conditions): Breakdown {
  return corruptionBreakdown(
    'corruption of the unprotected NPU',
    'the same NPU without any protection',
    (index) => unprotectedBlockSdc(conditions, index),
    () => UNPROTECTED,
  );
}

/** Corruption that each technique would remove from each block, against the area it costs: the menu behind the design. */
function removalSeries(design: EthosDesign, conditions: Conditions): Series {
  return {
    title: 'Corruption removed by protecting one block, against its area',
    form: 'points',
    x: { label: 'area added', scale: 'linear' },
    y: { label: 'corruption removed per inference', scale: 'log' },
    lines: (['tspc-dice', 'quatro', 'dmr'] as const).map((protection) => ({
      label: protection,
      points: BLOCKS.map((_, index) => {
        const changed = { ...design, [PROTECTION_KEYS[index]!]: protection };
        return [
          blockArea(changed, index),
          unprotectedBlockSdc(conditions, index) - blockSdc(changed, conditions, index),
        ] as const;
      }),
    })),
  };
}

/** The running estimate of the very draws behind the metric, its interval, and what it should converge to. */
function convergenceSeries(design: EthosDesign, conditions: Conditions, context: EvaluationContext): Series {
  const estimate: [number, number][] = [];
  const low: [number, number][] = [];
  const high: [number, number][] = [];
  estimateSdc(
    design,
    conditions,
    context.stream('fault-sites'),
    checkpoints(design.samples),
    (samples, so) => {
      estimate.push([samples, so.total]);
      low.push([samples, Math.max(0, so.total - so.halfWidth)]);
      high.push([samples, so.total + so.halfWidth]);
    },
  );
  const exact = closedForm(design, conditions);
  return {
    title: 'Convergence of the sampled corruption',
    form: 'line',
    x: { label: 'samples per block', scale: 'log' },
    y: { label: 'corruption per inference', scale: 'linear' },
    lines: [
      { label: 'estimate', points: estimate },
      { label: '99 % interval, low end', points: low },
      { label: '99 % interval, high end', points: high },
      { label: 'closed form', points: estimate.map(([samples]) => [samples, exact] as const) },
    ],
  };
}

/** 10, 20, 50, 100, ... up to `last`. */
function checkpoints(last: number): number[] {
  const counts: number[] = [];
  for (let decade = 10; decade <= last; decade *= 10) counts.push(decade, 2 * decade, 5 * decade);
  return counts.filter((count) => count <= last);
}

function notes(design: EthosDesign, conditions: Conditions, metrics: EthosMetrics): string[] {
  const lines: string[] = [];
  const shares = BLOCKS.map((_, index) => blockSdc(design, conditions, index));
  const most = Math.max(...shares);
  const largest = shares.indexOf(most);
  lines.push(
    metrics.margin >= 1
      ? `It meets ${design.safety_target} FIT for the chip: corruption is ${metrics.margin.toPrecision(3)} times below its limit.`
      : `It misses ${design.safety_target} FIT for the chip: corruption is ${(1 / metrics.margin).toPrecision(3)} times its limit.`,
  );
  if (most === 0) {
    lines.push(
      'Every block is duplicated; only two faults in one inference, which the model neglects, could corrupt it.',
    );
  } else {
    const share = (100 * most) / closedForm(design, conditions);
    lines.push(
      `Most of what is left comes from the ${BLOCK_TITLES[BLOCKS[largest]!]} (${share.toFixed(0)} %, ` +
        `${protectionOf(design, largest)}).`,
    );
  }
  if (design.network !== 'wav2letter' && design.mac !== 32) {
    lines.push(
      `The split over blocks for ${design.network} is published for 32 MAC units and carried over to ${design.mac}.`,
    );
  }
  if (design.technology === 7) {
    lines.push(
      'At 7 nm corruption is 3.3 times lower as observed (raw upsets: 5 times); areas keep their 16 nm shares.',
    );
  }
  if (design.estimator === 'monte-carlo' && most > 0) {
    const needed = samplesNeeded(blockVulnerability(design, conditions, largest), 0.01, 0.99);
    lines.push(
      `To know the ${BLOCK_TITLES[BLOCKS[largest]!]} to 1 % at 99 % confidence takes about ${needed.toPrecision(2)} samples of it.`,
    );
  }
  return lines;
}

function closedForm(design: EthosDesign, conditions: Conditions): number {
  return BLOCKS.reduce((total, _, index) => total + blockSdc(design, conditions, index), 0);
}

function sum(nodes: readonly BreakdownNode[]): number {
  return nodes.reduce((total, { value }) => total + value, 0);
}
