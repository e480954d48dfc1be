import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDb } from '../../src/db/client.ts'
import { toLesson } from '../../src/judge/lessons.ts'
import { listForgotten, listLessons } from '../../src/judge/queries.ts'
import { aModerator } from '../helpers/desk.ts'
import { manyHeld } from '../helpers/held.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const COPIES = 'One of a wave'

/** So many copies of one text and so many other texts, all rejected by one moderator in this order. */
async function aDay(copies: number, others: number): Promise<string> {
  const { db } = service.deps
  const { id: siteId } = await aSite(service.deps)
  await manyHeld(db, siteId, copies, COPIES)
  await manyHeld(db, siteId, others, 'Something else')
  await db.query(
    (sql) => sql`
    update verdicts v set context = jsonb_build_object('author', '{"approved":0,"rejected":0}'::jsonb,
      'thread', '{"approved":0,"rejected":0}'::jsonb, 'isReply', false,
      'repeats', jsonb_build_object('exact', 0, 'near', case when c.text like ${`${COPIES}%`} then 9 else 0 end, 'rejected', 0))
    from comments c where c.site_id = ${siteId} and v.site_id = c.site_id and v.comment_id = c.id`,
  )
  const rows = await db.query(
    (sql) => sql<{ id: string; version: number }[]>`
    select id, version from comments where site_id = ${siteId} order by text like ${`${COPIES}%`} desc, id`,
  )
  await decideAll(rows, { action: 'reject', reason: 'spam' }, service.moderator)
  return siteId
}

type Seen = { readonly id: string; readonly version: number }

async function decideAll(seen: readonly Seen[], decision: object, token: string): Promise<void> {
  for (let from = 0; from < seen.length; from += 500) {
    const decisions = seen.slice(from, from + 500).map(({ id, version }) => ({ id, version, ...decision }))
    const answer = await service.call('POST', '/v1/review/decisions', { decisions }, service.as(token))
    expect(answer.status).toBe(200)
  }
}

const commentsOf = (siteId: string) =>
  service.deps.db.query(
    (sql) => sql<Seen[]>`select id, version from comments where site_id = ${siteId} order by id`,
  )

async function lessonsOf(siteId: string) {
  const lessons = await listLessons(service.deps.db, siteId)
  const copies = lessons.filter(({ text }) => text.startsWith(COPIES)).length
  return { copies, others: lessons.length - copies }
}

it('teaches by every decision of an ordinary day, copies among them', async () => {
  expect(await lessonsOf(await aDay(120, 20))).toEqual({ copies: 120, others: 20 })
})

it('does not let a wave that was cleared in bulk be all that a moderator teaches that day', async () => {
  expect(await lessonsOf(await aDay(1_050, 60))).toEqual({ copies: 100, others: 60 })
})

it('learns from one moderator a day no more than from a thousand decisions', async () => {
  expect(await lessonsOf(await aDay(0, 1_020))).toEqual({ copies: 0, others: 1_000 })
})

it('does not let one moderator clear away by deciding anew what others taught', async () => {
  const { id: siteId } = await aSite(service.deps)
  await manyHeld(service.deps.db, siteId, 1_200, 'Something else')
  const [nora, rogue] = [await aModerator(service), await aModerator(service, { name: 'Ro Gue' })]
  const held = await commentsOf(siteId)
  await decideAll(held.slice(0, 600), { action: 'approve' }, service.moderator)
  await decideAll(held.slice(600), { action: 'approve' }, nora.secret)
  const before = new Date()
  await decideAll(await commentsOf(siteId), { action: 'reject', reason: 'spam' }, rogue.secret)
  const lessons = await listLessons(service.deps.db, siteId)
  const rejected = lessons.filter(({ isRejected }) => isRejected).length
  expect({ rejected, approved: lessons.length - rejected }).toEqual({ rejected: 1_000, approved: 200 })
  expect(await listForgotten(service.deps.db, siteId, before)).toHaveLength(1_000)
})

it('forgets what a moderator corrects, on however full a day', async () => {
  const siteId = await aDay(0, 1_005)
  const [first] = await commentsOf(siteId)
  const before = await listLessons(service.deps.db, siteId)
  await decideAll(first === undefined ? [] : [first], { action: 'approve' }, service.moderator)
  const after = await listLessons(service.deps.db, siteId)
  expect(before).toHaveLength(1_000)
  expect(after).toHaveLength(999)
})

it('reads what was decided on a new site, whose rows came after the last statistics, as soon as any', async () => {
  await aDay(110, 0)
  await service.deps.db.query((sql) => sql`analyze`)
  expect(await lessonsOf(await aDay(0, 500))).toEqual({ copies: 0, others: 500 })
})

it('reads thousands of them, and what they replaced, where statistics know hardly anything of their site', async () => {
  const { db } = service.deps
  await db.query((sql) => sql`alter table decisions set (autovacuum_enabled = false)`)
  const decided = async (waves: number) => {
    const { id: siteId } = await aSite(service.deps)
    for (let n = 0; n < waves; n += 1) await manyHeld(db, siteId, 1_000, `Wave ${n}`)
    await db.query(
      (sql) => sql`
      insert into decisions (site_id, id, comment_id, action, moderator_id, moderator_name, from_status, to_status,
        version, revision, created_at)
      select site_id, gen_random_uuid(), id, 'approve', gen_random_uuid(), 'Mo', 'pending', 'approved', version + n,
        1, now()
      from comments, generate_series(1, 2) n where site_id = ${siteId}`,
    )
    return siteId
  }
  await decided(2)
  await db.query((sql) => sql`analyze`)
  const siteId = await decided(5)
  expect(await listLessons(db, siteId)).toHaveLength(5_000)
  expect(await listForgotten(db, siteId, new Date(0))).toHaveLength(5_000)
})

it('knows what the judge told when the comment came, if it was asked', async () => {
  const { id: siteId } = await aSite(service.deps)
  await manyHeld(service.deps.db, siteId, 2)
  const [asked] = await commentsOf(siteId)
  await service.deps.db.query(
    (sql) => sql`
    update verdicts set probability = 0.25, model_version = 1 where site_id = ${siteId} and comment_id = ${asked?.id ?? ''}`,
  )
  for (const one of await commentsOf(siteId)) await decideAll([one], { action: 'approve' }, service.moderator)
  const lessons = await listLessons(service.deps.db, siteId)
  expect(lessons.map((row) => [row.told, toLesson(row).told])).toEqual([
    [0.25, 0.25],
    [null, null],
  ])
})

it('reads what a full day teaches without reading through the verdicts of all sites', async () => {
  const siteId = await aDay(0, 1_020)
  await service.deps.db.query((sql) => sql`analyze verdicts, decisions`)
  const db = openDb(service.databaseUrl, { max: 1 })
  const readThrough = async () => {
    await db.query((sql) => sql`select pg_stat_force_next_flush()`)
    const [row] = await db.query(
      (sql) => sql<{ scans: number }[]>`
      select seq_scan::int as scans from pg_stat_user_tables where relname = 'verdicts'`,
    )
    return row?.scans
  }
  const before = await readThrough()
  await listLessons(db, siteId, new Date())
  await listForgotten(db, siteId, new Date())
  expect(await readThrough()).toBe(before)
  await db.close()
})
