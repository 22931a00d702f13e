// What a newcomer does with each built-in system, without reading anything: `node test/end-to-end/newcomer.ts FOLDER
// [SYSTEM...]`. From the start view to a new study of the gallery, a small run, its front, a design with its
// explanation, a note, and a comparison with the published configuration. Writes a picture of every page and prints, as
// one line of JSON a system, how long each step took and what looked wrong: errors, pages that keep waiting, sections
// without contents, words that a program says and a person does not.
// The renderer must have been built (`npm run build:renderer`). Takes minutes, so it is not part of any check.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { chromium, type Page } from 'playwright-core';
import { serveWorkbench } from './pages/server.ts';

const TRIALS = 24;
const LONGEST_RUN_MILLISECONDS = 180_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;

interface Visit {
  readonly system: string;
  readonly title: string;
  readonly seconds: Record<string, number>;
  readonly wrong: string[];
}

/** What a page of a finished step shows that it should not. Runs in the page. */
function oddities(): string[] {
  const found: string[] = [];
  const visible = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
  const text = document.body.innerText;
  for (const word of text.match(/\b(?:undefined|NaN|null|Infinity)\b|\[object \w+\]/gu) ?? [])
    found.push(`says "${word}"`);
  for (const alert of document.querySelectorAll('[role=alert]')) {
    if (visible(alert) && alert.textContent.trim() !== '')
      found.push(`alert: ${alert.textContent.trim().slice(0, 200)}`);
  }
  for (const status of document.querySelectorAll('[role=status]')) {
    if (visible(status) && status.textContent.trim().endsWith('…'))
      found.push(`still waits: ${status.textContent.trim()}`);
  }
  for (const section of document.querySelectorAll('main section, main .card, main table tbody')) {
    const drawn = section.querySelector('svg, canvas, input, select, textarea') !== null;
    if (visible(section) && !drawn && (section as HTMLElement).innerText.trim() === '') {
      const around = section.parentElement?.closest('section, .card') ?? section;
      const name = section.getAttribute('aria-label') ?? around.querySelector('h2, h3, caption')?.textContent;
      found.push(`empty: ${name ?? section.className}`);
    }
  }
  for (const control of document.querySelectorAll('h1, h2, h3, button, a, th')) {
    const named =
      control.textContent.trim() !== '' ||
      control.hasAttribute('aria-label') ||
      control.querySelector('img, svg') !== null;
    if (visible(control) && !named && control.tagName !== 'TH')
      found.push(`without words: <${control.tagName.toLowerCase()} class="${control.className}">`);
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(`${wide} pixels wider than the window`);
  return [...new Set(found)];
}

async function visit(
  page: Page,
  address: string,
  system: string,
  title: string,
  folder: string,
): Promise<Visit> {
  const wrong: string[] = [];
  const seconds: Record<string, number> = {};
  const onError = (error: Error): number => wrong.push(`exception: ${error.message}`);
  const onConsole = (message: { type(): string; text(): string }): void => {
    if (message.type() === 'error') wrong.push(`console: ${message.text()}`);
  };
  page.on('pageerror', onError);
  page.on('console', onConsole);
  const step = async (name: string, work: () => Promise<unknown>): Promise<boolean> => {
    const begin = performance.now();
    let done = true;
    try {
      await work();
    } catch (error) {
      done = false;
      wrong.push(`${name}: ${String(error).split('\n')[0]!}`);
    }
    seconds[name] = Number(((performance.now() - begin) / 1000).toFixed(1));
    for (const odd of await page.evaluate(oddities)) wrong.push(`${name}: ${odd}`);
    await page.screenshot({ path: path.join(folder, `${system}-${name}.png`) });
    return done;
  };
  const settled = (): Promise<unknown> =>
    page.waitForFunction(
      () =>
        ![...document.querySelectorAll('main [role=status]')].some((status) =>
          status.textContent.trim().endsWith('…'),
        ),
      undefined,
      { timeout: LONGEST_WAIT_MILLISECONDS },
    );
  const tab = (name: string): Promise<void> =>
    page
      .getByRole('navigation', { name: 'Pages of the study' })
      .getByRole('link', { name, exact: true })
      .click();

  await page.goto(address);
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['set up', async () => {
      await page.getByRole('searchbox', { name: 'Find a system' }).fill(title);
      await page.getByRole('link', { name: `New study of ${title}`, exact: true }).click();
      await page.locator('#budget-trials').fill(String(TRIALS));
      await page.locator('#budget-trials').press('Enter');
      await page.getByRole('button', { name: 'Run study' }).and(page.locator(':enabled')).waitFor({ timeout: LONGEST_WAIT_MILLISECONDS });
      await page.getByRole('region', { name: 'The space' }).getByText(/each|a second|in all|design/u).first().waitFor();
      await page.waitForFunction(() => document.querySelector('[aria-label="The space"]')?.getAttribute('aria-busy') === 'false' && !document.querySelector('[aria-label="The space"]')!.textContent.includes('Trying'), undefined, { timeout: LONGEST_WAIT_MILLISECONDS });
    }],
    ['dry run', async () => {
      await page.getByRole('button', { name: 'Try one design' }).click();
      await page.getByRole('button', { name: 'Try again' }).waitFor({ timeout: LONGEST_WAIT_MILLISECONDS });
    }],
    ['run', async () => {
      await page.getByRole('button', { name: 'Run study' }).click();
      await page.locator('[data-testid=run-bar][data-state=finished]').waitFor({ timeout: LONGEST_RUN_MILLISECONDS });
      await page.waitForTimeout(500);
    }],
    ['explore', async () => {
      await tab('Explore');
      await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('[data-testid=scatter]')?.dataset.points) > 0, undefined, { timeout: LONGEST_WAIT_MILLISECONDS });
      await page.getByTestId('scatter').focus();
      await page.keyboard.press('Home');
      await page.getByTestId('design').getByRole('region', { name: 'Metrics' }).waitFor({ timeout: LONGEST_WAIT_MILLISECONDS });
      await settled();
    }],
    ['design', async () => {
      await tab('Design');
      const design = page.getByTestId('design-page');
      await design.getByRole('region', { name: 'Metrics' }).waitFor({ timeout: LONGEST_WAIT_MILLISECONDS });
      const turn = design.getByRole('button', { name: /^Turn (each knob|again)$/u });
      if (await turn.isVisible() && await turn.isEnabled()) await turn.click();
      await page.waitForTimeout(3000);
      await settled();
      const explained = await design.getByRole('region', { name: /by part|timeline|roofline|Breakdown/iu }).count();
      if (explained === 0) wrong.push('design: nothing explains where its metrics come from');
    }],
    ['note', async () => {
      const note = page.getByTestId('design-page').getByRole('textbox', { name: /^Note/u });
      await note.fill('Looks good, ask about the cost.');
      await page.getByText('Saved', { exact: true }).waitFor({ timeout: LONGEST_WAIT_MILLISECONDS });
    }],
    ['compare', async () => {
      await page.getByTestId('design-page').getByRole('button', { name: 'Add to comparison' }).click();
      await tab('Compare');
      await page.getByRole('columnheader', { name: /Published/u }).waitFor({ timeout: LONGEST_WAIT_MILLISECONDS });
      await settled();
    }],
    ['analysis', async () => {
      await tab('Analysis');
      await page.getByTestId('analysis-page').getByRole('region').first().waitFor();
      await settled();
    }],
  ]; // prettier-ignore
  for (const [name, work] of steps) if (!(await step(name, work))) break;
  page.off('pageerror', onError);
  page.off('console', onConsole);
  return { system, title, seconds, wrong: [...new Set(wrong)] };
}

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('say into which folder: node test/end-to-end/newcomer.ts FOLDER [SYSTEM...]');
mkdirSync(folder, { recursive: true });
const served = await serveWorkbench();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(served.address);
  const cards = page.getByRole('link', { name: /^New study of /u });
  await cards.first().waitFor();
  const systems = await cards.evaluateAll((links) =>
    links.map((link) => ({
      system: (link as HTMLAnchorElement).hash.split('/')[2]!,
      title: link.closest('li')!.querySelector('h3')!.innerText,
    })),
  );
  for (const { system, title } of systems) {
    if (wanted.length > 0 && !wanted.includes(system)) continue;
    process.stdout.write(`${JSON.stringify(await visit(page, served.address, system, title, folder))}\n`);
  }
} finally {
  await browser.close();
  await served.stop();
}
