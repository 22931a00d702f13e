// An HTML report printed to PDF by a Chromium that is on this machine. The desktop application prints by itself.

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
const WITHOUT = 'write HTML instead and print that from any browser';

/** A Chromium: the one `CHROMIUM_PATH` names, one on the PATH, or one in its usual place. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, `${name}${suffix}`)));
  return [...candidates, ...USUAL_PLACES].find((path) => existsSync(path));
}

interface Printer {
  launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser>;
}
interface Browser {
  newPage(options: { javaScriptEnabled: boolean; offline: boolean }): Promise<Page>;
  close(): Promise<void>;
}
interface Page {
  setContent(html: string, options: { waitUntil: 'load' }): Promise<void>;
  pdf(options: Readonly<Record<string, unknown>>): Promise<Uint8Array>;
}

/** Absent from an installation for users, where the desktop application prints. */
async function loadPrinter(): Promise<Printer> {
  try {
    const { chromium } = await import('playwright-core');
    return chromium as unknown as Printer;
  } catch (error) {
    throw new ParetoscopeError(
      'not-found',
      'a PDF needs the package playwright-core, which is not installed',
      {
        hint: WITHOUT,
        cause: error,
      },
    );
  }
}

/** The report as PDF with outline and tags, in print style. Throws not-found where there is no browser to print with. */
export async function pdfReport(html: string): Promise<Uint8Array> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new ParetoscopeError('not-found', 'a PDF needs Chromium or Chrome, and none was found', {
      hint: `install one, name it in CHROMIUM_PATH, or ${WITHOUT}`,
    });
  }
  const printer = await loadPrinter();
  const isRoot = process.getuid?.() === 0;
  let browser: Browser;
  try {
    browser = await printer.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
  } catch (error) {
    throw new ParetoscopeError('not-found', `"${executablePath}" does not start`, {
      hint: `name another Chromium in CHROMIUM_PATH, or ${WITHOUT}`,
      cause: error,
    });
  }
  try {
    const page = await browser.newPage({ javaScriptEnabled: false, offline: true });
    await page.setContent(html, { waitUntil: 'load' });
    const bytes = await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="font-size:8px;width:100%;text-align:center;color:#565e66"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
    });
    return withoutDates(bytes);
  } finally {
    await browser.close();
  }
}

/** The dates of printing set to one that says nothing, so that the same report is the same file. */
function withoutDates(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const undated = text.replaceAll(
    /(\/(?:CreationDate|ModDate) \(D:)\d{14}/g,
    (_, before: string) => `${before}20000101000000`,
  );
  return Buffer.from(undated, 'latin1');
}
