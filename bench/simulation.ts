// Speed of the simulators on one core, against the targets of their design.

import { allReduceTime } from '../engine/components/collectives.ts';
import { NVLINK_4 } from '../engine/components/links.ts';
import { macEnergy } from '../engine/components/operations.ts';
import { areaFactor } from '../engine/components/process-node.ts';
import { secDedCode } from '../engine/components/redundancy.ts';
import { sramArea, sramEnergy } from '../engine/components/sram.ts';
import { diesPerWafer, dieYield } from '../engine/components/wafer.ts';
import { convolutionNet } from '../engine/components/workloads/convolution-nets.ts';
import { lowerConvolution } from '../engine/components/workloads/convolution.ts';
import { RandomStream } from '../engine/contract/random.ts';
import type { Parameters, ParameterValue } from '../engine/contract/system.ts';
import { AliasSampler, lruHitCurve, zipfProbabilities } from '../engine/simulation/cache.ts';
import { DDR4_3200 } from '../engine/simulation/dram-timing.ts';
import { DramChannel } from '../engine/simulation/dram.ts';
import { Simulation } from '../engine/simulation/simulation.ts';
import { decode, samplePositions, type PimDesign } from '../engine/systems/pim-gpt/model.ts';
import { parameters as memoryParameters } from '../engine/systems/pim-gpt/parameters.ts';
import {
  evaluateDesign as evaluateArray,
  type SystolicDesign,
} from '../engine/systems/systolic-accelerator/model.ts';
import { parameters as arrayParameters } from '../engine/systems/systolic-accelerator/parameters.ts';
import type { BenchmarkRow } from './bench.ts';

/** Seconds of wall-clock time of the fastest of `repeats` runs. */
function seconds(run: () => void, repeats = 3): number {
  let best = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    run();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** Events per second of the hold model: every event schedules one other at a random distance. */
function eventRate(pending: number, events: number): number {
  const delays = new Float64Array(4096);
  const stream = new RandomStream(1, 'bench.events');
  for (let index = 0; index < delays.length; index++) delays[index] = stream.exponential();
  const elapsed = seconds(() => {
    const simulation = new Simulation();
    let next = 0;
    const hold = (): void => void simulation.schedule(delays[next++ & 4095]!, hold);
    for (let index = 0; index < pending; index++) hold();
    simulation.run(Infinity, events);
  });
  return events / elapsed;
}

/**
 * Nanoseconds of a call, mean over `calls` of them; `call` returns a number so that nothing is optimised
 * away.
 */
function nanoseconds(calls: number, call: (index: number) => number): number {
  let sum = 0;
  const elapsed = seconds(() => {
    for (let index = 0; index < calls; index++) sum += call(index);
  });
  if (!Number.isFinite(sum)) throw new Error('a benchmarked function gave no number');
  return (elapsed / calls) * 1e9;
}

const NODES = [45, 32, 20, 16, 14, 10, 7] as const;

/** One call of each kind of component function. */
const COMPONENT_CALLS: readonly (readonly [name: string, call: (index: number) => number])[] = [
  ['macEnergy', (index) => macEnergy('int8', NODES[index % 7]!)],
  ['sramEnergy', (index) => sramEnergy(1024 * (1 + (index & 1023)), 64, NODES[index % 7]!)],
  ['sramArea', (index) => sramArea(1024 * (1 + (index & 1023)), NODES[index % 7]!)],
  ['areaFactor', (index) => areaFactor(45, NODES[index % 7]!)],
  ['dieYield', (index) => dieYield(1 + (index % 800), 0.1, 'murphy')],
  ['diesPerWafer', (index) => diesPerWafer(1 + (index % 800))],
  ['allReduceTime', (index) => allReduceTime('ring', 1 + (index & 63), 1e6, NVLINK_4)],
  ['secDedCode', (index) => secDedCode(1 + (index & 1023)).checkBits],
  ['lowerConvolution', (index) => lowerConvolution(RESNET_LAYER, 1 + (index & 7)).rows],
];

const RESNET_LAYER = convolutionNet('resnet-50')[10]!;

function defaults(parameters: Parameters): Record<string, ParameterValue> {
  return Object.fromEntries(Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]));
}

/** Runs every simulation benchmark. */
export function run(): Promise<readonly BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  for (const pending of [10, 1000, 100_000]) {
    rows.push({
      name: `event kernel, ${pending} events pending`,
      value: eventRate(pending, 2_000_000),
      unit: 'events/s',
      ...(pending === 1000 ? { target: { atLeast: 3_000_000 } } : {}),
    });
  }

  const items = 100_000;
  const trace = new AliasSampler(zipfProbabilities(items, 0.9)).trace(
    1_000_000,
    new RandomStream(1, 'bench.trace'),
  );
  rows.push({
    name: 'LRU miss curve of 1,000,000 requests, one pass',
    value: seconds(() => void lruHitCurve(trace, items)),
    unit: 's',
    target: { atMost: 1 },
  });

  const array = defaults(arrayParameters) as unknown as SystolicDesign;
  rows.push({
    name: 'systolic-accelerator, ResNet-50, one design',
    value: nanoseconds(2000, () => evaluateArray(array).latency) / 1e6,
    unit: 'ms',
    target: { atMost: 1 },
  });

  const memory = defaults(memoryParameters) as unknown as PimDesign;
  const tokens = 1024;
  rows.push({
    name: 'pim-gpt, event-driven tokens of GPT2-small',
    value:
      tokens / seconds(() => void decode(memory, samplePositions({ ...memory, simulated_tokens: tokens }))),
    unit: 'token/s',
    target: { atLeast: 1000 },
  });

  const channel = { policy: 'open', refresh: true } as const;
  const accesses = 1_000_000;
  rows.push({
    name: 'DRAM channel, streamed accesses',
    value:
      accesses /
      seconds(() => {
        const dram = new DramChannel(DDR4_3200, channel);
        for (let index = 0; index < accesses; index++)
          dram.access(((index & 3) << 2) | ((index >> 9) & 3), index >> 11, false);
      }),
    unit: 'accesses/s',
  });

  for (const [name, call] of COMPONENT_CALLS) {
    rows.push({
      name: `component function ${name}`,
      value: nanoseconds(200_000, call) / 1e3,
      unit: 'us',
      target: { atMost: 1 },
    });
  }
  return Promise.resolve(rows);
}
