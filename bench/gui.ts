// The window on a study of a million trials, in headless Chromium against a real `paretoscope serve`: opening, moving,
// brushing, jumping, following a run, and what it weighs. Needs the built renderer (`npm run build:renderer`).
// PARETOSCOPE_BENCH_TRIALS makes a smaller study.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { createEngine } from '../engine/host/engine.ts';
import { clockFromEvent, framesDuring, openWorkbench, type ServedPage } from './_browser.ts';
import type { BenchmarkRow } from './bench.ts';

const TRIALS = Number(process.env.PARETOSCOPE_BENCH_TRIALS ?? 1_000_000);
const RENDERER = join(import.meta.dirname, '../dist/renderer');

function studyText(name: string, trials: number): string {
  return `study: ${name}
system: ethos-u55
parameters:
  mac: all
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.reg: all
  protection.tsu: all
  protection.wd: all
  clock: { min: 250 MHz, max: 1 GHz }
objectives: [area, sdc]
constraints: ["sdc <= 1.0e-16"]
sampler: random
budget: { trials: ${trials} }
seed: 3
`;
}

/** Runs the study into a workspace of the folder. */
async function makeWorkspace(folder: string): Promise<void> {
  const engine = createEngine({ shell: 'browser', workspaceFolder: folder });
  const { run } = await engine.startRunAt({
    source: { text: studyText('many', TRIALS), file: 'many.study.yaml' },
    path: join(folder, 'many.pareto'),
  });
  await engine.finished(run);
  await engine.close();
}

/** Bytes of the first load, compressed as a web server would. */
function bundleBytes(): number {
  const html = readFileSync(join(RENDERER, 'index.html'), 'utf8');
  return readdirSync(join(RENDERER, 'assets'))
    .filter((file) => html.includes(file))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(RENDERER, 'assets', file))).length, 0);
}

function exploreAddress(folder: string): string {
  const path = join(realpathSync(folder), 'many.pareto');
  const id = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return `#/workspaces/${id}/studies/many/explore`;
}

/** Milliseconds from asking for the page until its front is drawn, and until all trials are in the picture. */
async function openingTimes(page: Page, address: string): Promise<{ front: number; whole: number }> {
  return page.evaluate<{ front: number; whole: number }>(`(async () => {
    const start = performance.now();
    location.hash = ${JSON.stringify(address)};
    let front = 0;
    for (;;) {
      await new Promise(requestAnimationFrame);
      const scatter = document.querySelector('[data-testid=scatter]');
      if (scatter === null) continue;
      if (front === 0 && Number(scatter.dataset.front) > 0) front = performance.now() - start;
      const thinned = document.querySelector('[data-testid=shown-points]')?.textContent.includes('thinned');
      if (front > 0 && thinned === false) return { front, whole: performance.now() - start };
      if (performance.now() - start > 120000) throw new Error('the plot was not drawn within two minutes');
    }
  })()`);
}

async function moveAround(page: Page): Promise<void> {
  const box = (await page.getByTestId('scatter-surface').first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  for (let step = 0; step < 12; step++) {
    await page.mouse.wheel(0, step < 6 ? -120 : 120);
    await page.waitForTimeout(60);
  }
  await page.mouse.down();
  for (let step = 0; step < 40; step++) {
    await page.mouse.move(x + 90 * Math.sin(step / 5), y + 60 * Math.cos(step / 5));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}

/** Milliseconds from a pointer move of a brush to the frame that shows it, for several brushes. */
async function brushResponses(page: Page): Promise<number[]> {
  await page.locator('#layout').selectOption({ label: 'Parallel coordinates' });
  await page.locator('[data-testid=parallel][data-complete=true]').waitFor();
  await page.waitForTimeout(4000);
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const box = (await page
      .locator('.parallel .brush')
      .nth(round % 2)
      .boundingBox())!;
    const x = box.x + box.width / 2;
    await page.mouse.move(x, box.y + box.height * 0.2);
    await page.mouse.down();
    const stop = await clockFromEvent(page, 'pointermove', '[data-testid=parallel]', 'data-picked');
    await page.mouse.move(x, box.y + box.height * (0.5 + round * 0.08));
    times.push(await stop());
    await page.mouse.up();
    await page.waitForTimeout(1500);
  }
  return times;
}

/** Milliseconds from Enter in the row field to the frame that shows the row's trial. */
async function jumpTimes(page: Page): Promise<number[]> {
  await page.locator('#layout').selectOption({ label: 'Plot and table' });
  await page.locator('#table-row').waitFor();
  const times: number[] = [];
  for (const share of [0.5, 0.99, 0.13, 0.71, 0.31]) {
    const row = Math.floor(TRIALS * share);
    await page.locator('#table-row').fill(String(row));
    const answered = page.evaluate<number>(`(async () => {
      const start = await new Promise((resolve) => {
        document.addEventListener('keydown', () => resolve(performance.now()), { capture: true, once: true });
      });
      for (;;) {
        await new Promise(requestAnimationFrame);
        const shown = document.querySelector('[aria-rowindex="${row + 1}"]');
        if (shown?.dataset.trial !== undefined) return performance.now() - start;
        if (performance.now() - start > 20000) throw new Error('row ${row} was not shown');
      }
    })()`);
    await page.locator('#table-row').press('Enter');
    times.push(await answered);
  }
  return times;
}

/** Drops a study on the window, runs it and gives the run its page. */
async function startLiveRun(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(studyText('live', 5_000_000))}], 'live.study.yaml'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  })()`);
  await page.getByRole('button', { name: 'Run study' }).click();
  await page.locator('[data-testid=scatter]').first().waitFor();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export async function run(): Promise<BenchmarkRow[]> {
  if (!existsSync(join(RENDERER, 'index.html'))) throw new Error('run "npm run build:renderer" first');
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-gui-'));
  try {
    await makeWorkspace(folder);
    const served = await openWorkbench(folder);
    try {
      return await measure(served.page, folder, served.rendererBytes);
    } finally {
      await served.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  page: Page,
  folder: string,
  rendererBytes: ServedPage['rendererBytes'],
): Promise<BenchmarkRow[]> {
  const opened = await openingTimes(page, exploreAddress(folder));
  const drawn = (await page.getByTestId('scatter').getAttribute('data-drawn')) ?? '';
  const how = drawn === 'webgl' ? 'WebGL on a graphics processor' : `${drawn}, drawn by the processor`;
  const moving = await framesDuring(page, () => moveAround(page));
  await page.keyboard.press('0');
  const brushes = await brushResponses(page);
  await page.keyboard.press('Escape');
  const jumps = await jumpTimes(page);
  const memory = await rendererBytes();
  await startLiveRun(page);
  await page.waitForTimeout(2000);
  const live = await framesDuring(page, () => page.waitForTimeout(6000));
  const lines = Math.min(TRIALS, 100_000).toLocaleString('en');
  return [
    { name: 'open to a drawn front', value: opened.front / 1000, unit: 's', target: { atMost: 2 } },
    {
      name: `open to all trials drawn (${how})`,
      value: opened.whole / 1000,
      unit: 's',
      target: { atMost: 2 },
    },
    { name: `pan and zoom (${how})`, value: moving.perSecond, unit: 'frames/s', target: { atLeast: 30 } },
    {
      name: 'longest frame while panning and zooming',
      value: moving.longestMilliseconds,
      unit: 'ms',
      target: { atMost: 100 },
    },
    {
      name: `brush response, ${lines} lines (Canvas 2D), median`,
      value: median(brushes),
      unit: 'ms',
      target: { atMost: 100 },
    },
    { name: 'brush response, slowest', value: Math.max(...brushes), unit: 'ms' },
    { name: 'table: jump to a row, median', value: median(jumps), unit: 'ms', target: { atMost: 100 } },
    { name: 'table: jump to a row, slowest', value: Math.max(...jumps), unit: 'ms' },
    ...(memory === undefined
      ? []
      : [{ name: 'memory of the page, resident', value: memory / 1e6, unit: 'MB', target: { atMost: 500 } }]),
    { name: 'frames while a study runs', value: live.perSecond, unit: 'frames/s', target: { atLeast: 30 } },
    {
      name: 'longest block of the page while a study runs',
      value: live.blockedMilliseconds,
      unit: 'ms',
      target: { atMost: 50 },
    },
    { name: 'first load, compressed', value: bundleBytes() / 1000, unit: 'kB', target: { atMost: 350 } },
  ];
}
