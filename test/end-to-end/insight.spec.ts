// What is done with the trials of finished studies, in headless Chromium: open designs and compare them by key, ask for
// the analyses, read the report and the claims; usable by everyone in both themes, and no breach of the policy.

import { expect, test, type Page } from '@playwright/test';
import { serveStudies, type ServedWorkbench } from './pages/server.ts';
import { expectAccessible, watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

const SPACE = `system: ethos-u55
parameters:
  mac: [32, 64, 128, 256]
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.wd: all
`;
function searched(name: string, seed: number): string {
  return `study: ${name}\n${SPACE}objectives: [area, sdc]\nsampler: random\nbudget: { trials: 400 }\nseed: ${seed}\n`;
}
/** Estimates corruption by injecting faults, and gives up what is dominated on the way. */
const SAMPLED = `study: sampled
system: ethos-u55
parameters: { protection.ao: all, protection.dma: all, protection.mac: all }
fixed: { estimator: monte-carlo, samples: 20000 }
objectives: [area, sdc]
sampler: random
pruner: { type: dominance, margin: 0.3 }
budget: { trials: 60 }
seed: 2
`;

/** Designs made for sensitivity: 40 groups of 4 parameters. */
function grouped(name: string, sampler: string, trials: number): string {
  return `study: ${name}
system: ethos-u55
parameters: { mac: all, clock: { min: 250 MHz, max: 1 GHz }, protection.dma: all, protection.mac: all }
objectives: [sdc]
sampler: ${sampler}
budget: { trials: ${trials} }
`;
}

let served: ServedWorkbench;

test.use({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
test.beforeAll(async () => {
  served = await serveStudies('insight.pareto', [
    searched('first', 1),
    searched('second', 2),
    SAMPLED,
    grouped('grouped', 'saltelli', 240),
    grouped('screened', 'morris', 200),
  ]);
});
test.afterAll(() => served.stop());

async function openStudy(page: Page, study: string): Promise<Workbench> {
  await page.goto(served.address);
  await page.getByText('insight.pareto').first().click();
  await page
    .getByRole('link', { name: new RegExp(`^${study}`, 'u') })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: study, level: 1 })).toBeVisible();
  return new Workbench(page);
}

async function pressKeys(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('designs are opened, pinned and compared by key, and fronts of studies lie over each other', async ({
  page,
}) => {
  const watch = await watchPage(page);
  const workbench = await openStudy(page, 'first');
  await pressKeys(page, 'g', 'e');
  await expect.poll(() => workbench.frontDrawn()).toBeGreaterThan(3);

  // The ends of the front: both into the comparison right after they opened, the first as what others are measured by.
  await workbench.scatter.focus();
  await pressKeys(page, 'Home', 'c', 'b');
  const name = workbench.design.getByRole('heading', { level: 2 });
  await expect(name).toBeVisible();
  const first = await name.innerText();
  await expect(workbench.design.getByRole('button', { name: 'Baseline' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(workbench.design.getByRole('button', { name: 'Compare' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(workbench.design.getByText(/^on the front, \d+ of \d+$/u)).toBeVisible();
  await pressKeys(page, 'End', 'c');
  await expect(name).not.toHaveText(first);
  const last = await name.innerText();
  await expect(workbench.design.getByRole('region', { name: 'Metrics' })).toContainText(/(better|worse)/u);
  await pressKeys(page, '[', 'c');
  await expect(name).not.toHaveText(last);

  await pressKeys(page, 'g', 'c');
  const table = page.getByRole('region', { name: 'The designs and what differs' });
  await expect(table.getByRole('columnheader')).toHaveCount(5);
  await expect(table.getByRole('columnheader').nth(4)).toContainText('Published');
  await expect(table.getByRole('columnheader').nth(1)).toContainText(first);
  await expect(table.getByRole('columnheader').nth(1)).toContainText('baseline');
  // Two designs of one front: each is better than the other somewhere.
  const objectives = table.locator('tr.objective');
  await expect(objectives).toHaveCount(2);
  const against = (row: number): Promise<string> => objectives.nth(row).getByRole('cell').nth(1).innerText();
  expect([await against(0), await against(1)].map((text) => /better|worse/u.exec(text)?.[0]).sort()).toEqual([
    'better',
    'worse',
  ]);
  await expect(table).toContainText('Parameters that differ');
  await expect(page.getByRole('heading', { name: /by part$/u }).first()).toBeVisible();

  const fronts = page.getByRole('region', { name: 'Fronts of studies' });
  await expect(fronts.getByRole('checkbox')).toHaveCount(3);
  await expect(fronts.getByText('100.0 % of the largest')).toBeVisible();
  await expect(fronts.getByRole('heading', { name: 'What shares of the studies attain' })).toBeVisible();
  await expectAccessible(page, 'compare page');

  // A mark of a front, reached by key, opens its design.
  await fronts.getByRole('application').first().focus();
  await pressKeys(page, 'ArrowRight', 'Enter');
  await expect(page).toHaveURL(/\/design\/\d+$/u);
  await watch.expectNothingWrong();
});

test('a design explains itself, is annotated, and its knobs are turned', async ({ page }) => {
  const watch = await watchPage(page);
  await openStudy(page, 'first');
  await pressKeys(page, 'g', 'd');
  await page.getByRole('button', { name: 'Open the first design of the front' }).click();
  const design = page.getByTestId('design-page');
  await expect(design.getByRole('region', { name: 'Metrics' })).toContainText('vs published');
  await expect(design.getByRole('region', { name: /^Breakdown of/u }).first()).toBeVisible();
  // Quick designs are turned unasked; on a slow machine none is quick.
  await design.getByRole('button', { name: /^Turn (each knob|again)$/u }).click();
  await expect(
    design.getByRole('region', { name: 'One knob at a time' }).getByRole('rowheader').first(),
  ).toBeVisible();
  await expect(design).toContainText('paretoscope evaluate ethos-u55');
  await design.getByRole('textbox', { name: /^Note/u }).fill('The smallest that may do.');
  await expect(design.getByText('saved', { exact: false }).first()).toBeVisible();
  await pressKeys(page, 'Tab');
  await expectAccessible(page, 'design page');

  const before = await design.getByRole('heading', { level: 2 }).innerText();
  await page.locator('body').click({ position: { x: 700, y: 60 } });
  await pressKeys(page, ']');
  await expect(design.getByRole('heading', { level: 2 })).not.toHaveText(before);

  // Tables and charts leave as text and as pictures that say what the page says.
  await design.getByRole('button', { name: 'Copy table: the metrics' }).click();
  await page.getByRole('menuitem', { name: 'As Markdown' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^\| metric \| value/u);
  const download = page.waitForEvent('download');
  await design
    .getByLabel(/^Save or copy .* by part$/u)
    .first()
    .click();
  await design.getByRole('button', { name: 'Save as SVG' }).first().click();
  const stream = await (await download).createReadStream();
  let picture = '';
  for await (const chunk of stream) picture += String(chunk);
  expect(picture).toContain('<svg');
  expect(picture).toContain('unprotected NPU');
  await watch.expectNothingWrong();
});

test('what is noted, tagged, marked and selected in one window is in another at once', async ({
  page,
  context,
}) => {
  const watch = await watchPage(page);
  await openStudy(page, 'second');
  await page
    .getByRole('navigation', { name: 'Pages of the study' })
    .getByRole('link', { name: 'Design' })
    .click();
  await page.getByRole('button', { name: 'Open the first design of the front' }).click();
  const here = page.getByTestId('design-page');
  await expect(here.getByRole('textbox', { name: /^Note/u })).toBeVisible();
  const other = await context.newPage();
  await other.goto(served.address);
  await other.evaluate((hash) => (location.hash = hash), new URL(page.url()).hash);
  const there = other.getByTestId('design-page');

  await here.getByRole('textbox', { name: /^Note/u }).fill('Ask Ann.');
  await expect(there.getByRole('textbox', { name: /^Note/u })).toHaveValue('Ask Ann.');
  await there.getByRole('checkbox', { name: 'show in reports' }).check();
  await expect(here.getByRole('checkbox', { name: 'show in reports' })).toBeChecked();

  // Two people write at the same time, in two fields: neither takes the other's words away.
  await there.getByRole('textbox', { name: 'Tags' }).pressSequentially('keep, ');
  await here.getByRole('textbox', { name: /^Note/u }).fill('Ann says yes.');
  await expect(there.getByRole('textbox', { name: /^Note/u })).toHaveValue('Ann says yes.');
  await expect(here.getByRole('textbox', { name: 'Tags' })).toHaveValue('keep');
  await expect(there.getByRole('textbox', { name: 'Tags' })).toHaveValue('keep, ');

  for (const window of [page, other]) {
    await window.evaluate(() => (location.hash = location.hash.replace(/\/design.*/u, '/explore')));
    await window.getByText('Selections', { exact: true }).click();
  }
  await page.getByRole('combobox', { name: 'Filter trials' }).fill('mac = 32');
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Name of the selection' }).fill('small arrays');
  await page.keyboard.press('Enter');
  await expect(other.getByRole('button', { name: 'small arrays', exact: true })).toBeVisible();
  await watch.expectNothingWrong();
});

test('a trial that was given up says so, with what it reported', async ({ page }) => {
  const watch = await watchPage(page);
  const workbench = await openStudy(page, 'sampled');
  await pressKeys(page, 'g', 'e');
  const filter = page.getByRole('combobox', { name: 'Filter trials' });
  await filter.fill('state = pruned');
  await expect(page.getByTestId('table-count')).toHaveText(/^[1-9]\d* trials$/u);
  await workbench.table.focus();
  await pressKeys(page, 'Home');
  await expect(workbench.design).toContainText(/Pruned: after step \d+/u);
  await expect(workbench.design).not.toContainText('Infeasible');
  const reported = workbench.design.getByRole('region', { name: 'Reported while it was evaluated' });
  await expect(reported.getByRole('img').first()).toBeVisible();
  await expectAccessible(page, 'explore page with a trial that was given up');
  await watch.expectNothingWrong();
});

test('the analyses answer, and say what they rest on', async ({ page }) => {
  const watch = await watchPage(page);
  await openStudy(page, 'first');
  await pressKeys(page, 'g', 'a');
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  await expect(card('What matters')).toContainText(/Rests on \d+ trials/u, { timeout: 60_000 });
  await expect(card('How')).toContainText(/averaged out/u, { timeout: 60_000 });
  await expect(card('How').getByRole('application')).toBeVisible();
  await expect(card('What the front has in common')).toContainText(/statements were tested/u);
  await expect(card('Would more trials help?')).toContainText(/Rests on 400 trials/u);
  await expect(card('What goes with what')).toContainText(/Spearman/u);
  await expectAccessible(page, 'analysis page');

  // By key: another metric, then a second parameter makes a map.
  await card('How').getByRole('combobox', { name: 'over' }).selectOption({ index: 0 });
  await card('How').getByRole('combobox', { name: 'and' }).selectOption({ index: 1 });
  await expect(card('How').getByRole('img', { name: /over .* and / })).toBeVisible({ timeout: 60_000 });
  await card('How').getByRole('application').or(card('How').getByRole('img')).first().focus();
  await expectAccessible(page, 'analysis page with a map');
  await watch.expectNothingWrong();
});

test('a front is made simpler, and designs made for it tell how sensitive metrics are', async ({ page }) => {
  const watch = await watchPage(page);
  await openStudy(page, 'first');
  await pressKeys(page, 'g', 'a');
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  const simpler = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'A simpler front' }) });
  await expect(simpler).toContainText(/stands?\s+for\s+the\s+\d+\s+of\s+the\s+front/u, { timeout: 60_000 });
  const rows = simpler.getByRole('row');
  const exact = await rows.count();
  await simpler.getByRole('combobox').selectOption({ label: '10 %' });
  await expect.poll(() => rows.count()).toBeLessThan(exact);
  await expect(card('Sensitivity')).toContainText('sampler: saltelli');
  await expectAccessible(page, 'analysis page with a simpler front');
  // What was chosen is undone like any other edit, and opens a design.
  await page.keyboard.press('Control+z');
  await expect.poll(() => rows.count()).toBe(exact);
  await simpler
    .getByRole('button', { name: /^Trial/u })
    .first()
    .click();
  await expect(page).toHaveURL(/\/design\/\d+$/u);

  await openStudy(page, 'grouped');
  await pressKeys(page, 'g', 'a');
  await expect(card("Sobol' indices")).toContainText(/Rests on 40 groups, 240 of 240 trials/u, {
    timeout: 60_000,
  });
  await expect(card("Sobol' indices").getByRole('row')).toHaveCount(5);
  await expectAccessible(page, 'analysis page with indices');
  await openStudy(page, 'screened');
  await pressKeys(page, 'g', 'a');
  await expect(card('Elementary effects')).toContainText(/Rests on 40 groups, 200 of 200 trials/u, {
    timeout: 60_000,
  });
  await card('Elementary effects').getByRole('combobox').selectOption({ label: 'Area' });
  await expect(card('Elementary effects').getByRole('columnheader', { name: 'Deviation' })).toBeVisible();
  await expectAccessible(page, 'analysis page with effects');
  await watch.expectNothingWrong();
});

test('analyses stand beside the plot, and the knee of the front is marked', async ({ page }) => {
  const watch = await watchPage(page);
  const workbench = await openStudy(page, 'first');
  await pressKeys(page, 'g', 'e');
  await expect(workbench.scatter).toHaveAttribute('data-knee', /^\d+$/u);
  const knee = await workbench.scatter.getAttribute('data-knee');
  await page.getByLabel('Layout').selectOption({ label: 'What matters' });
  await expect(page.getByRole('region', { name: 'Slices and contours', exact: true })).toContainText(
    /averaged out/u,
    {
      timeout: 60_000,
    },
  );
  await expect(page.getByRole('region', { name: 'Importance', exact: true })).toContainText(
    /Rests on \d+ trials/u,
    {
      timeout: 60_000,
    },
  );
  await expect(page.getByRole('region', { name: 'Front membership', exact: true })).toContainText(
    /statements were tested/u,
    { timeout: 60_000 },
  );
  await pressKeys(page, 'k');
  await expect(page).toHaveURL(new RegExp(`/trials/${knee}$`, 'u'));
  const slices = page.getByRole('region', { name: 'Slices and contours', exact: true });
  await slices.getByRole('combobox', { name: 'and' }).selectOption({ index: 1 });
  await expect(slices.getByRole('img', { name: /over .* and / })).toBeVisible({ timeout: 60_000 });
  await slices.getByRole('combobox', { name: 'and' }).selectOption({ index: 0 });
  await slices.getByRole('combobox', { name: 'others' }).selectOption({ index: 1 });
  await expect(slices).toContainText('The other parameters are as in trial', { timeout: 60_000 });
  await expectAccessible(page, 'explore page with analyses');
  await watch.expectNothingWrong();
});

test('the report and the claims are read in the window', async ({ page }) => {
  const watch = await watchPage(page);
  await openStudy(page, 'first');
  await pressKeys(page, 'g', 'o');
  await page.getByRole('button', { name: 'Preview', exact: true }).focus();
  await pressKeys(page, 'Enter');
  await expect(page.getByRole('region', { name: 'The report', exact: true })).toBeVisible({
    timeout: 60_000,
  });
  await expectAccessible(page, 'report page');

  await page.evaluate(() => (location.hash = '#/systems/ethos-u55'));
  await expect(page.getByRole('heading', { name: 'What the model cannot say' })).toBeVisible();
  await expect(page.getByRole('application', { name: /^Published values against ours/u })).toBeVisible({
    timeout: 60_000,
  });
  await expectAccessible(page, 'credibility of a system');
  await page.getByRole('application', { name: /^Published values against ours/u }).focus();
  await pressKeys(page, 'ArrowRight', 'Enter');
  await expect(
    page
      .getByRole('dialog')
      .or(page.getByRole('region', { name: /design/iu }))
      .first(),
  ).toBeVisible();
  await watch.expectNothingWrong();
});
