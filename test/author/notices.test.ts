import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import { forgetAuthors } from '../../src/people/forget.ts'
import { asHolder } from '../helpers/desk.ts'
import { aMailingService, aPerson, type MailingService } from '../helpers/mailing.ts'
import { aSite } from '../helpers/service.ts'

let service: MailingService
beforeAll(async () => {
  service = await aMailingService()
})
afterAll(() => service.close())

const signal = new AbortController().signal
const NOTE = 'The second sentence incites to violence: section 130 of the criminal code.'

type Answer = { readonly id: string; readonly receipt: string }

/** Somebody gives notice of a comment, or as a test says. */
async function give(id: string, { notice = {}, ...fields }: Record<string, object | string | null> = {}) {
  const person = aPerson()
  const who = notice && { name: 'Nora Notifier', email: person.email, goodFaith: true, ...(notice as object) }
  const body = { reason: 'illegal', note: NOTE, notice: who, ...fields }
  const answer = await service.call('POST', `/v1/sites/news/comments/${id}/reports`, body, person.network)
  return { ...person, status: answer.status, body: (await answer.json()) as Answer }
}

async function aComment() {
  return (await service.submit({}, {}, aPerson().network)).body.comment.id
}

async function look(receipt: string, site = 'news') {
  const answer = await service.call('GET', `/v1/sites/${site}/notices/${receipt}`)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const mo = () => asHolder(service, service.moderator)
type Record_ = { reports: Record<string, unknown>[]; decisions: { statement: Record<string, unknown> }[] }
const record = async (id: string) => (await mo()<Record_>('GET', `/v1/review/comments/${id}`)).body

describe('a notice of illegal content', () => {
  it('is taken from anyone, confirmed, decided by a person and answered', async () => {
    const id = await aComment()
    const { status, body, email } = await give(id)
    expect(status).toBe(202)
    const open = await look(body.receipt)
    expect(open.body).toMatchObject({ id: body.id, state: 'open', automated: null, redress: null })
    await service.send()
    const confirmed = await service.mailbox.next(email)
    expect(confirmed.text).toContain('We have received the notice.')
    expect(confirmed.text).toContain(`/v1/sites/news/notices/${body.receipt}`)

    await service.decide(id, { action: 'reject', reason: 'hate' })
    const decided = await look(body.receipt)
    expect(decided.body).toMatchObject({ state: 'upheld', automated: false, comment: { id } })
    expect(decided.body['redress']).toContain('out-of-court')
    await service.sendAll()
    const [, told] = service.mailbox.to(email)
    expect(told?.text).toContain('the comment is no longer shown.\nA person decided this')
    expect(told?.text).toContain('or to a court.')
    expect(told?.link('stop')).not.toBe('')
  })

  it('is readable as a page in the language of the site, which no cache keeps', async () => {
    const { body } = await give(await aComment())
    const accept = { accept: 'text/html' }
    const answer = await service.call('GET', `/v1/sites/news/notices/${body.receipt}`, undefined, accept)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await answer.text()
    expect(page).toContain('We have received the notice.')
    expect(page).toContain(body.id)
    expect(page).not.toContain(NOTE)
  })

  it('comes first in the queue, whatever else readers reported, with its words and its sender’s name', async () => {
    const [loud, noticed] = [await aComment(), await aComment()]
    for (const _ of Array(5)) await give(loud, { notice: null, reason: 'abuse' })
    const { email } = await give(noticed)
    const queue = await mo()<{ items: { comment: { id: string } }[] }>('GET', '/v1/review/queue?site=news')
    const ids = queue.body.items.map(({ comment }) => comment.id)
    expect(ids.indexOf(noticed)).toBeLessThan(ids.indexOf(loud))
    const [report] = (await record(noticed)).reports
    expect(report).toMatchObject({ reason: 'illegal', note: NOTE, notice: { name: 'Nora Notifier' } })
    expect(JSON.stringify(queue.body)).not.toContain(email)
    expect((await record(loud)).reports.every(({ notice }) => notice === null)).toBe(true)
  })

  it('is what the statement of reasons rests on, which says nothing of who sent it', async () => {
    const id = await aComment()
    await give(id)
    await service.decide(id, { action: 'reject', reason: 'illegal' })
    const [decision] = (await record(id)).decisions
    expect(decision?.statement).toMatchObject({
      source: 'notice',
      ground: { kind: 'law' },
      automatedDetection: false,
    })
    expect(decision?.statement['facts']).toMatch(/^We received a notice/)
    expect(JSON.stringify(decision?.statement)).not.toMatch(/Nora|reader\d+@/)
  })

  it.each([
    ['no explanation', { note: ' ' }, 'note'],
    ['no name', { notice: { name: ' ' } }, 'notice.name'],
    ['an empty name', { notice: { name: '' } }, 'notice.name'],
    ['no address', { notice: { email: null } }, 'notice.email'],
    ['an address that is none', { notice: { email: 'nora@example' } }, 'notice.email'],
    ['no good faith', { notice: { goodFaith: false } }, 'notice.goodFaith'],
  ])('is refused with %s', async (_, fields, field) => {
    const { status, body } = await give(await aComment(), fields)
    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [{ field }] })
  })

  it('of child abuse needs neither name nor address', async () => {
    const { status, body } = await give(await aComment(), {
      notice: { name: null, email: null, childAbuse: true },
    })
    expect(status).toBe(202)
    expect((await look(body.receipt)).body).toMatchObject({ state: 'open' })
  })

  it('twice is one with one receipt; another person of the same network sends one of their own', async () => {
    const id = await aComment()
    const { network, email } = aPerson()
    const send = async (notice: object, more: object = {}) => {
      const body = { reason: 'illegal', note: NOTE, notice: { name: 'N', email, goodFaith: true, ...notice } }
      const path = `/v1/sites/news/comments/${id}/reports`
      return (await (await service.call('POST', path, { ...body, ...more }, network)).json()) as Answer
    }
    await send({}, { notice: null })
    const first = await send({})
    expect(await send({})).toEqual(first)
    expect((await send({ email: aPerson().email })).id).not.toBe(first.id)
    expect((await record(id)).reports).toHaveLength(3)
  })

  it('is told when the comment is kept, and again when it is taken down later', async () => {
    const id = await aComment()
    const { body, email } = await give(id)
    await service.decide(id, { action: 'approve' })
    expect((await look(body.receipt)).body).toMatchObject({ state: 'dismissed', automated: false })
    await service.sendAll()
    await service.decide(id, { action: 'reject', reason: 'abuse' })
    await service.sendAll()
    const told = service.mailbox.to(email).map(({ text }) => text)
    expect(told).toHaveLength(2)
    expect(told[0]).toContain('the comment stays.')
    expect(told[1]).toContain('the comment is no longer shown.')
  })

  it('waits again when its decision is taken back, and nothing was told of it', async () => {
    const id = await aComment()
    const { body, email } = await give(id)
    await service.send()
    await service.decide(id, { action: 'reject', reason: 'abuse' })
    const [decision] = (await mo()<{ items: { id: string }[] }>('GET', '/v1/review/decisions?limit=1')).body
      .items
    await mo()('POST', `/v1/review/decisions/${decision?.id}/undo`)
    await service.sendAll()
    expect((await look(body.receipt)).body).toMatchObject({ state: 'open', decidedAt: null })
    expect(service.mailbox.to(email)).toHaveLength(1)
  })

  it('says so when the author withdrew the comment, or had it erased', async () => {
    const own = (await service.submit({}, {}, aPerson().network)).body
    const { body, email } = await give(own.comment.id)
    await service.send()
    await service.withdraw(own)
    const erased = await aComment()
    const other = await give(erased)
    await service.call(
      'POST',
      '/v1/admin/sites/news/erasures',
      { commentId: erased },
      service.as(service.admin),
    )
    for (const { receipt } of [body, other.body])
      expect((await look(receipt)).body).toMatchObject({ state: 'gone', automated: null })
    await service.sendAll()
    for (const address of [email, other.email])
      expect(service.mailbox.to(address).at(-1)?.text).toContain('The comment is no longer there')
  })

  it('says of a comment that a machine rejected after an edit that automated means were used', async () => {
    const own = (await service.submit({}, {}, aPerson().network)).body
    const { body } = await give(own.comment.id)
    const path = `/v1/sites/news/comments/${own.comment.id}`
    await service.call(
      'PATCH',
      path,
      { text: 'https://a.example '.repeat(12) },
      {
        authorization: `Receipt ${own.receipt}`,
      },
    )
    expect((await look(body.receipt)).body).toMatchObject({ state: 'upheld', automated: true })
  })

  it('has a receipt that opens nothing on another site, changed, or past its time', async () => {
    const other = await aSite(service.deps)
    const { body } = await give(await aComment())
    const [id, day] = body.receipt.split('.')
    for (const [receipt, site] of [
      [body.receipt, other.slug],
      [`${body.receipt.slice(0, -1)}_`, 'news'],
      [`${id}.${day}`, 'news'],
    ] as const)
      expect((await look(receipt, site)).status).toBe(404)
  })
})

describe('the address under a notice', () => {
  const kept = async (id: string) => (await service.rows()).filter(({ reportId }) => reportId === id)

  it('is sealed, and hears no more than four times a day that a notice came, but of every decision', async () => {
    const victim = aPerson()
    const ids = []
    for (const _ of Array(6)) {
      const id = await aComment()
      ids.push(id)
      expect((await give(id, { notice: { email: victim.email } })).status).toBe(202)
    }
    for (const _ of ids) {
      await service.send()
      await service.later(11)
    }
    expect(service.mailbox.to(victim.email)).toHaveLength(4)
    expect(JSON.stringify(await service.rows())).not.toContain(victim.email)
    await service.decide(ids.at(-1) ?? '', { action: 'approve' })
    await service.sendAll()
    expect(service.mailbox.to(victim.email).at(-1)?.text).toContain('the comment stays.')
  })

  it('gets nothing more once it says so', async () => {
    const id = await aComment()
    const { email } = await give(id)
    await service.send()
    const message = await service.mailbox.next(email)
    expect((await service.page(message.link('stop'), 'POST')).status).toBe(200)
    await service.decide(id, { action: 'approve' })
    await service.sendAll()
    expect(service.mailbox.to(email)).toHaveLength(1)
  })

  it('leaves the mail of the comment’s author alone', async () => {
    const author = await service.aSubscriber()
    const { email } = await give(author.id)
    expect(await service.state(author)).toBe('on')
    await service.decide(author.id, { action: 'reject', reason: 'abuse' })
    await service.sendAll()
    expect(author.news()[0]?.text).toContain('Your comment was removed')
    expect(
      service.mailbox
        .to(email)
        .map(({ text }) => text)
        .join(),
    ).not.toContain('Your comment')
    expect((await service.end(author)).status).toBe(200)
    await service.decide(author.id, { action: 'approve' })
    await service.sendAll()
    expect(service.mailbox.to(email).at(-1)?.text).toContain('the comment stays.')
  })

  it('outlasts the days in which others must be confirmed, and is forgotten with its sender’s name', async () => {
    const id = await aComment()
    const { body } = await give(id)
    const { db } = service.deps
    const ages = async (table: string, column: string, key: string, of: string) =>
      db.query(
        (sql) =>
          sql`update ${sql(table)} set ${sql(column)} = now() - interval '9 days' where ${sql(key)} = ${of}`,
      )
    await ages('comments', 'created_at', 'id', id)
    await forgetAuthors(db, { siteId: service.site.id, days: 8, signal })
    expect(await kept(body.id)).toHaveLength(1)
    await ages('subscriptions', 'asked_at', 'report_id', body.id)
    await ages('reports', 'created_at', 'id', body.id)
    await removePassing(db, { signal })
    expect(await kept(body.id)).toHaveLength(1)
    await forgetAuthors(db, { siteId: service.site.id, days: 8, signal })
    expect(await kept(body.id)).toEqual([])
    const names = await db.query((sql) => sql`select notifier from reports where id = ${body.id}`)
    expect(names).toEqual([{ notifier: null }])
  })

  it('is erased with name and words when the person asks for that', async () => {
    const { body, email } = await give(await aComment())
    const erase = () =>
      service.call('POST', '/v1/admin/sites/news/erasures', { email }, service.as(service.admin))
    expect((await erase()).status).toBe(200)
    expect(await kept(body.id)).toEqual([])
    const left = await service.deps.db.query(
      (sql) => sql`select notifier, note from reports where id = ${body.id}`,
    )
    expect(left).toEqual([{ notifier: null, note: null }])
  })
})
