import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShownComment } from '../../src/comments/public-comment.ts'
import { encodeCursor, listName } from '../../src/http/paging.ts'
import type { Replies, Thread } from '../../src/threads/thread.ts'
import { aReader, type Read } from '../helpers/reader.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
})
afterAll(() => service.close())

const thread = (article: string, query = '') => reader.json<Thread>(`articles/${article}/comments${query}`)
const post = (article: string, fields: Record<string, unknown> = {}) => reader.post(article, fields)
const ids = (comments: readonly { readonly id: string }[]) => comments.map(({ id }) => id)

describe('a thread', () => {
  it('is empty, not missing, for an article nobody has commented on', async () => {
    expect(await thread('quiet')).toEqual({
      article: { key: 'quiet', title: null, url: null, open: true, count: 0 },
      comments: [],
      next: null,
    })
  })

  it('shows an approved comment in the shape of the contract', async () => {
    const url = 'https://news.example/harbour'
    const id = await post('harbour', {
      name: 'Ada',
      text: 'One line\n\nand another',
      website: 'https://ada.example/',
      email: 'ada@ada.example',
      url,
      title: 'The harbour',
    })
    const { article, comments, next } = await thread('harbour')
    expect(article).toEqual({ key: 'harbour', title: 'The harbour', url, open: true, count: 1 })
    expect(next).toBeNull()
    expect(comments).toEqual([
      {
        id,
        parentId: null,
        author: { name: 'Ada', website: 'https://ada.example/' },
        text: 'One line\n\nand another',
        html: '<p>One line</p><p>and another</p>',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
        editedAt: null,
        likes: 0,
        replyCount: 0,
        replies: [],
        moreReplies: null,
      },
    ])
  })

  it('holds nothing but approved comments, and nothing about their authors that was not to be shown', async () => {
    const shown = await post('mixed', { email: 'ada@private.example' })
    const held = await service.submit(
      { text: 'See https://a.example/x and https://b.example/y please' },
      { article: 'mixed' },
    )
    expect(held.status).toBe(202)
    const response = await reader.get('articles/mixed/comments')
    const text = await response.text()
    expect(ids((JSON.parse(text) as Thread).comments)).toEqual([shown])
    expect(text).not.toContain('private.example')
    expect(text).not.toMatch(/hash|network|status|risk/i)
  })

  it('finds the same thread under the address of an article, however it was shared', async () => {
    const url = 'https://news.example/a/1'
    const id = await post(encodeURIComponent(`${url}?utm_source=x#top`))
    expect(ids((await thread(encodeURIComponent(url))).comments)).toEqual([id])
  })

  it('says whether the article still takes comments', async () => {
    await post('closing')
    const path = '/v1/admin/sites/news/articles/closing'
    const closed = await service.call('PUT', path, { open: false }, service.as(service.admin))
    expect(closed.status).toBe(200)
    expect((await thread('closing')).article.open).toBe(false)
    const old = await aService({ policy: { threads: { closeAfterDays: 3 } } })
    await aReader(old).post('old')
    await old.deps.db.query((sql) => sql`update articles set created_at = now() - interval '4 days'`)
    expect((await aReader(old).json<Thread>('articles/old/comments')).article.open).toBe(false)
    await old.close()
  })
})

describe('replies', () => {
  it('nest to depth 4, deeper ones join the deepest shown parent', async () => {
    const chain: string[] = []
    for (let depth = 1; depth <= 6; depth += 1) {
      chain.push(await post('deep', chain.length === 0 ? {} : { parentId: chain.at(-1) }))
    }
    const { comments, article } = await thread('deep')
    expect(article.count).toBe(6)
    const third = comments[0]?.replies[0]?.replies[0]
    expect(third?.id).toBe(chain[2])
    expect(ids(third?.replies ?? [])).toEqual(chain.slice(3))
    expect(third?.replyCount).toBe(3)
    expect(third?.replies.map(({ parentId }) => parentId)).toEqual(chain.slice(2, 5))
  })

  it('come ten a level, oldest first, and the rest by cursor', async () => {
    const top = await post('busy')
    const sent: string[] = []
    for (let i = 0; i < 23; i += 1) sent.push(await post('busy', { parentId: top }))
    const [comment] = (await thread('busy')).comments
    expect(comment?.replyCount).toBe(23)
    expect(ids(comment?.replies ?? [])).toEqual(sent.slice(0, 10))
    const rest: string[] = []
    let cursor: string | null = comment?.moreReplies ?? null
    while (cursor !== null) {
      const page: Read<Replies> = await reader.json(`comments/${top}/replies?limit=5&cursor=${cursor}`)
      rest.push(...ids(page.items))
      cursor = page.next
    }
    expect(rest).toEqual(sent.slice(10))
    expect(ids((await reader.json<Replies>(`comments/${top}/replies?limit=100`)).items)).toEqual(sent)
  })

  it('of a comment readers cannot see are not there', async () => {
    const { body } = await service.submit(
      { text: 'See https://a.example/x and https://b.example/y please' },
      { article: 'deep' },
    )
    expect((await reader.get(`comments/${body.comment.id}/replies`)).status).toBe(404)
    expect((await reader.get('comments/01890000-0000-7000-8000-000000000000/replies')).status).toBe(404)
    expect((await reader.get('comments/nonsense/replies')).status).toBe(404)
  })
})

describe('pages', () => {
  const article = 'paged'
  const sent: string[] = []
  beforeAll(async () => {
    for (let i = 0; i < 25; i += 1) sent.push(await post(article))
    // Many at one instant and few likes to tell apart: only the tiebreaker orders them.
    await service.deps.db.query(
      (sql) => sql`
      update comments c set created_at = date_trunc('minute', now()), likes = n.row % 3
      from (select id, row_number() over (order by id) as row from comments
        where article_id = (select id from articles where key = ${article})) n
      where c.id = n.id and n.row % 5 <> 0`,
    )
  })

  it.each([
    ['newest', 7],
    ['oldest', 4],
    ['top', 3],
    ['top', 25],
  ])('by %s, %i at a time, hold every comment once and in order', async (sort, limit) => {
    const seen: Read<ShownComment>[] = []
    let cursor = ''
    do {
      const page = await thread(article, `?sort=${sort}&limit=${limit}${cursor}`)
      expect(page.comments.length).toBeLessThanOrEqual(limit)
      seen.push(...page.comments)
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor !== '')
    expect(ids(seen).toSorted()).toEqual(sent.toSorted())
    const key = ({ likes, createdAt, id }: Read<ShownComment>) =>
      `${sort === 'top' ? likes : ''} ${createdAt} ${id}`
    const keys = seen.map(key)
    expect(keys).toEqual(sort === 'oldest' ? keys.toSorted() : keys.toSorted().reverse())
  })

  it.each([
    ['a limit of nothing', '?limit=0'],
    ['a limit over a hundred', '?limit=101'],
    ['a limit that is no number', '?limit=ten'],
    ['an unknown order', '?sort=best'],
    ['a cursor nobody made', '?cursor=abc'],
    ['a cursor without its seal', `?cursor=${Buffer.from('[0]').toString('base64url')}`],
  ])('refuse %s', async (_, query) => {
    const response = await reader.get(`articles/${article}/comments${query}`)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
  })

  it('refuse a cursor of the wrong shape', async () => {
    const cursor = encodeCursor(listName('thread newest', [service.site], article), [0])
    expect((await reader.get(`articles/${article}/comments?cursor=${cursor}`)).status).toBe(400)
  })

  it('refuse a cursor in which anything was changed', async () => {
    const { next } = await thread(article, '?limit=2')
    const cursor = next ?? ''
    const another = (letter: string) => (letter === 'x' ? 'y' : 'x')
    const changed = Array.from(
      cursor,
      (letter, at) => cursor.slice(0, at) + another(letter) + cursor.slice(at + 1),
    )
    for (const one of [...changed, `${cursor}A`, `${cursor}=`, cursor.slice(1)]) {
      expect((await reader.get(`articles/${article}/comments?limit=2&cursor=${one}`)).status).toBe(400)
    }
  })

  it('refuse a cursor of an article whose long name ends alike', async () => {
    const name = (chapter: string) => `${chapter}-${'x'.repeat(100)}`
    for (const chapter of ['one', 'one', 'two', 'two']) await post(name(chapter))
    const { next } = await thread(name('one'), '?limit=1')
    expect((await reader.get(`articles/${name('one')}/comments?cursor=${next}`)).status).toBe(200)
    expect((await reader.get(`articles/${name('two')}/comments?cursor=${next}`)).status).toBe(400)
  })

  it('refuse a cursor of another order, another article and another list', async () => {
    const { next } = await thread(article, '?limit=2')
    for (const path of [
      `articles/${article}/comments?sort=oldest&cursor=${next}`,
      `articles/harbour/comments?cursor=${next}`,
      `comments/${sent[0]}/replies?cursor=${next}`,
    ]) {
      expect((await reader.get(path)).status).toBe(400)
    }
  })

  it('refuse a cursor of another site that has an article of the same name', async () => {
    const other = await aSite(service.deps)
    const { next } = await thread(article, '?limit=2')
    const path = `/v1/sites/${other.slug}/articles/${article}/comments`
    expect((await service.call('GET', path)).status).toBe(200)
    expect((await service.call('GET', `${path}?cursor=${next}`)).status).toBe(400)
  })
})
