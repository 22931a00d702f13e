import { describe, expect, it } from 'vitest';
import type { Dimension, Fidelity } from '../../../engine/contract/study.ts';
import type { ToldBatch } from '../../../engine/contract/sampler.ts';
import { COMPLETE, INFEASIBLE } from '../../../engine/contract/trial.ts';
import { roundShares } from '../../../engine/samplers/fidelity-ladder.ts';
import { createSampler } from '../../../engine/samplers/index.ts';
import { Space } from '../../../engine/space/space.ts';

const FIDELITY: Fidelity = { parameter: 'steps', levels: [1, 3, 9], factor: 3 };

/** `count` designs a of 0 to 1, and the ladder between their two columns. */
function spaceOf(a: Dimension): Space {
  const dimensions: Dimension[] = [
    a,
    { kind: 'choice', id: 'steps', choices: FIDELITY.levels, ordered: true },
    { kind: 'choice', id: 'b', choices: [7], ordered: true },
  ];
  return new Space({ dimensions, fixed: {}, parameters: {}, constraints: [] });
}

interface Row {
  readonly value: number;
  readonly level: number;
}

/** Results that are the value itself. */
function told(first: number, rows: readonly Row[], infeasible: (value: number) => boolean): ToldBatch {
  const count = rows.length;
  return {
    designs: {
      first,
      count,
      codes: Float64Array.from(rows.flatMap(({ value, level }) => [value, level, 0])),
    },
    results: {
      first,
      count,
      states: Uint8Array.from(rows, ({ value }) => (infeasible(value) ? INFEASIBLE : COMPLETE)),
      metrics: new Float64Array(count),
      durations: new Float32Array(count),
      messages: [],
    },
    objectives: Float64Array.from(rows, ({ value }) => value),
    violations: Float64Array.from(rows, ({ value }) => (infeasible(value) ? 1 : 0)),
  };
}

/** Runs the ladder to the end of its designs or of `trials`; `infeasible` says which values cannot be built. */
function drive(
  space: Space,
  type: string,
  trials: number,
  infeasible: (value: number) => boolean = () => false,
  earlier: readonly Row[] = [],
): Row[][] {
  const sampler = createSampler(
    { type, options: type === 'nsga2' ? { population: 9 } : {} },
    {
      space,
      objectives: [{ metric: 'a', direction: 'minimize' }],
      constraints: [],
      seed: 3,
      budgetTrials: trials,
      fidelity: FIDELITY,
    },
  );
  if (earlier.length > 0) sampler.warm?.(told(0, earlier, infeasible));
  const rounds: Row[][] = [];
  for (let first = 0; first < trials; first += sampler.roundSize) {
    const codes = new Float64Array(sampler.roundSize * 3);
    const count = sampler.ask(first, sampler.roundSize, codes);
    const rows = Array.from({ length: count }, (_, row) => ({
      value: codes[row * 3]!,
      level: codes[row * 3 + 1]!,
    }));
    if (count > 0) rounds.push(rows);
    if (count < sampler.roundSize) break;
    sampler.tell(told(first, rows, infeasible));
  }
  return rounds;
}

const at = (rows: readonly Row[], level: number): number[] =>
  rows.filter((row) => row.level === level).map(({ value }) => value);

const continuous: Dimension = { kind: 'float', id: 'a', minimum: 0, maximum: 1, scale: 'linear' };
const numbered = (count: number): Dimension => ({
  kind: 'integer',
  id: 'a',
  minimum: 1,
  maximum: count,
  step: 1,
  scale: 'linear',
});

describe('a fidelity ladder', () => {
  it('sends one of so many on at every level', () => {
    expect(roundShares(3, 3, 9)).toEqual([9, 3, 1]);
    expect(roundShares(4, 2, 16)).toEqual([16, 8, 4, 2]);
    expect(roundShares(3, 4, 4)).toEqual([4, 1, 1]);
  });

  it('sends the best on that wait, and none twice', () => {
    const rounds = drive(spaceOf(continuous), 'random', 13 * 6);
    expect(at(rounds[0]!, 0)).toHaveLength(13);
    expect([...at(rounds[1]!, 1)].sort()).toEqual([...at(rounds[0]!, 0)].sort().slice(0, 3));
    const waiting = [...at(rounds[0]!, 0), ...at(rounds[1]!, 0)].sort();
    const gone = new Set(at(rounds[1]!, 1));
    expect([...at(rounds[2]!, 1)].sort()).toEqual(waiting.filter((value) => !gone.has(value)).slice(0, 3));
    expect(at(rounds[2]!, 2)).toEqual([Math.min(...at(rounds[1]!, 1))]);
    for (const rows of rounds.slice(2)) {
      expect([0, 1, 2].map((level) => at(rows, level).length)).toEqual([9, 3, 1]);
    }
    for (const level of [1, 2]) {
      const sent = rounds.flatMap((rows) => at(rows, level));
      expect(new Set(sent).size).toBe(sent.length);
    }
  });

  it('sends nothing on that is infeasible', () => {
    const rounds = drive(spaceOf(continuous), 'random', 13 * 5, (value) => value < 0.5);
    const climbed = rounds.flatMap((rows) => [...at(rows, 1), ...at(rows, 2)]);
    expect(climbed.length).toBeGreaterThan(5);
    expect(Math.min(...climbed)).toBeGreaterThanOrEqual(0.5);
  });

  it('takes every design of a grid once at the bottom, brings the best to the top, and ends', () => {
    const rounds = drive(spaceOf(numbered(40)), 'grid', 10_000);
    const all = rounds.flat();
    expect(at(all, 0).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(at(all, 2)).toContain(1);
    expect(at(all, 2).length).toBeLessThan(14);
    expect(at(all, 1).length).toBeLessThan(30);
    // The last design of the grid has its chance, and so has every one of a space that does not fill a round.
    const last = drive(spaceOf(numbered(40)), 'grid', 10_000, (value) => value < 40);
    expect(at(last.flat(), 2)).toEqual([40]);
    expect(at(drive(spaceOf(numbered(5)), 'grid', 10_000).flat(), 2)).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives a learning sampler its own rounds back, from the lowest level', () => {
    const rounds = drive(spaceOf(continuous), 'nsga2', 13 * 12);
    const mean = (rows: readonly Row[]): number => at(rows, 0).reduce((sum, value) => sum + value, 0) / 9;
    expect(mean(rounds.at(-1)!)).toBeLessThan(0.2 * mean(rounds[0]!));
    for (const rows of rounds.slice(2)) expect(at(rows, 0)).toHaveLength(9);
  });

  it('begins with earlier trials: the sampler learns from the lowest level, and designs that waited climb', () => {
    const earlier: Row[] = [
      ...Array.from({ length: 30 }, (_, index) => ({ value: (30 - index) / 1000, level: 0 })),
      { value: 0.001, level: 1 },
      { value: 0.002, level: 2 },
      { value: 1e-6, level: 2 },
    ];
    const [first] = drive(spaceOf(continuous), 'nsga2', 13, undefined, earlier);
    // Those that were tried higher up do not climb again from below.
    expect(at(first!, 1)).toEqual([0.003, 0.004, 0.005]);
    expect(at(first!, 2)).toEqual([0.001]);
    const [cold] = drive(spaceOf(continuous), 'nsga2', 13);
    const mean = (rows: readonly Row[]): number => at(rows, 0).reduce((sum, value) => sum + value, 0) / 9;
    expect(mean(first!)).toBeLessThan(0.2 * mean(cold!));
  });
});
