import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { estimateTotal, normalQuantile, samplesNeeded } from '../../../engine/simulation/monte-carlo.ts';

describe('normal quantile', () => {
  // Published tables of the standard normal distribution.
  it.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9995, 3.2905267314918945],
    [0.999999, 4.753424308822899],
  ])('of %f', (probability, z) => {
    expect(Math.abs(normalQuantile(probability) - z)).toBeLessThan(1e-8 * Math.max(1, z));
    if (probability > 0.5 && probability < 0.999) expect(normalQuantile(1 - probability)).toBeCloseTo(-z, 8);
  });
});

describe('estimate of a weighted sum of proportions', () => {
  it('adds weighted means, and standard errors in quadrature with the unbiased sample variance', () => {
    const estimate = estimateTotal(
      [
        { weight: 2, successes: 3, samples: 10 },
        { weight: 5, successes: 1, samples: 4 },
      ],
      0.99,
    );
    expect(estimate.total).toBeCloseTo(2 * 0.3 + 5 * 0.25, 12);
    expect(estimate.standardError).toBeCloseTo(Math.sqrt((4 * 0.21) / 9 + (25 * 0.1875) / 3), 12);
  });

  it('has an interval even where no draw succeeded, and none where nothing is estimated', () => {
    const none = estimateTotal([{ weight: 1, successes: 0, samples: 100 }], 0.99);
    expect(none.total).toBe(0);
    expect(none.halfWidth).toBeGreaterThan(0);
    expect(estimateTotal([{ weight: 0, successes: 0, samples: 0 }], 0.99)).toEqual({
      total: 0,
      standardError: 0,
      halfWidth: 0,
    });
  });

  it('covers the truth as often as its confidence says, rare strata included', () => {
    const stream = new RandomStream(7, 'coverage');
    const strata = [
      { weight: 1, proportion: 0.003 },
      { weight: 3, proportion: 0.08 },
    ];
    const truth = strata.reduce((sum, { weight, proportion }) => sum + weight * proportion, 0);
    const runs = 2000;
    const samples = 500;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const drawn = strata.map(({ weight, proportion }) => {
        let successes = 0;
        for (let k = 0; k < samples; k++) if (stream.uniform() < proportion) successes++;
        return { weight, successes, samples };
      });
      const { total, halfWidth } = estimateTotal(drawn, 0.95);
      if (Math.abs(total - truth) <= halfWidth) covered++;
    }
    // Four standard errors of 2,000 draws at 95 % are 2 %.
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.98);
  });

  it('needs 1.6e6 draws to know a proportion of 4 % to 1 % at 99 % confidence', () => {
    // 2.5758² x 0.96 / (0.04 x 0.0001)
    expect(samplesNeeded(0.04, 0.01, 0.99)).toBeCloseTo((2.5758293035489004 ** 2 * 0.96) / 0.04e-4, 0);
  });
});
