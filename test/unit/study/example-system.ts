// A small system with every kind of parameter, for tests of spaces and study files.

import type { System } from '../../../engine/contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../../engine/space/parameters.ts';
import { defineSystem } from '../../../engine/systems/define.ts';

export const exampleParameters = {
  mac: ordinal([32, 64, 128, 256], { doc: 'MAC units', default: 32 }),
  sram_capacity: ordinal([1048576, 2097152, 4194304], { doc: 'SRAM', unit: 'B', default: 1048576 }),
  protection: categorical(['none', 'dmr', 'tspc-dice'], { doc: 'Protection of registers', default: 'none' }),
  clock: float({
    doc: 'Clock frequency',
    unit: 'Hz',
    minimum: 100e6,
    maximum: 1e9,
    scale: 'log',
    default: 500e6,
  }),
  banks: integer({ doc: 'Banks', minimum: 2, maximum: 16, step: 2, default: 4 }),
  prefetch: boolean({ doc: 'Whether a prefetcher is present', default: false }),
  prefetch_depth: integer({
    doc: 'Depth of the prefetcher',
    minimum: 1,
    maximum: 4,
    default: 2,
    activeWhen: { prefetch: [true] },
  }),
  prefetch_policy: categorical(['stride', 'stream'], {
    doc: 'What a deep prefetcher follows',
    default: 'stride',
    activeWhen: { prefetch_depth: [3, 4] },
  }),
};

export const exampleSystem: System = defineSystem({
  id: 'example-npu',
  version: 3,
  title: 'Example NPU',
  summary: 'A system for tests',
  parameters: exampleParameters,
  constraints: [
    {
      id: 'banks-fit',
      message: 'banks must not outnumber MAC units by design',
      uses: ['banks', 'mac'],
      holds: (design) => design.banks * 8 <= design.mac,
    },
  ],
  metrics: {
    area: { doc: 'Area', unit: 'mm²', direction: 'minimize', role: 'area', provenance: 'analytical' },
    sdc: {
      doc: 'Silent data corruptions',
      direction: 'minimize',
      role: 'reliability',
      provenance: 'analytical',
    },
    latency: { doc: 'Latency', unit: 's', direction: 'minimize', role: 'latency', provenance: 'analytical' },
    accuracy: { doc: 'Accuracy', direction: 'maximize', role: 'accuracy', provenance: 'analytical' },
    price: {
      doc: 'Price',
      unit: 'USD',
      direction: 'minimize',
      role: 'cost',
      provenance: 'assumed',
      assumption: 'one dollar a square millimetre',
    },
  },
  defaultObjectives: ['area', 'sdc'],
  evaluate: (design) => ({
    area: design.mac * 0.01,
    sdc: design.protection === 'none' ? 1e-14 : 1e-17,
    latency: 1e6 / design.clock,
    accuracy: 0.9,
    price: design.mac * 0.01,
  }),
});
