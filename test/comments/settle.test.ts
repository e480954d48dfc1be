import postgres from 'postgres'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { asHolder, decideNow, type Holder } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
let mo: Holder
beforeEach(async () => {
  service = await aService({ jobs: true })
  mo = asHolder(service, service.moderator)
})
afterEach(() => service.close())

const REPLIES = 8_000
/** Stored within the client's limit on a statement, on a busy machine too. */
const AT_ONCE = 500

/** Answers to a comment, and as many again to the first of them: rows as they are after submissions. */
async function answerOften(id: string): Promise<void> {
  const { db } = service.deps
  const answer = async (parent: string, depth: number) => {
    let made: { id: string }[] = []
    for (let count = 0; count < REPLIES / 2; count += AT_ONCE)
      made = await db.query(
        (sql) => sql<{ id: string }[]>`
        insert into comments (site_id, id, article_id, parent_id, shown_under_id, depth, status, visible, name, text,
          html, author_hash, network_hash, risk, created_at)
        select site_id, gen_random_uuid(), article_id, id, id, ${depth}, 'approved', true, name, text, html,
          author_hash, network_hash, 0, created_at from comments, generate_series(1, ${AT_ONCE}) where id = ${parent}
        returning id`,
      )
    return made[0]?.id ?? ''
  }
  const first = await answer(id, 2)
  await answer(first, 3)
  await db.query((sql) => sql`update comments set reply_count = ${REPLIES / 2} where id in (${id}, ${first})`)
  await db.query((sql) => sql`update articles set comment_count = ${REPLIES + 1}`)
  // As the server does by itself sooner or later: then two comments are known to have all the replies.
  await db.query((sql) => sql`analyze comments`)
}

async function seen() {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ visible: number; counted: number; replies: number[] }[]>`
    select (select count(*)::int from comments where visible) as visible, comment_count as counted,
      (select array_agg(reply_count order by depth) from comments where reply_count > 0) as replies from articles`,
  )
  return row
}

it('a comment with more replies than one transaction can hide goes at once, and they follow; so they come back', async () => {
  const { id } = (await service.submit({ text: 'What everybody answers.' })).body.comment
  await answerOften(id)
  await decideNow(mo, id, 'reject', 'abuse')
  const thread = await service.call('GET', '/v1/sites/news/articles/bridge/comments')
  expect((await thread.json()).comments).toEqual([])
  await until(async () => (await seen())?.visible === 0)
  expect(await seen()).toEqual({ visible: 0, counted: 0, replies: null })
  await decideNow(mo, id, 'approve')
  await until(async () => (await seen())?.visible === REPLIES + 1)
  expect(await seen()).toEqual({
    visible: REPLIES + 1,
    counted: REPLIES + 1,
    replies: [REPLIES / 2, REPLIES / 2],
  })
}, 60_000)

it('who reads a comment with thousands of replies is told to load the thread anew when it goes', async () => {
  const { id } = (await service.submit({ text: 'What everybody answers.' })).body.comment
  await answerOften(id)
  await until(() => service.deps.live.isListening())
  const told: string[] = []
  const sink = { write: (chunk: Buffer) => void told.push(chunk.toString()), end() {}, waiting: () => 0 }
  const reader = { site: service.site, articleKey: 'bridge', bucket: '127.0.0.1', lastEventId: undefined }
  const leave = service.reading.events.watch(reader, sink)
  await decideNow(mo, id, 'reject', 'abuse')
  await until(() => told.join('').includes('event: reset'))
  leave()
})

it('replies that somebody else keeps from being hidden are tried again soon', async () => {
  const { id } = (await service.submit({ text: 'What everybody answers.' })).body.comment
  await answerOften(id)
  const other = postgres(service.databaseUrl, { max: 1 })
  const keep = Promise.withResolvers<void>()
  const keeping = other.begin(async (tx) => {
    await tx`select from comments where depth = 3 limit 1 for update`
    await decideNow(mo, id, 'reject', 'abuse')
    await keep.promise
  })
  const [wait] = await until(async () => {
    const failed = await service.deps.db.query(
      (sql) => sql<{ seconds: number }[]>`
      select extract(epoch from start_after - now())::float as seconds from pgboss.job
      where name = 'settle' and state = 'retry'`,
    )
    return failed.length > 0 && failed
  })
  keep.resolve()
  await keeping
  await other.end()
  expect(wait?.seconds).toBeLessThan(3)
  await until(async () => (await seen())?.visible === 0, 30_000)
})
