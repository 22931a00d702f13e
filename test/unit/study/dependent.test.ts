import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { countAllowed } from '../../../engine/space/counting.ts';
import { Space } from '../../../engine/space/space.ts';
import { describeStudy } from '../../../engine/study/describe.ts';
import { exampleSystem } from './example-system.ts';
import { load, problemsOf } from './support.ts';

const HEAD = 'study: s\nsystem: example-npu\n';
/** The example without its own constraint. */
const system = { ...exampleSystem, constraints: [] };

describe('a range that depends on other parameters', () => {
  const text = `${HEAD}parameters:
  mac: [32, 64, 128]
  banks: { min: 2, max: "mac / 16", step: 2 }
  prefetch: all
  prefetch_depth: { min: 1, max: "min(banks / 2, 3)" }
`;

  it('narrows what the others leave, counts exactly, and survives storing', () => {
    const { study, problems } = load(text);
    expect(problems).toEqual([]);
    const banks = study!.dimensions.find(({ id }) => id === 'banks')!;
    // 128 / 16 = 8 is the most that any mac leaves.
    expect(banks).toMatchObject({ minimum: 2, maximum: 8, bounds: { maximum: 'mac / 16' } });
    expect(study!.dimensions.at(-1)).toMatchObject({ minimum: 1, maximum: 3 });
    const space = Space.forStudy(system, JSON.parse(JSON.stringify(study!)) as typeof study & object);
    // mac 32: banks 2; 64: 2, 4; 128: 2, 4, 6, 8. With a prefetcher depths 1..banks / 2 up to 3, else none.
    const depths = (banks: number): number => Math.min(banks / 2, 3);
    const expected = [[2], [2, 4], [2, 4, 6, 8]].flat().reduce((sum, each) => sum + 1 + depths(each), 0);
    expect(space.size).toBe(expected);
    expect(space.gridSize).toBe(expected);
    expect(countAllowed(space)).toMatchObject({ count: expected, method: 'exact' });
    expect(describeStudy(study!, system, space)).toContain(
      'banks from 2 to 8 in steps of 2 and at most mac / 16',
    );
  });

  it('is filled evenly by random designs, all of them inside', () => {
    const space = Space.forStudy(system, load(text).study!);
    const codes = new Float64Array(space.width);
    const stream = new RandomStream(1, 'test');
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 12_000; draw++) {
      space.sampleUniform(stream.restart(draw), codes);
      expect(space.violatedConstraint(codes)).toBeUndefined();
      const { mac, banks } = space.activeDesign(codes);
      counts.set(`${String(mac)} ${String(banks)}`, (counts.get(`${String(mac)} ${String(banks)}`) ?? 0) + 1);
    }
    expect(counts.get('32 2')! / 12_000).toBeCloseTo(1 / 3, 1);
    for (const banks of [2, 4, 6, 8]) expect(counts.get(`128 ${banks}`)! / 12_000).toBeCloseTo(1 / 12, 1);
  });

  it('may be an ordinal, grow by a factor, be continuous, or depend on what is fixed', () => {
    const dimension = (parameters: string): unknown => {
      const { study, problems } = load(`${HEAD}${parameters}`);
      expect(problems).toEqual([]);
      return study!.dimensions[0];
    };
    expect(dimension('parameters: { mac: { max: "banks * 32" }, banks: [2, 4] }')).toMatchObject({
      kind: 'choice',
      choices: [32, 64, 128],
      bounds: { maximum: 'banks * 32' },
    });
    expect(dimension('parameters: { banks: { min: 2, max: "mac / 4", factor: 2 }, mac: all }')).toMatchObject(
      {
        choices: [2, 4, 8, 16],
      },
    );
    expect(
      dimension('parameters: { clock: { max: "mac * 2 MHz", scale: log } }\nfixed: { mac: 64 }'),
    ).toMatchObject({
      minimum: 1e8,
      maximum: 1.28e8,
    });
  });

  it('is refused at its line where it makes no sense', () => {
    const at = (line: string): string => problemsOf(`${HEAD}parameters:\n  mac: all\n  ${line}\n`)[0]!;
    expect(at('banks: { max: "macs / 16" }')).toMatch(
      /^x\.study\.yaml:5: .*there is no "macs"; did you mean "mac"/,
    );
    expect(at('banks: { max: "protection * 2" }')).toMatch(/^x\.study\.yaml:5: .*"protection" is no number/);
    expect(at('banks: { max: "mac / 1000" }')).toMatch(/^x\.study\.yaml:5: "banks" never has a value/);
    expect(at('banks: { max: "banks - 1" }')).toMatch(
      /^x\.study\.yaml:5: the range of "banks" depends on itself/,
    );
    expect(
      problemsOf(`${HEAD}parameters:\n  mac: { max: "banks * 8" }\n  banks: { max: "mac / 8" }\n`)[0],
    ).toMatch(
      /^x\.study\.yaml:4: the range of "mac" depends on itself; break the circle mac -> banks -> mac/,
    );
    expect(at('banks: { max: fast }')).toMatch(/^x\.study\.yaml:5: "fast" is not a quantity/);
  });
});

describe('constraints between parameters', () => {
  const parameters = 'parameters:\n  mac: [32, 64, 128]\n  banks: { min: 2, max: 8, step: 2 }\n';

  it('are kept apart from bounds on metrics, and refuse designs', () => {
    const { study, space, problems } = load(
      `${HEAD}${parameters}constraints: ["area <= 1.5 and banks * 16 <= mac", "mac <= 64 or banks > 2"]\n`,
    );
    expect(problems).toEqual([]);
    expect(study!.constraints.map(({ text }) => text)).toEqual(['area <= 1.5']);
    expect(study!.designConstraints).toEqual(['banks * 16 <= mac', 'mac <= 64 or banks > 2']);
    const codes = new Float64Array(space!.width);
    space!.encode({ mac: 32, banks: 4 }, codes);
    expect(space!.violatedConstraint(codes)?.message).toBe('the study demands banks * 16 <= mac');
    // banks up to mac / 16: 1 + 2 + 4 pairs, less (128, 2).
    expect(countAllowed(space!)).toMatchObject({ count: 6, method: 'exact' });
    expect(describeStudy(study!, system, space!)).toContain('area <= 1.5 mm² and banks * 16 <= mac');
  });

  it('are refused at their line where they make no sense', () => {
    const at = (text: string): string => problemsOf(`${HEAD}${parameters}constraints:\n  - ${text}\n`)[0]!;
    expect(at('"bank * 16 <= mac"')).toMatch(/^x\.study\.yaml:7: .*there is no "bank"; did you mean "banks"/);
    expect(at('"area * 2 <= mac"')).toMatch(
      /^x\.study\.yaml:7: a constraint cannot compare a metric with parameter "mac"/,
    );
    expect(at('"area * 2 <= latency"')).toMatch(
      /^x\.study\.yaml:7: a constraint on metrics is comparisons with numbers/,
    );
    expect(at('"mac <= 64"')).toMatch(/^x\.study\.yaml:7: "mac" is a parameter; .*narrow its values/);
  });

  it('that no design meets are said at once', () => {
    const found = problemsOf(`${HEAD}${parameters}constraints: ["banks * 200 <= mac"]\n`);
    expect(found).toEqual([
      'x.study.yaml:3: none of 12 designs meets the design constraints; "banks * 200 <= mac" (the study demands banks * 200 <= mac) refused 83 %; widen the parameters that this constraint reads, or fix one of them at a value that fits',
    ]);
  });
});
