import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choicesEntry, parameterRows, writtenOf } from '../../../renderer/features/setup/parameter-rows.ts';
import {
  edit,
  fieldText,
  fileData,
  typedList,
  typedValue,
  type FileValue,
} from '../../../renderer/features/setup/study-document.ts';
import {
  designText,
  groupSize,
  optionChange,
  optionIsActive,
  typedDesign,
  wholeGroups,
} from '../../../renderer/features/setup/options.ts';
import { placedProblems, problemsAt } from '../../../renderer/features/setup/study-problems.ts';
import type { FileChange } from '../../../renderer/features/setup/study-draft.svelte.ts';
import { newStudyText } from '../../../renderer/features/setup/new-study.ts';
import {
  objectiveEntries,
  parseConstraint,
  writtenObjectives,
} from '../../../renderer/features/setup/targets.ts';
import type { Parameters } from '../../../engine/contract/system.ts';
import type { SystemDescription } from '../../../engine/contract/host.ts';

const TEXT = `# Which registers deserve protection?
study: protect   # the name
system: ethos-u55

parameters:
  # The array first.
  mac:   [32, 64]      # sizes
  clock: { min: 250 MHz, max: 1 GHz, scale: log }

objectives: [area, sdc]
budget: { trials: 500, time: 10 min }
seed: 7
`;

describe('editing a study file through the form', () => {
  test('a value is replaced and nothing else in the text moves', () => {
    expect(edit(TEXT, ['seed'], 11)).toBe(TEXT.replace('seed: 7', 'seed: 11'));
    expect(edit(TEXT, ['parameters', 'mac'], [32, 64, 128])).toBe(
      TEXT.replace('[32, 64]  ', '[ 32, 64, 128 ]  '),
    );
    expect(edit(TEXT, ['budget', 'trials'], 900)).toBe(TEXT.replace('trials: 500', 'trials: 900'));
  });

  test('an entry is added below its neighbours and removed with its line', () => {
    const added = edit(TEXT, ['parameters', 'protection.dma'], 'all');
    expect(added).toBe(TEXT.replace('scale: log }\n', 'scale: log }\n  protection.dma: all\n'));
    expect(edit(added, ['parameters', 'protection.dma'], undefined)).toBe(TEXT);
    expect(edit(TEXT, ['parameters', 'mac'], undefined)).toBe(
      TEXT.replace('  mac:   [32, 64]      # sizes\n', ''),
    );
  });

  test('a map on one line grows and shrinks in its place', () => {
    const grown = edit(TEXT, ['budget', 'plateau'], { improvement: '1 %', trials: 500 });
    expect(grown).toBe(
      TEXT.replace('time: 10 min }', 'time: 10 min, plateau: { improvement: 1 %, trials: 500 } }'),
    );
    expect(edit(grown, ['budget', 'plateau'], undefined)).toBe(TEXT);
    expect(edit(TEXT, ['budget', 'trials'], undefined)).toBe(TEXT.replace('trials: 500, ', ''));
    expect(edit(TEXT, ['parameters', 'clock', 'scale'], undefined)).toBe(TEXT.replace(', scale: log', ''));
  });

  test('a section that is not there yet is made', () => {
    const fixed = edit(TEXT, ['fixed', 'technology'], 7);
    expect(fileData(fixed)).toMatchObject({ fixed: { technology: 7 } });
    expect(fixed.startsWith(TEXT)).toBe(true);
    expect(fileData(edit('study: a\nparameters:\n', ['parameters', 'mac'], 'all'))).toEqual({
      study: 'a',
      parameters: { mac: 'all' },
    });
    expect(fileData(edit('', ['study'], 'a'))).toEqual({ study: 'a' });
    // Taking away what is not there changes nothing.
    expect(edit(TEXT, ['fixed', 'clock'], undefined)).toBe(TEXT);
    expect(edit(TEXT, ['nowhere'], undefined)).toBe(TEXT);
  });

  test('text that is not YAML is left alone', () => {
    const broken = 'study: [a\nsystem: b\n';
    expect(edit(broken, ['seed'], 3)).toBe(broken);
    expect(fileData(broken)).toBeUndefined();
  });

  test('whatever is set is what the file then says, and comments stay', () => {
    const word = fc.stringMatching(/^[a-z][a-z_.]{0,8}$/u);
    const value = fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.string({ maxLength: 12 }),
      fc.array(fc.oneof(fc.integer(), word), { minLength: 1, maxLength: 4 }),
      fc.record({ min: fc.integer(), max: fc.integer() }),
    );
    const place: fc.Arbitrary<readonly string[]> = fc.oneof(
      word.map((key) => [key]),
      fc.tuple(fc.constantFrom('parameters', 'fixed', 'budget'), word),
    );
    fc.assert(
      fc.property(place, value, (path, given) => {
        const text = edit(TEXT, path, given);
        const expected = structuredClone(fileData(TEXT)) as Record<string, Record<string, unknown>>;
        const [first, second] = path;
        if (second === undefined) Object.assign(expected, { [first!]: given });
        else expected[first!] = { ...expected[first!], [second]: given };
        expect(fileData(text)).toEqual(expected);
        for (const comment of ['# Which registers', '# the name', '# The array first.', '# sizes']) {
          const replaced = path[0] === 'parameters' && (path.length === 1 || path[1] === 'mac');
          if (!replaced) expect(text).toContain(comment);
        }
        expect(fileData(edit(text, path, undefined))).toEqual(
          (() => {
            const without = structuredClone(expected);
            if (second === undefined) Reflect.deleteProperty(without, first!);
            else Reflect.deleteProperty(without[first!]!, second);
            return without;
          })(),
        );
      }),
      { seed: 4, numRuns: 80 },
    );
  });

  test('numbers typed are numbers, anything else is text', () => {
    expect(typedValue(' 64 ')).toBe(64);
    expect(typedValue('1e-16')).toBe(1e-16);
    expect(typedValue('250 MHz')).toBe('250 MHz');
    expect(typedValue('')).toBe('');
    expect(typedList('32, 64 ,none,')).toEqual([32, 64, 'none']);
  });
});

const PARAMETERS: Parameters = {
  memory: { kind: 'categorical', choices: ['hbm', 'ddr', 'none'], default: 'none', doc: 'Which.' },
  channels: {
    kind: 'integer',
    minimum: 1,
    maximum: 8,
    scale: 'linear',
    default: 2,
    doc: 'How many.',
    activeWhen: { memory: ['hbm', 'ddr'] },
  },
  burst: { kind: 'boolean', default: false, doc: 'Whether.', activeWhen: { channels: [4] } },
};

describe('samplers and pruners', () => {
  const apply = (text: string, change: FileChange): string => edit(text, change.path, change.value);

  test('an option is set beside what is written, and the type stands alone when none is left', () => {
    const change = (section: unknown, id: string, value?: FileValue) =>
      optionChange('sampler', section, 'nsga2', id, value);
    expect(change('nsga2', 'population', 64)).toEqual({
      path: ['sampler'],
      value: { type: 'nsga2', population: 64 },
    });
    expect(change({ type: 'nsga2', population: 64 }, 'population')).toEqual({
      path: ['sampler'],
      value: 'nsga2',
    });
    const block = 'study: a\nsampler:\n  # many\n  type: nsga2\n  population: 64 # enough\n';
    expect(apply(block, change(fileData(block)!.sampler, 'crossover', 0.9))).toBe(
      `${block}  crossover: 0.9\n`,
    );
  });

  test('an option that depends on another shows when it means something', () => {
    const options = {
      kernel: { kind: 'categorical', choices: ['a', 'b'], default: 'a', doc: '' },
      width: {
        kind: 'integer',
        minimum: 1,
        maximum: 9,
        scale: 'linear',
        default: 1,
        doc: '',
        activeWhen: { kernel: ['b'] },
      },
    } as const satisfies Parameters;
    expect(optionIsActive(options.width, options, {})).toBe(false);
    expect(optionIsActive(options.width, options, { kernel: 'b' })).toBe(true);
    expect(optionIsActive(options.kernel, options, {})).toBe(true);
  });

  test('a first design is typed as its settings and reads back so', () => {
    const design = typedDesign(
      'clock = 500 MHz, banks: 8, protection.dma = dmr, prefetch = true',
      typedValue,
    );
    expect(design).toEqual({ clock: '500 MHz', banks: 8, 'protection.dma': 'dmr', prefetch: true });
    expect(typedDesign(designText(design), typedValue)).toEqual(design);
    expect(typedDesign('clock 500', typedValue)).toBeUndefined();
    expect(typedDesign(' ', typedValue)).toBeUndefined();
  });
});

describe('the parameters of the form', () => {
  test('every way to write one is read', () => {
    const data = fileData(
      'parameters: { a: all, b: [1, 2], c: { min: 1 }, d: 4, e: { values: [1] } }\nfixed: { f: 5 }\n',
    )!;
    expect(writtenOf('a', data)).toEqual({ kind: 'all' });
    expect(writtenOf('b', data)).toEqual({ kind: 'list', values: [1, 2] });
    expect(writtenOf('c', data)).toEqual({ kind: 'range', range: { min: 1 } });
    expect(writtenOf('d', data)).toEqual({ kind: 'fixed', value: 4 });
    expect(writtenOf('e', data)).toEqual({ kind: 'list', values: [1] });
    expect(writtenOf('f', data)).toEqual({ kind: 'fixed', value: 5 });
    expect(writtenOf('g', data)).toEqual({ kind: 'default' });
  });

  test('a conditional parameter is active once a value that it needs is possible', () => {
    const active = (text: string): string[] =>
      parameterRows(PARAMETERS, fileData(text) ?? {})
        .filter((row) => row.active)
        .map((row) => row.id);
    expect(active('{}')).toEqual(['memory']);
    expect(active('fixed: { memory: hbm }')).toEqual(['memory', 'channels']);
    expect(active('parameters: { memory: [ddr, none] }')).toEqual(['memory', 'channels']);
    expect(active('parameters: { memory: all, channels: { min: 2 } }')).toEqual([
      'memory',
      'channels',
      'burst',
    ]);
    expect(active('parameters: { channels: [4] }')).toEqual(['memory']);
  });

  test('choices are written in the order of the system, and as `all` when none is missing', () => {
    expect(choicesEntry(PARAMETERS.memory!, ['ddr', 'hbm'])).toEqual(['hbm', 'ddr']);
    expect(choicesEntry(PARAMETERS.memory!, ['ddr', 'none', 'hbm'])).toBe('all');
    expect(choicesEntry(PARAMETERS.burst!, [true])).toEqual([true]);
  });
});

describe('objectives, bounds and new studies', () => {
  test('an objective in the direction of its metric is written by name alone', () => {
    const written = writtenObjectives(fileData('objectives: [area, { metric: sdc, direction: maximize }]')!)!;
    expect(written).toEqual([{ metric: 'area' }, { metric: 'sdc', direction: 'maximize' }]);
    expect(objectiveEntries(written, () => 'maximize')).toEqual(['area', 'sdc']);
    expect(objectiveEntries(written, () => 'minimize')).toEqual([
      'area',
      { metric: 'sdc', direction: 'maximize' },
    ]);
  });

  test('one comparison has parts, anything else stays text', () => {
    expect(parseConstraint('latency <= 20 ms').parts).toEqual({
      metric: 'latency',
      comparison: '<=',
      bound: '20 ms',
    });
    expect(parseConstraint('sdc<1e-16').parts).toEqual({ metric: 'sdc', comparison: '<', bound: '1e-16' });
    expect(parseConstraint('a < 1 and b < 2').parts).toBeUndefined();
    expect(parseConstraint('a =').parts).toBeUndefined();
  });

  test('a new study varies what is always active and can be edited', () => {
    const text = newStudyText({
      id: 'x',
      parameters: PARAMETERS,
      defaultObjectives: ['area'],
    } as unknown as SystemDescription);
    expect(fileData(text)).toMatchObject({
      study: 'my-x',
      system: 'x',
      parameters: { memory: 'all' },
      objectives: ['area'],
    });
    expect(fieldText(fileData(text)!.seed)).toBe('1');
  });
});

describe('mistakes at their fields', () => {
  const at = (line: number, column?: number) => ({
    kind: 'study-invalid' as const,
    message: `line ${line}`,
    place: { file: 'f', line, ...(column === undefined ? {} : { column }) },
  });
  const column = (line: number, text: string): number => TEXT.split('\n')[line - 1]!.indexOf(text) + 1;

  test('stand where their line and column lead', () => {
    const paths = placedProblems(TEXT, [
      at(7, column(7, '64')),
      at(8, column(8, '1 GHz')),
      at(8),
      at(10, column(10, 'sdc')),
      at(11, column(11, 'time')),
      at(12),
      { kind: 'study-invalid', message: 'nowhere' },
    ]).map(({ path }) => path);
    expect(paths).toEqual([
      ['parameters', 'mac', '1'],
      ['parameters', 'clock', 'max'],
      ['parameters', 'clock'],
      ['objectives', '1'],
      ['budget', 'time'],
      ['seed'],
      [],
    ]);
  });

  test('are those of a field and of what is below it', () => {
    const placed = placedProblems(TEXT, [at(8, column(8, '1 GHz')), at(12)]);
    expect(problemsAt(placed, ['parameters', 'clock']).map(({ message }) => message)).toEqual(['line 8']);
    expect(problemsAt(placed, ['parameters', 'mac'])).toEqual([]);
    expect(problemsAt(placed, []).length).toBe(2);
  });

  test('any place in any text leads somewhere, and keys lead to what they hold', () => {
    const key = fc.stringMatching(/^[a-z]{1,6}$/u);
    const value = fc.oneof(
      fc.integer(),
      key,
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.dictionary(key, fc.integer(), { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 }),
        fc.nat(200),
        fc.nat(40),
        (data, line, column) => {
          const text = Object.entries(data)
            .map(([name, entry]) => `${name}: ${JSON.stringify(entry)}\n`)
            .join('');
          expect(() => placedProblems(text, [at(line, column), at(0), at(line)])).not.toThrow();
          Object.keys(data).forEach((name, index) => {
            expect(placedProblems(text, [at(index + 1)])[0]!.path[0]).toBe(name);
          });
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});

test('a budget of designs that are read in groups says what is over', () => {
  expect(groupSize('saltelli', 5)).toBe(7);
  expect(groupSize('morris', 5)).toBe(6);
  expect(groupSize('random', 5)).toBeUndefined();
  expect(wholeGroups(1000, 7)).toEqual({ trials: 1000, size: 7, whole: 142, over: 6 });
  expect(wholeGroups(Number.POSITIVE_INFINITY, 7)).toBeUndefined();
});
