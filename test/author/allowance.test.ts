import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spendAllowance } from '../../src/author/reader.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const allowance = () => ({ name: 'likes', bucket: randomBytes(16), perMinute: 10 })

/** Spends once more after what was spent so many minutes before: so much that any share of it is over the limit. */
async function spendAfter(minutes: number): Promise<void> {
  const site = await aSite(service.deps)
  const likes = allowance()
  await service.deps.db.transaction(async (tx) => {
    await spendAllowance(tx, site, likes)
    await tx.query(
      (sql) => sql`
      update rates set minute = minute - ${minutes}::int, count = 1000000 where site_id = ${site.id}`,
    )
    await spendAllowance(tx, site, likes)
  })
}

it('counts the minute before by the share of it that lies within the last sixty seconds', async () => {
  await expect(spendAfter(1)).rejects.toMatchObject({ code: 'rate-limited' })
})

it('counts nothing of the minutes before that', async () => {
  await expect(spendAfter(2)).resolves.toBeUndefined()
})

it.each([
  ['reports', 11, (path: string) => service.call('POST', `${path}/reports`, { reason: 'spam' })],
  ['likes', 61, (path: string) => service.call('PUT', `${path}/like`)],
] as const)('costs nothing when it did not come about: %s', async (table, tries, act) => {
  const { body } = await service.submit()
  const path = `/v1/sites/news/comments/${body.comment.id}`
  await service.deps.db.query((sql) =>
    sql.unsafe(`
    create function no_room() returns trigger language plpgsql as
      $$begin raise exception 'full' using errcode = '53100'; end$$`),
  )
  await service.deps.db.query((sql) =>
    sql.unsafe(`create trigger no_room before insert on ${table} for each row execute function no_room()`),
  )
  for (let tried = 0; tried < tries; tried += 1) expect((await act(path)).status).toBe(503)
  await service.deps.db.query((sql) => sql.unsafe('drop function no_room cascade'))
  expect((await act(path)).status).toBeLessThan(300)
})
