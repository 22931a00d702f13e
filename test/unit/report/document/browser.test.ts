// Reports as browsers see them: valid, accessible in light, dark and print, sorted by their headings, printed to PDF.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeDocument, htmlReport, pdfReport } from '../../../../engine/report/index.ts';
import { findChromium } from '../../../../engine/report/browser.ts';
import { errorOf, folder } from '../exchange/_fixtures.ts';
import { HOSTILE, reportOf } from './_fixtures.ts';

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn('SKIPPED: reports were not looked at, since there is no Chromium (name one in CHROMIUM_PATH)');
}

describe.skipIf(executablePath === undefined)('an HTML report in a browser', () => {
  let browser: Browser;
  let html: string;
  let url: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    html = await htmlReport(composeDocument([await reportOf(HOSTILE), await reportOf('another')]));
    const path = join(folder(), 'report.html');
    writeFileSync(path, html);
    url = pathToFileURL(path).href;
  });
  afterAll(() => browser.close());

  async function opened(options: BrowserContextOptions = {}): Promise<{ page: Page; messages: string[] }> {
    const page = await browser.newPage({ offline: true, ...options });
    const messages: string[] = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    page.on('dialog', (dialog) => {
      messages.push('a dialog opened');
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, messages };
  }

  it('is well-formed, and no element is where HTML would move or close it', async () => {
    const { page, messages } = await opened({ javaScriptEnabled: true });
    const [asXml, asHtml] = await page.evaluate((text) => {
      const names = (type: 'text/html' | 'application/xhtml+xml'): string[] =>
        Array.from(
          new DOMParser().parseFromString(text, type).querySelectorAll('*'),
          ({ localName }) => localName,
        );
      return [names('application/xhtml+xml'), names('text/html')] as const;
    }, html);
    expect(asXml).not.toContain('parsererror');
    expect(asHtml).toEqual(asXml);
    expect(messages).toEqual([]);
    await page.close();
  });

  it('has no accessibility violations in light, dark and print', async () => {
    const looks: readonly [BrowserContextOptions, 'screen' | 'print'][] = [
      [{ colorScheme: 'light' }, 'screen'],
      [{ colorScheme: 'dark' }, 'screen'],
      [{ colorScheme: 'dark' }, 'print'],
    ];
    for (const [options, media] of looks) {
      const { page } = await opened(options);
      await page.emulateMedia({ media });
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { axe: checker } = globalThis as unknown as { axe: { run: () => Promise<axe.AxeResults> } };
        const results = await checker.run();
        return results.violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
      });
      expect(violations, `${options.colorScheme!} ${media}`).toEqual([]);
      await page.close();
    }
  });

  it('reads the same without scripts, and does not scroll sideways on a telephone', async () => {
    const { page } = await opened({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const text = await page.locator('main').innerText();
    expect(text).toContain('hypervolume');
    expect(text).toContain('does not fit');
    const widths = await page.locator('html').boundingBox();
    expect(widths!.width).toBeLessThanOrEqual(390);
    await page.close();
  });

  it('sorts a table by the heading that is pressed, and marks a trial in figure and table', async () => {
    const { page, messages } = await opened();
    const section = page.locator('#study-2-front');
    const firstTrial = section.locator('tbody tr').first();
    expect(await firstTrial.getAttribute('data-trial')).toBe('0');
    const heading = section.getByRole('columnheader', { name: 'throughput' });
    await heading.getByRole('button').click();
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect(await firstTrial.getAttribute('data-trial')).toBe('31');
    await firstTrial.locator('td').first().hover();
    expect(await section.locator('g[data-trial="31"].marked').count()).toBeGreaterThan(0);
    expect(await page.locator('#study-1-front .marked').count()).toBe(0);
    expect(messages).toEqual([]);
    await page.close();
  });

  it('prints to the same PDF each time', async () => {
    const first = await pdfReport(html);
    expect(Buffer.from(first.subarray(0, 5)).toString()).toBe('%PDF-');
    expect(Buffer.compare(await pdfReport(html), first)).toBe(0);
  });
});

describe('printing without a browser', () => {
  it('finds the browser that is named, and none else', () => {
    expect(findChromium({ CHROMIUM_PATH: process.execPath, PATH: '' })).toBe(process.execPath);
    expect(findChromium({ CHROMIUM_PATH: '/nowhere/chromium', PATH: '/usr/bin' })).toBeUndefined();
  });

  it('says what to do', async () => {
    const before = process.env.CHROMIUM_PATH;
    process.env.CHROMIUM_PATH = '/nowhere/chromium';
    try {
      const error = await errorOf(pdfReport(''));
      expect(error.sentence).toContain('a PDF needs Chromium or Chrome, and none was found; install one');
    } finally {
      if (before === undefined) delete process.env.CHROMIUM_PATH;
      else process.env.CHROMIUM_PATH = before;
    }
  });
});
