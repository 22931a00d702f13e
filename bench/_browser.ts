// A headless Chromium on a real `paretoscope serve`, and clocks inside of the page.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const REPOSITORY = join(import.meta.dirname, '..');
const READY_MILLISECONDS = 120_000;

export interface ServedPage {
  readonly page: Page;
  readonly browser: Browser;
  /** Resident bytes of the page's process; undefined where the system does not say. */
  readonly rendererBytes: () => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/** Serves a folder of workspaces and opens the workbench on it. */
export async function openWorkbench(folder: string): Promise<ServedPage> {
  const command = ['engine/cli/paretoscope.ts', 'serve', '--port', '0', '--folder', folder];
  const server = spawn(process.execPath, command, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
  const stopServer = async (): Promise<void> => {
    if (server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
  };
  try {
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
    page.setDefaultTimeout(READY_MILLISECONDS);
    await page.goto(address);
    await page.getByText('quick-start', { exact: true }).first().waitFor();
    return {
      page,
      browser,
      rendererBytes: () => largestRenderer(browser),
      close: async () => {
        await browser.close();
        await stopServer();
      },
    };
  } catch (error) {
    await stopServer();
    throw error;
  }
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
  /** Longest task of the page's main thread: by the clock, and by processor time alone. */
  readonly longestTaskMilliseconds: number;
  readonly longestTaskProcessorMilliseconds: number;
  /** Processor time of all tasks of the main thread, a frame. */
  readonly processorMillisecondsPerFrame: number;
}

// What runs inside of the page is text: benchmarks are checked as programs of Node, which knows no documents.

const START_FRAMES = `(() => {
  const record = { times: [], on: true };
  globalThis.frameRecord = record;
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
  return { gaps };
})()`;

/** Where traces are kept; absent where none are. */
const TRACES = process.env.PARETOSCOPE_BENCH_TRACES;
const CATEGORIES = ['toplevel', 'disabled-by-default-devtools.timeline'];
/** What tells where the time of a long task went, at some cost. */
const CLOSER_CATEGORIES = ['devtools.timeline', 'v8', 'disabled-by-default-v8.cpu_profiler'];

async function startTracing({ browser, page }: Pick<ServedPage, 'page' | 'browser'>): Promise<void> {
  const categories = TRACES === undefined ? CATEGORIES : [...CATEGORIES, ...CLOSER_CATEGORIES];
  await browser.startTracing(page, { categories });
}

async function stopTracing({ browser }: Pick<ServedPage, 'browser'>, name: string): Promise<Buffer> {
  const trace = await browser.stopTracing();
  if (TRACES !== undefined) writeFileSync(join(TRACES, `${name}.json`), trace);
  return trace;
}

/** Does the work, and keeps a trace of it where traces are asked for. */
export async function tracedOnAsking<T>(
  served: Pick<ServedPage, 'page' | 'browser'>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  if (TRACES === undefined) return work();
  await startTracing(served);
  try {
    return await work();
  } finally {
    await stopTracing(served, name);
  }
}

/**
 * Counts the page's frames while `work` goes on, and times the tasks of its main thread. On a machine that does other
 * things too only processor time tells what the page itself costs.
 */
export async function framesDuring(
  served: Pick<ServedPage, 'page' | 'browser'>,
  name: string,
  work: () => Promise<void>,
): Promise<Frames> {
  const { page } = served;
  await startTracing(served);
  let gaps: readonly number[];
  let trace: Buffer;
  try {
    await page.evaluate(START_FRAMES);
    await work();
    ({ gaps } = await page.evaluate<{ gaps: number[] }>(STOP_FRAMES));
  } finally {
    trace = await stopTracing(served, name);
  }
  const tasks = mainThreadTasks(trace);
  const whole = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    perSecond: (gaps.length / whole) * 1000,
    longestMilliseconds: Math.max(0, ...gaps),
    longestTaskMilliseconds: largest(tasks, ({ dur }) => dur) / 1000,
    longestTaskProcessorMilliseconds: largest(tasks, ({ tdur }) => tdur) / 1000,
    processorMillisecondsPerFrame: tasks.reduce((sum, { tdur }) => sum + tdur, 0) / 1000 / gaps.length,
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

interface Task {
  /** Microseconds by the clock and on the processor. */
  readonly dur: number;
  readonly tdur: number;
}

/** Tasks of the main thread of the renderer that did most. */
function mainThreadTasks(trace: Buffer): Task[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const byThread = new Map<string, Task[]>();
  for (const { name, pid, tid, dur, tdur } of traceEvents) {
    const thread = `${pid} ${tid}`;
    if (name !== 'RunTask' || !main.has(thread) || dur === undefined || tdur === undefined) continue;
    const tasks = byThread.get(thread) ?? [];
    tasks.push({ dur, tdur });
    byThread.set(thread, tasks);
  }
  const all = [...byThread.values()];
  return all.sort((a, b) => b.length - a.length)[0] ?? [];
}

function largest(tasks: readonly Task[], value: (task: Task) => number): number {
  return tasks.reduce((most, task) => Math.max(most, value(task)), 0);
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
