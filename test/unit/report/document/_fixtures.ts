// A study small enough to know everything about it by hand, with texts that would like to be markup.
//
// Trial 4 (k - 1) + i has a MAC array of m = 1, 2, 4 or 8 (i = 0 to 3) and a clock of k = 1 to 8 times 100 MHz; its area
// is m + k / 10 mm², its throughput m k. For m = 1 every k is on the front, for the others k = 5 to 8: 20 designs.

import { join } from 'node:path';
import type { ClaimResult } from '../../../../engine/contract/host.ts';
import type { Study } from '../../../../engine/contract/study.ts';
import type { Inspection, System } from '../../../../engine/contract/system.ts';
import { COMPLETE, FAILED, INFEASIBLE } from '../../../../engine/contract/trial.ts';
import { gatherReport } from '../../../../engine/report/index.ts';
import type { ReportSource, StudyReport } from '../../../../engine/report/report.ts';
import type { StoredStudy } from '../../../../engine/store/index.ts';
import { folder, workspaceAt } from '../exchange/_fixtures.ts';

export const HOSTILE = '<img src=x onerror=alert(1)></td></script>|`*&"\'';
export const REVERSING = 'exe.\u202egpj';
export const FRONT_SIZE = 20;
export const KNEE = 28;
export const LEAST_AREA = 0;
export const MOST_THROUGHPUT = 31;
/** Of the whole front, from 10 mm² and no throughput. */
export const HYPERVOLUME = 256;

export const SYSTEM: System = {
  id: 'array',
  version: 3,
  title: `An array ${HOSTILE}`,
  summary: 'for tests',
  paper: { title: 'Arrays & 100 % of their {area}', year: 2024, arxiv: '2404.00001', venue: 'ISPASS_24' },
  references: [],
  parameters: {
    mac: { kind: 'ordinal', choices: [1, 2, 4, 8], default: 1, doc: HOSTILE, label: 'MAC array' },
    clock: {
      kind: 'float',
      minimum: 1e8,
      maximum: 8e8,
      scale: 'linear',
      default: 1e8,
      unit: 'Hz',
      doc: 'Clock.',
    },
    kind: { kind: 'categorical', choices: ['a', 'b'], default: 'a', doc: 'Held.', source: HOSTILE },
  },
  constraints: [],
  metrics: {
    area: { doc: HOSTILE, unit: 'mm²', direction: 'minimize', role: 'area', provenance: 'analytical' },
    throughput: {
      doc: 'Rate.',
      unit: 'OPS',
      direction: 'maximize',
      role: 'throughput',
      provenance: 'assumed',
      assumption: 'no stalls',
    },
  },
  defaultObjectives: ['area'],
  limits: [HOSTILE],
  hidden: true,
  evaluate: () => ({}),
  inspect: () => ({ outcome: {}, breakdowns: [], notes: [] }),
  claims: [],
};

const claim = {
  system: 'array',
  source: 'Table 1',
  unit: 'mm²',
  published: 2,
  tolerance: { relative: 0.1 },
  design: {},
} as const;
export const CLAIMS: readonly ClaimResult[] = [
  { ...claim, id: 'one', statement: 'area is 2', kind: 'check', ours: 2.1, error: 0.05, pass: true },
  { ...claim, id: 'two', statement: HOSTILE, kind: 'check', ours: 3, error: 0.5, pass: false },
  { ...claim, id: 'three', statement: 'fitted', kind: 'calibration', ours: 2, error: 0, pass: true },
];

export function makeStudy(name: string): Study {
  return {
    name,
    system: 'array',
    systemVersion: 3,
    description: HOSTILE,
    dimensions: [
      { kind: 'choice', id: 'mac', choices: [1, 2, 4, 8], ordered: true },
      { kind: 'float', id: 'clock', minimum: 1e8, maximum: 8e8, scale: 'linear' },
    ],
    fixed: { kind: 'a' },
    objectives: [
      { metric: 'area', direction: 'minimize' },
      { metric: 'throughput', direction: 'maximize' },
    ],
    constraints: [],
    sampler: { type: 'grid', options: {} },
    budget: { trials: 34 },
    seed: 7,
  };
}

/** Trials 0 to 31 as above, an infeasible one and a failed one. */
export function storedStudy(name: string, path = join(folder(), 'report.pareto')): StoredStudy {
  const stored = workspaceAt(path).createStudy(makeStudy(name), `study: x\n# ${HOSTILE} \`\`\`\n`, [
    { id: 'area', unit: 'mm²' },
    { id: 'throughput', unit: 'OPS' },
  ]);
  const codes = new Float64Array(34 * 2);
  const metrics = new Float64Array(34 * 2);
  const states = new Uint8Array(34).fill(COMPLETE);
  for (let number = 0; number < 34; number++) {
    const m = 2 ** (number % 4);
    const k = Math.min(8, Math.floor(number / 4) + 1);
    codes.set([number % 4, k * 1e8], number * 2);
    metrics.set([m + k / 10, m * k], number * 2);
  }
  states[32] = INFEASIBLE;
  states[33] = FAILED;
  metrics.fill(Number.NaN, 33 * 2);
  stored.append(
    { first: 0, count: 34, codes },
    {
      first: 0,
      count: 34,
      states,
      metrics,
      durations: new Float32Array(34),
      messages: [
        [32, `does not fit ${REVERSING}`],
        [33, HOSTILE],
      ],
    },
  );
  const front = Array.from({ length: 32 }, (_, number) => number).filter(
    (number) => number % 4 === 0 || number >= 16,
  );
  stored.setReference([10, 0]);
  stored.saveFront(front, HYPERVOLUME);
  stored.endRun(stored.beginRun({ engineVersion: '1.2.3', workers: 1 }), 'finished');
  stored.markFinished(true);
  return stored;
}

const INSPECTION: Inspection = {
  outcome: {},
  breakdowns: [
    {
      quantity: 'area',
      unit: 'mm²',
      root: {
        label: 'area',
        value: 3,
        children: [
          { label: HOSTILE, value: 1 },
          { label: 'memory', value: 2 },
        ],
      },
    },
  ],
  notes: [HOSTILE],
};

export function sourceOf(stored: StoredStudy): ReportSource {
  return {
    stored,
    system: SYSTEM,
    question: `A question. ${HOSTILE}`,
    engineVersion: '1.2.3',
    claims: CLAIMS,
    inspect: () =>
      Promise.resolve({ inspection: INSPECTION, command: `paretoscope evaluate array ${HOSTILE}` }),
  };
}

export function reportOf(name: string): Promise<StudyReport> {
  return gatherReport(sourceOf(storedStudy(name)));
}
