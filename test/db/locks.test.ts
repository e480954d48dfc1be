import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Db, Queryable } from '../../src/db/client.ts'
import { freshDatabase } from '../helpers/database.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Db
beforeAll(async () => {
  database = await freshDatabase()
  db = database.db
  await db.query((sql) => sql`create table ledger (id uuid primary key)`)
})
afterAll(() => database.close())

it('locks that others hold for a moment only delay', async () => {
  await db.query((sql) => sql`insert into ledger values ('00000000-0000-4000-8000-000000000001')`)
  const release = await holdLock('00000000-0000-4000-8000-000000000001')
  const waiting = db.query(
    (sql) => sql`update ledger set id = id where id = '00000000-0000-4000-8000-000000000001' returning 1`,
  )
  const first = await until(waitingSince)
  // Past one lock limit, so that the statement has been tried again.
  await until(async () => ((await waitingSince()) ?? first) > first)
  await release()
  expect(await waiting).toHaveLength(1)
})

it('locks that others keep end in unavailable within three seconds', async () => {
  await db.query((sql) => sql`insert into ledger values ('00000000-0000-4000-8000-000000000002')`)
  const release = await holdLock('00000000-0000-4000-8000-000000000002')
  const started = performance.now()
  await expect(
    db.transaction((tx) =>
      tx.query((sql) => sql`delete from ledger where id = '00000000-0000-4000-8000-000000000002'`),
    ),
  ).rejects.toMatchObject({ code: 'unavailable' })
  expect(performance.now() - started).toBeLessThan(3_000)
  await release()
})

it('locks that others keep are no silence of the database: they are named, and all connections stay', async () => {
  await db.query((sql) => sql`insert into ledger values ('00000000-0000-4000-8000-000000000003')`)
  const release = await holdLock('00000000-0000-4000-8000-000000000003')
  const kept = (on: Queryable) =>
    on.query((sql) => sql`delete from ledger where id = '00000000-0000-4000-8000-000000000003'`)
  const ends = await Promise.allSettled([1, 2, 3].flatMap(() => [kept(db), db.transaction((tx) => kept(tx))]))
  const named = { status: 'rejected', reason: { code: 'unavailable', cause: { code: '55P03' } } }
  expect(ends).toMatchObject(ends.map(() => named))
  expect(db.stats().replaced).toBe(0)
  await release()
})

it('locks taken in opposite orders end well for both', async () => {
  const [a, b] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
  await db.query((sql) => sql`insert into ledger values (${a ?? ''}), (${b ?? ''})`)
  const both = (first = '', second = '') =>
    db.transaction(async (tx) => {
      await tx.query((sql) => sql`update ledger set id = id where id = ${first}`)
      await tx.query((sql) => sql`select pg_sleep(0.05)`)
      await tx.query((sql) => sql`update ledger set id = id where id = ${second}`)
    })
  await Promise.all([both(a, b), both(b, a)])
})

/** By a client without time limits: one of ours is made to let go just when who waits gives up. */
async function holdLock(id: string): Promise<() => Promise<void>> {
  const other = postgres(database.url, { max: 1 })
  await other`begin`
  await other`select 1 from ledger where id = ${id} for update`
  return () => other.end()
}

/** When the statement that waits for a lock began. */
async function waitingSince(): Promise<number | undefined> {
  const [row] = await db.query(
    (sql) => sql<{ at: Date }[]>`
    select query_start as at from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%update ledger%'`,
  )
  return row?.at.getTime()
}
