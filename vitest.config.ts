import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    // How long a wait may last before it is given up, on the slowest machine; what is promised to be quick is measured.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // The driver lets these two escape when a connection is reset; the service knows them too (src/db/errors.ts).
    onUnhandledError: (error) =>
      !/nextWrite/.test(error.stack ?? '') &&
      !/from pg_catalog\.pg_type a\s/.test(String((error as { query?: unknown }).query)),
  },
})
