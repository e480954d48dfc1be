import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batched } from '../../src/db/batch.ts'
import type { Db, Queryable } from '../../src/db/client.ts'
import { answered, answerInTime, apart, asRequest, inTime, onTheirTime } from '../../src/db/in-time.ts'
import { freshDatabase } from '../helpers/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Db
beforeAll(async () => {
  database = await freshDatabase()
  db = database.db
  await db.query((sql) => sql`create table ledger (id int primary key)`)
})
afterAll(() => database.close())

const takes = (on: Queryable, seconds: number) => on.query((sql) => sql`select pg_sleep(${seconds})`)
const note = (on: Queryable, id: number) => on.query((sql) => sql`insert into ledger values (${id})`)
const noted = async (id: number) =>
  (await db.query((sql) => sql`select from ledger where id = ${id}`)).length > 0

const request = <T>(work: () => Promise<T>) => asRequest(() => answerInTime(work))

/** How long a request is kept whose waits together are too long, by what it then hears. */
async function late(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await expect(request(work)).rejects.toMatchObject({ code: 'unavailable' })
  return performance.now() - began
}

describe.concurrent('a request', () => {
  it('is answered in time whatever it waits for, and however often', async ({ expect }) => {
    const statements = async () => {
      for (let time = 0; time < 5; time += 1) await takes(db, 0.7)
    }
    const forNothing = () => new Promise(() => {})
    const waits = await Promise.all([late(statements), late(forNothing)])
    expect(Math.max(...waits)).toBeLessThan(3_000)
  })

  it('that is late costs no connections and leaves no transaction behind', async ({ expect }) => {
    let transaction: Promise<void> | undefined
    let wasThrough = false
    await late(async () => {
      await takes(db, 1)
      transaction = db.transaction(async (tx) => {
        await note(tx, 1)
        await takes(tx, 0.9)
        await takes(tx, 0.9)
        wasThrough = true
      })
      await transaction
    })
    await expect(transaction).rejects.toMatchObject({ code: 'unavailable' })
    const isOver = async () => {
      const [row] = await db.query(
        (sql) => sql<{ n: number }[]>`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and backend_xid is not null`,
      )
      return row?.n === 0
    }
    await expect.poll(isOver).toBe(true)
    expect(await noted(1)).toBe(false)
    expect(wasThrough).toBe(false)
    expect(db.stats().replaced).toBe(0)
  })

  it('that is late is given up alone by what it shares with others', async ({ expect }) => {
    const slowly = batched(
      async (items: readonly number[]) => {
        await takes(db, 0.7)
        await takes(db, 0.7)
        return items
      },
      { max: 10 },
    )
    const { promise: both, resolve } = Promise.withResolvers<void>()
    const first = late(async () => {
      await takes(db, 0.8)
      await takes(db, 0.8)
      resolve()
      await slowly(1)
    })
    await both
    expect(await request(() => slowly(2))).toBe(2)
    await first
  })

  it('does not count what others take, and is over with its answer', async () => {
    let told: Promise<unknown> | undefined
    await request(async () => {
      await onTheirTime(async () => {
        for (let time = 0; time < 3; time += 1) await takes(db, 1)
      })
      await takes(db, 0.5)
      answered()
      told = (async () => {
        for (let time = 0; time < 3; time += 1) await takes(db, 1)
      })()
    })
    await told
  })

  it('that is late lets go on what it began apart', async ({ expect }) => {
    let begun: Promise<unknown> | undefined
    await late(async () => {
      begun = apart(async () => {
        for (let time = 0; time < 3; time += 1) await takes(db, 1)
        await note(db, 2)
      })
      await inTime(() => new Promise(() => {}))
    })
    await begun
    expect(await noted(2)).toBe(true)
  })
})
