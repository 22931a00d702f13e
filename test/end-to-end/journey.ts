// The main job from the first look to the reopened workspace, the same in a browser and in an Electron window.

import { expect, test, type Page } from '@playwright/test';
import { accessibilityViolations, expectAccessible, watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

/** Long enough to be paused on a fast machine; cancelled before its end. */
const LONG_STUDY = `study: long-run
system: ethos-u55
parameters:
  mac: all
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.reg: all
  protection.tsu: all
  protection.wd: all
  logic_faults: all
objectives: [area, sdc]
constraints: ["sdc <= 1.0e-16"]
sampler: random
budget: { trials: 2000000 }
seed: 11
`;

const BROKEN_STUDY = `study: broken
system: ethos-u55
parameters:
  mac: [32, 64]
  protection.sram: all
objectives: [area, sdc]
`;

/** Walks through the workbench, which `page` shows at its start view. Steps assert what a person would check. */
export async function walkThrough(page: Page): Promise<void> {
  const watch = await watchPage(page);
  const workbench = new Workbench(page);

  await test.step('the start view lists studies and systems', async () => {
    await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Systems' })).toBeVisible();
    await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
    await expectAccessible(page, 'start view');
  });

  await test.step('the quick-start study opens and says its question', async () => {
    await workbench.openStudy('quick-start');
    await expect(page.getByTestId('space-size')).toContainText('16,384 designs');
    await page.getByRole('button', { name: 'Try one design' }).click();
    await expect(page.getByRole('region', { name: 'Dry run' })).toContainText('Silent data corruption');
    await expectAccessible(page, 'set-up view');
  });

  await test.step('form and file are one study, with undo', async () => {
    const file = page.getByRole('textbox', { name: /^Text of/u });
    const before = await file.inputValue();
    await page.getByRole('checkbox', { name: 'Vary clock' }).check();
    await expect(file).toHaveValue(/clock: all/u);
    // The study asks for a grid, which a range has none of: said at once, and no size is made up.
    await expect(page.getByRole('alert').filter({ hasText: 'grid needs its levels' })).toBeVisible();
    await expect(page.getByTestId('space-size')).toHaveText('–');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(file).toHaveValue(before);
    await file.fill(before.replace(/^seed: .*$/mu, 'seed: 12'));
    await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('12');
    await page.keyboard.press('Control+z');
    await expect(file).toHaveValue(before);
  });

  await test.step('it runs and its front appears', async () => {
    await workbench.runStudy();
    await expect.poll(() => workbench.frontDrawn()).toBeGreaterThan(0);
    await workbench.expectRunState('finished');
    await expectAccessible(page, 'run view');
    await workbench.goToTab('Explore');
    await expect.poll(() => workbench.pointsDrawn()).toBeGreaterThan(16_000);
    await expect(page.getByTestId('shown-points')).toContainText('of 16,384 trials shown');
  });

  await test.step('a click on a point opens its design', async () => {
    const surface = page.getByTestId('scatter-surface');
    await workbench.scatter.focus();
    await page.keyboard.press('End');
    await expect(workbench.design.getByRole('heading', { level: 2 })).toContainText('Trial');
    const lastOfFront = await workbench.design.getByRole('heading', { level: 2 }).innerText();
    const box = await surface.boundingBox();
    await surface.click({ position: { x: box!.width * 0.3, y: box!.height * 0.2 } });
    await expect(workbench.design.getByRole('heading', { level: 2 })).not.toHaveText(lastOfFront);
    await expect(workbench.design.getByRole('region', { name: 'Metrics' })).toContainText(
      'Silent data corruption',
    );
    await expect(workbench.design).toContainText('paretoscope evaluate ethos-u55');
    await expectAccessible(page, 'explore view with a design');
  });

  await test.step('the table sorts', async () => {
    const head = workbench.table.getByRole('columnheader').nth(2);
    await head.getByRole('button').click();
    await expect(head).toHaveAttribute('aria-sort', 'ascending');
    await expect
      .poll(async () => {
        const areas = (await workbench.cells(2, 5)).map(Number);
        return areas.every((area, index) => index === 0 || area >= areas[index - 1]!) && areas[0];
      })
      .toBeGreaterThan(0);
    const smallest = Number((await workbench.cells(2, 1))[0]);
    await head.getByRole('button').click();
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(async () => Number((await workbench.cells(2, 1))[0])).toBeGreaterThan(smallest);
  });

  await test.step('the table filters, and says what is wrong with a filter', async () => {
    const filter = page.getByRole('combobox', { name: 'Filter trials' });
    await filter.fill('mac = 32 and protection.dma = dmr');
    await expect(page.getByTestId('table-count')).toHaveText('1,024 trials');
    await filter.fill('mac = 32 and protection.dmaa = dmr');
    await expect(page.locator('#filter-error')).toContainText('protection.dma');
    await filter.fill('');
    await expect(page.getByTestId('table-count')).toHaveText('16,384 trials');
    await page.getByRole('checkbox', { name: 'Front only' }).check();
    const onFront = await workbench.frontDrawn();
    await expect
      .poll(async () => Number((await page.getByTestId('table-count').innerText()).split(' ')[0]))
      .toBeGreaterThanOrEqual(onFront);
    await workbench.table.locator('[aria-rowindex="3"]').click();
    const number = await workbench.table.locator('[aria-rowindex="3"]').getAttribute('data-trial');
    await expect(page).toHaveURL(new RegExp(`/trials/${number}$`, 'u'));
  });

  await test.step('a dropped study with a mistake shows it at its line', async () => {
    await workbench.dropFile('broken.study.yaml', BROKEN_STUDY);
    await expect(page.getByRole('alert').filter({ hasText: 'Line 5:' })).toContainText('protection.sram');
    await expect(page.getByRole('button', { name: 'Run study' })).toBeDisabled();
    await expectAccessible(page, 'set-up view with a problem');
  });

  await test.step('a long run pauses, resumes, is cancelled and goes on later', async () => {
    await workbench.dropFile('long-run.study.yaml', LONG_STUDY);
    await expect(page.getByRole('heading', { name: 'long-run', level: 1 })).toBeVisible();
    await workbench.runStudy();
    await expect.poll(() => workbench.frontDrawn()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    await workbench.expectRunState('paused');
    const paused = await workbench.trialsDone();
    expect(paused).toBeGreaterThan(0);
    await page.waitForTimeout(500);
    expect(await workbench.trialsDone()).toBe(paused);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(paused);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await workbench.expectRunState('cancelled');
    const kept = await workbench.trialsDone();
    await page.getByRole('button', { name: 'Continue run' }).click();
    await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(kept);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await workbench.expectRunState('cancelled');
  });

  await test.step('the system says what it rests on', async () => {
    await workbench.goToStart();
    await page.getByRole('link', { name: 'Ethos-U55 soft-error protection', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'What the model cannot say' })).toBeVisible();
    await expectAccessible(page, 'system view');
  });

  await test.step('the workspace reopens from the start view', async () => {
    await workbench.goToStart();
    await page.getByRole('button', { name: /^quick-start/u }).click();
    await workbench.expectRunState('finished');
    await expect(workbench.runBar).toContainText('16,384');
    // The view is as it was left.
    const frontOnly = page.getByRole('checkbox', { name: 'Front only' });
    await expect(frontOnly).toBeChecked();
    await frontOnly.uncheck();
    await expect.poll(() => workbench.pointsDrawn()).toBeGreaterThan(16_000);
  });

  await test.step('the palette finds a help topic, which is read offline', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('study file');
    await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('option', { name: /^Study file/u }).click();
    await expect(page.getByRole('heading', { name: 'What varies' })).toBeVisible();
    await expectAccessible(page, 'help view');
  });

  await test.step('the keys are listed', async () => {
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await watch.expectNothingWrong();
}
