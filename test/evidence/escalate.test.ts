import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendEscalation } from '../../src/alerts/send.ts'
import { aHeldComment, aModerator, asHolder, decideNow, type Holder, recordOf } from '../helpers/desk.ts'
import { aPerson } from '../helpers/mailing.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
let admin: Holder
beforeAll(async () => {
  service = await aService({
    env: { PRIVATE_HOSTS: '127.0.0.1', PUBLIC_URL: 'https://desk.example', TRUSTED_PROXIES: '127.0.0.1' },
    jobs: true,
  })
  mo = asHolder(service, service.moderator)
  admin = asHolder(service, service.admin)
})
afterAll(() => service.close())

type Answer = {
  readonly comment: { readonly id: string; readonly status: string; readonly reason: string | null }
  readonly escalation: {
    readonly moderator: string
    readonly moderatorId: string
    readonly createdAt: string
  }
  readonly decision: { readonly id: string; readonly statement: { readonly restriction: string } } | null
}

const escalate = (id: string, who = mo, body: unknown = { note: 'He names a school and a day.' }) =>
  who<Answer & { readonly detail: string; readonly errors: readonly { readonly field: string }[] }>(
    'PUT',
    `/v1/review/comments/${id}/escalation`,
    body,
  )
/** By somebody of whom nothing is known: what was rejected bears on what comes next. */
const submitted = async (fields: Record<string, unknown> = {}, site = 'news') =>
  (await service.submit(fields, { site, article: randomUUIDv7() }, aPerson().network)).body
const published = async (...of: Parameters<typeof submitted>) => (await submitted(...of)).comment.id
const isPublic = async (id: string) =>
  (await service.call('GET', `/v1/sites/news/comments/${id}`)).status === 200
const kept = async (id: string) => {
  const { body } = await admin<{ items: { id: string; commentId: string }[] }>(
    'GET',
    '/v1/admin/sites/news/evidence',
  )
  return body.items.filter(({ commentId }) => commentId === id)
}
const eventsOf = (id: string) =>
  service.deps.db.query(
    (sql) => sql<{ type: string; data: object }[]>`
    select type, data from outbox where comment_id = ${id} order by id`,
  )

describe('escalating', () => {
  it.each([
    ['the copy cannot be kept', 'evidence', `cause <> 'danger-to-life'`],
    ['the decision cannot be stored', 'decisions', `reason <> 'threat'`],
    ['the event cannot be stored', 'outbox', `type <> 'comment.escalated'`],
  ])('does all or nothing: nothing where %s', async (_, table, rule) => {
    const id = await published()
    const { db } = service.deps
    await db.query((sql) =>
      sql.unsafe(`alter table ${table} add constraint refused check (${rule}) not valid`),
    )
    const { status } = await escalate(id)
    await db.query((sql) => sql.unsafe(`alter table ${table} drop constraint refused`))
    expect(status).toBe(500)
    expect(await isPublic(id)).toBe(true)
    expect(await kept(id)).toEqual([])
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['comment.approved'])
    expect((await escalate(id)).status).toBe(200)
    expect(await kept(id)).toHaveLength(1)
  })

  it('hides a published comment as a threat and keeps a copy, which the thread and colleagues see at once', async () => {
    const id = await published({ email: 'kim@reader.example' })
    expect(await isPublic(id)).toBe(true)
    const { status, body } = await escalate(id)
    expect(status).toBe(200)
    expect(body.comment).toMatchObject({ id, status: 'rejected', reason: 'threat' })
    expect(body.decision?.statement).toMatchObject({ restriction: 'removed', reason: 'threat' })
    expect(await isPublic(id)).toBe(false)
    expect(await kept(id)).toMatchObject([
      { cause: 'danger-to-life', note: 'He names a school and a day.', keptBy: 'Mo Derator', endedAt: null },
    ])
    const nora = await aModerator(service)
    expect((await recordOf(nora.call, id)).escalation).toEqual(body.escalation)
    expect(body.escalation).toMatchObject({ moderator: 'Mo Derator', createdAt: expect.any(String) })
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual([
      'comment.approved',
      'comment.rejected',
      'comment.escalated',
    ])
  })

  it('takes a comment that waits off the queue, and needs no words', async () => {
    const { id } = await aHeldComment(service)
    expect((await escalate(id, mo, {})).body.comment).toMatchObject({ status: 'rejected', reason: 'threat' })
    const queue = await mo<{ items: { comment: { id: string } }[] }>('GET', '/v1/review/queue')
    expect(queue.body.items.map(({ comment }) => comment.id)).not.toContain(id)
    expect(await kept(id)).toMatchObject([{ note: null }])
  })

  it('keeps what is hidden already, without another decision', async () => {
    const rejected = (await aHeldComment(service)).id
    await decideNow(mo, rejected, 'reject', 'abuse')
    const withdrawn = await aHeldComment(service)
    const by = { authorization: `Receipt ${withdrawn.receipt}` }
    await service.call('DELETE', `/v1/sites/news/comments/${withdrawn.id}`, undefined, by)
    for (const [id, status] of [
      [rejected, 'rejected'],
      [withdrawn.id, 'withdrawn'],
    ] as const) {
      const answer = await escalate(id)
      expect(answer.body).toMatchObject({ comment: { status }, decision: null })
      expect(await kept(id)).toHaveLength(1)
    }
    expect((await recordOf(mo, rejected)).comment.reason).toBe('abuse')
  })

  it('leaves an appeal against one’s own rejection to colleagues, and keeps the copy', async () => {
    const { id, receipt } = await aHeldComment(service)
    await decideNow(mo, id, 'reject', 'abuse')
    const by = { authorization: `Receipt ${receipt}` }
    await service.call('POST', `/v1/sites/news/comments/${id}/appeal`, { note: 'I will come for you.' }, by)
    expect((await escalate(id)).body).toMatchObject({ comment: { status: 'pending' }, decision: null })
    expect(await kept(id)).toHaveLength(1)
    const nora = await aModerator(service)
    await decideNow(nora.call, id, 'reject', 'threat')
  })

  it('is undone as any rejection, and leaves the evidence; escalated again it is hidden again and kept once', async () => {
    const id = await published()
    const { body } = await escalate(id)
    expect((await mo('POST', `/v1/review/decisions/${body.decision?.id}/undo`)).status).toBe(200)
    expect(await isPublic(id)).toBe(true)
    expect(await kept(id)).toHaveLength(1)
    const nora = await aModerator(service)
    const again = await escalate(id, nora.call)
    expect(again.body).toMatchObject({ comment: { status: 'rejected' }, escalation: body.escalation })
    expect(await kept(id)).toHaveLength(1)
  })

  it('keeps another copy of what its author wrote since', async () => {
    const { comment, receipt } = await submitted()
    const { id } = comment
    const { decision } = (await escalate(id)).body
    await mo('POST', `/v1/review/decisions/${decision?.id}/undo`)
    const by = { authorization: `Receipt ${receipt}` }
    const edit = { text: 'I know where they live, and I will be there.' }
    expect((await service.call('PATCH', `/v1/sites/news/comments/${id}`, edit, by)).status).toBe(200)
    await escalate(id)
    expect(await kept(id)).toHaveLength(2)
  })
})

describe('two at once', () => {
  it('are one escalation: the second is told who was first', async () => {
    const nora = await aModerator(service)
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const id = await published()
        const both = await Promise.all([escalate(id), escalate(id, nora.call)])
        expect(await kept(id)).toHaveLength(1)
        expect((await recordOf(mo, id)).decisions).toHaveLength(1)
        expect((await eventsOf(id)).filter(({ type }) => type === 'comment.escalated')).toHaveLength(1)
        return both
      }),
    )
    for (const both of answers) {
      expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
      const [winner] = both.filter(({ status }) => status === 200)
      const [late] = both.filter(({ status }) => status === 409)
      expect(late?.body.escalation).toEqual(winner?.body.escalation)
      expect(late?.body.detail).toBe(`${winner?.body.escalation.moderator} escalated this already.`)
    }
  })

  it('with an erasure are a copy of what was written, or none at all', async () => {
    for (let n = 0; n < 6; n += 1) {
      const id = await published({ email: `race${n}@reader.example` })
      const [escalated] = await Promise.all([
        escalate(id),
        admin('POST', '/v1/admin/sites/news/erasures', { commentId: id }),
      ])
      const [copy] = await kept(id)
      expect(escalated.status).toBe(copy === undefined ? 409 : 200)
      if (copy === undefined) continue
      const { body } = await admin<{ comment: { email: string; text: string } }>(
        'POST',
        `/v1/admin/sites/news/evidence/${copy.id}/readings`,
      )
      expect(body.comment).toMatchObject({
        email: `race${n}@reader.example`,
        text: expect.stringMatching(/\w/),
      })
    }
  })

  it('by the same moderator are one, and give the same answer', async () => {
    const id = await published()
    const both = await Promise.all([escalate(id), escalate(id)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(both[0]?.body.escalation).toEqual(both[1]?.body.escalation)
    expect(await kept(id)).toHaveLength(1)
  })
})

describe('nobody escalates', () => {
  it('what was erased: there is nothing to keep', async () => {
    const id = await published()
    await admin('POST', '/v1/admin/sites/news/erasures', { commentId: id })
    expect((await escalate(id)).status).toBe(409)
  })

  it('on a site they do not have, or what is not there', async () => {
    const other = await aSite(service.deps)
    const limited = await aModerator(service, { siteIds: [other.id] })
    const id = await published()
    expect((await escalate(id, limited.call)).status).toBe(404)
    expect((await escalate(randomUUIDv7())).status).toBe(404)
    expect(await isPublic(id)).toBe(true)
    expect(await kept(id)).toEqual([])
  })

  it('with fields that are not known, or with words that cannot be stored', async () => {
    const id = await published()
    for (const [body, field] of [
      [{ version: 1 }, 'version'],
      [{ note: '\u0000' }, 'note'],
      [{ note: 'a'.repeat(2_001) }, 'note'],
    ] as const) {
      const { status, body: problem } = await escalate(id, mo, body)
      expect([status, problem.errors[0]?.field]).toEqual([422, field])
    }
    expect(await isPublic(id)).toBe(true)
  })
})

it('rejects nothing where the copy cannot be kept', async () => {
  const { db } = service.deps
  const id = await published()
  await db.query(
    (sql) => sql`alter table evidence add constraint refused check (comment_id <> ${sql.unsafe(`'${id}'`)})`,
  )
  expect((await escalate(id)).status).toBe(500)
  await db.query((sql) => sql`alter table evidence drop constraint refused`)
  expect(await isPublic(id)).toBe(true)
  expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['comment.approved'])
})

it('tells webhooks that ask for it, and the chat at once where there is one: never what was written', async () => {
  const site = await aSite(service.deps)
  const [chat, hook] = [await aReceiver(), await aReceiver()]
  await admin('PUT', `/v1/admin/sites/${site.slug}/alerts`, { url: `${chat.url}/hook`, afterMinutes: 10_080 })
  const wanted = { url: hook.url, events: ['comment.escalated'], sendsText: true }
  expect((await admin('POST', `/v1/admin/sites/${site.slug}/webhooks`, wanted)).status).toBe(201)
  const id = await published({}, site.slug)
  await escalate(id)
  await expect.poll(() => [chat.received.length, hook.received.length]).toEqual([1, 1])
  expect(JSON.parse(chat.received[0]?.body ?? '')).toMatchObject({
    text: `*The News*: a moderator escalated a comment: life or safety may be in danger. <https://desk.example/console/comment/${id}?site=${site.slug}|Open its record>`,
  })
  const { body } = await admin<{ items: { id: string }[] }>('GET', `/v1/admin/sites/${site.slug}/evidence`)
  expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({
    type: 'comment.escalated',
    data: { commentId: id, version: 2, evidenceId: body.items[0]?.id },
  })
  expect(hook.received[0]?.body).not.toContain('text')
  await Promise.all([chat.close(), hook.close()])
})

it('is told to a chat that did not take it until it does, and to none where none is set', async () => {
  const site = await aSite(service.deps)
  const chat = await aReceiver((response, _, count) => response.writeHead(count === 1 ? 503 : 200).end())
  const ref = { siteId: site.id, commentId: randomUUIDv7() }
  await sendEscalation(service.deps, ref)
  await admin('PUT', `/v1/admin/sites/${site.slug}/alerts`, { url: `${chat.url}/hook` })
  await expect(sendEscalation(service.deps, ref)).rejects.toThrow()
  await sendEscalation(service.deps, ref)
  expect(chat.received).toHaveLength(2)
  // What waits is told of as before.
  const { body } = await admin('GET', `/v1/admin/sites/${site.slug}/alerts`)
  expect(body).toMatchObject({ sentAt: null, lastError: null })
  await chat.close()
})
