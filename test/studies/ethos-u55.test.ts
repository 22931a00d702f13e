import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nonDominated } from '../../engine/pareto/sorting.ts';
import { prunerDefinitions } from '../../engine/pruning/index.ts';
import { samplerDefinitions } from '../../engine/samplers/index.ts';
import { GridWalk } from '../../engine/space/walk.ts';
import { loadStudy } from '../../engine/study/load.ts';
import system from '../../engine/systems/ethos-u55/index.ts';
import type { EthosMetrics } from '../../engine/systems/ethos-u55/metrics.ts';
import type { EthosDesign } from '../../engine/systems/ethos-u55/parameters.ts';
import { evaluate, protect } from '../unit/systems/ethos-u55-support.ts';

interface Evaluated {
  readonly design: EthosDesign;
  readonly metrics: EthosMetrics;
}

/** Every design of a study's grid that meets its constraints, and those of them on its front. */
function explore(name: string) {
  const file = `studies/${name}.study.yaml`;
  const loaded = loadStudy({
    text: readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'),
    file,
    systems: (id) => (id === system.id ? system : undefined),
    systemIds: [system.id],
    samplers: samplerDefinitions,
    pruners: prunerDefinitions,
  });
  expect(loaded.problems).toEqual([]);
  const { space, study } = loaded;
  const walk = new GridWalk(space!);
  const codes = new Float64Array(space!.width);
  const feasible: Evaluated[] = [];
  let count = 0;
  while (walk.next(codes)) {
    count++;
    const design = space!.decode(codes) as unknown as EthosDesign;
    const metrics = evaluate(design);
    const meets = study!.constraints.every(
      ({ metric, bound }) => metrics[metric as keyof EthosMetrics] <= bound,
    );
    if (meets) feasible.push({ design, metrics });
  }
  const values = Float64Array.from(
    feasible.flatMap(({ metrics }) =>
      study!.objectives.map(
        ({ metric, direction }) =>
          metrics[metric as keyof EthosMetrics] * (direction === 'minimize' ? 1 : -1),
      ),
    ),
  );
  const front = [...nonDominated(values, study!.objectives.length)].map((index) => feasible[index]!);
  return { count, feasible, front };
}

function leastArea(designs: readonly Evaluated[]): Evaluated {
  return designs.reduce((best, one) => (one.metrics.area < best.metrics.area ? one : best));
}

describe('study quick-start', () => {
  it('has a front of its own for every array size, cheap at first and dear towards full duplication', () => {
    const { count, front, feasible } = explore('quick-start');
    expect(count).toBe(16384);
    const sizes = [32, 64, 128, 256].map((mac) => front.filter(({ design }) => design.mac === mac));
    expect(sizes.map(({ length }) => length)).toEqual([83, 85, 95, 114]);
    for (const own of sizes) {
      const cheapQuarter = leastArea(own.filter(({ metrics }) => metrics.coverage >= 0.75));
      expect(cheapQuarter.metrics.area).toBeLessThan(1.13);
      const perfect = own.filter(({ metrics }) => metrics.sdc === 0);
      expect(perfect).toHaveLength(1);
      expect(perfect[0]!.metrics.area).toBeGreaterThan(1.9);
    }
    const faultless = feasible.filter(({ metrics }) => metrics.sdc === 0);
    expect(faultless).toHaveLength(4);
  });
});

describe('study ethos-u55-protection', () => {
  it('finds area 1.302 as the cheapest under 1.0e-16', () => {
    const { count, front } = explore('ethos-u55-protection');
    expect(count).toBe(4096);
    const { design, metrics } = leastArea(front);
    expect(metrics.area).toBeCloseTo(1.302, 3);
    expect(metrics.sdc * 1e16).toBeCloseTo(0.98, 2);
    expect(design).toMatchObject({
      'protection.ao': 'tspc-dice',
      'protection.dma': 'tspc-dice',
      'protection.mac': 'tspc-dice',
      'protection.reg': 'tspc-dice',
      'protection.tsu': 'dmr',
      'protection.wd': 'quatro',
    });
    expect(Math.max(...front.map((one) => one.metrics.area))).toBeCloseTo(2.048, 3);
  });
});

describe('study ethos-u55-technology', () => {
  it('has 7 nm designs only on its front, and finds what each target costs at each node', () => {
    const { count, front, feasible } = explore('ethos-u55-technology');
    expect(count).toBe(8192);
    const added = (technology: 16 | 7, margin: number) =>
      leastArea(
        feasible.filter(
          ({ design, metrics }) => design.technology === technology && metrics.margin >= margin,
        ),
      ).metrics.area - 1;
    expect(added(7, 1)).toBeCloseTo(0.117, 3);
    expect(added(16, 1)).toBeCloseTo(0.457, 3);
    expect(added(7, 0.1)).toBe(0);
    expect(added(16, 0.1)).toBeCloseTo(0.017, 3);
    expect(new Set(front.map(({ design }) => design.technology))).toEqual(new Set([7]));
  });
});

describe('study ethos-u55-assumptions', () => {
  it('finds that the optimum for one network and data set fails for others', () => {
    const { count, front, feasible } = explore('ethos-u55-assumptions');
    expect(count).toBe(96);
    const failing = (accept: (one: Evaluated) => boolean) =>
      feasible.filter(accept).map(({ metrics }) => metrics.margin < 1);
    expect(failing(({ design }) => design.network === 'resnet-18')).not.toContain(false);
    expect(failing(({ design }) => design.network === 'cifarnet')).not.toContain(true);
    const speech = feasible.filter(({ design }) => design.network === 'wav2letter');
    const published = speech.filter(
      ({ design }) => design.data_set === 'figure-9' && design.quatro_logic === 'reduced',
    );
    expect(published.find(({ design }) => design.quatro_residual === 0.02)!.metrics.margin).toBeGreaterThan(
      1,
    );
    expect(published.find(({ design }) => design.quatro_residual === 0.09)!.metrics.margin).toBeLessThan(1);
    expect(
      failing(({ design }) => design.network === 'wav2letter' && design.data_set === 'figure-2'),
    ).not.toContain(false);
    expect(
      failing(({ design }) => design.network === 'wav2letter' && design.quatro_logic === 'captured'),
    ).not.toContain(false);
    expect(front).toHaveLength(1);
    expect(front[0]!.metrics.margin).toBeCloseTo(0.61, 3);
  });

  it('finds a design for all cases at 51.8 % more area, and none cheaper', () => {
    const cases = explore('ethos-u55-assumptions').feasible.map(({ design }) => design);
    let best = { area: Number.POSITIVE_INFINITY, codes: '' };
    for (let number = 0; number < 4096; number++) {
      const codes = number.toString(4).padStart(6, '0');
      const { area } = evaluate({ mac: 32, ...protect(codes) });
      if (area >= best.area) continue;
      if (cases.every((one) => evaluate({ ...one, ...protect(codes) }).margin >= 1)) best = { area, codes };
    }
    expect(best.codes).toBe('313022');
    expect(best.area).toBeCloseTo(1.518, 3);
  });
});
