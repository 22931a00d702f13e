import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Threads would share the process with the worker pools and databases under test.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
