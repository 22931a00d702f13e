import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { load } from './support.ts';

const seedText = `study: first
system: example-npu
description: |
  Several
  lines
parameters:
  mac: &list [32, 64]
  protection: all
  clock: { min: 250 MHz, max: 1 GHz, scale: log, levels: 4 }
  banks: { min: 2, max: 16, step: 2 }
  prefetch: [true, false]
fixed: { prefetch_depth: 3 }
objectives: [area, { metric: latency, direction: maximize }]
constraints: ["sdc <= 1.0e-16 and latency < 20 ms"]
sampler: { type: nsga2, population: 64 }
budget: { trials: 4096, time: 10 min }
seed: 7
`;

const debris = fc.oneof(
  fc.constantFrom(
    ...[
      '\t',
      '\n',
      ': ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&a ',
      '*list',
      '!!set ',
      '!x ',
      '|',
      '>',
      '? ',
      '#',
      '---\n',
      '...',
    ],
    ...[
      '.nan',
      '.inf',
      '-1',
      '1e999',
      '0x10',
      'null',
      '~',
      'all',
      '__proto__',
      'constructor',
      '<<: *list',
      '\u0000',
      '\ud800',
      '%',
    ],
    ...[
      'mac',
      'GHz',
      '1 KB',
      'and',
      'or not',
      '  ',
      '\r\n',
      '\u2028',
      '9'.repeat(400),
      '[['.repeat(50),
      '- '.repeat(50),
    ],
  ),
  fc.string({ maxLength: 8 }),
);

const edits = fc.array(
  fc.record({ at: fc.nat(seedText.length), remove: fc.nat(12), insert: fc.option(debris, { nil: '' }) }),
  { minLength: 1, maxLength: 4 },
);

describe('any text', () => {
  it('gives a study or problems at a place in the file, and nothing else', () => {
    let studies = 0;
    fc.assert(
      fc.property(edits, (changes) => {
        let text = seedText;
        for (const { at, remove, insert } of changes)
          text = text.slice(0, at) + insert + text.slice(at + remove);
        const { study, problems } = load(text);
        expect(study === undefined).toBe(problems.length > 0);
        if (study) studies++;
        for (const problem of problems) {
          expect(problem).toBeInstanceOf(ParetoscopeError);
          expect(problem.kind).toBe('study-invalid');
          expect(problem.place?.file).toBe('x.study.yaml');
          expect(problem.message.length).toBeLessThan(2000);
        }
      }),
      { seed: 20, numRuns: 1000 },
    );
    expect(studies).toBeGreaterThan(20);
  });

  it('may be no study at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), fc.json(), fc.string({ unit: 'binary' })),
        (text) => {
          expect(load(text).study).toBeUndefined();
        },
      ),
      { seed: 21, numRuns: 700 },
    );
  });
});
