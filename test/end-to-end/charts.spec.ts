// Every chart, drawn with data that never change and compared with how it looked (goldens/). Vectors are compared as a
// tree of rounded places, colours and words, which no font changes; canvases as a coarse grid of ink with a tolerance.
// After a change that is meant: `playwright test … -g "charts look" --update-snapshots`, and look at what git shows.

import { readFile } from 'node:fs/promises';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { differences } from './gallery/compare.ts';
import { pictureOf } from './gallery/picture.ts';

const CHARTS = [
  'breakdown', 'stacked', 'dependence-number', 'dependence-choice', 'fronts', 'heatmap', 'importance', 'line',
  'line-points', 'parity', 'strip', 'sweep', 'timeline', 'parallel', 'parallel-picked', 'matrix', 'scatter',
  'scatter-styled', 'scatter-many', 'scatter-density',
]; // prettier-ignore
const ORIGIN = 'http://charts.invalid';
const GALLERY = path.join(import.meta.dirname, 'gallery');
const BUILT = path.resolve(import.meta.dirname, '../../test-results/gallery');
const GOLDENS = path.join(import.meta.dirname, 'goldens');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

test.use({ viewport: { width: 700, height: 460 }, deviceScaleFactor: 1 });

test.beforeAll(async () => {
  await build({
    root: GALLERY,
    configFile: false,
    base: './',
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    css: { transformer: 'lightningcss' },
    build: { outDir: BUILT, emptyOutDir: true, minify: false },
  });
});

async function show(page: Page, chart: string): Promise<string> {
  await page.goto('about:blank');
  await page.goto(`${ORIGIN}/index.html#${chart}`);
  await expect(page.locator('[data-chart]').locator('svg, canvas').first()).toBeAttached();
  // A picture is finished once it no longer changes: lines are drawn over several frames.
  let before = '';
  let now = await page.evaluate(pictureOf);
  while (now !== before) {
    await page.waitForTimeout(120);
    before = now;
    now = await page.evaluate(pictureOf);
  }
  return now;
}

for (const theme of ['light', 'dark'] as const) {
  test(`charts look as they did, ${theme}`, async ({ page }, info) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.route(`${ORIGIN}/**`, async (route) => {
      const file = path.join(BUILT, new URL(route.request().url()).pathname);
      const contentType = TYPES[path.extname(file)] ?? 'application/octet-stream';
      await route.fulfill({ body: await readFile(file), contentType });
    });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.addInitScript((name) => {
      document.addEventListener('DOMContentLoaded', () => (document.documentElement.dataset.theme = name));
    }, theme);
    mkdirSync(GOLDENS, { recursive: true });
    for (const chart of CHARTS) {
      const picture = await show(page, chart);
      const golden = path.join(GOLDENS, `${chart}-${theme}.txt`);
      if (info.config.updateSnapshots === 'all' || info.config.updateSnapshots === 'changed') {
        writeFileSync(golden, picture);
        continue;
      }
      const found = differences(readFileSync(golden, 'utf8'), picture);
      if (found.length > 0) {
        await info.attach(`${chart} in the ${theme} theme`, {
          body: await page.screenshot(),
          contentType: 'image/png',
        });
      }
      expect.soft(found, `${chart} in the ${theme} theme`).toEqual([]);
    }
    expect(errors).toEqual([]);
  });
}
