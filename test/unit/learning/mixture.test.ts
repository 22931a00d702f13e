import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { tensor } from '../../../engine/learning/arrays.ts';
import { topicFeatures, topicTokens, TOPIC_TASK } from '../../../engine/learning/data/topics.ts';
import { MIXTURE_SHAPE } from '../../../engine/learning/mixture/network.ts';
import { balanceLoss, route } from '../../../engine/learning/mixture/router.ts';
import { agreement, MIXTURE_SETTINGS, trainMixture } from '../../../engine/learning/mixture/training.ts';

const ROWS = 40;
const EXPERTS = 8;

function routed(
  active: number,
  groups: number,
): { choices: number[][]; gates: number[][]; scores: number[][] } {
  const stream = new RandomStream(2, 'scores');
  const values = Float32Array.from({ length: ROWS * EXPERTS }, () => stream.normal());
  const rowsOf = (data: ArrayLike<number>): number[][] =>
    Array.from({ length: ROWS }, (_, row) =>
      Array.from({ length: EXPERTS }, (__, expert) => data[row * EXPERTS + expert]!),
    );
  const { probabilities, choices, gates } = route(tensor(values.slice(), [ROWS, EXPERTS]), active, groups);
  probabilities.dispose();
  return { choices: rowsOf(choices.dataSync()), gates: rowsOf(gates.dataSync()), scores: rowsOf(values) };
}

describe('router', () => {
  it('chooses the largest scores of a token', () => {
    const { choices, scores } = routed(3, 1);
    choices.forEach((chosen, row) => {
      const third = scores[row]!.toSorted((a, b) => b - a)[2]!;
      expect(chosen).toEqual(scores[row]!.map((score) => (score >= third ? 1 : 0)));
    });
  });

  it('chooses the largest of every group, so that groups are used equally', () => {
    const { choices, scores } = routed(4, 4);
    choices.forEach((chosen, row) => {
      for (let group = 0; group < 4; group++) {
        const pair = scores[row]!.slice(2 * group, 2 * group + 2);
        expect(chosen.slice(2 * group, 2 * group + 2)).toEqual(pair[0]! > pair[1]! ? [1, 0] : [0, 1]);
      }
    });
  });

  it('lets gates add up to one, and a single gate keep its probability', () => {
    for (const gates of routed(4, 2).gates) expect(gates.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    const { gates, scores } = routed(1, 1);
    gates.forEach((row, index) => {
      const exponentials = scores[index]!.map(Math.exp);
      const largest = Math.max(...exponentials) / exponentials.reduce((a, b) => a + b);
      expect(Math.max(...row)).toBeCloseTo(largest, 5);
    });
  });

  it('has a balance loss of one for even use and of the number of experts for one expert', () => {
    const even = (): Float32Array<ArrayBuffer> => new Float32Array(16).fill(0.25);
    expect(balanceLoss(tensor(even(), [4, 4]), tensor(even(), [4, 4])).item()).toBeCloseTo(1, 5);
    const one = (): Float32Array<ArrayBuffer> =>
      Float32Array.from({ length: 16 }, (_, index) => (index % 4 === 0 ? 1 : 0));
    expect(balanceLoss(tensor(one(), [4, 4]), tensor(one(), [4, 4])).item()).toBeCloseTo(4, 5);
  });
});

describe('mixture of experts', () => {
  const task = { ...TOPIC_TASK, training: 2048, test: 512 };
  const shape = { ...MIXTURE_SHAPE, features: topicFeatures(task), classes: task.classes };
  const settings = { ...MIXTURE_SETTINGS, steps: 120, seed: 4 };

  it('learns topics far above chance, grouped, and loses nothing to 8 bits', () => {
    const { training, test } = topicTokens(task, 4);
    const mixture = trainMixture({ ...shape, groups: 4 }, training, settings);
    const exact = mixture.evaluate(test);
    expect(exact.accuracy).toBeGreaterThan(0.45);
    expect(exact.loads).toHaveLength(shape.blocks);
    for (const loads of exact.loads) {
      for (let group = 0; group < 4; group++) {
        expect(loads.slice(4 * group, 4 * group + 4).reduce((a, b) => a + b)).toBe(test.count);
      }
    }
    const rounded = mixture.evaluate(test, { weightBits: 8, activationBits: 8 });
    expect(Math.abs(rounded.accuracy - exact.accuracy)).toBeLessThan(0.03);
    const coarse = mixture.evaluate(test, { weightBits: 3, activationBits: 4 });
    expect(agreement(exact.choices, exact.choices)).toBe(1);
    expect(agreement(exact.choices, coarse.choices)).toBeLessThan(agreement(exact.choices, rounded.choices));
    mixture.dispose();
  });

  it('chooses the first two blocks from the same input where the gate looks one block ahead', () => {
    const { training, test } = topicTokens(task, 4);
    const usual = trainMixture({ ...shape, active: 1 }, training, { ...settings, steps: 40 });
    // The same trained weights, gates rewired: block 0 keeps its choices, block 1 gets others.
    const ahead = trainMixture({ ...shape, active: 1, gateDistance: 1 }, training, {
      ...settings,
      steps: 1,
      rate: 0,
      from: usual.weights,
    });
    const before = usual.evaluate(test).choices;
    const after = ahead.evaluate(test).choices;
    expect(agreement([before[0]!], [after[0]!])).toBe(1);
    expect(agreement([before[1]!], [after[1]!])).toBeLessThan(1);
    usual.dispose();
    ahead.dispose();
  });

  it('refuses groups that do not divide the experts', () => {
    const { training } = topicTokens({ ...task, training: 16, test: 16 }, 1);
    expect(() => trainMixture({ ...shape, groups: 3 }, training, settings)).toThrow(
      /cannot be cut into 3 groups/,
    );
    expect(() => trainMixture({ ...shape, active: 32 }, training, settings)).toThrow(/32 of 16 experts/);
  });
});
