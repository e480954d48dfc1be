import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { articleTag } from '../../src/comments/cache-tags.ts'
import type { Thread } from '../../src/threads/thread.ts'
import { by } from '../helpers/author.ts'
import { aHeldComment, aModerator, asHolder, decide, type Holder, type Item } from '../helpers/desk.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
let mo: Holder
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

const pick = (id: string, who = mo) =>
  who<{ comment: Item['comment'] }>('PUT', `/v1/review/comments/${id}/pick`)
const unpick = (id: string) => mo<{ comment: Item['comment'] }>('DELETE', `/v1/review/comments/${id}/pick`)
const thread = (article: string, query = '') => reader.json<Thread>(`articles/${article}/comments${query}`)
const chosen = async (article: string, query = '') =>
  (await thread(article, `?sort=picked${query}`)).comments.map(({ id }) => id)
const log = async (query: string) =>
  (
    await mo<{ items: { action: string; commentId: string; moderator: { name: string } }[] }>(
      'GET',
      `/v1/review/decisions?${query}`,
    )
  ).body.items

describe('a pick', () => {
  it('is told to readers of the thread, and taken back as easily', async () => {
    const id = await reader.post('marked')
    await reader.post('marked')
    expect((await thread('marked')).article.picks).toBeUndefined()

    const answer = await pick(id)
    expect(answer.status).toBe(200)
    expect(answer.body.comment).toMatchObject({ id, status: 'approved', picked: true })
    const { article, comments } = await thread('marked')
    expect(article).toMatchObject({ count: 2, picks: 1 })
    expect(comments.map(({ picked }) => picked)).toEqual([undefined, true])
    expect(await reader.json(`comments/${id}`)).toMatchObject({ comment: { picked: true } })

    expect((await unpick(id)).body.comment.picked).toBe(false)
    expect(await thread('marked')).toMatchObject({ comments: [{}, { id }] })
    expect(JSON.stringify(await thread('marked'))).not.toContain('picked')
  })

  it('changes nothing when it is made again, and stands in the log once for each change', async () => {
    const id = await reader.post('again')
    const made = await Promise.all([pick(id), pick(id), pick(id)])
    expect(made.map(({ status }) => status)).toEqual([200, 200, 200])
    await unpick(id)
    await unpick(id)
    const entries = (await log('by=moderator')).filter(({ commentId }) => commentId === id)
    expect(entries.map(({ action, moderator }) => `${action} ${moderator.name}`)).toEqual([
      'unpick Mo Derator',
      'pick Mo Derator',
    ])
    expect((await log('action=pick')).every(({ action }) => action === 'pick')).toBe(true)
  })

  it('leaves the version of the comment, so that no decision comes too late for it', async () => {
    const id = await reader.post('version')
    await pick(id)
    expect((await decide(mo, id, { action: 'reject', reason: 'abuse', version: 1 })).status).toBe(200)
  })

  it('is made of what readers can see alone', async () => {
    const held = await aHeldComment(service, {}, { article: 'unseen' })
    const refused = await pick(held.id)
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:postbag:problem:conflict' } })
    expect((await unpick(held.id)).status).toBe(200)

    const checked = await reader.post('unseen')
    await service.deps.db.query((sql) => sql`update comments set audit = true where id = ${checked}`)
    expect((await pick(checked)).status).toBe(409)
    expect((await pick('01890000-0000-7000-8000-000000000000')).status).toBe(404)

    const other = await aSite(service.deps)
    const elsewhere = await aModerator(service, { siteIds: [other.id] })
    expect((await pick(await reader.post('unseen'), elsewhere.call)).status).toBe(404)
  })

  it('ends when its author changes the words that were chosen', async () => {
    const { body } = await service.submit({}, { article: 'edited' })
    await pick(body.comment.id)
    const edit = { text: 'Something else altogether, now that this one is chosen.' }
    const path = `/v1/sites/news/comments/${body.comment.id}`
    expect((await service.call('PATCH', path, edit, by(body.receipt))).status).toBe(200)
    expect((await thread('edited')).article.picks).toBeUndefined()
  })

  it('goes with a rejection and comes back with its undo, but not once the comment waits again', async () => {
    const { id } = await aHeldComment(service, {}, { article: 'undone' })
    const approved = await decide(mo, id, { action: 'approve', version: 1 })
    await pick(id)
    const rejected = await decide(mo, id, { action: 'reject', reason: 'abuse', version: 2 })
    expect(await chosen('undone')).toEqual([])
    await mo('POST', `/v1/review/decisions/${rejected.body.decision.id}/undo`)
    expect(await chosen('undone')).toEqual([id])

    const again = await aHeldComment(service, {}, { article: 'undone' })
    const first = await decide(mo, again.id, { action: 'approve', version: 1 })
    await pick(again.id)
    await mo('POST', `/v1/review/decisions/${first.body.decision.id}/undo`)
    await decide(mo, again.id, { action: 'approve', version: 3 })
    expect(await chosen('undone')).toEqual([id])
    expect(approved.status).toBe(200)
  })

  it('is gone with the words that are erased', async () => {
    const id = await reader.post('erased')
    await reader.post('erased', { parentId: id })
    await pick(id)
    const erased = await service.call(
      'POST',
      '/v1/admin/sites/news/erasures',
      { commentId: id },
      service.as(service.admin),
    )
    expect(erased.status).toBe(200)
    expect(await chosen('erased')).toEqual([])
    expect((await pick(id)).status).toBe(409)
  })

  it('is found by moderators, and taken along for the printed page', async () => {
    const id = await reader.post('found', { name: 'Ines, "the pen"', text: 'Keep the old horn,\n\nplease.' })
    const hidden = await reader.post('found', { text: 'This one was chosen and hidden after all.' })
    for (const one of [id, hidden]) await pick(one)
    await decide(mo, hidden, { action: 'reject', reason: 'abuse', version: 1 })
    const path = '/v1/review/export.csv?of=picks'
    const csv = await (await service.call('GET', path, undefined, service.as(service.moderator))).text()
    expect(csv).toContain(',"Ines, ""the pen""","Keep the old horn,\n\nplease.",0,')
    expect(csv).not.toContain('hidden after all')
    const { body } = await mo<{ items: Item[] }>(
      'GET',
      '/v1/review/comments?picked=true&status=approved&article=found',
    )
    expect(body.items.map(({ comment }) => comment.id)).toEqual([id])
  })
})

describe('what the newsroom chose of a thread', () => {
  it('is listed by itself, newest first, replies too, each once, page by page', async () => {
    const top = await reader.post('choice')
    const reply = await reader.post('choice', { parentId: top })
    const last = await reader.post('choice')
    await reader.post('choice')
    for (const id of [reply, last, top]) await pick(id)

    expect(await chosen('choice')).toEqual([last, reply, top])
    const first = await thread('choice', '?sort=picked&limit=2')
    expect(first.comments.map(({ id, parentId }) => [id, parentId])).toEqual([
      [last, null],
      [reply, top],
    ])
    expect(await chosen('choice', `&limit=2&cursor=${first.next}`)).toEqual([top])
    const whole = await thread('choice', '?sort=picked')
    expect(whole.comments[2]).toMatchObject({ replyCount: 1, replies: [], moreReplies: expect.any(String) })
  })

  it('is empty where nothing was chosen', async () => {
    await reader.post('nothing-chosen')
    expect(await thread('nothing-chosen', '?sort=picked')).toMatchObject({
      article: { count: 1 },
      comments: [],
      next: null,
    })
  })

  it('is marked for readers without script and for search engines', async () => {
    const id = await reader.post('forms')
    await reader.post('forms')
    const read = async (accept: string, query = '') =>
      (await reader.get(`articles/forms/comments${query}`, { accept })).text()
    expect(await read('text/html')).not.toContain('sort=picked')
    expect(await read('text/html', '?sort=picked')).toContain('sort=picked')
    await pick(id)
    const page = await read('text/html')
    expect(page.match(/<span class="postbag-badge">Editors’ choice<\/span>/g)).toHaveLength(1)
    expect(page).toContain('?sort=picked">Editors’ choice</a>')
    const { comment } = JSON.parse(await read('application/ld+json'))
    expect(comment.map(({ award }: { award?: string }) => award)).toEqual([undefined, 'Editors’ choice'])
  })
})

describe('the picks of a whole site', () => {
  type Picks = { items: { article: object; comment: { id: string } }[] }
  const listed = async (query: string) =>
    (await reader.json<Picks>(`picks?${query}`)).items.map(({ comment }) => comment.id)

  it('come latest choice first with their articles, and go with what is removed at once', async () => {
    const older = await reader.post('site-one', {
      title: 'The first article',
      text: 'Chosen first by the desk.',
    })
    const newer = await reader.post('site-two')
    for (const id of [older, newer]) await pick(id)
    const answer = await reader.get('picks?days=1&limit=2')
    const { items } = (await answer.json()) as Picks
    expect(items.map(({ comment }) => comment.id)).toEqual([newer, older])
    expect(items[1]).toMatchObject({
      pickedAt: expect.any(String),
      article: { key: 'site-one', title: 'The first article', url: null, section: null },
      comment: { text: 'Chosen first by the desk.', picked: true, replies: [] },
    })
    expect(answer.headers.get('surrogate-key')).toContain(articleTag(service.site.id, 'site-two'))
    expect(
      (await reader.get('picks?days=1&limit=2', { 'if-none-match': answer.headers.get('etag') ?? '' }))
        .status,
    ).toBe(304)

    const removed = await decide(mo, newer, { action: 'reject', reason: 'abuse', version: 1 })
    expect(removed.status).toBe(200)
    await expect.poll(() => listed('days=1&limit=2')).not.toContain(newer)
    await unpick(older)
    await expect.poll(() => listed('days=1&limit=2')).not.toContain(older)
  })

  it('are those of the days asked for', async () => {
    const id = await reader.post('site-old')
    await pick(id)
    await service.deps.db.query(
      (sql) => sql`update picks set created_at = now() - interval '8 days' where comment_id = ${id}`,
    )
    expect(await listed('days=9&limit=50')).toContain(id)
    expect(await listed('days=7&limit=50')).not.toContain(id)
    for (const query of ['days=0', 'days=366', 'limit=51']) {
      expect((await reader.get(`picks?${query}`)).status).toBe(400)
    }
  })
})
