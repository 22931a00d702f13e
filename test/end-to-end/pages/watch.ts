// What must never happen on any page of the workbench: a breach of the content-security policy, an error on the
// console, an uncaught exception, or something that people with assistive technology cannot use.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export interface Watch {
  /** Fails with every breach and error seen so far. */
  expectNothingWrong(): Promise<void>;
}

/** Starts to watch a page. Call before it loads to miss nothing; an open page is watched from now on. */
export async function watchPage(page: Page): Promise<Watch> {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`exception: ${error.message}`));
  const listen = (): void => {
    const seen: string[] = [];
    Object.assign(globalThis, { policyBreaches: seen });
    document.addEventListener('securitypolicyviolation', (event) => {
      seen.push(`${event.violatedDirective}: ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
    });
  };
  await page.addInitScript(listen);
  await page.evaluate(listen);
  return {
    expectNothingWrong: async () => {
      const breaches = await page.evaluate(
        () => (globalThis as unknown as { policyBreaches: string[] }).policyBreaches,
      );
      expect(breaches, 'breaches of the content-security policy').toEqual([]);
      expect(errors, 'errors on the console').toEqual([]);
    },
  };
}

/**
 * Every axe violation of the page as it is, with the elements it was found on; `rules` restricts what is looked for.
 * The legacy mode leaves out frames of other origins, of which there are none, and takes half the time.
 */
export async function accessibilityViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (rules) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join('; ')})`,
  );
}

/** Fails with every axe violation of the page in the light theme, and with what another theme can add in the dark. */
export async function expectAccessible(page: Page, view: string): Promise<void> {
  for (const [theme, rules] of [
    ['Light theme', undefined],
    // Themes differ in colours alone.
    ['Dark theme', ['color-contrast', 'link-in-text-block']],
  ] as const) {
    await page.getByRole('radio', { name: theme }).check({ force: true });
    expect(await accessibilityViolations(page, rules), `${view}, ${theme}`).toEqual([]);
  }
}
