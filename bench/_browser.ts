// A headless Chromium on a real `paretoscope serve`, and clocks inside of the page.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const REPOSITORY = join(import.meta.dirname, '..');

export interface ServedPage {
  readonly page: Page;
  /** Resident bytes of the page's process; undefined where the system does not say. */
  readonly rendererBytes: () => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/** Serves a folder of workspaces and opens the workbench on it. */
export async function openWorkbench(folder: string): Promise<ServedPage> {
  const command = ['engine/cli/paretoscope.ts', 'serve', '--port', '0', '--folder', folder];
  const server = spawn(process.execPath, command, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    server.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      if (printed.includes('\n')) resolve(printed.trim());
    });
    server.once('exit', (code) => reject(new Error(`serve ended with ${String(code)}`)));
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  await page.getByText('quick-start', { exact: true }).first().waitFor({ timeout: 120_000 });
  return {
    page,
    rendererBytes: () => largestRenderer(browser),
    close: async () => {
      await browser.close();
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
    },
  };
}

async function largestRenderer(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const bytes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      try {
        const status = readFileSync(`/proc/${id}/status`, 'utf8');
        return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN) * 1024;
      } catch {
        return Number.NaN;
      }
    })
    .filter(Number.isFinite);
  return bytes.length === 0 ? undefined : Math.max(...bytes);
}

export interface Frames {
  readonly perSecond: number;
  readonly longestMilliseconds: number;
  /** Longest time the page's thread was blocked; 0 if never for 50 ms. */
  readonly blockedMilliseconds: number;
}

// What runs inside of the page is text: benchmarks are checked as programs of Node, which knows no documents.

const START_FRAMES = `(() => {
  const record = { times: [], blocked: [], on: true };
  globalThis.frameRecord = record;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) record.blocked.push(entry.duration);
  }).observe({ type: 'longtask' });
  const tick = (time) => {
    record.times.push(time);
    if (record.on) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})()`;

const STOP_FRAMES = `(() => {
  const record = globalThis.frameRecord;
  record.on = false;
  const gaps = record.times.slice(1).map((time, index) => time - record.times[index]);
  const whole = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    perSecond: (gaps.length / whole) * 1000,
    longestMilliseconds: Math.max(0, ...gaps),
    blockedMilliseconds: Math.max(0, ...record.blocked),
  };
})()`;

/** Counts the page's frames while `work` goes on. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(START_FRAMES);
  await work();
  return page.evaluate<Frames>(STOP_FRAMES);
}

/**
 * Starts a clock at the next event of a type; the function that comes back gives the milliseconds until a frame after
 * the element's attribute changed.
 */
export async function clockFromEvent(
  page: Page,
  type: string,
  selector: string,
  attribute: string,
): Promise<() => Promise<number>> {
  await page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    globalThis.answered = new Promise((resolve) => {
      let start = 0;
      document.addEventListener(${JSON.stringify(type)}, () => {
        if (start === 0) start = performance.now();
      }, { capture: true, once: true });
      new MutationObserver((_, observer) => {
        if (start === 0) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - start));
      }).observe(element, { attributes: true, attributeFilter: [${JSON.stringify(attribute)}] });
    });
  })()`);
  return () => page.evaluate<number>('globalThis.answered');
}
