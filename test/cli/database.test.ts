import { afterAll, beforeAll, expect, it } from 'vitest'
import { withDatabase } from '../../src/cli/database.ts'
import { parseConfig } from '../../src/config.ts'
import { freshDatabase } from '../helpers/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

it('gives the statements of a command longer than a reader would wait, also in a transaction', async () => {
  const config = parseConfig({ DATABASE_URL: database.url })
  const read: number[] = []
  await withDatabase(config, async (db) => {
    read.push(
      ...(await db.query((sql) => sql<{ one: number }[]>`select 1 as one from pg_sleep(2.5)`)).map(
        ({ one }) => one,
      ),
    )
    await db.transaction((tx) => tx.query((sql) => sql`select pg_sleep(2.6)`))
  })
  expect(read).toEqual([1])
})
