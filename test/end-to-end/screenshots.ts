// Pictures of every view, to be looked at: `node test/end-to-end/screenshots.ts FOLDER [VIEW...]`. Starts a workbench of its own on a
// temporary folder, runs the quick-start study, and writes each view in two sizes and both themes.
// The renderer must have been built (`npm run build:renderer`).

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { chromium, type Page } from 'playwright-core';
import { serveWorkbench } from './pages/server.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;
const THEMES = ['light', 'dark'] as const;

/** How each view is reached from any other; `study` is the address of the finished study. */
const VIEWS: Readonly<Record<string, (page: Page, study: string) => Promise<unknown>>> = {
  start: (page) => go(page, '#/'),
  systems: (page) => go(page, '#/systems'),
  system: (page) => go(page, '#/systems/ethos-u55'),
  setup: (page) => go(page, '#/systems/sn40l/new'),
  run: (page, study) => go(page, `${study}/run`),
  explore: (page, study) => go(page, `${study}/explore/trials/3`),
  design: (page, study) => go(page, `${study}/design/3`),
  compare: (page, study) => go(page, `${study}/compare`),
  analysis: (page, study) => go(page, `${study}/analysis`),
  report: (page, study) => go(page, `${study}/report`),
  settings: (page) => go(page, '#/settings'),
  help: (page) => go(page, '#/help/study-file'),
  keys: async (page) => {
    await go(page, '#/');
    await page.keyboard.press('?');
  },
  palette: async (page) => {
    await go(page, '#/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('et');
  },
};

async function go(page: Page, address: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
}

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('say into which folder: node test/end-to-end/screenshots.ts FOLDER [VIEW...]');
mkdirSync(folder, { recursive: true });
const served = await serveWorkbench();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage({ viewport: SIZES[0] });
  await page.goto(served.address);
  await page.getByText('quick-start', { exact: true }).click();
  await page.getByRole('button', { name: 'Run study' }).click();
  await page.getByTestId('run-bar').and(page.locator('[data-state=finished]')).waitFor({ timeout: 120_000 });
  const study = new URL(page.url()).hash.replace(/\/run$/u, '');
  for (const [view, show] of Object.entries(VIEWS)) {
    if (wanted.length > 0 && !wanted.includes(view)) continue;
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await show(page, study);
        // What a view asked for has come, and its marks are drawn.
        await page.waitForTimeout(1200);
        const file = path.join(folder, `${view}-${theme}-${size.width}x${size.height}.png`);
        await page.screenshot({ path: file });
      }
    }
  }
} finally {
  await browser.close();
  await served.stop();
}
