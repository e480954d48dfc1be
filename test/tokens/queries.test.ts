import { afterAll, beforeAll, expect, it } from 'vitest'
import { upsertPerson } from '../../src/tokens/people.ts'
import {
  findModerator,
  findSessionModerator,
  insertToken,
  isLive,
  revokeToken,
} from '../../src/tokens/queries.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

it('is of use until its end, and so are the sessions that it began', async () => {
  const { db } = service.deps
  const expiresAt = new Date(Date.now() + 86_400_000)
  const { id, secret } = await insertToken(db, { name: 'Tilly Temp', role: 'moderator', expiresAt })
  const uses = async () => [
    (await findModerator(db, secret))?.name,
    (await findSessionModerator(db, { tokenId: id, epoch: 0, startedAt: new Date() }))?.name,
    await isLive(db, id),
  ]
  expect(await uses()).toEqual(['Tilly Temp', 'Tilly Temp', true])
  // A stored moment is rounded to milliseconds, by itself also up.
  await db.query(
    (sql) => sql`update tokens set expires_at = date_trunc('milliseconds', now()) where id = ${id}`,
  )
  expect(await uses()).toEqual([undefined, undefined, false])
})

it('of the operator’s choice lives again when it is given again, under its new name and role', async () => {
  const { db } = service.deps
  const secret = 'an-operator-chose-this-one'
  const { id } = await insertToken(db, { name: 'Before', role: 'moderator', secret })
  expect(await revokeToken(db, id)).toBe(true)
  expect(await findModerator(db, secret)).toBeUndefined()
  await insertToken(db, { name: 'After', role: 'admin', secret })
  expect(await findModerator(db, secret)).toMatchObject({ id, name: 'After', role: 'admin' })
})

it('of a person who signs in elsewhere has the name, role and sites they have there now', async () => {
  const { db } = service.deps
  const person = { issuer: 'https://login.example', subject: 'mia' }
  const first = await upsertPerson(db, {
    ...person,
    name: 'Mia',
    role: 'moderator',
    siteIds: [service.site.id],
  })
  const now = await upsertPerson(db, { ...person, name: 'Mia May', role: 'admin', siteIds: null })
  expect(now).toEqual({ id: first?.id, name: 'Mia May', role: 'admin', siteIds: null })
})
