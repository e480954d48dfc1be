import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskArticle } from '../../src/review/articles/articles.ts'
import type { Thread } from '../../src/threads/thread.ts'
import { by } from '../helpers/author.ts'
import { aHeldComment, aModerator, asHolder, type Holder, recordOf } from '../helpers/desk.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, aSite, besides, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
let reader: ReturnType<typeof aReader>
let mo: Holder
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

type Body = DeskArticle & { readonly type?: string; readonly detail?: string }

const pathOf = (article: string) => `/v1/review/articles/${encodeURIComponent(article)}?site=news`
const turn = (article: string, change: Record<string, unknown>, who = mo) =>
  who<Body>('PUT', pathOf(article), change)
const thread = (article: string) => reader.json<Thread>(`articles/${article}/comments`)
const log = async (query: string) =>
  (
    await mo<{
      items: {
        action: string
        commentId: string | null
        article: { key: string } | null
        moderator: { name: string }
      }[]
    }>('GET', `/v1/review/decisions?${query}`)
  ).body.items
const listed = async (query = '') =>
  (await mo<{ items: DeskArticle[]; next: string | null }>('GET', `/v1/review/articles?site=news${query}`))
    .body

describe('a closed article', () => {
  it('takes no comment and no edit from the answer on, and takes them again when it is reopened', async () => {
    const { body: written } = await service.submit({}, { article: 'ugly' })
    expect((await thread('ugly')).article.open).toBe(true)
    const closed = await turn('ugly', { open: false })
    expect(closed).toMatchObject({
      status: 200,
      body: { key: 'ugly', open: false, premoderated: false, changed: { moderator: 'Mo Derator' } },
    })
    expect((await thread('ugly')).article.open).toBe(false)
    const refused = await service.submit({}, { article: 'ugly' })
    expect(refused).toMatchObject({ status: 403, body: { type: 'urn:postbag:problem:comments-closed' } })
    const path = `/v1/sites/news/comments/${written.comment.id}`
    const edit = { text: 'Even uglier words than before, from the same hand.' }
    expect((await service.call('PATCH', path, edit, by(written.receipt))).status).toBe(403)

    await turn('ugly', { open: true })
    expect((await thread('ugly')).article.open).toBe(true)
    await reader.post('ugly')
  })

  it('is closed in every process at once', async () => {
    const other = await besides(service)
    const elsewhere = async () => {
      const answer = await other.call('GET', '/v1/sites/news/articles/everywhere/comments')
      return ((await answer.json()) as Thread).article.open
    }
    await until(() => other.deps.live.isListening())
    await reader.post('everywhere')
    expect(await elsewhere()).toBe(true)
    await turn('everywhere', { open: false })
    expect((await other.submit({}, { article: 'everywhere' })).status).toBe(403)
    await until(async () => !(await elsewhere()))
    await other.close()
  })

  it('still has what waits decided by moderators', async () => {
    const { id } = await aHeldComment(service, {}, { article: 'waiting' })
    await turn('waiting', { open: false })
    const { version, article } = await recordOf(mo, id)
    expect(article).toMatchObject({ open: false, premoderated: false })
    const decided = await mo('PUT', `/v1/review/comments/${id}/decision`, { action: 'approve', version })
    expect(decided.status).toBe(200)
    expect((await thread('waiting')).article.count).toBe(1)
  })
})

describe('a pre-moderated article', () => {
  it('holds every comment, an edited one too, and the moderator sees why', async () => {
    await reader.post('calm')
    const published = await service.submit({}, { article: 'calm' })
    expect(published.status).toBe(201)
    await turn('calm', { premoderated: true })
    expect((await thread('calm')).article.open).toBe(true)

    const held = await service.submit({}, { article: 'calm' })
    expect(held).toMatchObject({ status: 202, body: { status: 'pending' } })
    const record = await recordOf(mo, held.body.comment.id)
    expect(record.verdict).toMatchObject({ action: 'hold', because: ['article-pre-moderation'] })
    expect(record.article).toMatchObject({ open: true, premoderated: true })
    expect(record.signals.every(({ outcome }) => outcome === 'clear')).toBe(true)

    const marked = await aHeldComment(service, {}, { article: 'calm' })
    expect((await recordOf(mo, marked.id)).verdict?.because).toEqual(['links', 'article-pre-moderation'])

    const path = `/v1/sites/news/comments/${published.body.comment.id}`
    const edit = { text: 'The same reader with other words, while every comment is read first.' }
    expect((await service.call('PATCH', path, edit, by(published.body.receipt))).status).toBe(202)
    expect((await recordOf(mo, published.body.comment.id)).comment.status).toBe('pending')

    await turn('calm', { premoderated: false })
    await reader.post('calm')
    await reader.post('elsewhere')
  })

  it('holds what is found in the queue by that rule', async () => {
    await reader.post('by-rule')
    await turn('by-rule', { premoderated: true })
    const { body } = await service.submit({}, { article: 'by-rule' })
    const queue = await mo<{ items: { comment: { id: string } }[] }>(
      'GET',
      '/v1/review/queue?reason=article-pre-moderation',
    )
    expect(queue.body.items.map(({ comment }) => comment.id)).toContain(body.comment.id)
  })
})

describe('a switch', () => {
  it('stands in the log once for each time it is turned, with who turned it', async () => {
    await reader.post('logged')
    await Promise.all([1, 2, 3].map(() => turn('logged', { open: false })))
    await turn('logged', { open: true, premoderated: true })
    await turn('logged', { open: true, premoderated: false })
    const entries = (await log('by=moderator')).filter(({ article }) => article?.key === 'logged')
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'close',
      'premoderate',
      'reopen',
      'unpremoderate',
    ])
    expect(entries.every(({ moderator, commentId }) => moderator.name === 'Mo Derator' && !commentId)).toBe(
      true,
    )
    const closings = await log('action=close&moderator=Mo%20Derator')
    expect(closings.filter(({ article }) => article?.key === 'logged')).toHaveLength(1)
    expect((await log('by=machine')).every(({ commentId }) => commentId !== null)).toBe(true)
  })

  it('is not turned back over what a colleague did meanwhile', async () => {
    await reader.post('two-hands')
    const nora = await aModerator(service)
    const mine = await turn('two-hands', { open: false })
    await turn('two-hands', { open: true }, nora.call)
    await turn('two-hands', { open: false }, nora.call)
    const undone = await turn('two-hands', { open: true, after: mine.body.changed?.id })
    expect(undone).toMatchObject({
      status: 409,
      body: { type: 'urn:postbag:problem:conflict', detail: expect.stringContaining('Nora Night') },
    })
    expect((await turn('two-hands', { open: true, after: null })).status).toBe(409)
    const { body } = await mo<Body>('GET', pathOf('two-hands'))
    expect(body.open).toBe(false)
    expect((await turn('two-hands', { open: true, after: body.changed?.id })).status).toBe(200)
  })

  it('is turned by moderators of the site alone, at an article that is there', async () => {
    await reader.post('walls')
    const other = await aSite(service.deps)
    const elsewhere = await aModerator(service, { siteIds: [other.id] })
    expect((await turn('walls', { open: false }, elsewhere.call)).status).toBe(404)
    expect((await elsewhere.call('GET', pathOf('walls'))).status).toBe(404)
    expect((await turn('nobody-wrote-here', { open: false })).status).toBe(404)
    expect((await service.call('PUT', pathOf('walls'), { open: false })).status).toBe(401)
    expect((await thread('walls')).article.open).toBe(true)
  })

  it.each([
    [{ open: false, closed: true }],
    [{ open: 'no' }],
    [{}],
    [{ premoderated: null }],
    [{ open: false, after: 'yesterday' }],
  ])('is not turned by %j', async (change) => {
    await reader.post('unclear')
    expect((await turn('unclear', change)).status).toBe(422)
    expect((await thread('unclear')).article.open).toBe(true)
  })

  it('is turned at an article called by its address, and by admins, who may make it first', async () => {
    const key = 'https://news.example/2026/bridge?page=2'
    const path = `/v1/admin/sites/news/articles/${encodeURIComponent(key)}`
    const as = service.as(service.admin)
    const made = await service.call('PUT', path, { open: false, premoderated: true, title: 'Bridge' }, as)
    expect(await made.json()).toMatchObject({ key, open: false, premoderated: true, title: 'Bridge' })
    const entries = (await log('by=moderator')).filter(({ article }) => article?.key === key)
    expect(entries.map(({ action, moderator }) => `${action} ${moderator.name}`).sort()).toEqual([
      'close Ada Admin',
      'premoderate Ada Admin',
    ])
    const back = await turn(`${key}#comments`, { open: true })
    expect(back.body).toMatchObject({ key, open: true, premoderated: true })
    const kept = await service.call('PUT', path, { section: 'Local' }, as)
    expect(await kept.json()).toMatchObject({ title: 'Bridge', section: 'Local', premoderated: true })
  })
})

describe('the list of articles that are closed or pre-moderated', () => {
  it('has what was changed last first, page by page, and leaves out what is open', async () => {
    for (const key of ['first', 'second', 'third']) await reader.post(key)
    await turn('first', { open: false })
    await turn('second', { premoderated: true })
    await turn('third', { open: false })
    await turn('first', { premoderated: true })
    await turn('third', { open: true })
    const page = await listed('&limit=1')
    expect(page.items).toMatchObject([
      { site: 'news', key: 'first', open: false, premoderated: true, commentCount: 1, closesAt: null },
    ])
    expect((await listed(`&limit=1&cursor=${page.next}`)).items[0]?.key).toBe('second')
    const keys = async (state: string) => (await listed(`&state=${state}`)).items.map(({ key }) => key)
    expect(await keys('closed')).toContain('first')
    expect(await keys('closed')).not.toContain('second')
    expect(await keys('premoderated')).toContain('second')
    expect((await listed()).items.map(({ key }) => key)).not.toContain('third')
    expect((await mo('GET', `/v1/review/articles?state=closed&cursor=${page.next}`)).status).toBe(400)
  })

  it('has those of the sites a moderator may see alone, and says when the policy closes an article', async () => {
    const policy = { limits: OPEN_LIMITS, threads: { closeAfterDays: 30 } }
    const site = await aSite(service.deps, { policy })
    const { call } = await aModerator(service, { siteIds: [site.id] })
    await service.submit({}, { site: site.slug, article: 'ageing' })
    const path = `/v1/review/articles/ageing?site=${site.slug}`
    expect((await call('PUT', path, { premoderated: true })).status).toBe(200)
    const { body } = await call<{ items: { key: string; closesAt: string }[] }>('GET', '/v1/review/articles')
    expect(body.items.map(({ key }) => key)).toEqual(['ageing'])
    const days = (Date.parse(body.items[0]?.closesAt ?? '') - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(29.9)
    expect(days).toBeLessThanOrEqual(30)
  })
})
