import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInfeasible, type BreakdownNode, type Inspection } from '../../../engine/contract/system.ts';
import { plainContext } from '../../../engine/run/evaluate-batch.ts';
import { groupSize } from '../../../engine/systems/e2gc/grouping.ts';
import system from '../../../engine/systems/e2gc/index.ts';
import { measureAccuracy } from '../../../engine/systems/e2gc/measured.ts';
import { layersOf, modelled } from '../../../engine/systems/e2gc/model.ts';
import { parameters, type GroupDesign } from '../../../engine/systems/e2gc/parameters.ts';
import { arithmeticIntensity } from '../../../engine/systems/e2gc/reuse.ts';

const defaults = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as GroupDesign;

function at(design: Partial<GroupDesign>): ReturnType<typeof modelled> {
  return modelled({ ...defaults, ...design });
}

const SEED = { seed: 2006 };
const network = fc.constantFrom(...parameters.network.choices);
const size = fc.constantFrom(1, 2, 4, 8, 16, 32);
const anyDesign = fc
  .record({
    network,
    policy: fc.constantFrom(...parameters.policy.choices),
    group_size: fc.constantFrom(1, 2, 4, 8),
    groups: fc.constantFrom(1, 2, 4, 8),
    width: fc.constantFrom(...parameters.width.choices),
    resolution: fc.constantFrom(...parameters.resolution.choices),
    kernel: fc.constantFrom(...parameters.kernel.choices),
    batch_size: fc.integer({ min: 1, max: 128 }),
    device: fc.constantFrom(...parameters.device.choices),
    group_ramp: fc.double({ min: 0, max: 64, noNaN: true }),
    array_side: fc.constantFrom(...parameters.array_side.choices),
    buffer: fc.constantFrom(...parameters.buffer.choices),
    precision: fc.constantFrom(...parameters.precision.choices),
  })
  .map((chosen): GroupDesign => ({ ...defaults, ...chosen }));

describe('counts', () => {
  // Multiply-accumulates (M), weights (M), multiply-accumulates of grouped convolutions (M); counted by hand from the
  // layer tables of both nets.
  it.each([
    ['depthwise', 1, 568.7, 4.209, 17.4],
    ['fixed-group-size', 2, 586.1, 4.25, 34.8],
    ['fixed-group-size', 4, 620.9, 4.34, 69.5],
    ['fixed-group-size', 8, 690.4, 4.52, 139.1],
    ['fixed-group-size', 16, 829.5, 4.88, 278.2],
    ['fixed-group-size', 32, 1107.7, 5.59, 556.4],
    ['fixed-groups', 32, 685.0, 4.95, 133.7],
    ['fixed-groups', 16, 818.7, 5.73, 267.3],
    ['fixed-groups', 8, 1086.0, 7.3, 534.7],
    ['fixed-groups', 4, 1620.7, 10.44, 1069.4],
    ['fixed-groups', 2, 2690.1, 16.72, 2138.7],
    ['dense', 1, 4828.8, 29.28, 4277.4],
  ] as const)('of MobileNet-V1, %s %i', (policy, value, macs, weights, groupMacs) => {
    const metrics = at({ policy, group_size: value, groups: value });
    expect(metrics.macs / 1e6).toBeCloseTo(macs, 1);
    expect(Math.abs(metrics.weights / 1e6 - weights)).toBeLessThan(0.0051);
    expect(Math.abs(metrics.group_macs / 1e6 - groupMacs)).toBeLessThan(0.051);
  });

  it.each([
    ['fixed-group-size', 1, 4024, 23.61],
    ['fixed-group-size', 2, 4049, 23.68],
    ['fixed-group-size', 4, 4099, 23.82],
    ['fixed-group-size', 8, 4198, 24.09],
    ['fixed-group-size', 16, 4397, 24.63],
    ['fixed-group-size', 32, 4794, 25.72],
    ['fixed-group-size', 64, 5589, 27.9],
    ['fixed-groups', 64, 4115, 24.25],
    ['fixed-groups', 32, 4230, 24.96],
    ['fixed-groups', 16, 4462, 26.37],
    ['fixed-groups', 8, 4924, 29.2],
  ] as const)('of ResNeXt-50, %s %i', (policy, value, macs, weights) => {
    const metrics = at({ network: 'resnext-50', policy, group_size: value, groups: value });
    expect(Math.abs(metrics.macs / 1e6 - macs)).toBeLessThan(0.51);
    expect(Math.abs(metrics.weights / 1e6 - weights)).toBeLessThan(0.0051);
  });
});

describe('laws', () => {
  it('reuse grows with the group size and stays below both of its limits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(9, 25),
        fc.integer({ min: 1, max: 112 }),
        fc.integer({ min: 1, max: 2048 }),
        (taps, side, channels) => {
          const here = arithmeticIntensity(taps, side * side, channels);
          expect(arithmeticIntensity(taps, side * side, channels + 1)).toBeGreaterThan(here);
          expect(here).toBeLessThan(Math.min((taps * channels) / 2, side * side));
        },
      ),
      SEED,
    );
  });

  it('work of grouped layers is proportional to a fixed group size and inverse to a fixed number of groups', () => {
    fc.assert(
      fc.property(network, size, (net, value) => {
        const ofSize = (channels: 1): number =>
          at({ network: net, policy: 'fixed-group-size', group_size: channels }).group_macs;
        const ofGroups = (groups: 1): number =>
          at({ network: net, policy: 'fixed-groups', groups }).group_macs;
        expect(ofSize(value as 1)).toBe(value * ofSize(1));
        expect(ofGroups(value as 1) * value).toBe(ofGroups(1));
      }),
      SEED,
    );
  });

  it('policies meet where they say the same', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        expect(modelled({ ...design, policy: 'fixed-groups', groups: 1 })).toEqual(
          modelled({ ...design, policy: 'dense' }),
        );
        expect(modelled({ ...design, policy: 'fixed-group-size', group_size: 1 })).toEqual(
          modelled({ ...design, policy: 'depthwise' }),
        );
        for (const { grouped, inputs } of layersOf(design)) {
          if (!grouped || inputs % 8 !== 0) continue;
          expect(groupSize({ policy: 'fixed-groups', groups: inputs / 8, group_size: 1 }, inputs)).toBe(
            groupSize({ policy: 'fixed-group-size', groups: 1, group_size: 8 }, inputs),
          );
        }
      }),
      SEED,
    );
  });

  it('every metric is finite and positive, and batches never cost more energy a picture off chip', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const metrics = modelled(design);
        for (const value of Object.values(metrics)) {
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThan(0);
        }
        if (design.device !== 'accelerator') {
          const doubled = modelled({ ...design, batch_size: 2 * design.batch_size });
          expect(doubled.energy).toBeLessThanOrEqual(metrics.energy * (1 + 1e-12));
        }
      }),
      SEED,
    );
  });

  it('more buffer never moves more data, and a higher loss on small groups never saves time', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const traffic = parameters.buffer.choices.map(
          (buffer) => modelled({ ...design, device: 'accelerator', buffer }).memory_traffic,
        );
        expect(traffic).toEqual(traffic.toSorted((a, b) => b - a));
        const ramped = modelled({ ...design, group_ramp: design.group_ramp + 1 });
        expect(ramped.latency).toBeGreaterThanOrEqual(modelled(design).latency);
      }),
      SEED,
    );
  });
});

describe('weighted reuse', () => {
  it('counts both kinds of data alike at one half', () => {
    const { reuse, weighted_reuse: weighted } = at({ activation_weight: 0.5 });
    expect(weighted).toBeCloseTo(reuse, 9);
  });
});

describe('evaluation', () => {
  it('refuses groups that do not divide the channels', () => {
    const violated = (design: Partial<GroupDesign>): string[] =>
      system.constraints.filter(({ holds }) => !holds({ ...defaults, ...design })).map(({ id }) => id);
    expect(violated({ group_size: 64 })).toEqual(['group-size-divides-channels']);
    expect(violated({ network: 'resnext-50', group_size: 64 })).toEqual([]);
    expect(violated({ policy: 'fixed-groups', groups: 64 })).toEqual(['groups-divide-channels']);
    expect(violated({ policy: 'dense', groups: 64, group_size: 64 })).toEqual([]);
  });

  it('gives no accuracy where nothing was trained', async () => {
    const outcome = await system.evaluate(defaults, plainContext(1));
    if (isInfeasible(outcome)) throw new Error(outcome.infeasible);
    expect(outcome.test_accuracy).toBe(-Infinity);
    expect(outcome.accuracy_gap).toBe(Infinity);
  });

  it('explains energy, time, work and weights by parts that add up', async () => {
    const designs: Partial<GroupDesign>[] = [
      {},
      { network: 'resnext-50', device: 'accelerator', batch_size: 8 },
    ];
    for (const design of designs) {
      const inspection: Inspection = await system.inspect({ ...defaults, ...design }, plainContext(1));
      expect(inspection.breakdowns.map(({ quantity }) => quantity)).toEqual([
        'energy',
        'latency',
        'macs',
        'weights',
      ]);
      for (const { quantity, root } of inspection.breakdowns) {
        const outcome = inspection.outcome as Readonly<Record<string, number>>;
        expect(Math.abs(root.value / outcome[quantity]! - 1)).toBeLessThan(1e-12);
        addsUp(root);
      }
      expect(inspection.notes.length).toBeGreaterThan(2);
    }
  });
});

function addsUp(node: BreakdownNode): void {
  if (node.children === undefined) return;
  const total = node.children.reduce((value, child) => value + child.value, 0);
  expect(node.value).toBeCloseTo(total, 12);
  node.children.forEach(addsUp);
}

describe('measured accuracy', () => {
  const grouping = { policy: 'fixed-group-size', group_size: 8, groups: 1 } as const;
  const { signal } = new AbortController();

  it('is the same for the same seed, above chance, averaged over seeds and reported on the way', () => {
    const reports: [number, number][] = [];
    const run = (report: (step: number, accuracy: number) => void): ReturnType<typeof measureAccuracy> =>
      measureAccuracy(
        grouping,
        'textures',
        { seeds: 2, steps: 80 },
        { seed: 1, signal, report: (step, values) => report(step, values.test_accuracy!) },
      );
    const first = run((step, accuracy) => reports.push([step, accuracy]));
    expect(reports.map(([step]) => step)).toEqual([75, 80, 155, 160]);
    expect(reports.at(-1)![1]).toBe(first.test_accuracy);
    // Six classes: chance is one sixth, known to 0.012 from 1,024 pictures.
    expect(first.test_accuracy).toBeGreaterThan(1 / 6 + 0.05);
    expect(first.accuracy_gap).toBeCloseTo(first.training_accuracy - first.test_accuracy, 12);
    expect(run(() => {})).toEqual(first);
  }, 180_000);

  it('passes on what a report throws, as when a trial is pruned', () => {
    const stop = new Error('pruned');
    const report = (): never => {
      throw stop;
    };
    expect(() =>
      measureAccuracy(grouping, 'shapes', { seeds: 1, steps: 1 }, { seed: 1, signal, report }),
    ).toThrow(stop);
  }, 60_000);
});
