import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    pool: 'threads',
    maxWorkers: 2,
    // Modules are loaded once for each worker: no test mocks one, and the AWS libraries are a third of the time otherwise.
    isolate: false,
  },
});
