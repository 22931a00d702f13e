import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import {
  bestSoFar,
  growthOf,
  hypervolumeHistory,
  lastImprovement,
  plateau,
} from '../../../engine/analysis/convergence.ts';
import { FeatureMap } from '../../../engine/analysis/features.ts';
import { frontTruths } from '../../../engine/analysis/front-truths.ts';
import { GaussianProcess } from '../../../engine/analysis/gaussian-process.ts';
import { RadialBasisSurrogate } from '../../../engine/analysis/radial-basis.ts';
import {
  bootstrapInterval,
  correlation,
  partialRankCorrelations,
  ranksOf,
  spearman,
} from '../../../engine/analysis/statistics.ts';
import { Space } from '../../../engine/space/space.ts';
import { cube, mixedSpace } from '../samplers/spaces.ts';

describe('correlation', () => {
  it('shares ranks among equal values', () => {
    expect([...ranksOf([30, 10, 20, 10])]).toEqual([4, 1.5, 3, 1.5]);
  });

  it('Spearman sees any monotone relation, leaving unknown rows out', () => {
    expect(spearman([1, 2, 3, 4, NaN], [1, 8, 27, 64, 0])).toBe(1);
    // Ranks 1..5 against 2, 1, 4, 3, 5: squared differences add up to 4, so 1 - 6 * 4 / (5 * 24) = 0.8.
    expect(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.8, 12);
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
  });

  it('partial correlation takes off what other parameters explain', () => {
    const stream = new RandomStream(1, 'partial');
    const a = Float64Array.from({ length: 2000 }, () => stream.uniform());
    const shadow = a.map((value) => value + 0.3 * stream.uniform());
    const target = a.map((value) => value + 0.05 * stream.normal());
    expect(spearman(shadow, target)).toBeGreaterThan(0.8);
    const [ofA, ofShadow, ofConstant] = partialRankCorrelations([a, shadow, new Float64Array(2000)], target);
    expect(ofA).toBeGreaterThan(0.7);
    expect(Math.abs(ofShadow!)).toBeLessThan(0.1);
    expect(ofConstant).toBeNaN();
  });

  it('bootstrap interval of a mean has about the width theory gives', () => {
    const stream = new RandomStream(3, 'bootstrap');
    const values = Float64Array.from({ length: 400 }, () => stream.normal());
    const mean = (rows: Uint32Array): number =>
      rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
    const { low, high } = bootstrapInterval(400, mean, 0.95, 1, 2000);
    // 2 * 1.96 / sqrt(400) = 0.196.
    expect(high - low).toBeGreaterThan(0.17);
    expect(high - low).toBeLessThan(0.22);
    expect(correlation([1, 2], [2, 1])).toBe(-1);
  });
});

describe('what must be true of the front', () => {
  const space = new Space({
    dimensions: [
      { kind: 'choice', id: 'ways', choices: [1, 2, 4, 8], ordered: true },
      { kind: 'float', id: 'clock', minimum: 0, maximum: 1, scale: 'linear' },
      { kind: 'float', id: 'noise', minimum: 0, maximum: 1, scale: 'linear' },
    ],
    fixed: {},
    parameters: {
      ways: { kind: 'ordinal', choices: [1, 2, 4, 8], default: 1, doc: 'ways' },
      clock: { kind: 'float', minimum: 0, maximum: 1, scale: 'linear', default: 0, doc: 'clock' },
      noise: { kind: 'float', minimum: 0, maximum: 1, scale: 'linear', default: 0, doc: 'noise' },
    },
    constraints: [],
  });

  it('names the choice and the range that all of the front shares, and nothing else', () => {
    const stream = new RandomStream(1, 'truths');
    const codes = new Float64Array(400 * 3);
    for (let row = 0; row < 400; row++) space.sampleUniform(stream, codes, row * 3);
    const front = Array.from({ length: 400 }, (_, row) => row)
      .filter((row) => codes[row * 3] === 2 && codes[row * 3 + 1]! > 0.6)
      .slice(0, 15);
    const rows = Float64Array.from(front.flatMap((row) => [...codes.subarray(row * 3, row * 3 + 3)]));
    const { truths, tested } = frontTruths(space, codes, rows);
    expect(tested).toBe(4 + 2);
    expect(truths.map(({ id, kind }) => `${id} ${kind}`).sort()).toEqual(['clock range', 'ways choice']);
    expect(truths.find(({ kind }) => kind === 'choice')).toMatchObject({ value: 4, shareOfFront: 1 });
    expect(frontTruths(space, codes, new Float64Array(0)).truths).toEqual([]);
  });
});

describe('chance', () => {
  it('is rarely taken for a truth', () => {
    // 100 fronts drawn at random from the trials: with 99 % confidence each, more than 5 with a statement are unlikely
    // (binomial tail below 0.1 %).
    const space = cube(4);
    const stream = new RandomStream(4, 'chance');
    const codes = new Float64Array(300 * 4);
    for (let row = 0; row < 300; row++) space.sampleUniform(stream, codes, row * 4);
    let wrong = 0;
    for (let front = 0; front < 100; front++) {
      const rows = Array.from({ length: 2 + (front % 20) }, () => stream.below(300));
      const drawn = Float64Array.from(rows.flatMap((row) => [...codes.subarray(row * 4, row * 4 + 4)]));
      if (frontTruths(space, codes, drawn).truths.length > 0) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(5);
  });
});

describe('convergence', () => {
  it('follows the best feasible value', () => {
    expect([...bestSoFar(Float64Array.of(5, 3, 4, NaN, 2), Float64Array.of(1, 0, 0, 0, 0))]).toEqual([
      NaN,
      3,
      3,
      3,
      2,
    ]);
  });

  it('finds the trial after which little was gained, whatever the steps it looks at', () => {
    const stream = new RandomStream(9, 'growth');
    const objectives = Float64Array.from({ length: 2 * 200 }, () => stream.uniform());
    objectives[2 * 17] = Number.NaN;
    const reference = Float64Array.of(1, 1);
    const history = hypervolumeHistory(
      objectives,
      Float64Array.from({ length: 200 }, (_, row) => (row === 17 ? 1 : 0)),
      reference,
    );
    const final = history.at(-1)!.hypervolume;
    const expected = history.find(({ hypervolume }) => final - hypervolume <= 0.1 * final)!.trials;
    for (const points of [1, 3, 10, 200]) {
      const growth = growthOf(objectives, 2, reference, points);
      expect(growth.length).toBeLessThanOrEqual(points);
      expect(growth.at(-1)).toMatchObject({ trials: 200, hypervolume: final });
      expect(lastImprovement(objectives, 2, reference, growth, 0.1)).toBe(expected);
    }
    expect(growthOf(objectives, 2, undefined, 1)[0]!.hypervolume).toBeNaN();
  });

  it('follows the hypervolume and tells how long it has been quiet', () => {
    const history = hypervolumeHistory(
      Float64Array.of(1, 1, 0, 0, 0.5, 0.5, 0, 1.5),
      Float64Array.of(0, 1, 0, 0),
      Float64Array.of(2, 2),
    );
    expect(history).toEqual([
      { trials: 1, hypervolume: 1 },
      { trials: 3, hypervolume: 2.25 },
      { trials: 4, hypervolume: 2.5 },
    ]);
    expect(plateau(history, 104, 0)).toEqual({ quietTrials: 100, improvementProbability: 1 - 0.05 ** 0.01 });
    expect(plateau(history, 104, 0.2).quietTrials).toBe(101);
    expect(plateau([], 0, 0).improvementProbability).toBe(1);
  });
});

describe('surrogates', () => {
  it('radial basis functions pass through their data and continue linearly', () => {
    const stream = new RandomStream(1, 'rbf');
    const points = Float64Array.from({ length: 30 * 2 }, () => stream.uniform());
    const values = new Float64Array(30 * 2);
    for (let row = 0; row < 30; row++) {
      values[2 * row] = 3 + 2 * points[2 * row]! - points[2 * row + 1]!;
      values[2 * row + 1] = Math.sin(6 * points[2 * row]!);
    }
    const model = RadialBasisSurrogate.fit(points, 2, values, 2)!;
    const outputs = new Float64Array(2);
    for (let row = 0; row < 30; row++) {
      model.predict(points, 2 * row, outputs, 0);
      expect(outputs[0]).toBeCloseTo(values[2 * row]!, 5);
      expect(outputs[1]).toBeCloseTo(values[2 * row + 1]!, 5);
    }
    model.predict(Float64Array.of(2, 2), 0, outputs, 0);
    expect(outputs[0]).toBeCloseTo(5, 4);
    expect(RadialBasisSurrogate.fit(points.slice(0, 4), 2, values.slice(0, 4), 2)).toBeUndefined();
  });

  it('a Gaussian process is sure at its data, unsure away from them, and learns which feature matters', () => {
    const stream = new RandomStream(1, 'gp');
    const points = Float64Array.from({ length: 40 * 2 }, () => stream.uniform());
    const values = Float64Array.from({ length: 40 }, (_, row) => Math.sin(8 * points[2 * row]!));
    const model = new GaussianProcess(points, 2, values);
    const atData = model.predict(points, 0);
    expect(atData.mean).toBeCloseTo(values[0]!, 2);
    expect(atData.deviation).toBeLessThan(0.02);
    const inside = model.predict(Float64Array.of(0.37, 0.5), 0);
    expect(Math.abs(inside.mean - Math.sin(8 * 0.37))).toBeLessThan(0.05);
    expect(model.predict(Float64Array.of(5, 0.5), 0).deviation).toBeGreaterThan(0.4);
    expect(model.settings.logScales[1]!).toBeGreaterThan(model.settings.logScales[0]! + 0.5);
  });

  it('features of choices are equally far apart, and inactive ones are in the middle', () => {
    const space = mixedSpace(false);
    const features = new FeatureMap(space);
    // Three kinds take three features, everything else one.
    expect(features.count).toBe(space.width + 2);
    const codes = new Float64Array(2 * space.width);
    space.encode({ kind: 'none' }, codes, 0);
    space.encode({ kind: 'buffer', depth: 8 }, codes, space.width);
    const rows = features.matrix(codes, [0, 1]);
    const distance = Math.hypot(...[1, 2, 3].map((index) => rows[index]! - rows[features.count + index]!));
    expect(distance).toBeCloseTo(1, 12);
    expect(rows[5]).toBe(0.5);
    expect(cube(3).width).toBe(new FeatureMap(cube(3)).count);
  });
});
