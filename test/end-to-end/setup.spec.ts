// Start, set up, run, import and the page of a system in headless Chromium: what a newcomer does before exploring.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { serveWorkbench, type ServedWorkbench } from './pages/server.ts';
import { expectAccessible, watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

const BUILT = path.resolve(import.meta.dirname, '../../dist/renderer/index.html');
const SCREENSHOTS = process.env.SETUP_SCREENSHOTS;

/** Runs for as long as it takes to see another study wait. */
const LONG_STUDY = `study: long-run
system: ethos-u55
parameters: { mac: all, protection.ao: all, protection.dma: all, protection.mac: all, protection.reg: all }
objectives: [area, sdc]
sampler: random
budget: { trials: 20000000 }
cache: false
seed: 3
`;

const NEXT_STUDY = `# A comment that stays.
study: next-run
system: ethos-u55
parameters:
  mac: [32, 64]   # two of four
  protection.dma: all
objectives: [area, sdc]
sampler: auto
budget: { trials: 100 }
seed: 1
`;

const WRONG_STUDY = `study: wrong
system: ethos-u55
parameters:
  mac: [32, 64]
  clock: { min: 250 MHz, max: 100 MHz }
objectives: [area, sdc]
constraints: ["sdc <= 1.0e-16 kg"]
budget: { trials: 25 }
seed: many
`;

const TABLE = [
  'rows,style,Energy [mJ],accuracy,status',
  '8,os,1.5,0.91,ok',
  '16,ws,2.5,0.93,ok',
  '32,os,4,0.92,ok',
  '64,ws,9,0.95,ok',
  '8,ws,3,0.9,ok',
  '16,os,5,0.9,ok',
  '64,os,,,failed',
].join('\n');

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
test.afterEach(async ({ page }, info) => {
  if (SCREENSHOTS !== undefined) {
    await page.screenshot({ path: path.join(SCREENSHOTS, `${info.title.replaceAll(/\W+/gu, '-')}.png`) });
  }
  await stop?.();
});

test('a table is dropped, mended by its mapping, imported and explored', async ({ page }) => {
  const watch = await watchPage(page);
  const workbench = new Workbench(page);
  await page.getByRole('link', { name: 'Import trials…' }).click();
  await expect(page.getByRole('heading', { name: 'Import trials' })).toBeVisible();
  await expectAccessible(page, 'import view without a file');

  await workbench.dropFile('bench.csv', TABLE.replace('32,os,4,', '32,os,four,'));
  await expect(page.getByText('"four" in the column "Energy [mJ]" is not a number')).toBeVisible();
  await expect(page.getByText('Line 4:')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await expectAccessible(page, 'import view with a problem');

  await workbench.dropFile('bench.csv', TABLE);
  await expect(page.getByText('Every row that was checked can be read.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Use Energy [mJ] as' })).toHaveValue('metric');
  await expect(page.getByRole('textbox', { name: 'Unit of Energy [mJ]' })).toHaveValue('mJ');
  await expect(page.getByRole('combobox', { name: 'Which way accuracy is better' })).toHaveValue('maximize');
  await page.getByRole('textbox', { name: 'Name of the study' }).fill('measured');
  await page.getByRole('button', { name: 'Import', exact: true }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Imported measured: 7 trials' })).toBeVisible();
  await expect.poll(() => workbench.frontDrawn()).toBe(3);
  await expect(page.getByTestId('table-count')).toHaveText('7 trials');
  await watch.expectNothingWrong();
});

test('a study waits in the queue, begins by itself, and shows its front on the start view', async ({
  page,
}) => {
  const watch = await watchPage(page);
  const workbench = new Workbench(page);
  await workbench.dropFile('long-run.study.yaml', LONG_STUDY);
  await workbench.runStudy();
  await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(0);

  await workbench.dropFile('next-run.study.yaml', NEXT_STUDY);
  await expect(page.getByRole('heading', { name: 'next-run', level: 1 })).toBeVisible();
  await expect(page.locator('em').filter({ hasText: 'Grid' })).toBeVisible();
  await page.getByRole('button', { name: 'Add to queue' }).click();
  await expect(page.getByText('next-run waits for its turn')).toBeVisible();

  await workbench.goToStart();
  const runs = page.getByRole('region', { name: 'Runs' });
  await expect(runs.getByRole('listitem').nth(1)).toContainText('Waiting for its turn');
  await expectAccessible(page, 'start view with a queue');
  await runs.getByRole('link', { name: 'next-run' }).click();
  await workbench.expectRunState('queued');
  await expect(page.getByRole('region', { name: 'The run' })).toContainText('long-run');
  await expectAccessible(page, 'run view of a queued study');

  await page.getByRole('button', { name: 'Cancel long-run' }).click();
  await workbench.expectRunState('finished');
  await expect(page.getByRole('list', { name: 'What became of the trials' })).toContainText('8 complete');
  await expectAccessible(page, 'run view');

  await workbench.goToStart();
  await expect(page.getByRole('button', { name: /^next-run\.pareto/u })).toContainText('1 study, 8 trials');
  await watch.expectNothingWrong();
});

test('the form sets what the file can say, keeps its comments, and takes it back', async ({ page }) => {
  const watch = await watchPage(page);
  const workbench = new Workbench(page);
  await workbench.dropFile('next-run.study.yaml', NEXT_STUDY);
  const file = page.getByRole('textbox', { name: /^Text of/u });
  await expect(file).toHaveValue(NEXT_STUDY);

  await page.getByRole('textbox', { name: 'Least improvement', exact: true }).fill('2 %');
  await page.getByRole('textbox', { name: 'Least improvement', exact: true }).press('Enter');
  await expect(file).toHaveValue(
    NEXT_STUDY.replace('{ trials: 100 }', '{ trials: 100, plateau: { improvement: 2 %, trials: 500 } }'),
  );
  await page.getByText('Stopping early').click();
  await page.getByLabel('Pruner').selectOption({ index: 2 });
  await expect(file).toHaveValue(/^pruner: /mu);
  await page.getByRole('heading', { name: 'Start', exact: true }).click();
  await page.getByRole('textbox', { name: 'Designs to try next' }).fill('mac = 64');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(file).toHaveValue(/designs:/u);
  await expect(page.getByRole('button', { name: 'Run study' })).toBeEnabled();
  await page.getByRole('heading', { name: 'Evaluation' }).click();
  await page.getByRole('checkbox', { name: 'take results over' }).uncheck();
  await expect(file).toHaveValue(/^cache: false$/mu);
  await expect(file).toHaveValue(/# A comment that stays\./u);
  await expect(file).toHaveValue(/# two of four/u);
  await expectAccessible(page, 'set-up view with every section open');
  await page.getByRole('button', { name: 'Run study' }).focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('Control+z');
  await expect(file).toHaveValue(NEXT_STUDY);
  await watch.expectNothingWrong();
});

test('many problems of a table are read by key, and a dropped workspace is answered with the way in', async ({
  page,
}) => {
  const watch = await watchPage(page);
  const workbench = new Workbench(page);
  const [head, row] = TABLE.split('\n') as [string, string];
  // Nearly all cells of the column are numbers, so that it is one.
  const rows = Array.from({ length: 400 }, (_, index) =>
    index % 16 === 15 ? row.replace('1.5', 'many') : row,
  );
  await workbench.dropFile('bench.csv', [head, ...rows].join('\n'));
  const problems = page.getByRole('region', { name: 'The first 20 problems' });
  await expect(problems.getByRole('listitem')).toHaveCount(20);
  await problems.focus();
  await page.keyboard.press('PageDown');
  await expect.poll(() => problems.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await expectAccessible(page, 'import view with many problems');

  await workbench.dropFile('mine.pareto', 'SQLite format 3');
  const answer = page.getByRole('alert').filter({ hasText: 'mine.pareto is a workspace' });
  await expect(answer).toContainText('a browser does not say where a dropped file lies');
  await expect(answer).toContainText('open it from the start view');
  await expectAccessible(page, 'import view with a dropped workspace');
  await watch.expectNothingWrong();
});

test('fields say what is wrong with them, ranges grow by a factor or follow other parameters', async ({
  page,
}) => {
  const watch = await watchPage(page);
  const workbench = new Workbench(page);
  await workbench.dropFile('wrong.study.yaml', WRONG_STUDY);
  const file = page.getByRole('textbox', { name: /^Text of/u });
  await expect(file).toHaveValue(WRONG_STUDY);

  // Each mistake is at its field, for the eye and for a screen reader, and in the list at its line.
  const clock = page.getByRole('textbox', { name: 'Greatest clock' });
  await expect(clock).toHaveAttribute('aria-invalid', 'true');
  await expect(clock).toHaveAccessibleDescription(/max 100 MHz is below what is allowed/u);
  await expect(page.getByRole('textbox', { name: 'Bound 1' })).toHaveAccessibleDescription(/unit "kg"/u);
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveAccessibleDescription(/"seed"/u);
  await expect(page.getByRole('button', { name: /^Line/u })).toHaveCount(3);
  await expectAccessible(page, 'set-up view with mistakes at their fields');

  await clock.fill('1 GHz');
  await clock.press('Enter');
  await expect(clock).toHaveAttribute('aria-invalid', 'false');
  await page.getByRole('textbox', { name: 'Factor of clock' }).fill('2');
  await page.getByRole('textbox', { name: 'Factor of clock' }).press('Enter');
  await page.getByRole('textbox', { name: 'Seed' }).fill('1');
  await page.getByRole('textbox', { name: 'Bound 1' }).fill('1.0e-16');
  await page.getByRole('textbox', { name: 'Bound 1' }).press('Enter');
  await expect(file).toHaveValue(/factor: 2/u);
  await expect(page.getByTestId('space-size')).toContainText('6 designs');

  // A step in place of the factor.
  await page.getByLabel('Scale of clock').selectOption('linear');
  await page.getByRole('textbox', { name: 'Step of clock' }).fill('250 MHz');
  await page.getByRole('textbox', { name: 'Step of clock' }).press('Enter');
  await expect(file).toHaveValue(/clock: \{ min: 250 MHz, max: 1 GHz, scale: linear, step: 250 MHz \}/u);
  await expect(page.getByTestId('space-size')).toContainText('8 designs');

  // An end that is a term over another parameter.
  await page.getByRole('textbox', { name: 'Step of clock' }).fill('');
  await clock.fill('mac * 4 MHz');
  await clock.press('Enter');
  await expect(page.getByText('In each design at most mac * 4 MHz.')).toBeVisible();
  await clock.fill('macc * 4 MHz');
  await clock.press('Enter');
  await expect(clock).toHaveAccessibleDescription(/macc/u);
  await clock.fill('mac * 4 MHz');
  await clock.press('Enter');
  await expect(page.getByRole('button', { name: 'Run study' })).toBeEnabled();

  // Designs that are read in groups need whole ones.
  await page.getByLabel('Sampler').selectOption('saltelli');
  await expect(page.getByText(/come in groups of 4/u)).toContainText('25 trials are 6 groups and 1 over');
  await page.getByRole('button', { name: 'Use 24' }).click();
  await expect(page.getByText(/come in groups of 4/u)).toHaveCount(0);
  await expect(file).toHaveValue(/trials: 24/u);
  await watch.expectNothingWrong();
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
