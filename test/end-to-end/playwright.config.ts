import { defineConfig } from '@playwright/test';

/**
 * Two projects on one journey: the workbench in headless Chromium behind `paretoscope serve`, and in Electron windows.
 * Pages in a browser have a server each and run two at a time. Windows run one at a time: only one can be in front, and
 * the start of the application is timed.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  reporter: [['list']],
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 600_000,
  expect: { timeout: 15_000 },
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    {
      name: 'browser',
      testMatch: [
        'browser.spec.ts',
        'explore.spec.ts',
        'report.spec.ts',
        'insight.spec.ts',
        'charts.spec.ts',
        'setup.spec.ts',
        'settings.spec.ts',
      ],
    },
    {
      name: 'electron',
      workers: 1,
      testMatch: ['electron.spec.ts', 'desktop-shell.spec.ts', 'desktop-report.spec.ts', 'packaged.spec.ts'],
    },
  ],
});
