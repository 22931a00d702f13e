// The explore page in headless Chromium with the GPU off: one filter and one selection through all views.

import { expect, test } from '@playwright/test';
import { serveStudies, serveWorkbench, type ServedWorkbench } from './pages/server.ts';
import { expectAccessible, watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

let served: ServedWorkbench;

test.use({ viewport: { width: 1440, height: 900 } });
test.beforeEach(async () => {
  served = await serveWorkbench();
});
test.afterEach(() => served.stop());

function counted(text: string): number {
  return Number((/[\d,]+/u.exec(text)?.[0] ?? '').replaceAll(',', ''));
}

test('views are linked by one filter and one selection', async ({ page }) => {
  const watch = await watchPage(page);
  await page.goto(served.address);
  const workbench = new Workbench(page);
  await workbench.openStudy('quick-start');
  await workbench.runStudy();
  await workbench.expectRunState('finished');
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await expect(page.getByTestId('shown-points')).toContainText('of 16,384 trials shown');

  const filter = page.getByRole('combobox', { name: 'Filter trials' });
  await filter.fill('protection.d');
  await expect(page.getByRole('option', { name: 'protection.dma' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type('= dmr and mac = 32');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('scope-count')).toHaveText('1,024 of 16,384');
  await expect(page.getByTestId('table-count')).toHaveText('1,024 trials');
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await expect(page.getByTestId('table-count')).toHaveText('16,384 trials');

  // A lasso picks out, the table can follow it.
  await page.getByText('Lasso', { exact: true }).click();
  const surface = (await page.getByTestId('scatter-surface').boundingBox())!;
  const corner = (x: number, y: number): [number, number] => [
    surface.x + surface.width * x,
    surface.y + surface.height * y,
  ];
  await page.mouse.move(...corner(0.1, 0.05));
  await page.mouse.down();
  for (const [x, y] of [[0.5, 0.05], [0.5, 0.6], [0.1, 0.6]] as const) await page.mouse.move(...corner(x, y), { steps: 4 }); // prettier-ignore
  await page.mouse.up();
  await expect(page.getByTestId('picked-count')).toContainText('picked out');
  await page.getByRole('checkbox', { name: 'Only what is picked out' }).check();
  const count = async (place: string): Promise<number> => counted(await page.getByTestId(place).innerText());
  await expect
    .poll(async () => {
      const [picked, shown] = [await count('picked-count'), await count('table-count')];
      return picked > 0 && picked < 16_384 && picked === shown;
    })
    .toBe(true);
  await expectAccessible(page, 'explore view with a lasso');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(page.getByTestId('picked-count')).not.toContainText('picked out');

  // A jump to a row far down, once the table shows every trial again.
  await expect(page.getByTestId('table-count')).toHaveText('16,384 trials');
  await page.locator('#table-row').fill('15000');
  await page.keyboard.press('Enter');
  await expect(workbench.table.locator('[aria-rowindex="15001"]')).toHaveAttribute('data-trial', '14999');

  // Ranges of the parallel coordinates, by key and by pointer, pick out in the scatter plot too.
  await page.getByLabel('Layout').selectOption({ label: 'Parallel coordinates' });
  const parallel = page.getByTestId('parallel');
  await expect(parallel).toHaveAttribute('data-picked', '16384');
  await page.getByRole('slider', { name: /^Ranges on Area/u }).focus();
  await page.keyboard.press('Enter');
  await expect(parallel).not.toHaveAttribute('data-picked', '16384');
  await expect
    .poll(async () => (await count('picked-count')) === Number(await parallel.getAttribute('data-picked')))
    .toBe(true);
  await expectAccessible(page, 'explore view with parallel coordinates');
  await page.keyboard.press('Control+z');
  await expect(parallel).toHaveAttribute('data-picked', '16384');

  await page.getByLabel('Layout').selectOption({ label: 'Matrix' });
  await expect(page.getByTestId('matrix')).toBeVisible();
  await expectAccessible(page, 'explore view with the matrix');
  await page.getByLabel('Layout').selectOption({ label: 'Choose from the front' });
  await page.getByTestId('ranking').getByRole('button').first().click();
  await expect(page).toHaveURL(/\/trials\/\d+$/u);

  const download = page.waitForEvent('download');
  await page.getByLabel(/^Save or copy quick-start: .* against/u).click();
  await page.getByRole('button', { name: 'Save as SVG' }).first().click();
  expect((await download).suggestedFilename()).toMatch(/^quick-start-.*\.svg$/u);
  await watch.expectNothingWrong();
});

/** More trials than are sent to a page one by one. */
const MANY_TRIALS = 110_000;
const MANY = `study: many
system: ethos-u55
parameters: { mac: all, protection.ao: all, protection.dma: all, protection.mac: all, protection.reg: all, protection.tsu: all, protection.wd: all, clock: { min: 250 MHz, max: 1 GHz } }
objectives: [area, sdc]
sampler: random
budget: { trials: ${MANY_TRIALS} }
seed: 4
`;

test('a plot whose WebGL is lost goes on without it and shows the same, and so it does once it is back', async ({
  page,
}) => {
  const watch = await watchPage(page);
  await page.goto(served.address);
  const workbench = new Workbench(page);
  await workbench.openStudy('quick-start');
  await workbench.runStudy();
  await workbench.expectRunState('finished');
  await workbench.goToTab('Explore');
  const { scatter } = workbench;
  await expect.poll(() => workbench.pointsDrawn()).toBeGreaterThan(16_000);
  const points = await workbench.pointsDrawn();
  const front = await workbench.frontDrawn();
  await expect(scatter).toHaveAttribute('data-drawn', 'raster');
  await page.getByText('Marks', { exact: true }).click();
  await page.getByLabel('Drawing').selectOption('webgl');
  await expect(scatter).toHaveAttribute('data-drawn', 'webgl');

  const [hardware, software] = [scatter.locator('canvas').nth(0), scatter.locator('canvas').nth(1)];
  const inked = (): Promise<number> =>
    software.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) count += 1;
      return count;
    });
  const before = await inked();
  await hardware.evaluate((canvas: HTMLCanvasElement) => {
    const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
    Object.assign(globalThis, { extension });
    extension.loseContext();
  });
  await expect(scatter).toHaveAttribute('data-drawn', 'raster');
  await expect.poll(inked).toBeGreaterThan(before);
  expect([await workbench.pointsDrawn(), await workbench.frontDrawn()]).toEqual([points, front]);
  await scatter.focus();
  await page.keyboard.press('Home');
  await expect(workbench.design.getByRole('heading', { level: 2 })).toContainText('Trial');

  await page.evaluate(() =>
    (globalThis as unknown as { extension: WEBGL_lose_context }).extension.restoreContext(),
  );
  await expect(scatter).toHaveAttribute('data-drawn', 'webgl');
  await expect.poll(inked).toBe(before);
  await watch.expectNothingWrong();
});

test('without a graphics processor more trials than a page holds are drawn as density, and counted right', async ({
  page,
}) => {
  await served.stop();
  served = await serveStudies('many.pareto', [MANY]);
  const watch = await watchPage(page);
  await page.goto(served.address);
  await page.getByRole('button', { name: /^many/u }).click();
  const { scatter } = new Workbench(page);
  await expect(scatter).toHaveAttribute('data-drawn', 'density', { timeout: 60_000 });
  const said = page.getByTestId('shown-points');
  await expect(said).toContainText('of 110,000 trials shown as density');
  const beyond = /([\d,]+) at zero or less/u.exec(await said.innerText());
  expect(counted(await said.innerText()) + counted(beyond?.[1] ?? '0')).toBe(MANY_TRIALS);
  const drawn = await scatter
    .locator('canvas')
    .nth(1)
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((channel, at) => at % 4 === 3 && channel > 0);
    });
  expect(drawn).toBe(true);
  // Counts come from the engine, of all trials and not of those that were sent.
  await page.getByRole('combobox', { name: 'Filter trials' }).fill('mac = 32 or mac = 64');
  await page.keyboard.press('Escape');
  const narrowed = page.getByTestId('table-count');
  await expect(narrowed).toHaveText(/^5\d,\d{3} trials$/u);
  const matching = counted(await narrowed.innerText());
  await expect.poll(async () => counted(await page.getByTestId('scope-count').innerText())).toBe(matching);
  await watch.expectNothingWrong();
});
