// The main study run to its end by one sampler, and the hypervolume of its front. Shared with the tests.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Study } from '../engine/contract/study.ts';
import type { Engine } from '../engine/host/engine.ts';
import { hypervolume } from '../engine/pareto/hypervolume.ts';

const FILE = 'studies/moe-accelerator.study.yaml';

/** Worse than anything worth having: mm², J and s a token, and the accuracy of guessing. */
const WORST = { area: 600, energy: 1, latency: 0.05, accuracy: 0.25 };

/**
 * Hypervolume of the study's front after `trials` evaluations. Area, energy and time count in decades below the worst,
 * accuracy in shares of answers above guessing. `sampler` undefined takes what the study file says.
 */
export async function flagshipHypervolume(
  engine: Engine,
  folder: string,
  seed: number,
  trials: number,
  sampler?: Study['sampler'],
): Promise<number> {
  const text = readFileSync(new URL(`../${FILE}`, import.meta.url), 'utf8');
  const started = await engine.startRunAt({
    source: { text, file: FILE },
    path: join(folder, `${sampler?.type ?? 'study'}-${seed}.pareto`),
    adjust: (study) => ({
      ...study,
      seed,
      budget: { ...study.budget, trials },
      ...(sampler === undefined ? {} : { sampler }),
    }),
  });
  await engine.finished(started.run);
  const { workspace } = started.workspace;
  const page = await engine.trialPage(workspace, started.study, {
    offset: 0,
    limit: 10_000,
    frontOnly: true,
  });
  await engine.closeWorkspace(workspace);
  const rows = page.trials.flatMap(({ metrics }) => {
    const row = [
      Math.log10(metrics.area! / WORST.area),
      Math.log10(metrics.energy! / WORST.energy),
      Math.log10(metrics.latency! / WORST.latency),
      WORST.accuracy - metrics.accuracy!,
    ];
    return row.every((value) => value < 0) ? row : [];
  });
  return hypervolume(Float64Array.from(rows), 4, Float64Array.of(0, 0, 0, 0));
}
