import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dumpWorkspace, temporaryFolder } from '../../fixtures/engine.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { paretoscope } from './cli.ts';

const STUDY = `
study: killed
system: ethos-u55
parameters:
  mac: all
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.wd: all
  clock: { min: 250 MHz, max: 1 GHz, scale: log }
objectives: [area, sdc]
sampler: random
budget: { trials: 60000 }
seed: 3
`;

test('a run killed again and again ends with the workspace of an undisturbed one', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'killed.study.yaml');
  writeFileSync(file, STUDY);
  const disturbed = join(folder, 'disturbed.pareto');
  const instants = new RandomStream(1, 'test.kills');
  let kills = 0;
  for (let attempt = 0; attempt < 6; attempt++) {
    const delay = 300 + instants.below(900);
    const result = await paretoscope(['run', file, '--workspace', disturbed], { killAfter: delay });
    if (result.status === null) kills++;
  }
  expect(kills).toBeGreaterThan(0);
  const last = await paretoscope(['run', file, '--workspace', disturbed]);
  expect(last.stderr).not.toContain('paretoscope:');
  expect(last.status).toBe(0);
  const undisturbed = join(folder, 'undisturbed.pareto');
  expect((await paretoscope(['run', file, '--workspace', undisturbed])).status).toBe(0);
  expect(dumpWorkspace(disturbed)).toBe(dumpWorkspace(undisturbed));
});
