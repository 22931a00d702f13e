import { describe, expect, it } from 'vitest';
import system from '../../engine/systems/pim-gpt/index.ts';
import { evaluateGrid } from './grid.ts';

describe('study pim-gpt-channels', () => {
  it('finds the limits of more channels and more lanes', async () => {
    const evaluated = await evaluateGrid('pim-gpt-channels', system);
    const at = (model: string, channels: number, lanes: number) =>
      evaluated.find(
        ({ design }) => design.model === model && design.channels === channels && design.lanes === lanes,
      )?.metrics;
    const gain = (model: string): number => at(model, 8, 16)!.latency! / at(model, 16, 16)!.latency!;
    expect(gain('gpt2-xl')).toBeCloseTo(1.75, 1);
    expect(gain('gpt2-small')).toBeCloseTo(1.68, 1);
    expect(gain('gpt2-xl')).toBeGreaterThan(gain('gpt2-small'));
    expect(at('gpt2-xl', 4, 16)).toBeUndefined();
    for (const model of ['gpt2-small', 'gpt2-xl']) {
      expect(at(model, 8, 16)!.latency! / at(model, 8, 32)!.latency!).toBeLessThan(1.45);
    }
  });
});

describe('study pim-gpt-mapping', () => {
  it('finds packing worth more than concatenating heads', async () => {
    const evaluated = await evaluateGrid('pim-gpt-mapping', system);
    const latency = (packing: boolean, concatenation: boolean, page: string, timing: string): number =>
      evaluated.find(
        ({ design }) =>
          design.row_packing === packing &&
          design.head_concatenation === concatenation &&
          design.page_policy === page &&
          design.timing === timing &&
          design.row_bytes === 2048,
      )!.metrics.latency!;
    const best = latency(true, true, 'open', 'reconstructed');
    const unpacked = latency(false, true, 'open', 'reconstructed') / best;
    const apart = latency(true, false, 'open', 'reconstructed') / best;
    expect(unpacked).toBeCloseTo(1.28, 2);
    expect(apart).toBeCloseTo(1.12, 2);
    expect(latency(true, true, 'closed', 'reconstructed') / best).toBeCloseTo(unpacked, 6);
    expect(latency(false, true, 'open', 'aim') / latency(true, true, 'open', 'aim')).toBeGreaterThan(
      unpacked,
    );
  });
});

describe('study pim-gpt-arithmetic', () => {
  it('finds that the format decides and three terms and steps are enough', async () => {
    const evaluated = await evaluateGrid('pim-gpt-arithmetic', system);
    expect(evaluated).toHaveLength(60);
    const at = (bits: number, terms: number, steps: number) =>
      evaluated.find(
        ({ design }) =>
          design.format_bits === bits && design.taylor_terms === terms && design.newton_steps === steps,
      )!.metrics;
    const error = (bits: number, terms: number, steps: number): number => at(bits, terms, steps).logit_error!;
    expect(error(16, 3, 3)).toBeLessThan(1.1 * error(16, 8, 4));
    expect(error(8, 6, 3)).toBeGreaterThan(3 * error(16, 6, 3));
    expect(error(16, 6, 1)).toBeGreaterThan(error(8, 6, 3));
    expect(error(32, 6, 3)).toBeLessThan(error(16, 6, 3) / 50);
    expect(at(16, 8, 4).latency! / at(16, 2, 1).latency!).toBeLessThan(1.1);
    expect(at(8, 3, 3).latency! / at(16, 3, 3).latency!).toBeCloseTo(0.86, 2);
    expect(at(8, 3, 3).energy! / at(16, 3, 3).energy!).toBeLessThan(0.55);
  });
});
