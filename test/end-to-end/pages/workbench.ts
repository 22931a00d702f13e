// The workbench as a person uses it: views and their controls by the names they have on screen.

import { expect, type Locator, type Page } from '@playwright/test';

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async goToStart(): Promise<void> {
    await this.page.getByRole('link', { name: 'Paretoscope, start view' }).click();
    await expect(this.page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  }

  async openStudy(name: string): Promise<void> {
    await this.page
      .getByRole('link')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .click();
    await expect(this.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }

  /** Drops a file on the window; works in browsers and in Electron, where file dialogs are out of reach. */
  async dropFile(name: string, text: string): Promise<void> {
    const data = await this.page.evaluateHandle(
      ([fileName, contents]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([contents], fileName));
        return transfer;
      },
      [name, text] as const,
    );
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: data });
  }

  async runStudy(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run study' }).click();
    await expect(this.runBar).toBeVisible();
  }

  /** Opens a page of the study by its tab. */
  async goToTab(name: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Pages of the study' })
      .getByRole('link', { name, exact: true })
      .click();
  }

  get runBar(): Locator {
    return this.page.getByTestId('run-bar');
  }

  async expectRunState(state: string): Promise<void> {
    await expect(this.runBar).toHaveAttribute('data-state', state, { timeout: 60_000 });
  }

  /** Trials stored so far, as the run bar says. */
  async trialsDone(): Promise<number> {
    const text = await this.runBar.getByText(/trials$/u).innerText();
    return Number((/^[\d,]+/u.exec(text)?.[0] ?? '').replaceAll(',', ''));
  }

  get scatter(): Locator {
    return this.page.getByTestId('scatter');
  }

  async pointsDrawn(): Promise<number> {
    return Number(await this.scatter.getAttribute('data-points'));
  }

  async frontDrawn(): Promise<number> {
    return Number(await this.scatter.getAttribute('data-front'));
  }

  get design(): Locator {
    return this.page.getByTestId('design');
  }

  get table(): Locator {
    return this.page.getByRole('grid', { name: 'Trials' });
  }

  /** Text of one column in the first rows of the table. */
  async cells(column: number, rows: number): Promise<string[]> {
    const texts: string[] = [];
    for (let row = 0; row < rows; row++) {
      texts.push(
        await this.table
          .locator(`[aria-rowindex="${row + 2}"] [role=gridcell]`)
          .nth(column)
          .innerText(),
      );
    }
    return texts;
  }
}
