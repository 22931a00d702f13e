// The study that the window is measured on, and where the window finds it.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../engine/host/engine.ts';
import { ethosStudy } from './_ethos-study.ts';

/** The study of the benchmark as a file. */
export function studyText(name: string, trials: number): string {
  return ethosStudy({
    name,
    trials,
    parameters: ['clock: { min: 250 MHz, max: 1 GHz }'],
    constraints: ['sdc <= 1.0e-16'],
    seed: 3,
  });
}

/** Runs the study into a workspace of the folder, unless it is there. */
export async function makeWorkspace(folder: string, trials: number): Promise<void> {
  const path = join(folder, `many-${trials}.pareto`);
  if (existsSync(path)) return;
  mkdirSync(folder, { recursive: true });
  const engine = createEngine({ shell: 'browser', workspaceFolder: folder });
  const { run } = await engine.startRunAt({
    source: { text: studyText('many', trials), file: 'many.study.yaml' },
    path,
  });
  await engine.finished(run);
  await engine.close();
}

/** Copies the study's workspace from a folder to another. */
export function copyStudy(from: string, to: string, trials: number): void {
  const file = `many-${trials}.pareto`;
  copyFileSync(join(from, file), join(to, file));
}

/** The address of the study's explore page in the window. */
export function exploreAddress(folder: string, trials: number): string {
  const path = join(realpathSync(folder), `many-${trials}.pareto`);
  const id = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return `#/workspaces/${id}/studies/many/explore`;
}
