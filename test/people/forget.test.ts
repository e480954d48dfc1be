import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetAuthors, forgetEverywhere } from '../../src/people/forget.ts'
import { manyHeld } from '../helpers/held.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

it('who reported something is forgotten after that time too, the report stays', async () => {
  const site = await aSite(service.deps)
  const { body } = await service.submit({}, { site: site.slug })
  const path = `/v1/sites/${site.slug}/comments/${body.comment.id}/reports`
  await service.call('POST', path, { reason: 'abuse', note: 'Too much.' })
  const reports = () =>
    service.deps.db.query(
      (sql) => sql<{ note: string; reporter: string }[]>`
      select note, encode(reporter_hash, 'hex') as reporter from reports where site_id = ${site.id}`,
    )
  const forget = () =>
    forgetAuthors(service.deps.db, { siteId: site.id, days: 30, signal: new AbortController().signal })
  const [made] = await reports()
  await forget()
  expect(await reports()).toEqual([made])
  await service.deps.db.query(
    (sql) => sql`update reports set created_at = now() - interval '31 days' where site_id = ${site.id}`,
  )
  await forget()
  expect(await reports()).toEqual([
    { note: 'Too much.', reporter: expect.not.stringMatching(made?.reporter ?? '') },
  ])
})

it('authors are forgotten after the time the site says, their words stay', async () => {
  const site = await aSite(service.deps)
  const old = (await service.submit({ email: 'old@mail.example' }, { site: site.slug })).body
  const fresh = (await service.submit({ email: 'fresh@mail.example' }, { site: site.slug })).body
  await service.deps.db.query(
    (sql) => sql`
    update comments set created_at = now() - interval '31 days' where id = ${old.comment.id}`,
  )
  const { signal } = new AbortController()
  expect(await forgetAuthors(service.deps.db, { siteId: site.id, days: 30, signal })).toBe(1)
  expect(await forgetAuthors(service.deps.db, { siteId: site.id, days: 30, signal })).toBe(0)
  const rows = await service.deps.db.query(
    (sql) => sql<{ id: string; email: string | null; text: string; same: boolean }[]>`
    select id, email, text, author_hash = network_hash as same from comments where site_id = ${site.id} order by email`,
  )
  expect(rows).toEqual([
    { id: fresh.comment.id, email: 'fresh@mail.example', text: fresh.comment['text'], same: false },
    { id: old.comment.id, email: null, text: old.comment['text'], same: true },
  ])
})

it('authors are forgotten on every site that says after how long, however many they are', async () => {
  const [forgetful, keeping] = await Promise.all([
    aSite(service.deps, { policy: { privacy: { forgetAfterDays: 30 } } }),
    aSite(service.deps, { policy: { privacy: { forgetAfterDays: null } } }),
  ])
  for (const { id } of [forgetful, keeping]) await manyHeld(service.deps.db, id, 501)
  await service.deps.db.query(
    (sql) => sql`update comments set email = 'old@mail.example',
    created_at = now() - interval '31 days' where site_id in ${sql([forgetful.id, keeping.id])}`,
  )
  await forgetEverywhere(service.deps, new AbortController().signal)
  const rows = await service.deps.db.query(
    (sql) => sql<{ siteId: string; n: number }[]>`
    select site_id, count(*)::int as n from comments where email = 'old@mail.example' group by 1`,
  )
  expect(rows).toEqual([{ siteId: keeping.id, n: 501 }])
})

it('authors are forgotten also where a later version stored a policy with members this one does not know', async () => {
  const site = await aSite(service.deps)
  const { body } = await service.submit({ email: 'old@mail.example' }, { site: site.slug })
  await service.deps.db.query(
    (sql) => sql`
    update policies set policy = '{"privacy": {"forgetAfterDays": 30, "tomorrow": 1}}' where site_id = ${site.id}`,
  )
  await service.deps.db.query(
    (sql) => sql`update comments set created_at = now() - interval '31 days' where id = ${body.comment.id}`,
  )
  await forgetEverywhere(service.deps, new AbortController().signal)
  const rows = await service.deps.db.query(
    (sql) => sql`select from comments where id = ${body.comment.id} and email is not null`,
  )
  expect(rows).toHaveLength(0)
})
