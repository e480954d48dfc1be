import { randomUUIDv7 } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { erase as eraseSome } from '../../src/people/erase.ts'
import { manyHeld } from '../helpers/held.ts'
import { type Answer, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ policy: { limits: OPEN_LIMITS, words: { hold: ['gadget'] } } })
})
afterAll(() => service.close())

const CANARY = 'Xylophilia'
const EMAIL = 'Xylo.Philia@mail.example'

async function erase(body: unknown, site = 'news', token = service.admin) {
  const response = await service.call('POST', `/v1/admin/sites/${site}/erasures`, body, service.as(token))
  return { status: response.status, body: (await response.json()) as { erased: number; remaining: boolean } }
}

async function thread(article: string) {
  const response = await service.call('GET', `/v1/sites/news/articles/${article}/comments`)
  return (await response.json()) as {
    article: { count: number }
    comments: { text: string; author: object; replies: { text: string }[] }[]
  }
}

/** Whether a word is anywhere in the database, whatever the table and column. */
async function isAnywhere(word: string): Promise<string[]> {
  const { db } = service.deps
  const tables = await db.query(
    (sql) => sql<{ name: string }[]>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await db.query((sql) =>
      sql.unsafe(`select 1 from ${name} t where t::text ilike '%${word}%' limit 1`),
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}

const edit = (comment: Answer, text: string) =>
  service.call(
    'PATCH',
    `/v1/sites/news/comments/${comment.comment.id}`,
    { text },
    {
      authorization: `Receipt ${comment.receipt}`,
    },
  )

/** So that it keeps nobody else of these tests out; it stays on record. */
const lift = ({ id }: { readonly id: string }) =>
  service.call('DELETE', `/v1/review/bans/${id}`, undefined, service.as(service.moderator))

describe('an erasure', () => {
  it('by e-mail address leaves nothing of the person anywhere', async () => {
    const mine = { name: `${CANARY} Name`, email: EMAIL, website: `https://${CANARY}.example/` }
    const shown = (await service.submit({ ...mine, text: `Words of ${CANARY} here.` }, { article: 'mine' }))
      .body
    await edit(shown, `Other words of ${CANARY} here.`)
    await service.submit({ ...mine, text: `A gadget of ${CANARY}.` }, { article: 'mine' })
    const reported = await service.call('POST', `/v1/sites/news/comments/${shown.comment.id}/reports`, {
      reason: 'abuse',
      note: `That is ${CANARY}!`,
    })
    expect(reported.status).toBe(202)
    expect((await isAnywhere(CANARY)).sort()).toEqual([
      'public.comments',
      'public.reports',
      'public.revisions',
    ])
    expect((await thread('mine')).comments).toHaveLength(1)
    for (const kind of ['author', 'network', 'email']) {
      const ban = { site: 'news', kind, commentId: shown.comment.id, note: `${CANARY} again` }
      const banned = await service.call('POST', '/v1/review/bans', ban, service.as(service.moderator))
      expect(banned.status).toBe(201)
      await lift((await banned.json()) as { id: string })
    }
    expect(await isAnywhere(CANARY)).toContain('public.bans')
    const done = await erase({ email: EMAIL.toUpperCase() })
    expect(done).toEqual({ status: 200, body: { erased: 2, remaining: false, held: 0 } })
    expect(await isAnywhere(CANARY)).toEqual([])
    expect(await isAnywhere('philia@mail')).toEqual([])
    expect(await thread('mine')).toMatchObject({ article: { count: 0 }, comments: [] })
    const queue = await service.call(
      'GET',
      '/v1/review/queue?site=news',
      undefined,
      service.as(service.moderator),
    )
    expect(await queue.json()).toMatchObject({ items: [] })
    expect((await erase({ email: EMAIL })).body.erased).toBe(0)
    expect((await erase({ commentId: shown.comment.id })).body.erased).toBe(0)
  })

  it('takes along what moderators, checks and the judge noted, what its author asked for and what the text was like', async () => {
    const word = 'Quixotania'
    const { db } = service.deps
    const held = (await service.submit({ text: `A gadget of ${word}.`, title: `About ${word}` })).body
    const id = held.comment.id
    const review = `/v1/review/comments/${id}`
    const call = async (
      method: string,
      path: string,
      body: unknown,
      headers = service.as(service.moderator),
    ) => expect((await service.call(method, path, body, headers)).status, path).toBeLessThan(300)
    await call('PUT', `${review}/second-opinion`, { version: 1, note: `Who is ${word}?` })
    for (const about of ['comment', 'author'])
      await call('POST', `${review}/notes`, { about, text: `${word}!` })
    const rejected = { action: 'reject', reason: 'abuse', version: 1, note: `${word} again` }
    await call('PUT', `${review}/decision`, rejected)
    const receipt = { authorization: `Receipt ${held.receipt}` }
    await call('POST', `/v1/sites/news/comments/${id}/appeal`, { note: `I am ${word}.` }, receipt)
    const noted = { feature: `w:${word}`, weight: 1 }
    await db.query(
      (sql) => sql`
      update verdicts set explanation = ${sql.json([noted])}, signals = ${sql.json([{ check: 'custom', detail: word }])}
      where comment_id = ${id}`,
    )
    const like = () => db.query((sql) => sql`select band from sightings where comment_id = ${id}`)
    expect(await like()).not.toEqual([])
    expect((await isAnywhere(word)).sort()).toEqual(
      ['appeals', 'comments', 'decisions', 'notes', 'second_opinions', 'verdicts'].map(
        (name) => `public.${name}`,
      ),
    )
    expect((await erase({ commentId: id })).body.erased).toBe(1)
    expect(await isAnywhere(word)).toEqual([])
    expect(await like()).toEqual([])
  })

  it('forgets what the submission could be repeated by', async () => {
    const { body } = await service.submit({ id: randomUUIDv7() }, {}, { 'idempotency-key': 'of one person' })
    const keys = () =>
      service.deps.db.query(
        (sql) => sql`select key_hash from repeat_keys where comment_id = ${body.comment.id}`,
      )
    expect(await keys()).toHaveLength(2)
    await erase({ commentId: body.comment.id })
    expect(await keys()).toHaveLength(0)
  })

  it('keeps an empty place where others had answered, and their answers', async () => {
    const top = (await service.submit({ text: 'What do you all think?' }, { article: 'kept' })).body
    await service.submit(
      { text: 'I think so too.', name: 'Bo', parentId: top.comment.id },
      { article: 'kept' },
    )
    expect((await thread('kept')).article.count).toBe(2)
    await erase({ commentId: top.comment.id })
    expect(await thread('kept')).toMatchObject({
      article: { count: 2 },
      comments: [{ text: '', html: '', author: { name: '—' }, replies: [{ text: 'I think so too.' }] }],
    })
    expect((await edit(top, 'I am back.')).status).toBe(403)
  })

  it('takes what was reported off the desk, and an empty place cannot be reported', async () => {
    const { comment } = (await service.submit({}, { article: 'noted' })).body
    await service.submit({ name: 'Bo', parentId: comment.id }, { article: 'noted' })
    const report = () =>
      service.call('POST', `/v1/sites/news/comments/${comment.id}/reports`, { reason: 'abuse' })
    expect((await report()).status).toBe(202)
    await erase({ commentId: comment.id })
    expect((await report()).status).toBe(404)
    const rows = await service.deps.db.query(
      (sql) => sql`select report_count, report_weight from comments where id = ${comment.id}`,
    )
    expect(rows).toEqual([{ reportCount: 0, reportWeight: 0 }])
  })

  it('of everything by the author of a comment takes their other comments too, and nobody else’s', async () => {
    const site = (await aSite(service.deps)).slug
    const first = (await service.submit({ name: 'Cleo' }, { site })).body
    await service.submit({ name: 'Cleo' }, { site })
    await service.submit({ name: 'Dora' }, { site })
    expect((await erase({ commentId: first.comment.id, scope: 'author' }, site)).body.erased).toBe(2)
    const left = await service.deps.db.query(
      (sql) => sql<{ name: string }[]>`
      select c.name from comments c join sites s on s.id = c.site_id where s.slug = ${site} and erased_at is null`,
    )
    expect(left.map(({ name }) => name)).toEqual(['Dora'])
  })

  it('of everything by an author goes on when it is asked again, where one call does not reach all or takes long', async () => {
    const { db } = service.deps
    const { slug, id: siteId } = await aSite(service.deps)
    await manyHeld(db, siteId, 204)
    await db.query(
      (sql) => sql`update comments set author_hash = decode(md5('one'), 'hex') where site_id = ${siteId}`,
    )
    const [one] = await db.query(
      (sql) => sql<{ id: string }[]>`select id from comments where site_id = ${siteId} order by id limit 1`,
    )
    const request = { commentId: one?.id ?? '', scope: 'author' } as const
    const brief = eraseSome(service.deps, { id: siteId, slug }, request, { withinMs: 0 })
    expect(await brief).toEqual({ erased: 1, remaining: true, held: 0 })
    expect((await erase(request, slug)).body).toEqual({ erased: 200, remaining: true, held: 0 })
    expect((await erase(request, slug)).body).toEqual({ erased: 3, remaining: false, held: 0 })
  })

  it('leaves nothing to publish, and nobody to ban', async () => {
    const { comment } = (await service.submit({ text: 'A gadget to reject.', email: EMAIL })).body
    const as = service.as(service.moderator)
    const decide = (body: object) =>
      service.call('PUT', `/v1/review/comments/${comment.id}/decision`, body, as)
    expect((await decide({ action: 'reject', reason: 'spam', version: 1 })).status).toBe(200)
    await erase({ commentId: comment.id })
    const approved = await decide({ action: 'approve', version: 3 })
    expect(approved.status).toBe(409)
    expect(await approved.json()).toMatchObject({ type: 'urn:postbag:problem:conflict' })
    for (const kind of ['author', 'network', 'email', 'name']) {
      const ban = { site: 'news', kind, commentId: comment.id }
      expect((await service.call('POST', '/v1/review/bans', ban, as)).status).toBe(422)
    }
  })

  it('leaves nothing to appeal about', async () => {
    const { comment, receipt } = (await service.submit({ text: 'Another gadget to reject.' })).body
    const reject = { action: 'reject', reason: 'spam', version: 1 }
    const decision = `/v1/review/comments/${comment.id}/decision`
    await service.call('PUT', decision, reject, service.as(service.moderator))
    await erase({ commentId: comment.id })
    const own = `/v1/sites/news/comments/${comment.id}`
    const author = { authorization: `Receipt ${receipt}` }
    expect(await (await service.call('GET', own, undefined, author)).json()).toMatchObject({
      status: 'rejected',
      appeal: { isPossible: false },
    })
    expect((await service.call('POST', `${own}/appeal`, {}, author)).status).toBe(409)
  })

  it("reaches no other site's comments, and is for admins", async () => {
    const other = (await aSite(service.deps)).slug
    const { body } = await service.submit({ email: 'eve@mail.example' }, { site: other })
    expect((await erase({ email: 'eve@mail.example' })).body.erased).toBe(0)
    expect((await erase({ commentId: body.comment.id })).body.erased).toBe(0)
    expect((await erase({ email: 'eve@mail.example' }, 'news', service.moderator)).status).toBe(403)
  })

  it('by what is no address is told so', async () => {
    expect(await erase({ email: 'Eve' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'email', message: 'Name an e-mail address.' }] },
    })
  })

  it.each([
    ['nobody', {}],
    ['a name', { name: 'Eve' }],
    ['two at once', { email: 'eve@mail.example', commentId: randomUUIDv7() }],
  ])('that names %s is told what to name', async (_, request) => {
    expect(await erase(request)).toMatchObject({
      status: 422,
      body: { errors: [{ message: expect.stringContaining('an email, or a commentId') }] },
    })
  })
})

it('leaves no report on an empty place, also when both come at once', async () => {
  const { body } = await service.submit()
  const { id } = body.comment
  // Without the service's own limit of time for a transaction.
  const other = postgres(service.databaseUrl, { max: 1 })
  const reported = await other.begin(async (tx) => {
    await tx`update comments set erased_at = now() where id = ${id}`
    const report = service.call('POST', `/v1/sites/news/comments/${id}/reports`, { reason: 'spam' })
    await until(async () => {
      const waiting = await service.deps.db.query(
        (sql) => sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
          and query like '%insert into reports%'`,
      )
      return waiting.length > 0
    })
    return { report }
  })
  await reported.report
  await other.end()
  const [row] = await service.deps.db.query(
    (sql) => sql<{ reportCount: number }[]>`select report_count from comments where id = ${id}`,
  )
  expect(row?.reportCount).toBe(0)
})
