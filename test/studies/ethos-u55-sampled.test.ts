import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Study } from '../../engine/contract/study.ts';
import { hypervolume } from '../../engine/pareto/hypervolume.ts';
import { temporaryFolder, testEngine } from '../fixtures/engine.ts';

const text = readFileSync(new URL('../../studies/ethos-u55-sampled.study.yaml', import.meta.url), 'utf8');

it('study ethos-u55-sampled finds nearly the same front with less than half of the injections', async () => {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 2);
  const outcome = async (name: string, adjust: (study: Study) => Study) => {
    const started = await engine.startRunAt({
      source: { text, file: 'ethos-u55-sampled.study.yaml' },
      path: join(folder, `${name}.pareto`),
      adjust,
    });
    await engine.finished(started.run);
    const { trials } = await engine.trialPage(started.workspace.workspace, started.study, {
      offset: 0,
      limit: 1000,
      intermediate: true,
    });
    const front = trials.filter(({ onFront }) => onFront);
    return {
      injections: trials.reduce(
        (sum, { state, intermediate = [] }) =>
          sum + (state === 'complete' ? 100_000 : (intermediate.at(-1)?.step ?? 0)),
        0,
      ),
      front: Float64Array.from(front.flatMap(({ metrics }) => [metrics.area!, metrics.sdc!])),
    };
  };
  const whole = await outcome('whole', (study) => ({ ...study, pruner: { type: 'none', options: {} } }));
  const pruned = await outcome('pruned', (study) => study);
  expect(whole.injections).toBe(200 * 100_000);
  expect(pruned.injections).toBeLessThan(0.5 * whole.injections);
  const worst = [0, 1].map((column) => Math.max(...whole.front.filter((_, index) => index % 2 === column)));
  const reference = Float64Array.from(worst, (value) => 1.1 * value);
  const kept = hypervolume(pruned.front, 2, reference) / hypervolume(whole.front, 2, reference);
  expect(kept).toBeGreaterThan(0.99);
}, 300_000);
