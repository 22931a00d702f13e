import { describe, expect, it } from 'vitest';
import {
  pictureClasses,
  pictures,
  PICTURE_KINDS,
  PICTURE_TASK,
} from '../../../engine/learning/data/pictures.ts';
import { topicFeatures, topicTokens, TOPIC_TASK } from '../../../engine/learning/data/topics.ts';
import type { Examples } from '../../../engine/learning/examples.ts';

function shares(examples: Examples): number[] {
  const counts = new Array<number>(examples.classes).fill(0);
  for (const label of examples.labels) counts[label]!++;
  return counts.map((count) => count / examples.count);
}

describe.each(PICTURE_KINDS)('pictures of %s', (kind) => {
  const task = PICTURE_TASK[kind];

  it('are a function of the seed, with other pictures for test than for training', () => {
    const first = pictures(task, 1);
    expect(pictures(task, 1)).toEqual(first);
    expect(pictures(task, 2).training.features).not.toEqual(first.training.features);
    expect(first.test.features).not.toEqual(first.training.features);
    expect(first.training.features).toHaveLength(1024 * 144);
  });

  it('have all classes about equally often', () => {
    const expected = 1 / pictureClasses(kind);
    for (const share of shares(pictures(task, 1).training)) {
      expect(Math.abs(share - expected)).toBeLessThan(
        4 * Math.sqrt((expected * (1 - expected)) / task.training),
      );
    }
  });
});

describe('topic tokens', () => {
  it('are a function of the seed', () => {
    const task = { ...TOPIC_TASK, training: 100, test: 50 };
    expect(topicTokens(task, 3)).toEqual(topicTokens(task, 3));
    expect(topicFeatures(task)).toBe(2 * 3 + 8);
    expect(topicTokens(task, 3).training.features).toHaveLength(100 * 14);
  });

  it('hide a parity bit from each of its features and show it in their product', () => {
    const task = { ...TOPIC_TASK, topics: 2, parityBits: 1, noise: 0, skew: 0, training: 4000, test: 1 };
    const { features } = topicTokens(task, 3).training;
    const width = topicFeatures(task);
    let first = 0;
    let product = 0;
    for (let row = 0; row < 4000; row++) {
      first += features[row * width]!;
      product += Math.abs(features[row * width]! * features[row * width + 1]!);
    }
    expect(Math.abs(first / 4000)).toBeLessThan(4 / Math.sqrt(4000));
    expect(product / 4000).toBe(1);
  });

  it('follow the popularity of topics: with skew 1, the first of two topics has two thirds', () => {
    const task = { ...TOPIC_TASK, topics: 2, parityBits: 0, noise: 0, skew: 1, training: 4000, test: 1 };
    const { features } = topicTokens(task, 3).training;
    let second = 0;
    for (let row = 0; row < 4000; row++) if (features[row * topicFeatures(task)]! > 0) second++;
    expect(Math.abs(second / 4000 - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 4000));
  });
});
