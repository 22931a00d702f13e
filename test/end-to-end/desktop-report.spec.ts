// The report as the desktop application gives it away: composed by the engine, printed by Electron, saved as a file.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import { test } from './desktop.ts';
import { Workbench } from './pages/workbench.ts';

test('a report is saved as a PDF that is one', async ({ desktop }) => {
  const page = await desktop.start();
  const workbench = new Workbench(page);
  await workbench.openStudy('quick-start');
  await workbench.runStudy();
  await workbench.expectRunState('finished');
  await workbench.goToTab('Report');
  const saved = path.join(desktop.folders.root, 'saved.pdf');
  // Instead of the dialog that asks where to, which no test can answer.
  await desktop.application.evaluate(({ BrowserWindow }, file) => {
    BrowserWindow.getAllWindows()[0]!.webContents.session.on('will-download', (_event, item) => {
      item.setSavePath(file);
    });
  }, saved);
  await page.getByLabel('Written as').selectOption('pdf');
  await page.getByRole('button', { name: 'Save report' }).click();
  await expect(page.getByText('quick-start report.pdf was made.')).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(() => (existsSync(saved) ? readFileSync(saved).subarray(-6).toString() : ''))
    .toContain('%%EOF');
  const bytes = readFileSync(saved);
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  // The table of the front alone fills several pages.
  expect(bytes.toString('latin1').match(/\/Type \/Page\b/gu)!.length).toBeGreaterThan(3);
});
