// What TPE does with trials that are out, infeasible or failed, and with parameters that not every trial has.

import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../engine/samplers/index.ts';
import { Space } from '../../../engine/space/space.ts';
import { contextFor, cube, drive, mixedSpace, replay, type Row } from './spaces.ts';

function tpe(space: Space, options: Record<string, unknown>, objectiveCount = 1) {
  return createSampler({ type: 'tpe', options }, contextFor(space, { objectiveCount }));
}

/** A spread-out history with its best trials around the middle. */
function bowlHistory(count: number): Row[] {
  return Array.from({ length: count }, (_, trial) => {
    const codes = [((trial * 0.618) % 1) + 0, (trial * 0.414) % 1];
    return { codes, objectives: [(codes[0]! - 0.5) ** 2 + (codes[1]! - 0.5) ** 2], violation: 0 };
  });
}

function meanDistance(codes: Float64Array, count: number): number {
  let sum = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      sum += Math.hypot(codes[2 * a]! - codes[2 * b]!, codes[2 * a + 1]! - codes[2 * b + 1]!);
    }
  }
  return sum / ((count * (count - 1)) / 2);
}

/** Trials over one parameter, all pruned but those with a value. */
function prunedHistory(count: number, of: (x: number) => Pick<Row, 'report'> & { value?: number }): Row[] {
  return Array.from({ length: count }, (_, trial) => {
    const x = (trial * 0.618) % 1;
    const { value = Number.NaN, ...rest } = of(x);
    return { codes: [x], objectives: [value], violation: Number.isNaN(value) ? Infinity : 0, ...rest };
  });
}

/** Mean of what is proposed next, each time from the same history. */
function meanProposal(history: readonly Row[]): number {
  let sum = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const sampler = createSampler(
      { type: 'tpe', options: {} },
      contextFor(cube(1), { objectiveCount: 1, seed }),
    );
    replay(sampler, 1, history);
    const codes = new Float64Array(1);
    sampler.ask(history.length, 1, codes);
    sum += codes[0]! / 40;
  }
  return sum;
}

describe('priors of choices', () => {
  /** Shares of the three kinds of the mixed space among its first trials, all equally good. */
  function sharesOf(options: Record<string, unknown>, trials: number): number[] {
    const space = mixedSpace(false);
    const counts = [0, 0, 0];
    for (let seed = 1; seed <= 10; seed++) {
      const sampler = createSampler({ type: 'tpe', options }, contextFor(space, { objectiveCount: 1, seed }));
      const rows = drive(sampler, space, 1, trials, () => ({ objectives: [1] }));
      const kind = space.dimensions.findIndex(({ id }) => id === 'kind');
      for (const { codes } of rows) counts[codes[kind]!]! += 1 / (10 * trials);
    }
    return counts;
  }

  it('decide how often the evenly spread first trials have a choice', () => {
    const [none, cache, buffer] = sharesOf({ startup: 40, priors: { kind: { none: 6, cache: 3 } } }, 40);
    // Weights 6, 3 and, not given, 1.
    expect(Math.abs(none! - 0.6)).toBeLessThan(0.05);
    expect(Math.abs(cache! - 0.3)).toBeLessThan(0.05);
    expect(Math.abs(buffer! - 0.1)).toBeLessThan(0.05);
  });

  it.each(['jointly', 'one-by-one'])('%s: still count later, and give way to results', (parameters) => {
    const priors = { kind: { buffer: 20 } };
    const likely = sharesOf({ parameters, priors }, 60)[2]!;
    const plain = sharesOf({ parameters }, 60)[2]!;
    expect(likely).toBeGreaterThan(plain + 0.1);
    const space = mixedSpace(false);
    const sampler = tpe(space, { parameters, priors });
    const rows = drive(sampler, space, 1, 120, ({ kind, voltage }) => ({
      objectives: [(kind === 'none' ? 0 : 1) + (voltage as number)],
    }));
    const kind = space.dimensions.findIndex(({ id }) => id === 'kind');
    const late = rows.slice(60).filter(({ codes }) => codes[kind] === 0);
    expect(late.length).toBeGreaterThan(30);
  });

  it.each([
    [{ knid: { none: 1 } }, 'priors are of categorical parameters, and "knid" is none that varies'],
    [{ voltage: { 1: 1 } }, 'priors are of categorical parameters, and "voltage" is none that varies'],
    [{ ways: { 2: 1 } }, 'priors are of categorical parameters, and "ways" is none that varies'],
    [{ kind: { cahce: 1 } }, 'priors: parameter "kind" has no choice "cahce"'],
    [{ kind: { cache: 0 } }, 'priors: the weight of "cache" of parameter "kind" must be a positive number'],
    [{ kind: { cache: NaN } }, 'priors: the weight of "cache" of parameter "kind" must be a positive number'],
  ])('%j are refused', (priors, message) => {
    expect(() => tpe(mixedSpace(false), { priors })).toThrow(
      expect.objectContaining({ kind: 'study-invalid', message }),
    );
  });
});

describe('tpe', () => {
  it('learns from the last reports of pruned trials where nothing was finished', () => {
    const toLow = prunedHistory(60, (x) => ({ report: { step: 4, value: Math.abs(x - 0.1) } }));
    const toHigh = prunedHistory(60, (x) => ({ report: { step: 4, value: Math.abs(x - 0.9) } }));
    expect(meanProposal(toLow)).toBeLessThan(0.25);
    expect(meanProposal(toHigh)).toBeGreaterThan(0.75);
  });

  it('of pruned trials those that got farther are better, whatever they reported', () => {
    const history = prunedHistory(60, (x) => ({ report: { step: x > 0.8 ? 9 : 3, value: x > 0.8 ? 5 : x } }));
    expect(meanProposal(history)).toBeGreaterThan(0.7);
  });

  it('finished trials are better than pruned ones, and reports that are no numbers worst of their step', () => {
    // Nine finished trials are as many as can be good of 60.
    const finished = prunedHistory(60, (x) =>
      x > 0.85 ? { value: 100 } : { report: { step: 9, value: 0 } },
    );
    expect(finished.filter(({ violation }) => violation === 0).length).toBeGreaterThanOrEqual(9);
    expect(meanProposal(finished)).toBeGreaterThan(0.75);
    const broken = prunedHistory(60, (x) => ({ report: { step: 9, value: x < 0.8 ? Number.NaN : 3 } }));
    expect(meanProposal(broken)).toBeGreaterThan(0.7);
  });

  it('spreads designs that are proposed together farther than as many proposed without each other', () => {
    const space = cube(2);
    const history = bowlHistory(64);
    const together = new Float64Array(16);
    const liar = tpe(space, { together: 8, parameters: 'jointly' });
    replay(liar, 1, history);
    liar.ask(64, 8, together);
    const alone = new Float64Array(16);
    for (let row = 0; row < 8; row++) {
      const sampler = createSampler(
        { type: 'tpe', options: { parameters: 'jointly' } },
        contextFor(space, { objectiveCount: 1, seed: 10 + row }),
      );
      replay(sampler, 1, history);
      sampler.ask(64, 1, alone.subarray(2 * row, 2 * row + 2));
    }
    expect(meanDistance(together, 8)).toBeGreaterThan(meanDistance(alone, 8));
  });

  it.each(['jointly', 'one-by-one', 'in-turn'])('%s: stays where constraints are met', (parameters) => {
    const space = cube(2);
    const rows = drive(tpe(space, { parameters }), space, 1, 120, (design) => {
      const x = design.x1 as number;
      const y = design.x2 as number;
      return { objectives: [x + y], violation: Math.max(0, 0.5 - x) + Math.max(0, 0.5 - y) };
    });
    const late = rows.slice(60);
    const feasible = late.filter(({ violation }) => violation === 0);
    // A quarter of all designs is feasible, and the optimum is where the constraints end.
    expect(feasible.length / late.length).toBeGreaterThan(0.3);
    expect(Math.min(...feasible.map(({ objectives }) => objectives[0]!))).toBeLessThan(1.1);
  });

  it.each(['jointly', 'one-by-one'])('%s: learns where hardly any design is allowed', (parameters) => {
    const plain = cube(3);
    const space = new Space({
      dimensions: plain.dimensions,
      fixed: {},
      parameters: plain.parameters,
      constraints: [
        {
          id: 'band',
          message: 'x1 and x2 are nearly equal',
          uses: ['x1', 'x2'],
          holds: ({ x1, x2 }) => Math.abs((x1 as number) - (x2 as number)) < 0.001,
        },
      ],
    });
    const rows = drive(tpe(space, { parameters }), space, 1, 100, ({ x1, x3 }) => ({
      objectives: [((x1 as number) - 0.3) ** 2 + ((x3 as number) - 0.6) ** 2],
    }));
    const late = rows
      .slice(50)
      .map(({ objectives }) => objectives[0]!)
      .sort((a, b) => a - b);
    // The median of random designs is about 0.15.
    expect(late[25]).toBeLessThan(0.05);
  });

  it('finds the better branch of a conditional space and its own parameters in it', () => {
    const space = mixedSpace(false);
    const rows = drive(tpe(space, {}), space, 1, 150, (design) => ({
      objectives: [
        design.kind === 'buffer' ? ((design.depth as number) - 40) ** 2 / 1000 : 1 + Number(design.ways ?? 0),
      ],
    }));
    const best = rows.reduce((a, b) => (b.objectives[0]! < a.objectives[0]! ? b : a));
    expect(best.objectives[0]).toBeLessThan(0.01);
    const buffers = rows.slice(75).filter(({ codes }) => codes[1] === 2).length;
    // Chance would give a third.
    expect(buffers / 75).toBeGreaterThan(0.6);
  });

  it('answers the same whether results come one by one, at once, or to a sampler that was never asked', () => {
    const space = mixedSpace();
    const evaluate = (design: Record<string, unknown>) => ({
      objectives: [design.voltage as number],
      violation: design.kind === 'none' ? Infinity : 0,
    });
    const rows = drive(tpe(space, {}), space, 1, 300, evaluate);
    const resumed = tpe(space, {});
    replay(resumed, 1, rows.slice(0, 280));
    const codes = new Float64Array(space.width);
    resumed.ask(280, 1, codes);
    expect([...codes]).toEqual(rows[280]!.codes);
  });
});
