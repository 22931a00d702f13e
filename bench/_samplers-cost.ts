// What ask and tell cost a trial, in processor time.

import { RandomStream } from '../engine/contract/random.ts';
import type { Dimension } from '../engine/contract/study.ts';
import type { Parameters } from '../engine/contract/system.ts';
import { COMPLETE } from '../engine/contract/trial.ts';
import { createSampler } from '../engine/samplers/index.ts';
import { Space } from '../engine/space/space.ts';
import type { BenchmarkRequest, BenchmarkRow } from './bench.ts';
import { drive, processorSeconds, type Subject } from './_drive.ts';
import { competitors, isWanted } from './_samplers-list.ts';

const DIMENSIONS = 10;

/** A weighted bowl over units of all dimensions, and a second one around another centre. */
function bowls(title: string, dimensions: readonly Dimension[], objectiveCount: number): Subject {
  const parameters: Parameters = {};
  const space = new Space({ dimensions, fixed: {}, parameters, constraints: [] });
  const bowl = (codes: Float64Array, offset: number, centre: number, slope: number): number => {
    let sum = 0;
    for (let index = 0; index < space.width; index++) {
      sum += (1 + slope * index) * (space.toUnit(index, codes[offset + index]!) - centre) ** 2;
    }
    return sum;
  };
  return {
    title,
    space,
    objectiveCount,
    evaluate: (codes, offset) => ({
      objectives: [bowl(codes, offset, 0.3, 1), bowl(codes, offset, 0.7, 0)].slice(0, objectiveCount),
      violation: 0,
    }),
  };
}

const FLOATS = Array.from({ length: DIMENSIONS }, (_, index): Dimension => ({
  kind: 'float',
  id: `x${index + 1}`,
  minimum: 0,
  maximum: 1,
  scale: 'linear',
}));

const LEVELS = FLOATS.map(({ id }): Dimension => ({
  kind: 'integer',
  id,
  minimum: 0,
  maximum: 9,
  step: 1,
  scale: 'linear',
}));

const MIXED: readonly Dimension[] = [
  { kind: 'float', id: 'x1', minimum: 0, maximum: 1, scale: 'linear' },
  { kind: 'float', id: 'x2', minimum: -5, maximum: 5, scale: 'linear' },
  { kind: 'float', id: 'x3', minimum: 1e-5, maximum: 1, scale: 'log' },
  { kind: 'integer', id: 'x4', minimum: 1, maximum: 16, step: 1, scale: 'linear' },
  { kind: 'integer', id: 'x5', minimum: 1, maximum: 4096, step: 1, scale: 'log' },
  { kind: 'integer', id: 'x6', minimum: 0, maximum: 1000, step: 1, scale: 'linear' },
  { kind: 'choice', id: 'x7', choices: ['a', 'b', 'c'], ordered: false },
  { kind: 'choice', id: 'x8', choices: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], ordered: false },
  { kind: 'choice', id: 'x9', choices: [1, 2, 4, 8, 16, 32], ordered: true },
  { kind: 'choice', id: 'x10', choices: [false, true], ordered: false },
];

/** Microseconds of ask and tell a trial over a whole run. */
function meanCost(
  subject: Subject,
  type: string,
  options: Readonly<Record<string, unknown>>,
  trials: number,
): number {
  drive(subject, type, options, 1, Math.min(trials, 2000));
  return (drive(subject, type, options, 2, trials).samplerSeconds / trials) * 1e6;
}

/**
 * Milliseconds of one ask and tell with `told` trials in the history: a tenth of them the sampler's own, the others
 * random, so that the history looks like that of a run.
 */
function marginalCost(subject: Subject, type: string, told: number): number {
  const { space } = subject;
  const measured = told <= 200 ? 200 : 100;
  const sampler = createSampler(
    { type, options: {} },
    {
      space,
      objectives: Array.from({ length: subject.objectiveCount }, (_, index) => ({
        metric: `f${index + 1}`,
        direction: 'minimize',
      })),
      constraints: [],
      seed: 1,
      budgetTrials: told + measured,
    },
  );
  const stream = new RandomStream(1, 'bench.samplers');
  const codes = new Float64Array(space.width);
  const tell = (number: number): void => {
    sampler.tell({
      designs: { first: number, count: 1, codes },
      results: {
        first: number,
        count: 1,
        states: Uint8Array.of(COMPLETE),
        metrics: new Float64Array(0),
        durations: new Float32Array(1),
        messages: [],
      },
      objectives: Float64Array.from(subject.evaluate(codes, 0).objectives),
      violations: new Float64Array(1),
    });
  };
  const own = Math.min(500, told >> 1);
  for (let number = 0; number < told - own; number++) {
    space.sampleUniform(stream, codes, 0);
    tell(number);
  }
  let start = 0;
  for (let number = told - own; number < told + measured; number++) {
    if (number === told) start = processorSeconds();
    sampler.ask(number, 1, codes);
    tell(number);
  }
  return ((processorSeconds() - start) / measured) * 1e3;
}

/** Samplers whose every proposal costs the same, and what it must not exceed, in microseconds. */
const FLAT = [
  { type: 'grid', dimensions: LEVELS, target: { atMost: 2 } },
  { type: 'random', dimensions: FLOATS, target: { atMost: 2 } },
  { type: 'random', dimensions: MIXED, target: { atMost: 2 } },
  { type: 'sobol', dimensions: FLOATS, target: { atMost: 2 } },
  { type: 'sobol', dimensions: MIXED, target: { atMost: 2 } },
  { type: 'halton', dimensions: FLOATS },
  { type: 'latin-hypercube', dimensions: FLOATS },
] as const;

/** Trials of a whole run behind a mean, where the default of 1,000 takes too long. */
const RUN_TRIALS: Readonly<Record<string, number>> = { gp: 60, surrogate: 300, nsga2: 20_000 };

export function costRows(request: BenchmarkRequest): BenchmarkRow[] {
  const rows: BenchmarkRow[] = [];
  const flatTrials = request.quick ? 20_000 : 100_000;
  for (const { type, dimensions, ...target } of FLAT) {
    if (!isWanted(request, type)) continue;
    const name = `${type}, 10 ${dimensions === MIXED ? 'mixed ' : ''}parameters, a trial`;
    const value = meanCost(bowls('flat', dimensions, 1), type, {}, flatTrials);
    rows.push({ name, value, unit: 'us', ...target });
  }
  if (isWanted(request, 'tpe')) {
    for (const told of request.quick ? [1000] : [200, 1000, 5000]) {
      for (const objectiveCount of [1, 2]) {
        for (const dimensions of [FLOATS, MIXED]) {
          const kind = dimensions === MIXED ? 'mixed parameters' : 'floats';
          rows.push({
            name: `tpe, 10 ${kind}, ${objectiveCount === 1 ? 'one objective' : 'two objectives'}, ask and tell at ${told.toLocaleString('en')}`,
            value: marginalCost(bowls('tpe', dimensions, objectiveCount), 'tpe', told),
            unit: 'ms',
            target: { atMost: objectiveCount === 1 ? 2 : 3 },
          });
        }
      }
    }
  }
  for (const { type, mostObjectives = 2 } of competitors(request, 1)) {
    const subject = bowls('run', FLOATS, Math.min(2, mostObjectives));
    const trials = Math.min(RUN_TRIALS[type] ?? 1000, request.quick ? 1000 : Infinity);
    rows.push({
      name: `${type}, 10 floats, ${mostObjectives === 1 ? 'one objective' : 'two objectives'}, mean of a run of ${trials.toLocaleString('en')}`,
      value: meanCost(subject, type, type === 'nsga2' ? { population: 100 } : {}, trials),
      unit: 'us',
      ...(type === 'nsga2' ? { target: { atMost: 20 } } : {}),
    });
  }
  return rows;
}
