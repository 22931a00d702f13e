// The report page in headless Chromium: a preview that reads like the file, and trials that were picked out as a file.

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { serveWorkbench, type ServedWorkbench } from './pages/server.ts';
import { expectAccessible, watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

let served: ServedWorkbench;

test.use({ viewport: { width: 1440, height: 900 } });
test.beforeEach(async () => {
  served = await serveWorkbench();
});
test.afterEach(() => served.stop());

test('a report is previewed as it will be written, and any number of picked trials exported', async ({
  page,
}) => {
  const watch = await watchPage(page);
  await page.goto(served.address);
  const workbench = new Workbench(page);
  await workbench.openStudy('quick-start');
  await workbench.runStudy();
  await workbench.expectRunState('finished');

  await workbench.goToTab('Report');
  await page.getByRole('button', { name: 'Preview' }).click();
  const report = page.getByRole('region', { name: 'The report' });
  await expect(report.getByRole('heading', { name: 'In short' })).toBeVisible({ timeout: 60_000 });
  await expect(report.getByRole('row', { name: /^15695 / })).toBeAttached();
  const figure = report.getByRole('img', { name: /^area in 32-MAC NPUs and peak throughput/u });
  await expect(figure).toBeVisible();
  // The figures have the looks of the window: a circle of the front is drawn in its colour.
  const fill = figure.locator('[data-trial] circle').first();
  expect(await fill.evaluate((circle) => getComputedStyle(circle).fill)).toMatch(
    /^rgb\((8, 104, 189|93, 176, 247)\)$/u,
  );
  await expectAccessible(page, 'the report page with a preview');

  await workbench.goToTab('Explore');
  await page.getByText('Lasso', { exact: true }).click();
  const surface = (await page.getByTestId('scatter-surface').boundingBox())!;
  const at = (x: number, y: number): [number, number] => [
    surface.x + surface.width * x,
    surface.y + surface.height * y,
  ];
  await page.mouse.move(...at(0.01, 0.01));
  await page.mouse.down();
  for (const [x, y] of [[0.99, 0.01], [0.99, 0.99], [0.01, 0.99]] as const) await page.mouse.move(...at(x, y), { steps: 4 }); // prettier-ignore
  await page.mouse.up();
  await expect(page.getByTestId('picked-count')).toContainText('picked out');
  await workbench.goToTab('Report');
  const which = page.getByLabel('Which');
  const label = (await which.locator('option[value="picked"]').textContent()) ?? '';
  const count = Number((/[\d,]+/u.exec(label)?.[0] ?? '').replaceAll(',', ''));
  // More than fit into a list of numbers as a text.
  expect(count).toBeGreaterThan(5000);
  await which.selectOption('picked');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save file' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(count + 1);
  await watch.expectNothingWrong();
});
