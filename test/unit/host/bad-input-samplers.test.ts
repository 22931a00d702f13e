// Every sampler on studies that cannot give an answer: a result or a clear message, never a hang.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { samplerDefinitions } from '../../../engine/samplers/index.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const RANGE = '{ min: 0.1, max: 1, levels: 12 }';
/** Samplers whose designs need something that varies. */
const NEEDS_DIMENSIONS = ['saltelli', 'morris'];

test.each(samplerDefinitions.map(({ type }) => type))('sampler %s', { timeout: 120_000 }, async (sampler) => {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 1);
  let count = 0;
  const run = (parameters: string, rest = '') =>
    runStudy(
      engine,
      join(folder, `${count++}.pareto`),
      `study: asked\nsystem: faulty\nparameters: ${parameters}\nobjectives: [cost]\nsampler: ${sampler}\n` +
        `budget: { trials: 12 }\n${rest}`,
    );

  for (const mode of ['nan', 'infinite', 'throw']) {
    const { counts, error } = await run(`{ x: ${RANGE}, mode: ${mode} }`);
    expect(counts, mode).toMatchObject({ complete: 0, failed: 12 });
    expect(error, mode).toMatchObject({ kind: 'evaluation-failed' });
  }

  for (const parameters of ['{ x: 0.5, mode: fine }', '{}']) {
    const last = await run(parameters);
    if (NEEDS_DIMENSIONS.includes(sampler)) {
      expect(last.error?.message).toBe('no parameter varies, so there is no sensitivity to find');
      continue;
    }
    expect(last.error).toBeUndefined();
    expect(last).toMatchObject({ state: 'finished', frontSize: 1 });
    expect(last.counts.complete).toBe(last.done);
  }

  // Looked through when the file is read, or searched when it runs.
  const impossible = 'constraints: ["x * 2 > 3 + x"]\n';
  await expect(run('{ x: [0.1, 0.5, 1], mode: fine }', impossible)).rejects.toThrow(
    'none of 3 designs meets the design constraints; "x * 2 > 3 + x"',
  );
  const { error, done } = await run(`{ x: ${RANGE}, mode: fine }`, impossible);
  expect(done).toBe(0);
  expect(error).toMatchObject({ kind: 'space-empty' });
  expect(error!.message).toContain('"x * 2 > 3 + x" (the study demands x * 2 > 3 + x) refused 100 %');
});
