import { describe, expect, it } from 'vitest';
import {
  BLOOM_176B,
  LLAMA_2_13B,
  LLAMA_2_70B,
  LLAMA_2_7B,
  LLAMA_3_405B,
  LLAMA_3_70B,
  LLAMA_3_8B,
  MISTRAL_7B,
  SPARSE_GPT_13B,
} from '../../../engine/components/workloads/language-models.ts';
import {
  backwardOperators,
  keyValueBytesPerToken,
  layerOperators,
  layerParameterCount,
  outerOperators,
  parameterCount,
} from '../../../engine/components/workloads/transformer.ts';
import type { Operator } from '../../../engine/components/workloads/transformer.ts';

const total = (operators: readonly Operator[], quantity: (operator: Operator) => number): number =>
  operators.reduce((sum, operator) => sum + quantity(operator), 0);

const DECODE = { batch: 1, tokens: 1, context: 2048, bytesPerElement: 2 };
const PREFILL = { batch: 1, tokens: 2048, context: 2048, bytesPerElement: 2 };

describe('catalogue', () => {
  it.each([
    [LLAMA_2_7B, 6_738_415_616],
    [LLAMA_2_13B, 13_015_864_320],
    [LLAMA_2_70B, 68_976_648_192],
    [LLAMA_3_8B, 8_030_261_248],
    [LLAMA_3_70B, 70_553_706_496],
    [LLAMA_3_405B, 405_853_388_800],
    [MISTRAL_7B, 7_241_732_096],
    [BLOOM_176B, 176_247_271_424],
  ])('has the exact parameter count of $name', (shape, parameters) => {
    expect(parameterCount(shape)).toBe(parameters);
  });

  it('takes the known bytes of keys and values per token', () => {
    expect(keyValueBytesPerToken(LLAMA_2_7B, 2)).toBe(524_288);
    expect(keyValueBytesPerToken(LLAMA_3_8B, 2)).toBe(131_072);
    expect(keyValueBytesPerToken(LLAMA_2_70B, 2)).toBe(327_680);
  });
});

describe('layerOperators', () => {
  it('lists 19 operators for a gated layer with rotary positions', () => {
    expect(layerOperators(LLAMA_2_7B, PREFILL)).toHaveLength(19);
  });

  it('reads every weight of the layer once', () => {
    const keysAndValues = 2 * 2047 * 4096 * 2;
    const stationary = total(layerOperators(LLAMA_2_7B, DECODE), (operator) => operator.stationaryBytes);
    expect(stationary).toBe(2 * layerParameterCount(LLAMA_2_7B) + keysAndValues);
  });

  it('spends two operations per weight and token on linear layers and four per pair and width on attention', () => {
    const products = layerOperators(LLAMA_2_7B, PREFILL).filter(({ kind }) => kind === 'gemm');
    const weights = layerParameterCount(LLAMA_2_7B) - 2 * 4096;
    expect(total(products, ({ flops }) => flops)).toBe(2 * 2048 * weights + 4 * 2048 * 2048 * 4096);
  });

  it('shrinks keys and values, not queries, with grouped heads', () => {
    const bytes = (name: string) =>
      layerOperators(LLAMA_3_8B, PREFILL).find((operator) => operator.name === name)!.output.bytes;
    expect(bytes('query')).toBe(4 * bytes('key'));
    expect(bytes('key')).toBe(bytes('value'));
  });

  it('leaves zero weights out of work and traffic, not out of the parameter count', () => {
    const dense = { ...SPARSE_GPT_13B, density: 1 };
    const up = (shape: typeof dense) =>
      layerOperators(shape, PREFILL).find((operator) => operator.name === 'up')!;
    expect(up(SPARSE_GPT_13B).flops * 8).toBe(up(dense).flops);
    expect(up(SPARSE_GPT_13B).stationaryBytes * 8).toBe(up(dense).stationaryBytes);
    expect(parameterCount(SPARSE_GPT_13B)).toBe(parameterCount(dense));
  });

  it('is a graph in topological order: what an operator reads was made before or comes from outside', () => {
    for (const shape of [LLAMA_2_7B, BLOOM_176B]) {
      const made = new Set(['layer input']);
      for (const operator of layerOperators(shape, PREFILL)) {
        for (const input of operator.inputs) expect(made).toContain(input.name);
        made.add(operator.output.name);
      }
    }
  });
});

describe('backwardOperators', () => {
  it('spends twice the forward work on matrix products, and recomputes the scores', () => {
    const forward = layerOperators(LLAMA_2_7B, PREFILL, true);
    const backward = backwardOperators(forward);
    const products = (operators: readonly Operator[]) =>
      total(
        operators.filter(({ kind }) => kind === 'gemm'),
        ({ flops }) => flops,
      );
    const scores = forward.find(({ name }) => name === 'attention scores')!.flops;
    expect(products(backward)).toBe(2 * products(forward) + scores);
  });

  it('writes a gradient of every linear weight', () => {
    const backward = backwardOperators(layerOperators(LLAMA_2_7B, PREFILL, true));
    const gradients = backward.filter(({ name }) => name.endsWith('gradient of weights'));
    expect(total(gradients, ({ output }) => output.bytes)).toBe(
      2 * (layerParameterCount(LLAMA_2_7B) - 2 * 4096),
    );
  });
});

describe('outerOperators', () => {
  it('projects only the last token when only it is wanted', () => {
    const projection = (lastOnly: boolean) => outerOperators(LLAMA_2_7B, PREFILL, lastOnly)[2]!.flops;
    expect(projection(true)).toBe(2 * 4096 * 32000);
    expect(projection(false)).toBe(2048 * projection(true));
  });
});
