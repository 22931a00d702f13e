// Batches of picked rows, which a run sends where some designs of a batch are known already, keep their trial numbers
// on the way, and results say whether an evaluation asked for random numbers.

import { expect, test } from 'vitest';
import type { DesignBatch } from '../../../../engine/contract/trial.ts';
import {
  batchName,
  decodeDesigns,
  decodeResults,
  encodeDesigns,
  encodeResults,
  parseAnswer,
  type BatchJob,
} from '../../../../engine/run/queue/messages.ts';

const batch = (...numbers: number[]): DesignBatch => ({
  first: 40,
  count: numbers.length,
  codes: Float64Array.from(numbers, (number) => number / 8),
  numbers: Uint32Array.from(numbers),
});

test('picked rows keep their numbers', () => {
  const sent = batch(41, 47, 60);
  const job = JSON.parse(
    JSON.stringify({ run: 'r', study: '', system: '', ...encodeDesigns(sent) }),
  ) as BatchJob;
  expect(decodeDesigns(job)).toEqual(sent);
});

test('batches that begin at the same trial are told apart', () => {
  const whole: DesignBatch = { first: 40, count: 3, codes: new Float64Array(3) };
  const names = [whole, batch(40, 42, 43), batch(41, 42, 43), batch(41), batch(42)].map(batchName);
  expect(new Set(names).size).toBe(names.length);
});

test('results say from which row on evaluations asked for random numbers', () => {
  const results = {
    first: 40,
    count: 2,
    states: new Uint8Array(2),
    metrics: Float64Array.of(1, 2),
    durations: new Float32Array(2),
    messages: [],
    drew: 1,
  };
  const answer = parseAnswer(JSON.parse(JSON.stringify(encodeResults(results))));
  if (answer?.kind !== 'results') throw new Error('no results came back');
  expect(decodeResults(answer, { ...batch(40, 41), first: 40 }, 1)).toEqual(results);
});
