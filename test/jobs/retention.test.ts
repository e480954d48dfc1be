import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const signal = new AbortController().signal

it('removes what has had its time, in batches, and nothing else', async () => {
  const { db } = service.deps
  const { body } = await service.submit({}, {}, { 'idempotency-key': 'kept' })
  const siteId = service.site.id
  await db.query(
    (sql) => sql`
    insert into spent_tokens (site_id, token_hash, expires_at)
    select ${siteId}, decode(md5(n::text), 'hex'), now() - interval '1 second' from generate_series(1, 12000) n`,
  )
  const fresh = randomBytes(16)
  await db.query(
    (sql) => sql`insert into spent_tokens (site_id, token_hash, expires_at)
      values (${siteId}, ${fresh}, now() + interval '1 hour')`,
  )
  await db.query(
    (sql) => sql`insert into repeat_keys (site_id, key_hash, body_digest, comment_id, status, created_at)
      values (${siteId}, ${fresh}, ${fresh}, ${body.comment.id}, 'approved', now() - interval '49 hours')`,
  )
  await db.query(
    (sql) => sql`insert into rates (site_id, bucket, minute, count) values (${siteId}, ${fresh}, 1, 1)`,
  )
  await db.query(
    (sql) => sql`insert into sightings (site_id, band, comment_id, created_at)
      values (${siteId}, 7, ${body.comment.id}, now() - interval '31 days')`,
  )
  await db.query(
    (sql) => sql`insert into claims (site_id, comment_id, moderator_id, moderator_name, expires_at)
      values (${siteId}, ${body.comment.id}, ${siteId}, 'Mo', now() - interval '2 days')`,
  )
  await db.query(
    (
      sql,
    ) => sql`insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at, relayed_at)
      select site_id, old.id::uuid, type, article_id, comment_id, version, data, now() - interval '1 year', old.relayed_at
      from outbox cross join (values ('018f0000-0000-7000-8000-000000000001', now()),
        ('018f0000-0000-7000-8000-000000000002', null)) as old(id, relayed_at)`,
  )
  const removed = await removePassing(db, { signal })
  expect(removed).toEqual({
    spent_tokens: 12_000,
    repeat_keys: 1,
    rates: 1,
    sightings: 1,
    claims: 1,
    outbox: 1,
  })
  const [left] = await db.query(
    (sql) => sql<Record<string, number>[]>`
    select (select count(*)::int from spent_tokens) as tokens, (select count(*)::int from repeat_keys) as keys,
      (select count(*)::int from sightings) as sightings, (select count(*)::int from comments) as comments,
      (select count(*)::int from outbox) as events`,
  )
  expect(left).toMatchObject({ tokens: 1, keys: 1, comments: 1, events: 2 })
  expect(left?.['sightings']).toBeGreaterThan(0)
  expect(await removePassing(db, { signal })).toEqual({})
})

it('goes on to the other tables where one gives trouble, and fails all the same', async () => {
  const { db } = service.deps
  const siteId = service.site.id
  const over = randomBytes(16)
  await db.query(
    (sql) => sql`insert into spent_tokens (site_id, token_hash, expires_at)
      values (${siteId}, ${over}, now() - interval '1 second')`,
  )
  await db.query(
    (sql) => sql`insert into rates (site_id, bucket, minute, count) values (${siteId}, ${over}, 1, 1)`,
  )
  await db.query(
    (sql) => sql`create function refuse_removal() returns trigger language plpgsql
      as $$ begin raise exception 'not now'; end $$`,
  )
  await db.query(
    (sql) => sql`create trigger refuse_removal before delete on spent_tokens
      for each row execute function refuse_removal()`,
  )
  await expect(removePassing(db, { signal })).rejects.toThrow()
  const [left] = await db.query((sql) => sql`select count(*)::int as n from rates where bucket = ${over}`)
  expect(left).toEqual({ n: 0 })
  await db.query((sql) => sql`drop trigger refuse_removal on spent_tokens`)
  expect(await removePassing(db, { signal })).toEqual({ spent_tokens: 1 })
})
