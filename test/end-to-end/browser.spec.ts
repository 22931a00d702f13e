// The journey in headless Chromium against a real `paretoscope serve`, and what only a browser can meet.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { walkThrough } from './journey.ts';
import { serveWorkbench, type ServedWorkbench } from './pages/server.ts';
import { Workbench } from './pages/workbench.ts';

const BUILT = path.resolve(import.meta.dirname, '../../dist/renderer/index.html');

// Every test has a server of its own, and the journeys are long.
test.describe.configure({ mode: 'parallel' });

let served: ServedWorkbench;
let stop: (() => Promise<void>) | undefined;

test.beforeAll(() => {
  if (!existsSync(BUILT)) throw new Error('the renderer is not built: run "npm run build:renderer"');
});
test.beforeEach(async () => {
  stop = undefined;
  served = await serveWorkbench();
  stop = () => served.stop();
});
test.afterEach(async () => {
  await stop?.();
});

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
]) {
  test(`the journey at ${viewport.width}x${viewport.height}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.goto(served.address);
    await walkThrough(page);
  });
}

test('the token leaves the address bar and a reload still connects', async ({ page }) => {
  await page.goto(served.address);
  await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
});

test('a page without the token is told how to get in', async ({ page }) => {
  await page.goto(new URL('/', served.address).href);
  await expect(page.getByText('The engine did not accept this page.')).toBeVisible();
});

test('a lost engine is said, and nothing pretends to work', async ({ page }) => {
  await page.goto(served.address);
  await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
  await served.stop();
  await expect(page.getByText('Connection lost.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reconnect now' })).toBeVisible();
});

test('the run view works by keyboard alone', async ({ page }) => {
  await page.goto(served.address);
  const workbench = new Workbench(page);
  await page.getByRole('link').filter({ hasText: 'quick-start' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'quick-start', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run study' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await workbench.expectRunState('finished');
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await expect.poll(() => workbench.pointsDrawn()).toBeGreaterThan(16_000);

  await workbench.scatter.focus();
  await page.keyboard.press('Home');
  const first = await workbench.design.getByRole('heading', { level: 2 }).innerText();
  await page.keyboard.press('ArrowRight');
  await expect(workbench.design.getByRole('heading', { level: 2 })).not.toHaveText(first);

  await page.keyboard.press('/');
  await page.keyboard.type('mac = 256');
  await expect(page.getByTestId('table-count')).toHaveText('4,096 trials');
  await workbench.table.focus();
  await page.keyboard.press('Home');
  const top = await workbench.table.locator('[aria-rowindex="2"]').getAttribute('data-trial');
  await expect(page).toHaveURL(new RegExp(`/trials/${top}$`, 'u'));
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/\/trials\//u);
});
