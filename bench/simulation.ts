// Speed of the simulators on one core, against the targets of their design.

import { RandomStream } from '../engine/contract/random.ts';
import { Simulation } from '../engine/simulation/simulation.ts';

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What was set out to be reached. */
  readonly target?: string;
}

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

/** Runs every simulation benchmark. */
export async function simulationBench(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const pending of [10, 1000, 100_000]) {
    rows.push({
      name: `event kernel, ${pending} events pending`,
      value: eventRate(pending, 2_000_000),
      unit: 'events/s',
      target: 'at least 3,000,000 with 1,000 pending',
    });
  }
  return rows;
}
