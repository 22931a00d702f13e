// The settings in a browser, by keyboard alone, and two pages on one workspace.

import { expect, test, type Page } from '@playwright/test';
import { serveWorkbench, type ServedWorkbench } from './pages/server.ts';
import { accessibilityViolations, watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

let served: ServedWorkbench;

test.beforeEach(async () => {
  served = await serveWorkbench();
});
test.afterEach(() => served.stop());

/** Presses Tab until the control of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const control = page.getByLabel(name, { exact: true });
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} cannot be reached with Tab`);
}

test('settings work by keyboard alone and stay', async ({ page }) => {
  await page.goto(served.address);
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  // A group of radio buttons is one stop of Tab; arrows choose in it.
  const main = page.getByRole('main');
  await main.getByRole('group', { name: 'Theme' }).getByRole('radio', { name: 'As the system' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await tabTo(page, 'Workers');
  await page.keyboard.type('0');
  await page.keyboard.press('Tab');
  await expect(page.getByText('Give a whole number from 1 to 256')).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1');
  await page.keyboard.press('Tab');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'high');
  await expect(page.getByLabel('Workers', { exact: true })).toHaveValue('1');

  const workbench = new Workbench(page);
  await workbench.goToStart();
  await workbench.openStudy('quick-start');
  await workbench.runStudy();
  await workbench.expectRunState('finished');
  await expect(page.getByLabel('Workers', { exact: true })).toHaveValue('1');
});

test('the settings are accessible in every theme and contrast, and nothing breaches the policy', async ({
  page,
}) => {
  await page.goto(served.address);
  const watch = await watchPage(page);
  await page.keyboard.press('Control+,');
  const main = page.getByRole('main');
  for (const theme of ['Light', 'Dark']) {
    for (const contrast of ['Normal', 'High']) {
      await main.getByRole('radio', { name: theme, exact: true }).check();
      await main.getByRole('radio', { name: contrast, exact: true }).check();
      expect(await accessibilityViolations(page), `${theme}, ${contrast} contrast`).toEqual([]);
    }
  }
  await watch.expectNothingWrong();
});

test('contrast, motion and forced colours of the system are followed', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' });
  await page.goto(served.address);
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-contrast', 'high');
  await expect(root).toHaveAttribute('data-motion', 'reduced');
  await page.emulateMedia({ contrast: 'no-preference', reducedMotion: 'no-preference' });
  await expect(root).toHaveAttribute('data-contrast', 'normal');
  await expect(root).toHaveAttribute('data-motion', 'full');
  const surface = (): Promise<string> =>
    root.evaluate((node) => getComputedStyle(node).getPropertyValue('--surface').trim());
  await page.emulateMedia({ forcedColors: 'active' });
  await expect.poll(surface).toMatch(/^canvas$/iu);
});

test('settings that are broken are said, and the workbench works', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('paretoscope.settings', '{"theme":'));
  await page.goto(served.address);
  await expect(page.getByText('The settings were not readable')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
});

test('two pages follow one run, and either can end it', async ({ page, context }) => {
  await page.goto(served.address);
  const first = new Workbench(page);
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await first.dropFile(
    'shared.study.yaml',
    `study: shared
system: ethos-u55
parameters:
  clock: { min: 250 MHz, max: 1 GHz, scale: log }
  protection.dma: all
objectives: [area, sdc]
sampler: random
budget: { trials: 2000000 }
seed: 5
`,
  );
  await first.runStudy();
  await first.expectRunState('running');
  const other = await context.newPage();
  await other.goto(served.address);
  await expect(other.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await other.evaluate((hash) => (location.hash = hash), new URL(page.url()).hash);
  const second = new Workbench(other);
  await second.expectRunState('running');
  await other.getByRole('button', { name: 'Pause' }).click();
  await first.expectRunState('paused');
  expect(await first.trialsDone()).toBe(await second.trialsDone());
  await page.getByRole('button', { name: 'Resume' }).click();
  await second.expectRunState('running');
  await other.getByRole('button', { name: 'Cancel' }).click();
  await first.expectRunState('cancelled');
  expect(await first.trialsDone()).toBe(await second.trialsDone());
});
