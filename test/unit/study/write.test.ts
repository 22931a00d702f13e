import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyDocument } from '../../../engine/contract/study.ts';
import { describeStudy } from '../../../engine/study/describe.ts';
import { formatStudy } from '../../../engine/study/write.ts';
import { exampleSystem } from './example-system.ts';
import { load } from './support.ts';

const text = `study: first
system: example-npu
parameters:
  mac: [ 32, 64 ]
  protection: all
  clock: { min: 250 MHz, max: 1 GHz }
fixed:
  banks: 8
objectives: [ area, { metric: latency, direction: maximize } ]
constraints: [ "sdc <= 1.0e-16" ]
sampler: { type: nsga2, population: 64 }
budget: { trials: 4096, time: 10 min }
seed: 7
`;

describe('formatStudy', () => {
  it('writes sections in the usual order and short values on one line', () => {
    const { document } = load(text);
    const shuffled = Object.fromEntries(Object.entries(document!).toReversed()) as unknown as StudyDocument;
    expect(formatStudy(shuffled)).toBe(text);
  });

  it('writes what loads to the same document and study', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
    );
    const value = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 4 }),
      fc.record({ min: scalar, max: scalar, scale: fc.constantFrom('linear', 'log') }, { requiredKeys: [] }),
    );
    const name = fc.oneof(
      fc.constantFrom('mac', 'clock', 'banks', '__proto__', 'a: b', '- x', '#', '~', '1'),
      fc.string(),
    );
    const document = fc.record(
      {
        study: fc.string({ minLength: 1 }),
        system: fc.constantFrom('example-npu', 'other'),
        description: fc.string(),
        parameters: fc.dictionary(name, value),
        fixed: fc.dictionary(name, scalar),
        objectives: fc.array(fc.oneof(fc.string(), fc.record({ metric: fc.string() }))),
        constraints: fc.array(fc.string()),
        sampler: fc.oneof(fc.string(), fc.record({ type: fc.string(), population: fc.integer() })),
        budget: fc.record({ trials: fc.integer(), time: fc.string() }),
        seed: fc.integer(),
      },
      { requiredKeys: ['study', 'system'] },
    );
    let compared = 0;
    fc.assert(
      fc.property(document, (random) => {
        const first = load(JSON.stringify(random));
        if (first.document === undefined) return;
        compared++;
        const again = load(formatStudy(first.document));
        expect(again.document).toEqual(first.document);
        expect(again.study).toEqual(first.study);
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(50);
  });
});

describe('describeStudy', () => {
  it('says what varies, what matters, how and how long', () => {
    const { study, space } = load(text);
    expect(describeStudy(study!, exampleSystem, space!)).toBe(
      'Study "first" of Example NPU (example-npu, version 3) varies mac in 32, 64; protection in none, dmr, tspc-dice; ' +
        'clock from 250 MHz to 1 GHz (log): a continuous space. It aims to minimize area and maximize latency ' +
        'subject to sdc <= 1e-16, with sampler nsga2 for 4096 trials or 10 min, seed 7.',
    );
  });
});
