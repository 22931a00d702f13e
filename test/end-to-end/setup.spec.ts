// The page of a system in headless Chromium.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { serveWorkbench, type ServedWorkbench } from './pages/server.ts';
import { expectAccessible, watchPage } from './pages/watch.ts';

const BUILT = path.resolve(import.meta.dirname, '../../dist/renderer/index.html');

let served: ServedWorkbench;
let stop: (() => Promise<void>) | undefined;

test.beforeAll(() => {
  if (!existsSync(BUILT)) throw new Error('the renderer is not built: run "npm run build:renderer"');
});
test.beforeEach(async ({ page }) => {
  stop = undefined;
  served = await serveWorkbench();
  stop = () => served.stop();
  await page.goto(served.address);
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
});
test.afterEach(async () => {
  await stop?.();
});

test('a system shows its claims, what its numbers rest on, and its README without a network', async ({
  page,
}) => {
  const watch = await watchPage(page);
  await page.evaluate(() => {
    location.hash = '#/systems/systolic-accelerator';
  });
  await expect(page.getByRole('heading', { name: 'What the model cannot say' })).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole('heading', { name: 'How the model works' }).click();
  await expect(page.locator('.readme').getByRole('heading').first()).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText(/predicted numbers agree/u)).toBeVisible();
  await expectAccessible(page, 'system view');
  await watch.expectNothingWrong();
});
