// Synthetic tokens for mixtures of experts. Every topic has a teacher of its own, so a network does well only if it
// finds a token's topics and treats them differently: what experts and routers are for.

import { RandomStream } from '../../contract/random.ts';
import type { Examples, Task } from '../examples.ts';

/** A family of tasks; one seed picks the teachers and the tokens. */
export interface TopicTask {
  /** Number of topics, a power of two. */
  readonly topics: number;
  /** Topics a token belongs to; its label is decided by the sum of their teachers. */
  readonly topicsPerToken: number;
  /** Features a teacher looks at. */
  readonly content: number;
  readonly classes: number;
  /**
   * Of the bits of a topic's number, how many are written as the parity of two signs instead of plainly. No linear
   * gate can read those from the token itself; a gate that sees what a block made of it can.
   */
  readonly parityBits: number;
  /** Topic z (from 0) has popularity proportional to (z + 1)^-skew; 0 is even. */
  readonly skew: number;
  /** Standard deviation of the noise on the features that carry the topic, whose amplitude is 1. */
  readonly noise: number;
  readonly training: number;
  readonly test: number;
}

/** Defaults that a small mixture learns in seconds, neither perfectly nor poorly: about 80 % of tokens. */
export const TOPIC_TASK: TopicTask = {
  topics: 8,
  topicsPerToken: 1,
  content: 8,
  classes: 4,
  parityBits: 1,
  skew: 0,
  noise: 0.3,
  training: 8192,
  test: 2048,
};

/** Length of a token's feature vector. */
export function topicFeatures(task: TopicTask): number {
  return 2 * Math.log2(task.topics) * task.topicsPerToken + task.content;
}

/** Tokens of one seed: the same teachers for training and test, other tokens. */
export function topicTokens(task: TopicTask, seed: number): Task {
  const stream = new RandomStream(seed, 'learning.topics.teachers');
  const teachers = new Float64Array(task.topics * task.classes * task.content);
  for (let index = 0; index < teachers.length; index++) teachers[index] = stream.normal();
  return {
    training: tokens(task, teachers, task.training, new RandomStream(seed, 'learning.topics.training')),
    test: tokens(task, teachers, task.test, new RandomStream(seed, 'learning.topics.test')),
  };
}

function tokens(task: TopicTask, teachers: Float64Array, count: number, stream: RandomStream): Examples {
  const { classes, content, noise, parityBits, topics, topicsPerToken } = task;
  const width = topicFeatures(task);
  const features = new Float32Array(count * width);
  const labels = new Uint8Array(count);
  const cumulative = popularity(topics, task.skew);
  const scores = new Float64Array(classes);
  const bits = Math.log2(topics);
  for (let row = 0; row < count; row++) {
    let at = row * width;
    const chosen: number[] = [];
    for (let slot = 0; slot < topicsPerToken; slot++) {
      const topic = pick(cumulative, stream.uniform());
      chosen.push(topic);
      for (let bit = 0; bit < bits; bit++) {
        const sign = (topic >> bit) & 1 ? 1 : -1;
        const carrier = bit < parityBits ? (stream.uint32() & 1 ? 1 : -1) : 1;
        features[at++] = carrier * (bit < parityBits ? 1 : sign) + noise * stream.normal();
        features[at++] = carrier * sign + noise * stream.normal();
      }
    }
    scores.fill(0);
    for (let feature = 0; feature < content; feature++) {
      const value = stream.normal();
      features[at + feature] = value;
      for (const topic of chosen) {
        for (let label = 0; label < classes; label++) {
          scores[label]! += value * teachers[(topic * classes + label) * content + feature]!;
        }
      }
    }
    labels[row] = scores.indexOf(Math.max(...scores));
  }
  return { count, shape: [width], classes, features, labels };
}

/** Cumulative popularity of topics under a power law. */
function popularity(topics: number, skew: number): Float64Array {
  const cumulative = new Float64Array(topics);
  let sum = 0;
  for (let topic = 0; topic < topics; topic++) cumulative[topic] = sum += (topic + 1) ** -skew;
  return cumulative.map((value) => value / sum);
}

function pick(cumulative: Float64Array, uniform: number): number {
  let index = 0;
  while (index < cumulative.length - 1 && uniform >= cumulative[index]!) index++;
  return index;
}
