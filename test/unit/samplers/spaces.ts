// Spaces that every sampler must handle, and a way to run a sampler against a function.

import { RandomStream } from '../../../engine/contract/random.ts';
import type { Sampler, SamplerContext } from '../../../engine/contract/sampler.ts';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { Design, DesignConstraint, Parameters } from '../../../engine/contract/system.ts';
import { COMPLETE, FAILED } from '../../../engine/contract/trial.ts';
import { Space } from '../../../engine/space/space.ts';

const DOC = { doc: 'test' };

export const mixedParameters = {
  kind: { kind: 'categorical', choices: ['none', 'cache', 'buffer'], default: 'cache', ...DOC },
  ways: { kind: 'ordinal', choices: [1, 2, 4, 8], default: 2, activeWhen: { kind: ['cache'] }, ...DOC },
  policy: {
    kind: 'categorical',
    choices: ['lru', 'random'],
    default: 'lru',
    activeWhen: { ways: [2, 4, 8] },
    ...DOC,
  },
  depth: {
    kind: 'integer',
    minimum: 2,
    maximum: 64,
    step: 2,
    scale: 'linear',
    default: 8,
    activeWhen: { kind: ['buffer'] },
    ...DOC,
  },
  clock: { kind: 'float', minimum: 1e8, maximum: 2e9, scale: 'log', default: 1e9, ...DOC },
  voltage: { kind: 'float', minimum: 0.6, maximum: 1.1, scale: 'linear', default: 0.8, ...DOC },
  banks: { kind: 'integer', minimum: 1, maximum: 128, scale: 'log', default: 8, ...DOC },
  gated: { kind: 'boolean', default: false, ...DOC },
} as const satisfies Parameters;

export const mixedDimensions: readonly Dimension[] = [
  {
    kind: 'choice',
    id: 'policy',
    choices: ['lru', 'random'],
    ordered: false,
    activeWhen: { ways: [2, 4, 8] },
  },
  { kind: 'choice', id: 'kind', choices: ['none', 'cache', 'buffer'], ordered: false },
  { kind: 'choice', id: 'ways', choices: [1, 2, 4, 8], ordered: true, activeWhen: { kind: ['cache'] } },
  {
    kind: 'integer',
    id: 'depth',
    minimum: 2,
    maximum: 64,
    step: 2,
    scale: 'linear',
    levels: 4,
    activeWhen: { kind: ['buffer'] },
  },
  { kind: 'float', id: 'clock', minimum: 1e8, maximum: 2e9, scale: 'log', levels: 3 },
  { kind: 'float', id: 'voltage', minimum: 0.6, maximum: 1.1, scale: 'linear', levels: 3 },
  { kind: 'integer', id: 'banks', minimum: 1, maximum: 128, step: 1, scale: 'log', levels: 5 },
  { kind: 'choice', id: 'gated', choices: [false, true], ordered: false },
];

export const mixedConstraints: readonly DesignConstraint[] = [
  {
    id: 'gating',
    message: 'a gated design needs at least 4 banks',
    uses: ['gated', 'banks'],
    holds: (design: Design) => design.gated === false || (design.banks as number) >= 4,
  },
  {
    id: 'speed',
    message: 'a clock above 1 GHz needs 0.8 V',
    uses: ['clock', 'voltage'],
    holds: (design: Design) => (design.clock as number) <= 1e9 || (design.voltage as number) >= 0.8,
  },
];

export const mixedSpace = (constrained = true): Space =>
  new Space({
    dimensions: mixedDimensions,
    fixed: {},
    parameters: mixedParameters,
    constraints: constrained ? mixedConstraints : [],
  });

/** Ranges that depend on other parameters, conditions between parameters, and a conditional parameter. */
export const dependentSpace = (): Space =>
  Space.forStudy(
    { parameters: mixedParameters, constraints: [] },
    {
      dimensions: [
        { kind: 'choice', id: 'kind', choices: ['none', 'cache', 'buffer'], ordered: false },
        {
          kind: 'integer',
          id: 'depth',
          minimum: 2,
          maximum: 64,
          step: 2,
          scale: 'linear',
          bounds: { maximum: 'banks / 2' },
          activeWhen: { kind: ['buffer'] },
        },
        { kind: 'integer', id: 'banks', minimum: 4, maximum: 128, step: 1, scale: 'log' },
        { kind: 'float', id: 'voltage', minimum: 0.6, maximum: 1.1, scale: 'linear', levels: 6 },
        {
          kind: 'float',
          id: 'clock',
          minimum: 1e8,
          maximum: 2e9,
          scale: 'log',
          levels: 9,
          bounds: { minimum: 'voltage * 200e6', maximum: '(voltage - 0.4) * 2e9' },
        },
      ],
      fixed: {},
      designConstraints: ['mod(banks, 2) = 0', 'banks * voltage <= 100'],
      forbid: ['kind = cache and clock > 1.2e9'],
    },
  );

/** Two conflicting objectives of a mixed design, both to be minimised, and a violation. */
export function evaluateMixed(design: Design): { objectives: number[]; violation: number } {
  const clock = design.clock as number;
  const voltage = design.voltage as number;
  const memory =
    design.kind === 'none' ? 4 : design.kind === 'cache' ? 2 / Math.log2(1 + (design.ways as number)) : 1.5;
  const latency = (1e9 / clock) * memory * (1 + 4 / (design.banks as number));
  const energy =
    voltage * voltage * (clock / 1e9) * (design.gated === true ? 0.7 : 1) + 0.01 * (design.banks as number);
  return { objectives: [latency, energy], violation: Math.max(0, energy - 3) / 3 };
}

/** A cube [0, 1]^n of floats. */
export function cube(count: number): Space {
  const ids = Array.from({ length: count }, (_, index) => `x${index + 1}`);
  return new Space({
    dimensions: ids.map((id) => ({ kind: 'float', id, minimum: 0, maximum: 1, scale: 'linear' })),
    fixed: {},
    parameters: Object.fromEntries(
      ids.map((id) => [id, { kind: 'float', minimum: 0, maximum: 1, scale: 'linear', default: 0.5, ...DOC }]),
    ),
    constraints: [],
  });
}

/** A space of one choice dimension with the given number of choices. */
export function choiceSpace(count: number, constraints: readonly DesignConstraint[] = []): Space {
  const choices = Array.from({ length: count }, (_, index) => `c${index}`);
  return new Space({
    dimensions: [{ kind: 'choice', id: 'choice', choices, ordered: false }],
    fixed: {},
    parameters: { choice: { kind: 'categorical', choices, default: 'c0', ...DOC } },
    constraints,
  });
}

export function contextFor(
  space: Space,
  options: Partial<Omit<SamplerContext<Space>, 'space' | 'options'>> & { objectiveCount?: number } = {},
): Omit<SamplerContext<Space>, 'options'> {
  const { objectiveCount = 2, ...rest } = options;
  return {
    space,
    objectives: Array.from({ length: objectiveCount }, (_, index) => ({
      metric: `f${index + 1}`,
      direction: 'minimize' as const,
    })),
    constraints: [],
    seed: 1,
    budgetTrials: 1000,
    ...rest,
  };
}

export interface Row {
  readonly codes: number[];
  readonly objectives: number[];
  readonly violation: number;
  /** What a pruned trial reported last. */
  readonly report?: { readonly step: number; readonly value: number };
}

export type Evaluation = (design: Design, number: number) => { objectives: number[]; violation?: number };

/**
 * Runs a sampler like the study runner does: never across a round, results told in trial order before the next round.
 * `cut` limits one ask; `tellCut` limits one tell.
 */
export function drive(
  sampler: Sampler,
  space: Space,
  objectiveCount: number,
  trials: number,
  evaluate: Evaluation,
  cuts: { ask?: number; tell?: number } = {},
): Row[] {
  const rows: Row[] = [];
  const askCut = cuts.ask ?? Infinity;
  const tellCut = cuts.tell ?? Infinity;
  let first = 0;
  while (first < trials) {
    const roundEnd = Math.min(
      trials,
      (Math.floor(first / sampler.roundSize) + 1) * sampler.roundSize || trials,
    );
    const roundStart = rows.length;
    while (first < roundEnd) {
      const count = Math.min(roundEnd - first, askCut, 512);
      const codes = new Float64Array(count * space.width);
      const filled = sampler.ask(first, count, codes);
      for (let row = 0; row < filled; row++) {
        const offset = row * space.width;
        const { objectives, violation = 0 } = evaluate(space.decode(codes, offset), first + row);
        rows.push({ codes: [...codes.slice(offset, offset + space.width)], objectives, violation });
      }
      first += filled;
      if (filled < count) {
        replay(sampler, objectiveCount, rows, roundStart, tellCut);
        return rows;
      }
    }
    replay(sampler, objectiveCount, rows, roundStart, tellCut);
  }
  return rows;
}

/** Tells stored rows from `start` on. */
export function replay(
  sampler: Sampler,
  objectiveCount: number,
  rows: readonly Row[],
  start = 0,
  cut = Infinity,
): void {
  for (let first = start; first < rows.length; first += cut) {
    const part = rows.slice(first, first + cut);
    sampler.tell({
      designs: { first, count: part.length, codes: Float64Array.from(part.flatMap(({ codes }) => codes)) },
      results: {
        first,
        count: part.length,
        states: Uint8Array.from(part, ({ violation }) => (violation === Infinity ? FAILED : COMPLETE)),
        metrics: new Float64Array(0),
        durations: new Float32Array(part.length),
        messages: [],
      },
      objectives: Float64Array.from(part.flatMap(({ objectives }) => objectives.slice(0, objectiveCount))),
      violations: Float64Array.from(part, ({ violation }) => violation),
      ...(part.some(({ report }) => report !== undefined)
        ? { reports: part.flatMap(({ report }, row) => (report === undefined ? [] : [{ row, ...report }])) }
        : {}),
    });
  }
}

export const seeded = (name: string): RandomStream => new RandomStream(7, name);
