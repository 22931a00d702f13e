// A Chromium that is on this machine, for what only a browser can make: pages to print, pictures of drawings.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A Chromium: the one `CHROMIUM_PATH` names, one on the PATH, or one in its usual place. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, `${name}${suffix}`)));
  return [...candidates, ...USUAL_PLACES].find((path) => existsSync(path));
}

interface Launcher {
  launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser>;
}
interface Browser {
  newPage(options: Readonly<Record<string, unknown>>): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** What is used of a page. */
export interface BrowserPage {
  setContent(html: string, options: { waitUntil: 'load' }): Promise<void>;
  pdf(options: Readonly<Record<string, unknown>>): Promise<Uint8Array>;
  screenshot(options: Readonly<Record<string, unknown>>): Promise<Uint8Array>;
}

/** What a browser is wanted for, and what can be done without one, in words. */
export interface BrowserNeed {
  readonly product: string;
  readonly instead: string;
}

/**
 * Shows a document in a page without scripts and network, and has `work` make something of it. Throws not-found where
 * there is no browser.
 */
export async function inBrowser(
  html: string,
  { product, instead }: BrowserNeed,
  options: Readonly<Record<string, unknown>>,
  work: (page: BrowserPage) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new ParetoscopeError('not-found', `${product} needs Chromium or Chrome, and none was found`, {
      hint: `install one, name it in CHROMIUM_PATH, or ${instead}`,
    });
  }
  const launcher = await loadLauncher({ product, instead });
  const isRoot = process.getuid?.() === 0;
  let browser: Browser;
  try {
    browser = await launcher.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
  } catch (error) {
    throw new ParetoscopeError('not-found', `"${executablePath}" does not start`, {
      hint: `name another Chromium in CHROMIUM_PATH, or ${instead}`,
      cause: error,
    });
  }
  try {
    const page = await browser.newPage({ ...options, javaScriptEnabled: false, offline: true });
    await page.setContent(html, { waitUntil: 'load' });
    return await work(page);
  } finally {
    await browser.close();
  }
}

/** Absent from an installation for users, where the desktop application does this. */
async function loadLauncher({ product, instead }: BrowserNeed): Promise<Launcher> {
  try {
    const { chromium } = await import('playwright-core');
    return chromium as unknown as Launcher;
  } catch (error) {
    throw new ParetoscopeError(
      'not-found',
      `${product} needs the package playwright-core, which is not installed`,
      { hint: instead, cause: error },
    );
  }
}
