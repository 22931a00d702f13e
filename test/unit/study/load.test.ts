import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './support.ts';

const head = 'study: a\nsystem: example-npu\n';

function parameters(lines: string): string {
  return `${head}parameters:\n  ${lines}\n`;
}

describe('a study file', () => {
  it('resolves against its system', () => {
    const { study, space, problems, notes } = load(`study: first
system: example-npu
description: What it is for.
parameters:
  mac: [128, 32]
  sram_capacity: [1 MiB, 2 MiB]
  protection: all
  clock: { min: 250 MHz, max: 1 GHz, scale: linear, levels: 4 }
  banks: { min: 4, max: 12, step: 4 }
  prefetch: [true, false]
fixed: { prefetch_depth: 3 }
objectives: [area, { metric: latency, direction: maximize }]
constraints: ["sdc <= 1.0e-16 and latency < 20 ms"]
sampler: { type: nsga2, population: 64 }
budget: { trials: 4096, time: 10 min }
seed: 7
`);
    expect(problems).toEqual([]);
    expect(notes).toEqual([]);
    expect(study).toEqual({
      name: 'first',
      system: 'example-npu',
      systemVersion: 3,
      description: 'What it is for.',
      dimensions: [
        { kind: 'choice', id: 'mac', choices: [32, 128], ordered: true },
        { kind: 'choice', id: 'sram_capacity', choices: [1048576, 2097152], ordered: true },
        { kind: 'choice', id: 'protection', choices: ['none', 'dmr', 'tspc-dice'], ordered: false },
        { kind: 'float', id: 'clock', minimum: 2.5e8, maximum: 1e9, scale: 'linear', levels: 4 },
        { kind: 'integer', id: 'banks', minimum: 4, maximum: 12, step: 4, scale: 'linear' },
        { kind: 'choice', id: 'prefetch', choices: [true, false], ordered: true },
      ],
      fixed: { prefetch_depth: 3, prefetch_policy: 'stride' },
      objectives: [
        { metric: 'area', direction: 'minimize' },
        { metric: 'latency', direction: 'maximize' },
      ],
      constraints: [
        { text: 'sdc <= 1.0e-16', metric: 'sdc', comparison: '<=', bound: 1e-16 },
        { text: 'latency < 20 ms', metric: 'latency', comparison: '<', bound: 0.02 },
      ],
      sampler: { type: 'nsga2', options: { population: 64 } },
      budget: { trials: 4096, timeSeconds: 600 },
      seed: 7,
    });
    expect(space?.gridSize).toBe(2 * 2 * 3 * 4 * 3 * 2);
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
  });

  it('may be JSON, tabs included', () => {
    const { study, problems } = load(
      '{\n\t"study": "j",\n\t"system": "example-npu",\n\t"parameters": {"mac": [32, 64]}\n}\n',
    );
    expect(problems).toEqual([]);
    expect(study?.dimensions).toEqual([{ kind: 'choice', id: 'mac', choices: [32, 64], ordered: true }]);
  });

  it.each([
    ['mac: all', { kind: 'choice', choices: [32, 64, 128, 256] }],
    ['mac: { min: 64, max: 128 }', { kind: 'choice', choices: [64, 128] }],
    ['sram_capacity: { min: 2 MiB }', { kind: 'choice', choices: [2097152, 4194304] }],
    ['prefetch: all', { kind: 'choice', choices: [false, true] }],
    ['banks: all', { kind: 'integer', minimum: 2, maximum: 16, step: 2 }],
    ['banks: [8, 2]', { kind: 'choice', choices: [2, 8], ordered: true }],
    ['clock: all', { kind: 'float', minimum: 1e8, maximum: 1e9, scale: 'log' }],
    ['clock: { values: [1 GHz, 500 MHz] }', { kind: 'choice', choices: [5e8, 1e9], ordered: true }],
    [
      'clock: { min: 0.1 GHz, max: 0.4 GHz, step: 100 MHz, scale: linear }',
      { choices: [1e8, 2e8, 3e8, 4e8] },
    ],
  ])('takes the form %s', (line, dimension) => {
    const { study, problems } = load(parameters(line));
    expect(problems).toEqual([]);
    expect(study?.dimensions[0]).toMatchObject(dimension);
  });

  it.each(['mac: 64', 'mac: [64]', 'mac: { min: 64, max: 64 }'])(
    'does not vary a single value: %s',
    (line) => {
      const { study, notes } = load(parameters(line));
      expect(study?.dimensions).toEqual([]);
      expect(study?.fixed).toMatchObject({ mac: 64 });
      expect(notes).toEqual(['nothing varies: the study is one design']);
    },
  );

  it('starts from the objectives of the system where it names none', () => {
    expect(load(parameters('mac: all')).study?.objectives.map(({ metric }) => metric)).toEqual([
      'area',
      'sdc',
    ]);
  });

  it.each([
    ['', { type: 'grid', trials: 12 }],
    ['budget: { trials: 12 }', { type: 'grid', trials: 12 }],
    ['budget: { trials: 11 }', { type: 'random', trials: 11 }],
    ['sampler: random', { type: 'random', trials: 1000 }],
    ['sampler: random\nbudget: { time: 1 h }', { type: 'random', trials: 4294967295 }],
  ])('chooses sampler and trials with "%s"', (lines, { type, trials }) => {
    const { study } = load(`${parameters('mac: all\n  protection: all')}${lines}\n`);
    expect(study?.sampler.type).toBe(type);
    expect(study?.budget.trials).toBe(trials);
  });

  it('samples a continuous space at random by default', () => {
    expect(load(parameters('clock: all')).study?.sampler).toEqual({ type: 'random', options: {} });
  });

  it('notes a fixed value that no design uses', () => {
    const { problems, notes } = load(`${parameters('mac: all')}fixed: { prefetch_policy: stream }\n`);
    expect(problems).toEqual([]);
    expect(notes).toEqual([
      'parameter "prefetch_policy" is never active with these values, so it does not matter',
    ]);
  });

  it('notes an objective that rests on an assumption', () => {
    expect(load(`${parameters('mac: all')}objectives: [price]\n`).notes).toEqual([
      'objective "price" rests on an assumption: one dollar a square millimetre',
    ]);
  });
});

describe('a mistake in a study file', () => {
  it.each([
    [
      'sram: [1 MiB]',
      'x.study.yaml:4: parameter "sram" is not in system "example-npu"; did you mean "sram_capacity"?',
    ],
    [
      'area: all',
      'x.study.yaml:4: "area" is a metric of system "example-npu", not a parameter; bound it under "constraints", e.g. "area <= 1.5"',
    ],
    ['mac: [32, 33]', 'x.study.yaml:4: "mac" cannot be 33; it is one of 32, 64, 128, 256'],
    ['mac: [32, 32]', 'x.study.yaml:4: "mac" lists 32 twice; keep one of them'],
    ['mac: []', 'x.study.yaml:4: "mac" has an empty list of values; list at least one value, or write all'],
    ['mac: [[32]]', 'x.study.yaml:4: the value of "mac" must be a single value, not a list'],
    ['mac:', 'x.study.yaml:4: the value of "mac" must be a single value, not nothing'],
    ['mac: { min: 128, max: 32 }', 'x.study.yaml:4: "mac": min comes after max; swap them'],
    ['protection: [non]', 'x.study.yaml:4: "protection" cannot be the text "non"; did you mean "none"?'],
    [
      'protection: { min: none }',
      'x.study.yaml:4: "protection" has no range: it is one of none, dmr, tspc-dice; list the values that may be taken, or write all',
    ],
    ['prefetch: [yes]', 'x.study.yaml:4: "prefetch" cannot be the text "yes"; it is one of false, true'],
    [
      'clock: { min: 1 GHz, max: 250 MHz }',
      'x.study.yaml:4: "clock": min 1 GHz is above max 250 MHz; swap them',
    ],
    [
      'clock: { max: 3 GHz }',
      'x.study.yaml:4: "clock": max 3 GHz is above what is allowed; "clock" goes from 100 MHz to 1 GHz',
    ],
    [
      'clock: { max: 3 ns }',
      'x.study.yaml:4: `3 ns` is a time (s); clock is a frequency (Hz); write it in Hz',
    ],
    ['clock: { max: .nan }', 'x.study.yaml:4: clock is NaN, not a finite number'],
    ['clock: { max: true }', 'x.study.yaml:4: clock must be a number or a text such as "1 Hz", not true'],
    ['clock: { levls: 4 }', 'x.study.yaml:4: "clock" has no key "levls"; did you mean "levels"?'],
    [
      'clock: { levels: 1.5 }',
      'x.study.yaml:4: "levels" of "clock" must be a whole number from 2 to 1000000, not 1.5',
    ],
    ['clock: { scale: lg }', 'x.study.yaml:4: "scale" of "clock" must be linear or log, not the text "lg"'],
    [
      'clock: { step: 10 MHz }',
      'x.study.yaml:4: "clock": a step makes no sense on a log scale; write levels instead, or scale: linear',
    ],
    [
      'clock: { step: 7 MHz, scale: linear }',
      'x.study.yaml:4: "clock": steps of 7 MHz from 100 MHz do not reach 1 GHz; write max: 996 MHz, or another step',
    ],
    [
      'clock: { values: [1 GHz], min: 1 GHz }',
      'x.study.yaml:4: "clock" has both "values" and "min"; keep one of them',
    ],
    ['banks: { step: 3 }', 'x.study.yaml:4: "banks": the step must be a multiple of 2'],
    ['banks: { step: -2 }', 'x.study.yaml:4: "banks": a step of -2 leads nowhere; write a positive step'],
    [
      'banks: { min: 3 }',
      'x.study.yaml:4: "banks": min 3 is between two allowed values; the nearest are 2 and 4',
    ],
    ['banks: [2.5]', 'x.study.yaml:4: "banks" 2.5 is not a whole number'],
    ['banks: 18', 'x.study.yaml:4: "banks" 18 is above what is allowed; "banks" goes from 2 to 16'],
  ])('under parameters: %s', (line, sentence) => {
    expect(problemsOf(parameters(line))).toEqual([sentence]);
  });

  it.each([
    [
      'fixed: { mac: 32 }',
      'x.study.yaml:5: parameter "mac" is under "parameters" (line 4) and under "fixed"; keep one of them',
    ],
    [
      'fixed: { bank: 4 }',
      'x.study.yaml:5: parameter "bank" is not in system "example-npu"; did you mean "banks"?',
    ],
    [
      'fixed: [mac]',
      'x.study.yaml:5: "fixed" must be a set of keys, not a list; write "name: value" lines under "fixed"',
    ],
    [
      'objectives: []',
      'x.study.yaml:5: the study has no objective; list one or more metrics under "objectives": area, sdc, latency, accuracy, price',
    ],
    [
      'objectives: area',
      'x.study.yaml:5: "objectives" must be a list of metrics, not the text "area"; write it as [area, energy]',
    ],
    [
      'objectives: [aera]',
      'x.study.yaml:5: metric "aera" is not in system "example-npu"; did you mean "area"?',
    ],
    [
      'objectives: [mac]',
      'x.study.yaml:5: "mac" is a parameter of system "example-npu", not a metric; its metrics are area, sdc, latency, accuracy, price',
    ],
    ['objectives: [area, area]', 'x.study.yaml:5: objective "area" is listed twice; keep one of them'],
    [
      'objectives: [{ metric: area, direction: up }]',
      'x.study.yaml:5: "direction" must be minimize or maximize, not the text "up"',
    ],
    [
      'objectives: [{ direction: minimize }]',
      'x.study.yaml:5: the objective names no metric; write { metric: area, direction: minimize }',
    ],
    [
      'constraints: ["sdx <= 1"]',
      'x.study.yaml:5: metric "sdx" is not in system "example-npu"; did you mean "sdc"?',
    ],
    [
      'constraints: ["latency <= 5 MHz"]',
      'x.study.yaml:5: `5 MHz` is a frequency (Hz); latency is a time (s); write it in s',
    ],
    [
      'constraints: ["mac <= 64"]',
      'x.study.yaml:5: "mac" is a parameter; a constraint bounds a metric, or parameters against each other; narrow its values under "parameters"',
    ],
    [
      'constraints: ["area = 1"]',
      'x.study.yaml:5: a constraint is a bound, not "area ="; use <, <=, > or >=',
    ],
    [
      'constraints: ["area < 1 or sdc < 1"]',
      'x.study.yaml:5: a constraint on metrics is comparisons with numbers, joined by "and"; write e.g. "area <= 1.5 and sdc <= 1e-16", or over parameters alone "tile_m * tile_k <= sram"',
    ],
    [
      'constraints: ["area <"]',
      'x.study.yaml:5: constraint "area <": column 7: expected a value, found the end',
    ],
    [
      'constraints: ["area < 1", "area >= 2"]',
      'x.study.yaml:5: no design can meet both "area >= 2" and "area < 1"; change one of the bounds',
    ],
    ['sampler: nsga', 'x.study.yaml:5: there is no sampler "nsga"; did you mean "nsga2"?'],
    [
      'sampler: { type: nsga2, populatoin: 3 }',
      'x.study.yaml:5: sampler "nsga2" has no option "populatoin"; did you mean "population"?',
    ],
    [
      'sampler: { type: nsga2, population: 3 }',
      'x.study.yaml:5: "population" 3 is below what is allowed; "population" goes from 4 to 1000',
    ],
    ['sampler: { population: 3 }', 'x.study.yaml:5: the sampler has no type; write { type: random }'],
    ['budget: { trials: 0 }', 'x.study.yaml:5: "trials" must be a whole number from 1 to 4294967295, not 0'],
    ['budget: { time: -1 min }', 'x.study.yaml:5: the time budget must be positive, not -60 s'],
    [
      'budget: { time: 3 GB }',
      'x.study.yaml:5: `3 GB` is an amount of data (B); the time budget is a time (s); write it in s',
    ],
    [
      'budget: 100',
      'x.study.yaml:5: "budget" must be a set of keys, not 100; write { trials: 1000, time: 10 min }',
    ],
    ['seed: 1.5', 'x.study.yaml:5: "seed" must be a whole number, not 1.5'],
    ['seed: "7"', 'x.study.yaml:5: "seed" must be a whole number, not the text "7"'],
    ['sistem: b', 'x.study.yaml:5: a study has no key "sistem"; did you mean "system"?'],
  ])('in other sections: %s', (line, sentence) => {
    expect(problemsOf(`${parameters('mac: all')}${line}\n`)).toEqual([sentence]);
  });

  it('needs levels for a grid over a range', () => {
    expect(problemsOf(`${parameters('clock: all')}sampler: grid\n`)).toEqual([
      'x.study.yaml:5: parameter "clock" is continuous, so a grid needs its levels; add "levels: 8" to clock, or list its values',
    ]);
  });

  it.each([
    ['', 'x.study.yaml:1: the file is empty; begin with "study: a-name" and "system: an-id"'],
    [
      'just text',
      'x.study.yaml:1: a study file is a set of keys, not the text "just text"; begin with "study: a-name" and "system: an-id"',
    ],
    ['study: a\n\tsystem: b', 'x.study.yaml:2: a tab is used for indentation; indent with spaces'],
    ['study: a\nsystem: [b', 'x.study.yaml:2: a bracket is not closed before this: ] is missing; close it'],
    ['study: a\nstudy: b', 'x.study.yaml:2: the key "study" appears twice; keep one of them'],
    [
      'study: a\n---\nstudy: b',
      'x.study.yaml:2: the file holds more than one document; remove the line "---" and what follows',
    ],
    ['study: *a', 'x.study.yaml:1: the alias "*a" has no anchor; write out what "*a" stands for'],
    ['study: &a [*a]', 'x.study.yaml:1: the file is nested too deeply'],
    ['[[1]]: a', 'x.study.yaml:1: a key must be a word'],
    ['study: a\0b', 'x.study.yaml: the file is not text; give a YAML or JSON study file'],
    [
      '['.repeat(100_000),
      'x.study.yaml:1: the file is nested too deeply; a study file holds a few kilobytes',
    ],
    ['#'.repeat(1_000_001), 'x.study.yaml: the file is larger than 1 MB; a study file holds a few kilobytes'],
  ])('in its syntax (%#)', (text, sentence) => {
    expect(problemsOf(text)).toContain(sentence);
  });

  it.each([
    ['keys', Array.from({ length: 70_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['items', `a:\n${'- x\n'.repeat(240_000)}`],
    ['indentation', Array.from({ length: 1200 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['dashes', '- '.repeat(1000)],
  ])('that holds too much is refused before it costs time: %s', (_, text) => {
    expect(problemsOf(text)[0]).toMatch(/the file (holds too much|is nested too deeply)/);
  });

  it('that multiplies aliases is stopped', () => {
    const bomb = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++)
      bomb.push(
        `b${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    expect(problemsOf(bomb.join('\n')).join()).toContain('the file holds too much');
  });

  it.each([
    ['study: a', 'the study names no system; write "system: example-npu"; the systems are example-npu'],
    ['system: example-npu', 'the study has no name; begin with "study: a-name"'],
    ['study: a\nsystem: example-nup', 'there is no system "example-nup"; did you mean "example-npu"?'],
    ['study: 7\nsystem: example-npu', 'the name of the study must be a text, not 7; write it in quotes: "7"'],
    [
      'study: "a\\nb"\nsystem: example-npu',
      'the name "a b" cannot be used; a name is one line of at most 100 characters',
    ],
  ])('in name or system: %s', (text, sentence) => {
    expect(problemsOf(text).join('\n')).toContain(sentence);
  });

  it('does not hide the others; all come in the order of the file, with their columns', () => {
    const { problems, study, document } = load(`study: a
sistem: b
system: example-npu
parameters:
  sram: [1]
  mac: [32, 33]
objectives: [aera]
constraints:
  - "sdc <= 1 and latency <= 5 MHz"
seed: x
`);
    expect(problems.map(({ place }) => [place?.line, place?.column])).toEqual([
      [2, 1],
      [5, 3],
      [6, 13],
      [7, 14],
      [9, 30],
      [10, 7],
    ]);
    expect(study).toBeUndefined();
    expect(document).toBeUndefined();
  });

  it('of meaning still leaves the document, for an editor', () => {
    expect(load(parameters('mac: [33]')).document).toEqual({
      study: 'a',
      system: 'example-npu',
      parameters: { mac: [33] },
    });
  });
});
