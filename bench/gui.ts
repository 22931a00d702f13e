// The window on a study of a million trials, in headless Chromium against a real `paretoscope serve`: opening, moving,
// brushing, jumping, following a run, and what it weighs. Needs the built renderer (`npm run build:renderer`).
//
// PARETOSCOPE_BENCH_PARTS=open,move,... measures only these; PARETOSCOPE_BENCH_TRIALS makes a smaller study;
// PARETOSCOPE_BENCH_FOLDER keeps the study there for the next time; PARETOSCOPE_BENCH_TRACES is a folder for what the
// browser traced, which costs time. Every part begins with a fresh engine and page.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { clockFromEvent, framesDuring, openWorkbench, tracedOnAsking, type ServedPage } from './_browser.ts';
import { copyStudy, exploreAddress, makeWorkspace, studyText } from './_gui-study.ts';
import { median } from './_statistics.ts';
import type { BenchmarkRow } from './bench.ts';

const TRIALS = Number(process.env.PARETOSCOPE_BENCH_TRIALS ?? 1_000_000);
const RENDERER = join(import.meta.dirname, '../dist/renderer');
const LIVE_TRIALS = 5_000_000;
const LIVE_MILLISECONDS = 6000;

/** Milliseconds from asking for the page until its front is drawn, and until all trials are in the picture. */
function openingTimes(page: Page, address: string): Promise<{ front: number; whole: number }> {
  return page.evaluate<{ front: number; whole: number }>(`(async () => {
    const start = performance.now();
    location.hash = ${JSON.stringify(address)};
    let front = 0;
    for (;;) {
      await new Promise(requestAnimationFrame);
      const scatter = document.querySelector('[data-testid=scatter]');
      if (performance.now() - start > 120000) throw new Error('the plot was not drawn within two minutes');
      if (scatter === null) continue;
      if (front === 0 && Number(scatter.dataset.front) > 0) front = performance.now() - start;
      const thinned = document.querySelector('[data-testid=shown-points]')?.textContent.includes('thinned');
      if (front > 0 && thinned === false) return { front, whole: performance.now() - start };
    }
  })()`);
}

async function openStudy({ page }: ServedPage, folder: string): Promise<string> {
  await openingTimes(page, exploreAddress(folder, TRIALS));
  const drawn = (await page.getByTestId('scatter').getAttribute('data-drawn')) ?? '';
  return drawn === 'webgl' ? 'WebGL on a graphics processor' : `${drawn}, drawn by the processor`;
}

async function open(served: ServedPage, folder: string): Promise<BenchmarkRow[]> {
  const { front, whole } = await tracedOnAsking(served, 'open', () =>
    openingTimes(served.page, exploreAddress(folder, TRIALS)),
  );
  return [
    { name: 'open to a drawn front', value: front / 1000, unit: 's', target: { atMost: 2 } },
    { name: 'open to all trials drawn', value: whole / 1000, unit: 's', target: { atMost: 2 } },
  ];
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

async function move(served: ServedPage, folder: string): Promise<BenchmarkRow[]> {
  const how = await openStudy(served, folder);
  const moving = await framesDuring(served, 'move', () => moveAround(served.page));
  return [
    { name: `pan and zoom (${how})`, value: moving.perSecond, unit: 'frames/s', target: { atLeast: 30 } },
    {
      name: 'longest frame while panning and zooming',
      value: moving.longestMilliseconds,
      unit: 'ms',
      target: { atMost: 100 },
    },
    ...taskRows('panning and zooming', moving, 100),
  ];
}

/** What the page itself took, whatever else the machine did. */
function taskRows(
  doing: string,
  frames: Awaited<ReturnType<typeof framesDuring>>,
  atMost: number,
): BenchmarkRow[] {
  return [
    {
      name: `longest task while ${doing}, processor time`,
      value: frames.longestTaskProcessorMilliseconds,
      unit: 'ms',
      target: { atMost },
    },
    {
      name: `page's main thread while ${doing}, processor time`,
      value: frames.processorMillisecondsPerFrame,
      unit: 'ms/frame',
    },
  ];
}

/** Milliseconds from a pointer move of a brush to the frame that shows it, for several brushes. */
async function brushResponses(page: Page): Promise<number[]> {
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

async function brush(served: ServedPage, folder: string): Promise<BenchmarkRow[]> {
  const { page } = served;
  await openStudy(served, folder);
  await page.locator('#layout').selectOption({ label: 'Parallel coordinates' });
  await page.locator('[data-testid=parallel][data-complete=true]').waitFor();
  await page.waitForTimeout(4000);
  let times: number[] = [];
  const frames = await framesDuring(served, 'brush', async () => {
    times = await brushResponses(page);
  });
  const lines = Math.min(TRIALS, 100_000).toLocaleString('en');
  return [
    {
      name: `brush response, ${lines} lines (Canvas 2D), median`,
      value: median(times),
      unit: 'ms',
      target: { atMost: 100 },
    },
    { name: 'brush response, slowest', value: Math.max(...times), unit: 'ms' },
    ...taskRows('brushing', frames, 100),
  ];
}

/** Milliseconds from Enter in the row field to the frame that shows the row's trial. */
async function jumpTimes(page: Page): Promise<number[]> {
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

async function jump(served: ServedPage, folder: string): Promise<BenchmarkRow[]> {
  const { page } = served;
  await openStudy(served, folder);
  await page.locator('#table-row').waitFor();
  const rows: BenchmarkRow[] = [];
  for (const how of ['as stored', 'sorted']) {
    if (how === 'sorted') {
      await page.getByRole('columnheader', { name: 'Clock' }).getByRole('button').click();
      await page.locator('[role=columnheader][aria-sort$=ending]', { hasText: 'Clock' }).waitFor();
    }
    await page.waitForTimeout(2000);
    const times = await tracedOnAsking(served, `jump ${how}`, () => jumpTimes(page));
    rows.push(
      {
        name: `table ${how}: jump to a row, median`,
        value: median(times),
        unit: 'ms',
        target: { atMost: 100 },
      },
      { name: `table ${how}: jump to a row, slowest`, value: Math.max(...times), unit: 'ms' },
    );
  }
  return rows;
}

async function memory(served: ServedPage, folder: string): Promise<BenchmarkRow[]> {
  await openStudy(served, folder);
  await served.page.locator('#layout').selectOption({ label: 'Parallel coordinates' });
  await served.page.locator('[data-testid=parallel][data-complete=true]').waitFor();
  await served.page.waitForTimeout(1000);
  const bytes = await served.rendererBytes();
  if (bytes === undefined) return [];
  return [{ name: 'memory of the page, resident', value: bytes / 1e6, unit: 'MB', target: { atMost: 500 } }];
}

/** Drops a study on the window, runs it and gives the run its page. */
async function startLiveRun(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(studyText('live', LIVE_TRIALS))}], 'live.study.yaml'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  })()`);
  await page.getByRole('button', { name: 'Run study' }).click();
  await page.locator('[data-testid=scatter]').first().waitFor();
}

async function live(served: ServedPage, folder: string): Promise<BenchmarkRow[]> {
  const { page } = served;
  rmSync(join(folder, 'live.pareto'), { force: true });
  await startLiveRun(page);
  await page.waitForTimeout(2000);
  const before = await shownTrials(page);
  const frames = await framesDuring(served, 'live', () => page.waitForTimeout(LIVE_MILLISECONDS));
  const rate = ((await shownTrials(page)) - before) / (LIVE_MILLISECONDS / 1000);
  return [
    { name: 'trials meanwhile', value: rate, unit: 'trials/s' },
    { name: 'frames while a study runs', value: frames.perSecond, unit: 'frames/s', target: { atLeast: 30 } },
    {
      name: 'longest task while a study runs, by the clock',
      value: frames.longestTaskMilliseconds,
      unit: 'ms',
      target: { atMost: 50 },
    },
    ...taskRows('a study runs', frames, 50),
  ];
}

async function shownTrials(page: Page): Promise<number> {
  const text = await page.locator('[data-testid=run-bar] .number').textContent();
  return Number((/[\d,]+/u.exec(text ?? '')?.[0] ?? '').replaceAll(',', ''));
}

/** Bytes of the first load, compressed as a web server would. */
function bundle(): BenchmarkRow[] {
  const html = readFileSync(join(RENDERER, 'index.html'), 'utf8');
  const bytes = readdirSync(join(RENDERER, 'assets'))
    .filter((file) => html.includes(file))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(RENDERER, 'assets', file))).length, 0);
  return [{ name: 'first load, compressed', value: bytes / 1000, unit: 'kB', target: { atMost: 350 } }];
}

const PARTS: Readonly<Record<string, (served: ServedPage, folder: string) => Promise<BenchmarkRow[]>>> = {
  open,
  move,
  brush,
  jump,
  memory,
  live,
};

function wantedParts(): string[] {
  const known = [...Object.keys(PARTS), 'bundle'];
  const wanted = process.env.PARETOSCOPE_BENCH_PARTS?.split(',') ?? known;
  const unknown = wanted.find((part) => !known.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}"; there are ${known.join(', ')}`);
  return wanted;
}

export async function run(): Promise<BenchmarkRow[]> {
  if (!existsSync(join(RENDERER, 'index.html'))) throw new Error('run "npm run build:renderer" first');
  const wanted = wantedParts();
  const kept = process.env.PARETOSCOPE_BENCH_FOLDER;
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-gui-'));
  const rows: BenchmarkRow[] = [];
  try {
    await makeWorkspace(kept ?? folder, TRIALS);
    for (const part of wanted) {
      const measure = PARTS[part];
      if (measure === undefined) {
        rows.push(...bundle());
        continue;
      }
      // Views are saved in the workspace: every part begins with the study as it was made.
      if (kept !== undefined) copyStudy(kept, folder, TRIALS);
      const served = await openWorkbench(folder);
      try {
        rows.push(...(await measure(served, folder)));
      } finally {
        await served.close();
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
