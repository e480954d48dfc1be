import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spend } from '../../src/author/reader.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const allowance = () => ({ name: 'likes', bucket: randomBytes(16), perMinute: 10 })

it('counts the minute before by the share of it that lies within the last sixty seconds', async () => {
  const site = await aSite(service.deps)
  const likes = allowance()
  const spent = service.deps.db.transaction(async (tx) => {
    await spend(tx, site, likes)
    // So many that any share of them is over the limit.
    await tx.query(
      (sql) => sql`update rates set minute = minute - 1, count = 1000000 where site_id = ${site.id}`,
    )
    await spend(tx, site, likes)
  })
  await expect(spent).rejects.toMatchObject({ code: 'rate-limited' })
})

it('counts nothing of the minutes before that', async () => {
  const site = await aSite(service.deps)
  const likes = allowance()
  const spent = service.deps.db.transaction(async (tx) => {
    await spend(tx, site, likes)
    await tx.query(
      (sql) => sql`update rates set minute = minute - 2, count = 1000000 where site_id = ${site.id}`,
    )
    await spend(tx, site, likes)
  })
  await expect(spent).resolves.toBeUndefined()
})
