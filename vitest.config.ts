import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // The driver lets these two escape when a connection is reset; the service knows them too (src/db/errors.ts).
    onUnhandledError: (error) =>
      !/nextWrite/.test(error.stack ?? '') &&
      !/from pg_catalog\.pg_type a\s/.test(String((error as { query?: unknown }).query)),
  },
})
