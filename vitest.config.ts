import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** What measures how a load is borne, or its own memory: beside others it would measure them, too. */
const ALONE = [
  'test/db/client.test.ts',
  'test/db/locks.test.ts',
  'test/faults/overload.test.ts',
  'test/threads/stalled.test.ts',
  'test/transfer/large-files.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/global-setup.ts'],
    // The driver lets these two escape when a connection is reset; the service knows them too (src/db/errors.ts).
    onUnhandledError: (error) =>
      !/nextWrite/.test(error.stack ?? '') &&
      !/from pg_catalog\.pg_type a\s/.test(String((error as { query?: unknown }).query)),
    projects: [
      {
        test: {
          ...inCommon(),
          name: 'two at a time',
          include: ['test/**/*.test.ts'],
          exclude: ALONE,
          // Much of a test is waiting for a browser, a database or a limit to pass: two fill two processors.
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...inCommon(),
          name: 'alone',
          include: ALONE,
          isolate: true,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

function inCommon() {
  return {
    // Nothing of ours is opened or kept by being imported, so files of tests may share what is loaded.
    isolate: false,
    // Every wait within a test has a limit of its own; on a busy machine many short ones add up.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    expect: { poll: { timeout: 10_000 } },
    // For commands that tests run; `npm run build` fills it (src/compile.ts).
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/postbag', import.meta.url)),
    },
  }
}
