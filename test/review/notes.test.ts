import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sql } from '../../src/db/client.ts'
import { forgetAuthors } from '../../src/people/forget.ts'
import type { Note } from '../../src/review/notes/notes.ts'
import { by } from '../helpers/author.ts'
import { aHeldComment, aModerator, asHolder, decideNow, type Holder, recordOf } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
let nora: Holder
let ada: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
  nora = (await aModerator(service)).call
  ada = asHolder(service, service.admin)
})
afterAll(() => service.close())

const leave = (who: Holder, id: string, body: Record<string, unknown>) =>
  who<Note & { errors?: { field: string; code: string }[] }>('POST', `/v1/review/comments/${id}/notes`, body)
const takeBack = (who: Holder, { id }: { readonly id: string }) => who('DELETE', `/v1/review/notes/${id}`)
const notesAt = async (id: string) => (await recordOf(nora, id)).notes.map(({ text }) => text)
const erase = (body: Record<string, unknown>) => ada('POST', '/v1/admin/sites/news/erasures', body)

describe('a note', () => {
  it('on a comment is there for colleagues with who wrote it and when, oldest first', async () => {
    const { id } = await aHeldComment(service)
    const left = await leave(mo, id, { text: '  Quotes the mayor,\r\nnot himself.  ' })
    expect(left.status).toBe(201)
    expect(left.body).toEqual({
      id: expect.any(String),
      about: 'comment',
      commentId: id,
      text: 'Quotes the mayor,\nnot himself.',
      moderatorId: expect.any(String),
      moderator: 'Mo Derator',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    await leave(nora, id, { text: 'I have asked her office.' })
    const { notes } = await recordOf(nora, id)
    expect(notes[0]).toEqual(left.body)
    expect(notes.map(({ moderator }) => moderator)).toEqual(['Mo Derator', 'Nora Night'])
    const queue = await nora<{ items: { comment: { id: string }; notes: Note[] }[] }>(
      'GET',
      '/v1/review/queue?limit=100',
    )
    expect(queue.body.items.find(({ comment }) => comment.id === id)?.notes).toEqual(notes)
  })

  it('on an author is there with all they write on the site, and with nobody else’s', async () => {
    const name = 'Cato'
    const first = await aHeldComment(service, { name })
    await leave(mo, first.id, { about: 'author', text: 'Writes for the harbour board.' })
    const next = await aHeldComment(service, { name }, { article: 'budget' })
    const other = await aHeldComment(service, { name: 'Plinius' })
    const { slug: site } = await aSite(service.deps)
    const elsewhere = await aHeldComment(service, { name }, { site })
    expect(await notesAt(first.id)).toEqual(['Writes for the harbour board.'])
    expect((await recordOf(nora, next.id)).notes).toMatchObject([{ about: 'author', commentId: first.id }])
    expect(await notesAt(other.id)).toEqual([])
    expect(await notesAt(elsewhere.id)).toEqual([])
  })

  it('that is sent again, because no reply came, is there once', async () => {
    const { id } = await aHeldComment(service)
    const twice = await Promise.all([leave(mo, id, { text: 'Once.' }), leave(mo, id, { text: 'Once.' })])
    expect(twice[0].body.id).toBe(twice[1].body.id)
    await leave(nora, id, { text: 'Once.' })
    await leave(mo, id, { text: 'Once.', about: 'author' })
    expect(await notesAt(id)).toHaveLength(3)
  })

  it.each([
    ['of no words', ' \u200b\n', 'required'],
    ['of a thousand characters', '👨‍👩‍👧‍👦'.repeat(1_000), undefined],
    ['of one more', 'é'.repeat(1_001), 'too-long'],
  ])('%s', async (_, text, code) => {
    const { id } = await aHeldComment(service)
    const { status, body } = await leave(mo, id, { text })
    expect([status, body.errors?.[0]?.code]).toEqual([code === undefined ? 201 : 422, code])
  })

  it('is taken back by who wrote it or an admin, and nobody else', async () => {
    const { id } = await aHeldComment(service, { name: 'Livia' })
    const [first, second] = await Promise.all(
      ['One.', 'Two.'].map(async (text) => (await leave(mo, id, { text })).body),
    )
    expect((await takeBack(nora, first!)).status).toBe(403)
    expect((await takeBack(mo, first!)).status).toBe(204)
    expect((await takeBack(mo, first!)).status).toBe(404)
    expect((await takeBack(ada, second!)).status).toBe(204)
    expect(await notesAt(id)).toEqual([])
  })

  it('is read by no reader, whatever they ask and whatever becomes of the comment', async () => {
    const { id, receipt } = await aHeldComment(service, {}, { article: 'canary' })
    await leave(mo, id, { text: 'Xylophilia on the comment' })
    await leave(mo, id, { text: 'Xylophilia on the author', about: 'author' })
    await mo('PUT', `/v1/review/comments/${id}/second-opinion`, { version: 1, note: 'Xylophilia?' })
    const own = `/v1/sites/news/comments/${id}`
    const asked = async () => {
      const thread = '/v1/sites/news/articles/canary'
      const answers = await Promise.all([
        service.call('GET', own, undefined, by(receipt)),
        ...[own, `${thread}/comments`, `${thread}/feed.atom`].map((path) => service.call('GET', path)),
      ])
      return (await Promise.all(answers.map((answer) => answer.text()))).join()
    }
    const held = await asked()
    await decideNow(nora, id, 'approve')
    const shown = await asked()
    expect(shown).toContain(id)
    expect(held + shown).not.toContain('Xylophilia')
    const told = await service.deps.db.query(
      (sql) => sql`select 1 from outbox o where o::text like '%Xylophilia%'`,
    )
    expect(told).toEqual([])
    const moved = await service.call(
      'GET',
      '/v1/admin/sites/news/export?personal=true',
      undefined,
      service.as(service.admin),
    )
    const line = await moved.text()
    expect(line).toContain(id)
    expect(line).not.toContain('Xylophilia')
  })

  it('goes with the person it is about, wherever it was written', async () => {
    const name = 'Seneca'
    const [one, two] = [await aHeldComment(service, { name }), await aHeldComment(service, { name })]
    await leave(mo, one.id, { text: 'On one.' })
    await leave(mo, two.id, { text: 'On the author.', about: 'author' })
    await mo('PUT', `/v1/review/comments/${one.id}/second-opinion`, { version: 1, note: 'On one, too.' })
    expect((await erase({ commentId: one.id })).status).toBe(200)
    expect(await notesAt(one.id)).toEqual([])
    expect(await notesAt(two.id)).toEqual([])
    const left = await service.deps.db.query(
      (sql) => sql`select note from second_opinions where comment_id = ${one.id}`,
    )
    expect(left).toEqual([])
    expect((await leave(mo, one.id, { text: 'Again.' })).status).toBe(409)
  })

  it('stays at its comment when the site has forgotten who wrote that', async () => {
    const name = 'Boethius'
    const [old, fresh] = [await aHeldComment(service, { name }), await aHeldComment(service, { name })]
    await leave(mo, old.id, { text: 'Last year.', about: 'author' })
    const { db } = service.deps
    const forget = () =>
      forgetAuthors(db, { siteId: service.site.id, days: 30, signal: new AbortController().signal })
    await forget()
    expect(await notesAt(fresh.id)).toEqual(['Last year.'])
    const aged = (sql: Sql) => sql`set created_at = now() - interval '31 days'`
    await db.query((sql) => sql`update notes ${aged(sql)} where comment_id = ${old.id}`)
    await db.query((sql) => sql`update comments ${aged(sql)} where id = ${old.id}`)
    await forget()
    expect(await notesAt(fresh.id)).toEqual([])
    expect(await notesAt(old.id)).toEqual(['Last year.'])
  })
})
