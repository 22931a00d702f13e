import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Design, System } from '../../engine/contract/system.ts';
import system from '../../engine/systems/moe-accelerator/index.ts';
import { flagshipHypervolume } from '../../bench/_flagship.ts';
import { temporaryFolder, testEngine } from '../fixtures/engine.ts';
import { evaluateGrid, frontOf, type EvaluatedDesign } from './grid.ts';

/** The system with its constraints in its evaluation, since a grid is walked whole. */
const constrained: System = {
  ...system,
  evaluate: (design, context) =>
    system.constraints.every(({ holds }) => holds(design))
      ? system.evaluate(design, context)
      : { infeasible: 'refused by a constraint' },
};

type Match = Readonly<Record<string, number | string | boolean>>;

function only(evaluated: readonly EvaluatedDesign[], match: Match): EvaluatedDesign {
  const found = evaluated.filter(({ design }) =>
    Object.entries(match).every(([id, value]) => design[id] === value),
  );
  expect(found).toHaveLength(1);
  return found[0]!;
}

const minimised = (evaluated: readonly EvaluatedDesign[]): EvaluatedDesign[] =>
  evaluated.map(({ design, metrics }) => ({
    design,
    metrics: { ...metrics, inaccuracy: 1 - metrics.accuracy! },
  }));

describe('study moe-accelerator-group-size', () => {
  it('finds bits before groups', async () => {
    const evaluated = await evaluateGrid('moe-accelerator-group-size', constrained);
    expect(evaluated).toHaveLength(40);
    const at = (bits: number, group: number, experts: number): EvaluatedDesign =>
      only(evaluated, { weight_bits: bits, projection_group: group, experts });
    for (const experts of [16, 64]) {
      const [wide, narrow, half] = [at(8, 5120, experts), at(4, 5120, experts), at(4, 2560, experts)];
      const saved = 1 - narrow.metrics.energy! / wide.metrics.energy!;
      expect(saved).toBeGreaterThan(0.32);
      expect(saved).toBeLessThan(0.38);
      expect(wide.metrics.accuracy! - narrow.metrics.accuracy!).toBeLessThan(0.015);
      expect(1 - half.metrics.energy! / narrow.metrics.energy!).toBeGreaterThan(0.3);
      expect(narrow.metrics.accuracy! - half.metrics.accuracy!).toBeCloseTo(0.042, 1);
      expect(at(16, 5120, experts).metrics.accuracy! - wide.metrics.accuracy!).toBeLessThan(0.002);
      expect(at(2, 5120, experts).metrics.accuracy!).toBeLessThan(0.47);
    }
    const front = frontOf(minimised(evaluated), ['energy', 'inaccuracy']);
    const share = (bits: number): number =>
      front.filter(({ design }) => design.weight_bits === bits).length / front.length;
    expect(share(4)).toBeGreaterThanOrEqual(0.5);
    expect(share(16)).toBeLessThan(0.1);
  });
});

describe('study moe-accelerator-experts', () => {
  it('prices experts, active experts and groups', async () => {
    const evaluated = await evaluateGrid('moe-accelerator-experts', constrained);
    expect(evaluated).toHaveLength(46);
    const at = (experts: number, active: number, groups: number): EvaluatedDesign['metrics'] =>
      only(evaluated, { experts, active_experts: active, expert_groups: groups }).metrics;
    const [few, many, half, grouped] = [at(16, 8, 1), at(64, 8, 1), at(64, 4, 1), at(64, 8, 8)];
    expect(many.accuracy! - few.accuracy!).toBeCloseTo(0.07, 2);
    expect(many.latency! / few.latency!).toBeCloseTo(1.35, 1);
    expect(many.hbm_bytes! - few.hbm_bytes!).toBeCloseTo(54e9, -9.5);
    expect(many.accuracy! - half.accuracy!).toBeCloseTo(0.04, 2);
    expect(many.latency! / half.latency!).toBeCloseTo(1.03, 2);
    expect(many.first_token! / half.first_token!).toBeCloseTo(1.14, 2);
    expect(many.accuracy! - grouped.accuracy!).toBeCloseTo(0.02, 2);
    expect(many.first_token! / grouped.first_token!).toBeGreaterThan(1.02);
    expect(many.first_token! / grouped.first_token!).toBeLessThan(1.04);
    expect(grouped.latency! / many.latency!).toBeCloseTo(1, 2);
  });
});

describe('study moe-accelerator-tiers', () => {
  it('finds what each tier takes in time and saves of HBM', async () => {
    const evaluated = await evaluateGrid('moe-accelerator-tiers', constrained);
    const dense = (home: string, batch: number, share: number, ahead: boolean): EvaluatedDesign['metrics'] =>
      only(
        evaluated.filter(({ design }) => design.expert_home === home),
        {
          activation_sparsity: 0,
          batch,
          ...(home === 'hbm' ? {} : { cache_share: share, pre_gating: ahead }),
        },
      ).metrics;
    const [one, sixteen] = [dense('hbm', 1, 1, true), dense('hbm', 16, 1, true)];
    const cached = dense('dram', 1, 0.5, true);
    expect(cached.latency! / one.latency!).toBeLessThan(1.02);
    expect(1 - cached.hbm_bytes! / one.hbm_bytes!).toBeCloseTo(0.44, 2);
    expect(dense('dram', 1, 0.5, false).latency! / one.latency!).toBeCloseTo(1.65, 1);
    expect(dense('dram', 16, 0.5, true).latency! / sixteen.latency!).toBeCloseTo(2.1, 1);
    expect(dense('flash', 1, 0.75, true).latency! / one.latency!).toBeCloseTo(1.7, 1);
  });
});

describe('study moe-accelerator-protection', () => {
  it('finds protection cheap where logic is a third of the die', async () => {
    const evaluated = await evaluateGrid('moe-accelerator-protection', constrained);
    expect(evaluated).toHaveLength(4 ** 5 * 3 ** 2);
    const smallest = Math.min(...evaluated.map(({ metrics }) => metrics.area!));
    const cheapest = (limit: number): EvaluatedDesign =>
      evaluated
        .filter(({ metrics }) => metrics.failure_rate! <= limit)
        .reduce((best, one) => (one.metrics.area! < best.metrics.area! ? one : best));
    const extra = (limit: number): number => cheapest(limit).metrics.area! / smallest - 1;
    expect(extra(100)).toBeCloseTo(0.037, 2);
    expect(extra(10)).toBeCloseTo(0.093, 2);
    expect(extra(0)).toBeCloseTo(0.105, 2);
    expect(cheapest(1000).design['protection.buffers']).toBe('parity');
    expect(cheapest(1000).design['protection.array']).toBe('none');
    expect(cheapest(100).design['protection.array']).toBe('quatro');
    expect(cheapest(10).design['protection.array']).toBe('dmr');
    const twoObjectives = frontOf(evaluated.slice(0, 2000), ['area', 'failure_rate']);
    expect(twoObjectives.some(({ design }) => design['protection.buffers'] === 'sec-ded')).toBe(false);
  });
});

describe('study moe-accelerator', () => {
  interface Found {
    readonly design: Design;
    readonly metrics: Readonly<Record<string, number>>;
  }

  async function front(trials: number): Promise<readonly Found[]> {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const text = readFileSync(new URL('../../studies/moe-accelerator.study.yaml', import.meta.url), 'utf8');
    const started = await engine.startRunAt({
      source: { text, file: 'moe-accelerator.study.yaml' },
      path: join(folder, 'flagship.pareto'),
      adjust: (study) => ({ ...study, budget: { ...study.budget, trials } }),
    });
    const last = await engine.finished(started.run);
    expect(last.counts.failed).toBe(0);
    const { workspace } = started.workspace;
    const page = await engine.trialPage(workspace, started.study, {
      offset: 0,
      limit: 10_000,
      frontOnly: true,
    });
    return page.trials.map(({ design, metrics }) => ({ design, metrics }));
  }

  it(
    'finds the corners that its finding describes, in a third of its budget',
    { timeout: 120_000 },
    async () => {
      const found = await front(6000);
      expect(found.length).toBeGreaterThan(300);
      const tenth = (metric: string, sign: 1 | -1): readonly Found[] =>
        found
          .toSorted((a, b) => sign * (a.metrics[metric]! - b.metrics[metric]!))
          .slice(0, Math.floor(found.length / 10));
      const share = (some: readonly Found[], holds: (one: Found) => boolean): number =>
        some.filter(holds).length / some.length;
      const accurate = tenth('accuracy', -1);
      expect(
        share(accurate, ({ design }) => design.experts === 64 && design.active_experts === 8),
      ).toBeGreaterThan(0.7);
      expect(share(accurate, ({ design }) => (design.projection_group as number) === 5120)).toBeGreaterThan(
        0.7,
      );
      for (const { design, metrics } of found) {
        if (design.weight_bits === 2) expect(metrics.accuracy).toBeLessThan(0.5);
        expect(metrics.failure_rate).toBeLessThanOrEqual(100);
      }
      expect(share(tenth('latency', 1), ({ design }) => design.near_memory !== 'none')).toBeGreaterThan(0.8);
      expect(share(tenth('area', 1), ({ design }) => design.near_memory === 'none')).toBeGreaterThan(0.8);
      const hardened = ({ design }: Found): boolean =>
        design['protection.array'] === 'dmr' || design['protection.array'] === 'quatro';
      expect(share(found, hardened)).toBeGreaterThan(0.8);
      expect(share(found, ({ design }) => design['protection.buffers'] !== 'none')).toBeGreaterThan(0.9);
      expect(share(found, ({ design }) => design.expert_home === 'hbm')).toBeGreaterThan(0.8);
      expect(share(found, ({ design }) => (design.expert_groups as number) <= 2)).toBeGreaterThan(0.8);
    },
  );

  it(
    'finds a front far larger than random search does, from a quarter of its budget on',
    { timeout: 120_000 },
    async () => {
      const folder = temporaryFolder();
      const engine = testEngine(folder);
      for (const seed of [1, 2]) {
        const found = await flagshipHypervolume(engine, folder, seed, 5000);
        const random = await flagshipHypervolume(engine, folder, seed, 5000, { type: 'random', options: {} });
        expect(found / random).toBeGreaterThan(1.4);
      }
    },
  );
});
