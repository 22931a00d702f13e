import { describe, expect, it } from 'vitest';
import { countAllowed } from '../../../engine/space/counting.ts';
import { load, problemsOf } from './support.ts';

const HEAD = 'study: s\nsystem: example-npu\n';

describe('forbidden combinations', () => {
  const text = `${HEAD}parameters:\n  mac: [32, 64, 128]\n  banks: { min: 4, max: 12, step: 4 }\nforbid: ["mac = 128 and banks > 4"]\n`;

  it('are kept, and no design of the space has one', () => {
    const { study, space, problems } = load(text);
    expect(problems).toEqual([]);
    expect(study!.forbid).toEqual(['mac = 128 and banks > 4']);
    // The system allows up to an eighth as many banks as MAC units: 1 + 2 + 3 of nine designs; two of them are forbidden.
    expect(space!.size).toBe(9);
    expect(countAllowed(space!)).toMatchObject({ count: 4, method: 'exact' });
    const codes = new Float64Array(space!.width);
    space!.encode({ mac: 128, banks: 8 }, codes);
    expect(space!.violatedConstraint(codes)?.message).toBe('the study forbids mac = 128 and banks > 4');
  });

  it('are refused at their line where they make no sense', () => {
    const at = (list: string): string =>
      problemsOf(`${HEAD}parameters: { mac: all }\nforbid:\n  - ${list}\n`)[0]!;
    expect(at('"macs = 128"')).toMatch(/^x\.study\.yaml:5: .*"macs".*mac/);
    expect(at('"mac = 7"')).toMatch(/^x\.study\.yaml:5: .*never 7/);
    expect(at('"mac ="')).toMatch(/^x\.study\.yaml:5: /);
    expect(problemsOf(`${HEAD}parameters: { mac: all }\nforbid: mac\n`)[0]).toMatch(
      /^x\.study\.yaml:4: .*list of expressions/,
    );
  });
});

describe('a factor', () => {
  const choices = (range: string): unknown => {
    const { study, problems } = load(`${HEAD}parameters:\n  banks: ${range}\n`);
    expect(problems).toEqual([]);
    const [dimension] = study!.dimensions;
    return dimension!.kind === 'choice' ? [dimension!.ordered, ...dimension!.choices] : undefined;
  };

  it('gives powers of two and other grids that grow', () => {
    expect(choices('{ min: 4, max: 16, factor: 2 }')).toEqual([true, 4, 8, 16]);
    const { study } = load(`${HEAD}parameters:\n  clock: { min: 250 MHz, max: 1 GHz, factor: 2 }\n`);
    expect(study!.dimensions[0]).toMatchObject({ kind: 'choice', choices: [2.5e8, 5e8, 1e9] });
  });

  it('is refused at its line where it does not fit', () => {
    const problem = (range: string): string => problemsOf(`${HEAD}parameters:\n  clock: ${range}\n`)[0]!;
    expect(problem('{ min: 250 MHz, max: 900 MHz, factor: 2 }')).toBe(
      'x.study.yaml:4: "clock": factors of 2 from 250 MHz do not reach 900 MHz; write max: 500 MHz, or another factor',
    );
    expect(problem('{ min: 250 MHz, max: 1 GHz, factor: 1 }')).toContain('leads nowhere');
    expect(problem('{ min: 250 MHz, max: 1 GHz, factor: 2, levels: 3 }')).toContain(
      'both "factor" and "levels"',
    );
  });
});
