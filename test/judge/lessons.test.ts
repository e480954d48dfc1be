import { afterAll, beforeAll, expect, it } from 'vitest'
import { listLessons } from '../../src/judge/queries.ts'
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
  for (let from = 0; from < rows.length; from += 500) {
    const decisions = rows
      .slice(from, from + 500)
      .map(({ id, version }) => ({ id, version, action: 'reject', reason: 'spam' }))
    await service.call('POST', '/v1/review/decisions', { decisions }, service.as(service.moderator))
  }
  return siteId
}

async function lessonsOf(siteId: string) {
  const lessons = await listLessons(service.deps.db, siteId)
  const copies = lessons.filter(({ text }) => text.startsWith(COPIES)).length
  return { copies, others: lessons.length - copies }
}

it('teaches by every decision of an ordinary day, copies among them', async () => {
  expect(await lessonsOf(await aDay(120, 20))).toEqual({ copies: 120, others: 20 })
})

it('does not let a wave that was cleared in bulk be all that a moderator teaches that day', async () => {
  expect(await lessonsOf(await aDay(550, 60))).toEqual({ copies: 100, others: 60 })
})

it('learns from one moderator a day no more than from five hundred decisions', async () => {
  expect(await lessonsOf(await aDay(0, 520))).toEqual({ copies: 0, others: 500 })
})
