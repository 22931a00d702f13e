import { describe, expect, it } from 'vitest';
import type { MetricValues } from '../../../engine/contract/system.ts';
import { RECORDED } from '../../../engine/systems/pregated-moe/recorded-quality.ts';
import { trainToy } from '../../../engine/systems/pregated-moe/toy.ts';
import { metricsOf } from './pregated-moe-support.ts';

const { signal } = new AbortController();

describe('the toy', () => {
  it('trains to what was recorded, to the last bit, and reports on the way', { timeout: 240_000 }, () => {
    const reports: [number, MetricValues][] = [];
    const toy = trainToy(1, 100, 1, { signal, report: (step, values) => void reports.push([step, values]) });
    expect(toy).toEqual(RECORDED[100][0]![0]);
    expect(reports.map(([step]) => step)).toEqual([550]);
    expect(reports[0]![1].toy_accuracy).toBeGreaterThan(0.6);
  });

  it('is trained by a design that asks for it', { timeout: 240_000 }, () => {
    const { toy_accuracy, gate_agreement } = metricsOf({
      quality: 'trained',
      fine_tuning_steps: 0,
      gate_distance: 2,
    });
    const { accuracy, agreement } = RECORDED[0][1]![0]!;
    expect([toy_accuracy, gate_agreement]).toEqual([accuracy, agreement]);
  });

  it('stops where it is told to', () => {
    expect(() => trainToy(1, 400, 1, { signal: AbortSignal.abort(), report: () => {} })).toThrow(
      'the training was stopped',
    );
  });
});
