// What a point adds to a front, against the hypervolume with it less the hypervolume without.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COMPLETE } from '../../../engine/contract/trial.ts';
import { hypervolume } from '../../../engine/pareto/hypervolume.ts';
import { FrontFrame } from '../../../engine/samplers/front-frame.ts';
import { History } from '../../../engine/samplers/history.ts';

function historyOf(points: readonly (readonly number[])[], objectiveCount: number): History {
  const history = new History(1, objectiveCount);
  const count = points.length;
  history.add({
    designs: { first: 0, count, codes: new Float64Array(count) },
    results: {
      first: 0,
      count,
      states: new Uint8Array(count).fill(COMPLETE),
      metrics: new Float64Array(0),
      durations: new Float32Array(count),
      messages: [],
    },
    objectives: Float64Array.from(points.flat()),
    violations: new Float64Array(count),
  });
  return history;
}

it('a point gains the difference of two hypervolumes, before and after others are added', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 4 }).chain((count) => {
        const point = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: count, maxLength: count });
        return fc.record({
          count: fc.constant(count),
          front: fc.array(point, { minLength: 2, maxLength: 12 }),
          added: fc.array(point, { maxLength: 80 }),
          candidate: point,
        });
      }),
      ({ count, front, added, candidate }) => {
        const frame = new FrontFrame(historyOf(front, count));
        for (const point of added) frame.add(Float64Array.from(point), 0);
        const scaled = (points: readonly (readonly number[])[]): Float64Array =>
          Float64Array.from(points.flatMap((point) => frame.scaled(Float64Array.from(point), 0)));
        const reference = new Float64Array(count).fill(1.1);
        const volume = (points: readonly (readonly number[])[]): number =>
          hypervolume(scaled(points), count, reference);
        const gained = volume([...front, ...added, candidate]) - volume([...front, ...added]);
        const gain = frame.gain(Float64Array.from(candidate), 0);
        expect(Math.abs(gain - gained)).toBeLessThan(
          1e-9 * Math.max(1, volume([...front, ...added, candidate])),
        );
      },
    ),
  );
});
