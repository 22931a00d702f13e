import { describe, expect, it } from 'vitest';
import type { MetricValues } from '../../../engine/contract/system.ts';
import system from '../../../engine/systems/pregated-moe/index.ts';
import type { PregatedMetrics } from '../../../engine/systems/pregated-moe/metrics.ts';
import { recordedQuality } from '../../../engine/systems/pregated-moe/quality.ts';
import { RECORDED } from '../../../engine/systems/pregated-moe/recorded-quality.ts';
import { trainToy } from '../../../engine/systems/pregated-moe/toy.ts';
import { context, designOf, metricsOf } from './pregated-moe-support.ts';

describe('the toy', () => {
  it('is trained by a design that asks for it, to the last bit as recorded', { timeout: 240_000 }, () => {
    const reports: [number, MetricValues][] = [];
    const design = designOf({ quality: 'trained', fine_tuning_steps: 100 });
    const metrics = system.evaluate(design, {
      ...context,
      report: (step, values) => void reports.push([step, values]),
    }) as PregatedMetrics;
    const { accuracy, agreement, baseline } = RECORDED[100][0]![0]!;
    expect(metrics.toy_accuracy).toBe(accuracy);
    expect(metrics.toy_accuracy_change).toBe(accuracy - baseline);
    expect(metrics.gate_agreement).toBe(agreement);
    expect(reports.map(([step]) => step)).toEqual([550]);
    expect(reports[0]![1].toy_accuracy).toBeGreaterThan(0.6);
  });

  it('is not trained by a design that does not fit', () => {
    const metrics = metricsOf({ quality: 'trained', experts: 128, fine_tuning_steps: 0, host_memory: 16e9 });
    expect(metrics.toy_accuracy).toBe(recordedQuality(1, 0).accuracy);
  });

  it('stops where it is told to', () => {
    expect(() => trainToy(1, 400, 1, { signal: AbortSignal.abort(), report: () => {} })).toThrow(
      'the training was stopped',
    );
  });
});
