import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EvaluationPool } from '../../../engine/run/pool.ts';
import { noopStudy } from '../host/_noop-study.ts';
import { FIXTURE_SYSTEMS } from '../../fixtures/systems.ts';

/** Niceness of every thread of this process. */
function niceness(): number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return Number(fields[16]);
  });
}

it.runIf(process.platform === 'linux')(
  'yielding workers are nicer than the engine, others are not',
  async () => {
    const own = Math.min(...niceness());
    for (const yielding of [false, true]) {
      const systems = { folders: [FIXTURE_SYSTEMS], files: [] };
      const pool = new EvaluationPool({ workers: 2, systems, yielding });
      const lane = pool.lane(noopStudy);
      const codes = new Float64Array(noopStudy.dimensions.length);
      const { count } = await lane.evaluate({ first: 0, count: 1, codes });
      expect(count).toBe(1);
      expect(niceness().includes(own + 5)).toBe(yielding);
      lane.release();
      await pool.close();
    }
  },
);
