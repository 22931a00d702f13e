import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { StudyDocument } from '../../../engine/contract/study.ts';
import { formatStudy } from '../../../engine/study/write.ts';
import { load, problemsOf } from './support.ts';

const head = 'study: a\nsystem: example-npu\nparameters: { mac: all }\n';
const fidelityOf = (fidelity: string): unknown => load(`${head}fidelity: ${fidelity}\n`).study?.fidelity;

describe('the pruner of a study', () => {
  it('is named by a word or with options, which are filled in', () => {
    expect(load(head).study!.pruner).toBeUndefined();
    expect(load(`${head}pruner: none\n`).study!.pruner).toEqual({ type: 'none', options: {} });
    expect(load(`${head}pruner: { type: percentile, percentile: 10 }\n`).study!.pruner).toMatchObject({
      type: 'percentile',
      options: { percentile: 10, startup: 5, warmup: 0, interval: 1, staged: true },
    });
  });

  it('is checked at its line', () => {
    expect(problemsOf(`${head}pruner: medain\n`)).toEqual([
      'x.study.yaml:4: there is no pruner "medain"; did you mean "median"?',
    ]);
    expect(problemsOf(`${head}pruner: { type: median, warm_up: 3 }\n`)).toEqual([
      'x.study.yaml:4: pruner "median" has no option "warm_up"; did you mean "warmup"?',
    ]);
    expect(problemsOf(`${head}pruner: { type: hyperband, factor: 1 }\n`)[0]).toContain(
      'below what is allowed',
    );
  });

  it('comes with an order, deterministic unless it says otherwise', () => {
    expect(load(`${head}order: deterministic\n`).study!.order).toBeUndefined();
    expect(load(`${head}order: asynchronous\n`).study!.order).toBe('asynchronous');
    expect(problemsOf(`${head}order: random\n`)[0]).toContain('deterministic, asynchronous');
  });

  it('survives being written again', () => {
    const text = `${head}pruner: { type: dominance, margin: 0.1 }\norder: asynchronous\n`;
    expect(parse(formatStudy(load(text).document!))).toEqual(parse(text) as StudyDocument);
  });
});

describe('the fidelity of a study', () => {
  it('is a list of levels, or steps down from the highest by the factor', () => {
    expect(fidelityOf('{ parameter: banks, levels: [2, 4, 16] }')).toEqual({
      parameter: 'banks',
      levels: [2, 4, 16],
      factor: 3,
    });
    expect(fidelityOf('{ parameter: banks, min: 2, max: 16, factor: 2 }')).toEqual({
      parameter: 'banks',
      levels: [2, 4, 8, 16],
      factor: 2,
    });
    expect(fidelityOf('{ parameter: sram_capacity, levels: [1 MiB, 4 MiB], factor: 4 }')).toMatchObject({
      levels: [2 ** 20, 2 ** 22],
    });
  });

  it('varies as the last dimension, and is not fixed any more', () => {
    const { study } = load(`${head}fidelity: { parameter: banks, levels: [2, 16] }\n`);
    expect(study!.dimensions.map(({ id }) => id)).toEqual(['mac', 'banks']);
    expect(study!.dimensions[1]).toMatchObject({ kind: 'choice', choices: [2, 16], ordered: true });
    expect(study!.fixed).not.toHaveProperty('banks');
  });

  it.each([
    ['{ parameter: bank, levels: [2, 4] }', 'did you mean "banks"?'],
    ['{ parameter: protection, levels: [2, 4] }', 'is not a number'],
    ['{ parameter: mac, levels: [32, 64] }', 'is the fidelity and under "parameters" or "fixed"'],
    ['{ parameter: banks, levels: [4, 2] }', 'do not rise'],
    ['{ parameter: banks, levels: [4] }', 'has 1 levels, not 2 to 10'],
    ['{ parameter: banks, levels: [3, 4] }', 'is between two allowed values'],
    ['{ parameter: banks, min: 2 }', 'takes either levels, or min and max'],
    ['{ parameter: banks, levels: [2, 4], factor: 1 }', '"factor" must be a whole number'],
    ['{ levels: [2, 4] }', 'names no parameter'],
    ['{ parameter: prefetch_depth, levels: [1, 4] }', 'is not active for every design'],
  ])('is refused as %s', (fidelity, problem) => {
    const text = `study: a\nsystem: example-npu\nparameters: { mac: all, prefetch: all }\nfidelity: ${fidelity}\n`;
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('does not go with a pruner', () => {
    const text = `${head}pruner: median\nfidelity: { parameter: banks, levels: [2, 4] }\n`;
    expect(problemsOf(text).join()).toContain('a pruner or a fidelity ladder, not both');
  });
});
