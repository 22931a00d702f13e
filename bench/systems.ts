// What one evaluation of every built-in system costs: random designs over all its parameters, processor time, after
// a warm-up. Parameters that switch a real training on stay at their defaults; `npm run bench -- learning` times those.

import { RandomStream } from '../engine/contract/random.ts';
import { wholeSpace } from '../engine/host/design.ts';
import { plainContext } from '../engine/run/evaluate-batch.ts';
import { loadAllSystems } from '../engine/systems/registry.ts';
import type { BenchmarkRow } from './bench.ts';

const WARM_UP = 200;
const DESIGNS = 400;
/** Parameters whose choices train a network or draw long samples: a benchmark of their own. */
const LEFT_ALONE = new Set(['training', 'quality', 'estimator']);

export async function run(): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  for (const system of await loadAllSystems()) {
    if (system.hidden) continue;
    const space = wholeSpace(system);
    const codes = new Float64Array(space.width);
    const stream = new RandomStream(1, 'bench.systems');
    const times: number[] = [];
    let allowed = 0;
    for (let index = 0; allowed < WARM_UP + DESIGNS && index < 20_000; index++) {
      space.sampleUniform(stream.restart(index), codes);
      space.dimensions.forEach(({ id }, column) => {
        const parameter = system.parameters[id]!;
        if (LEFT_ALONE.has(id)) codes[column] = space.axes[column]!.codeOf(parameter.default);
      });
      space.deactivate(codes);
      if (space.violatedConstraint(codes) !== undefined) continue;
      allowed++;
      const design = space.decode(codes);
      const before = process.cpuUsage();
      await system.evaluate(design, plainContext(1, index));
      const { user, system: kernel } = process.cpuUsage(before);
      if (allowed > WARM_UP) times.push(user + kernel);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(share * (times.length - 1))]! / 1000;
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length / 1000;
    rows.push(
      { name: `${system.id}, mean of ${times.length} random designs`, value: mean, unit: 'ms' },
      { name: `${system.id}, median`, value: at(0.5), unit: 'ms', target: { atMost: 20 } },
      { name: `${system.id}, slowest tenth`, value: at(0.9), unit: 'ms', target: { atMost: 20 } },
    );
  }
  return rows;
}
