import { describe, expect, test } from 'vitest';
import type { TrialPage, TrialPageQuery } from '../../../engine/contract/host.ts';
import type { Trial } from '../../../engine/contract/trial.ts';
import { loadStudy } from '../../../engine/study/load.ts';
import { prunerDefinitions } from '../../../engine/pruning/index.ts';
import { samplerDefinitions } from '../../../engine/samplers/index.ts';
import ethos from '../../../engine/systems/ethos-u55/index.ts';
import {
  axisChoice,
  axisOptions,
  declaredScale,
  initialAxes,
  showsWholeFront,
} from '../../../renderer/features/explore/axis-options.ts';
import { countsText, isActive, isOpen, shareDone } from '../../../renderer/formatting/run-words.ts';
import { studyText } from '../../../renderer/formatting/study-text.ts';
import { cellText, cellTitle, tableColumns } from '../../../renderer/features/explore/table-columns.ts';
import { TrialPages } from '../../../renderer/features/explore/trial-pages.ts';
import {
  changedFixed,
  constraintText,
  estimateText,
  objectiveText,
  rangeText,
  spaceText,
} from '../../../renderer/formatting/study-words.ts';
import type { Study } from '../../../engine/contract/study.ts';

function loaded(text: string): Study {
  const { study, problems } = loadStudy({
    text,
    file: 'test.study.yaml',
    systems: (id) => (id === ethos.id ? ethos : undefined),
    systemIds: [ethos.id],
    samplers: samplerDefinitions,
    pruners: prunerDefinitions,
  });
  expect(problems).toEqual([]);
  return study!;
}

const STUDY = loaded(`
study: protect
system: ethos-u55
parameters:
  mac: [32, 64]
  protection.dma: [none, dmr]
  clock: { min: 250 MHz, max: 1 GHz, scale: log }
fixed: { technology: 7 }
objectives: [area, sdc]
constraints: ["sdc <= 1.0e-16"]
sampler: random
budget: { trials: 500, time: 10 min }
seed: 7
`);

function trialNumbered(number: number, onFront = false): Trial {
  return {
    number,
    state: 'complete',
    design: { mac: 32, 'protection.dma': 'dmr', clock: 5e8 },
    metrics: { area: 1.302, sdc: 9.5e-17 },
    durationSeconds: 2e-5,
    onFront,
  };
}

describe('axes of a study', () => {
  test('objectives come first, then metrics, then what varies, then the number of the trial', () => {
    const options = axisOptions(STUDY, ethos);
    expect(options.slice(0, 2).map(({ id }) => id)).toEqual(['area', 'sdc']);
    expect(options.filter(({ group }) => group === 'Parameters').map(({ id }) => id)).toEqual([
      'mac',
      'protection.dma',
      'clock',
    ]);
    expect(options.at(-1)).toMatchObject({ id: 'number', group: 'Run' });
  });

  test('a choice of names is an axis of its own kind', () => {
    const choice = axisChoice('protection.dma', 'linear', STUDY, ethos);
    expect(choice.categories?.[0]).toBe('none');
    expect(axisChoice('mac', 'linear', STUDY, ethos).categories).toBeUndefined();
  });

  test('two objectives are the first two axes; one objective stands against a parameter', () => {
    expect(initialAxes(STUDY, ethos)).toEqual({ x: 'area', y: 'sdc' });
    const single = { ...STUDY, objectives: [{ metric: 'area', direction: 'minimize' }] } as Study;
    expect(initialAxes(single, ethos)).toEqual({ x: 'mac', y: 'area' });
  });

  test('the scale is what the metric or the dimension declares', () => {
    expect(declaredScale('sdc', STUDY, ethos)).toBe('log');
    expect(declaredScale('clock', STUDY, ethos)).toBe('log');
    expect(declaredScale('mac', STUDY, ethos)).toBeUndefined();
  });

  test('an axis carries the bounds and the direction of the study', () => {
    const choice = axisChoice('sdc', 'log', STUDY, ethos);
    expect(choice).toMatchObject({ bounds: [1e-16], direction: 'minimize', scale: 'log' });
    expect(showsWholeFront('sdc', 'area', STUDY)).toBe(true);
    expect(showsWholeFront('sdc', 'clock', STUDY)).toBe(false);
  });
});

describe('a stored study as text', () => {
  test('resolves to the same study, so that a run of it can go on', () => {
    expect(loaded(studyText(STUDY))).toEqual(STUDY);
  });
});

describe('the question in words', () => {
  test('ranges, objectives and bounds read as an engineer would say them', () => {
    const clock = STUDY.dimensions.find(({ id }) => id === 'clock')!;
    expect(rangeText(clock, 'Hz')).toBe('250 MHz to 1 GHz, log');
    expect(
      rangeText(
        STUDY.dimensions.find(({ id }) => id === 'mac')!,
        'MAC/cycle',
      ),
    ).toBe('32, 64 MAC/cycle');
    expect(objectiveText({ metric: 'x', direction: 'maximize' }, undefined)).toBe('maximize x');
    expect(constraintText(STUDY.constraints[0]!, undefined)).toBe('SDC ≤ 1 × 10⁻¹⁶');
  });

  test('only fixed values that differ from the default are told', () => {
    expect(changedFixed(STUDY, ethos.parameters)).toEqual([{ id: 'technology', value: 7 }]);
  });

  test('the space is set against the budget', () => {
    expect(spaceText(16384, 16384)).toBe('16,384 designs; the budget covers them all');
    expect(spaceText(1000, 250)).toBe('1,000 designs; the budget covers 25 %');
    expect(spaceText(1e9, 10)).toBe('1,000,000,000 designs; the budget covers less than 0.1 %');
    expect(spaceText(null, 10)).toContain('continuous');
  });
});

describe('the estimate of a pilot', () => {
  test('spreads the median over budget and cores', () => {
    expect(estimateText({ evaluated: 25, secondsPerDesign: 0.002 }, 4000, 2)).toBe(
      '25 designs took 2 ms each: evaluating the budget takes about 4.0 s on 2 cores.',
    );
    expect(estimateText({ evaluated: 25, secondsPerDesign: 2e-5 }, 4000, 2)).toContain('under a second');
    expect(estimateText({ evaluated: 3, secondsPerDesign: 1 }, Infinity, 2)).toBe('3 designs took 1 s each.');
    expect(estimateText({ evaluated: 0, secondsPerDesign: 0 }, 10, 2)).toContain('No design');
  });
});

describe('a run in words', () => {
  const counts = { complete: 3980, infeasible: 20, pruned: 0, failed: 0, cancelled: 0 };

  test('states without trials are left out', () => {
    expect(countsText(counts)).toBe('3,980 complete, 20 infeasible');
    expect(countsText({ ...counts, complete: 0, infeasible: 0 })).toBe('no trials yet');
  });

  test('a paused run is open but not active', () => {
    expect(isActive('paused')).toBe(false);
    expect(isOpen('paused')).toBe(true);
    expect(isOpen('finished')).toBe(false);
    expect(isOpen(undefined)).toBe(false);
  });

  test('the share done is known only with a total', () => {
    expect(shareDone({ done: 50, total: 200 })).toBe(0.25);
    expect(shareDone({ done: 50, total: null })).toBeNull();
  });
});

describe('columns of the trial table', () => {
  const columns = tableColumns(STUDY, ethos);

  test('number and state, objectives, other metrics, what varies, time', () => {
    expect(columns.slice(0, 4).map(({ sort }) => sort)).toEqual(['number', 'state', 'area', 'sdc']);
    expect(columns.slice(-4).map(({ sort }) => sort)).toEqual(['mac', 'protection.dma', 'clock', 'duration']);
    expect(new Set(columns.map(({ sort }) => sort)).size).toBe(columns.length);
  });

  test('cells show prefixes, hovering every digit, unknown values nothing', () => {
    const cell = (sort: string, show: typeof cellText): string =>
      show(
        columns.find((column) => column.sort === sort)!,
        trialNumbered(3),
      );
    expect(cell('clock', cellText)).toBe('500 MHz');
    expect(cell('clock', cellTitle)).toBe('500000000 Hz');
    expect(cell('sdc', cellText)).toBe('9.5 × 10⁻¹⁷');
    expect(cell('margin', cellText)).toBe('');
    expect(cell('state', cellText)).toBe('complete');
    expect(cellText(columns[1]!, trialNumbered(3, true))).toBe('on the front');
  });
});

describe('pages of trials', () => {
  interface Asked {
    readonly query: TrialPageQuery;
    readonly answer: (page: TrialPage) => void;
    readonly fail: (error: Error) => void;
  }

  /** Pages over an engine whose answers the test gives by hand. */
  function pagesByHand(): { pages: TrialPages; asked: Asked[]; failures: unknown[] } {
    const asked: Asked[] = [];
    const failures: unknown[] = [];
    const pages = new TrialPages(
      (query) => new Promise((answer, fail) => asked.push({ query, answer, fail })),
      () => undefined,
      (error) => failures.push(error),
    );
    return { pages, asked, failures };
  }

  const pageFrom = (first: number, total = 1000): TrialPage => ({
    total,
    trials: Array.from({ length: 100 }, (_unused, index) => trialNumbered(first + index)),
  });
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

  test('asks once for each page that the rows in view touch', async () => {
    const { pages, asked } = pagesByHand();
    pages.want(90, 110);
    pages.want(95, 115);
    expect(asked.map(({ query }) => query.offset)).toEqual([0, 100]);
    asked[1]!.answer(pageFrom(100));
    await settled();
    expect(pages.row(105)?.number).toBe(105);
    expect(pages.row(5)).toBeUndefined();
    expect(pages.total).toBe(1000);
  });

  test('an answer to an earlier question is not shown', async () => {
    const { pages, asked } = pagesByHand();
    pages.want(0, 10);
    pages.setQuery({ sort: 'area' });
    pages.want(0, 10);
    asked[0]!.answer(pageFrom(0));
    await settled();
    expect(pages.row(0)).toBeUndefined();
    asked[1]!.answer(pageFrom(700));
    await settled();
    expect(asked[1]!.query).toMatchObject({ sort: 'area', offset: 0, limit: 100 });
    expect(pages.row(0)?.number).toBe(700);
  });

  test('rows stay in view while newer ones are fetched', async () => {
    const { pages, asked } = pagesByHand();
    pages.want(0, 10);
    asked[0]!.answer(pageFrom(0));
    await settled();
    pages.refresh();
    expect(pages.row(4)?.number).toBe(4);
    pages.want(0, 10);
    asked[1]!.answer(pageFrom(500));
    await settled();
    expect(pages.row(4)?.number).toBe(504);
  });

  test('a row is found by its trial: by number where rows are numbers, else among the rows at hand', async () => {
    const { pages, asked } = pagesByHand();
    pages.want(0, 10);
    asked[0]!.answer(pageFrom(0));
    await settled();
    expect(pages.rowOf(640)).toBe(640);
    pages.setQuery({ sort: 'area' });
    pages.want(0, 10);
    asked[1]!.answer(pageFrom(700));
    await settled();
    expect(pages.rowOf(703)).toBe(3);
    expect(pages.rowOf(5)).toBeUndefined();
  });

  test('a refused filter is reported', async () => {
    const { pages, asked, failures } = pagesByHand();
    pages.setQuery({ filter: 'mac = ' });
    pages.want(0, 10);
    asked[0]!.fail(new Error('a value is missing'));
    await settled();
    expect(failures).toEqual([new Error('a value is missing')]);
  });
});
