import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Queryable, Sql } from '../../src/db/client.ts'
import { freshDatabase } from '../helpers/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await database.db.query((sql) => sql`create table words (word text)`)
})
afterAll(() => database.close())

/** Runs a statement, and hands out the driver's own query beside what it brought. */
async function run(db: Queryable, build: (sql: Sql) => PromiseLike<readonly unknown[]>) {
  let query: PromiseLike<readonly unknown[]> | undefined
  const rows = await db.query((sql) => {
    query = build(sql)
    return query
  })
  return { rows, query }
}

describe('a query that was answered', () => {
  const statement = (sql: Sql) => sql`select word from unnest(${['one', 'two']}::text[]) as word`

  it('brings its rows, and how many it changed', async () => {
    const { db } = database
    expect((await run(db, statement)).rows).toEqual([{ word: 'one' }, { word: 'two' }])
    const added = await db.query((sql) => sql`insert into words values ('a'), ('b'), ('c')`)
    expect(added).toMatchObject({ length: 0, count: 3 })
  })

  it.each([
    ['by itself', (work: (db: Queryable) => Promise<void>) => work(database.db)],
    ['in a transaction', (work: (db: Queryable) => Promise<void>) => database.db.transaction(work)],
  ])('holds neither rows nor values any longer, %s', async (_, within) => {
    await within(async (db) => {
      const { rows, query } = await run(db, statement)
      expect(rows).toHaveLength(2)
      expect(query).toMatchObject({ args: null, parameters: null })
      expect(await query).toHaveLength(0)
    })
  })

  it('fails as ever', async () => {
    await expect(run(database.db, (sql) => sql`select ${'x'}::int`)).rejects.toMatchObject({ code: '22P02' })
  })
})
