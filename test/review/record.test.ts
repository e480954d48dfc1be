import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

type Page = { readonly items: readonly Item[]; readonly next: string | null }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

describe('the record of a comment', () => {
  it('holds the review item, all decisions, revisions, similar texts and what else the author wrote', async () => {
    const site = (await aSite(service.deps)).slug
    const text = 'Cheap watches for everybody in our lovely town https://one.example/ https://two.example/'
    const other = await aHeldComment(service, { text, name: 'Kim' }, { site, article: 'port' })
    const { id } = await aHeldComment(service, { text, name: 'Sam' }, { site })
    const linked = await aHeldComment(
      service,
      { text: 'Look: https://one.example/x and https://q.example/', name: 'Sam' },
      { site, article: 'port' },
    )
    const decided = await mo<{ decision: { id: string } }>('PUT', `/v1/review/comments/${id}/decision`, {
      action: 'reject',
      reason: 'spam',
      note: 'again',
      version: 1,
    })
    await mo('POST', `/v1/review/decisions/${decided.body.decision.id}/undo`)
    await service.deps.db.query(
      (sql) => sql`insert into revisions (site_id, comment_id, revision, text, replaced_at)
        select site_id, id, 1, 'as it was', now() from comments where id = ${id}`,
    )
    const { status, body } = await mo('GET', `/v1/review/comments/${id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      comment: { id, status: 'pending' },
      version: 3,
      decisions: [
        { action: 'reject', note: 'again', moderator: { name: 'Mo Derator' } },
        { action: 'undo', undoes: decided.body.decision.id },
      ],
      revisions: [{ revision: 1, text: 'as it was' }],
      recent: [{ id: linked.id, site, article: { key: 'port' } }],
    })
    const similar = new Map((body['similar'] as { id: string }[]).map((one) => [one.id, one]))
    expect(similar.get(other.id)).toMatchObject({ exact: true, name: 'Kim', articleKey: 'port' })
    expect(similar.get(linked.id)).toMatchObject({ exact: false, sharedLinks: true })
    expect(similar.size).toBe(2)
  })
})

it('a record is there, and names who links to the same hosts, also after thousands of long comments', async () => {
  const { slug } = await aSite(service.deps)
  const links = (n: number) => `https://host${n}.example/ https://Host-${n}.example/`
  const linked = await aHeldComment(service, { text: `Here too: ${links(3)}` }, { site: slug })
  await aHeldComment(
    service,
    { text: 'Not https://host3xexample.org/ nor https://x.example/' },
    { site: slug },
  )
  const all = Array.from({ length: 4 }, (_, n) => links(n)).join(' ')
  const { id } = await aHeldComment(service, { text: `Look: ${all}` }, { site: slug })
  for (let part = 0; part < 16; part += 1)
    await service.deps.db.query(
      (sql) => sql`
      insert into comments (site_id, id, article_id, depth, status, visible, name, text, html, author_hash,
        network_hash, risk, created_at)
      select site_id, overlay(gen_random_uuid()::text placing '00' from 1)::uuid, article_id, 1, 'approved', false, name,
        repeat('слова и ещё ', 400), '', author_hash, decode(md5(n::text), 'hex'), 0, created_at
      from comments cross join generate_series(1, 250) as n where id = ${id}`,
    )
  const { status, body } = await mo('GET', `/v1/review/comments/${id}`)
  expect(status).toBe(200)
  expect(body['similar']).toMatchObject([{ id: linked.id, sharedLinks: true }])
})

describe('the search', () => {
  const aSearch = async () => {
    const site = (await aSite(service.deps)).slug
    const find = async (query: string) => {
      const { status, body } = await mo<Page>('GET', `/v1/review/comments?site=${site}&${query}`)
      expect(status).toBe(200)
      return body
    }
    const ids = async (query: string) => (await find(query)).items.map(({ comment }) => comment.id)
    const write = async (fields: Record<string, unknown>, article = 'bridge') =>
      (await service.submit(fields, { site, article })).body.comment.id
    return { site, find, ids, write }
  }

  it('finds by status, words, author and article, in any status', async () => {
    const { site, ids, write } = await aSearch()
    const open = await write({ text: 'The old bridge stays where it is.', name: 'Ada' })
    const held = (await aHeldComment(service, { name: 'Ada' }, { site, article: 'port' })).id
    const other = await write({ text: 'The new bridge is better by far.', name: 'Kim' })
    expect(await ids('')).toEqual([other, held, open])
    expect(await ids('status=pending')).toEqual([held])
    expect(await ids('status=approved&q=BRIDGE')).toEqual([other, open])
    expect(await ids('status=rejected')).toEqual([])
    expect(await ids('q=old+bridge')).toEqual([open])
    expect(await ids(`q=${encodeURIComponent('"bridge is"')}`)).toEqual([other])
    expect(await ids('author=ada')).toEqual([held, open])
    expect(await ids(`author=${open}`)).toEqual([held, open])
    expect(await ids('article=port')).toEqual([held])
  })

  it('takes wildcards of LIKE as they are written', async () => {
    const { ids, write } = await aSearch()
    const percent = await write({ text: 'It is 100% certain to fail\\pass.' })
    const under = await write({ text: 'Call my_function with care.' })
    expect(await ids('q=%25')).toEqual([percent])
    expect(await ids('q=0%25+c')).toEqual([percent])
    expect(await ids('q=_')).toEqual([under])
    expect(await ids('q=y_f')).toEqual([under])
    expect(await ids('q=m_function')).toEqual([])
    expect(await ids(`q=${encodeURIComponent('fail\\pass')}`)).toEqual([percent])
  })

  it('pages through all matches, each once, the newest first whatever their ids are', async () => {
    const { find, write } = await aSearch()
    const all: string[] = []
    for (const digit of ['1', 'f', '7', 'e', '2'])
      all.unshift(await write({ id: `${digit}1a22835-216e-74e4-8d06-650250d63a83` }))
    const seen: string[] = []
    let page = await find('limit=2')
    for (;;) {
      seen.push(...page.items.map(({ comment }) => comment.id))
      if (page.next === null) break
      page = await find(`limit=2&cursor=${page.next}`)
    }
    expect(seen).toEqual(all)
  })
})
