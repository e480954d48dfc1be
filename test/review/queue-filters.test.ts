import { createHash, randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeCursor } from '../../src/http/paging.ts'
import { aQueue, aReport, asHolder, type Holder, setRisk } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

describe('the queue, narrowed and in pages', () => {
  it('narrows by reason, check, section and words', async () => {
    const { site, ids, held } = await aQueue(service, mo)
    const linked = await held()
    const { body } = await service.submit(
      { text: 'Write to me at ada.private@post.example today 100% sure_thing' },
      { site: site.slug, article: 'harbour' },
    )
    const personal = body.comment.id
    const put = await asHolder(service, service.admin)(
      'PUT',
      `/v1/admin/sites/${site.slug}/articles/harbour`,
      {
        section: 'City',
      },
    )
    expect(put.status).toBe(200)
    expect(await ids('&reason=links')).toEqual([linked])
    expect(await ids('&reason=personal-data')).toEqual([personal])
    expect(await ids('&reason=hate')).toEqual([])
    expect(await ids('&section=City')).toEqual([personal])
    expect(await ids('&section=Sport')).toEqual([])
    expect(await ids('&q=write%20TODAY')).toEqual([personal])
    expect(await ids(`&q=${encodeURIComponent('"me at"')}`)).toEqual([personal])
    expect(await ids(`&q=${encodeURIComponent('100%')}`)).toEqual([personal])
    expect(await ids(`&q=${encodeURIComponent('10%0%')}`)).toEqual([])
    expect(await ids('&q=sureXthing')).toEqual([])
    expect(await ids('&q=sure_thing')).toEqual([personal])
  })

  it.each(['priority', 'oldest', 'newest', 'risk'])(
    'pages by %s through all of it, each once',
    async (sort) => {
      const { list, held } = await aQueue(service, mo)
      const all: string[] = []
      for (let i = 0; i < 7; i += 1) {
        const id = await held()
        await setRisk(service, id, (i % 3) / 7)
        if (i % 4 === 0) await aReport(service, id)
        all.push(id)
      }
      const seen: string[] = []
      let cursor = ''
      do {
        const page = await list(`&sort=${sort}&limit=2${cursor}`)
        seen.push(...page.items.map(({ comment }) => comment.id))
        cursor = page.next === null ? '' : `&cursor=${page.next}`
      } while (cursor !== '')
      expect(seen.toSorted()).toEqual(all.toSorted())
    },
  )

  it('refuses a cursor of another list', async () => {
    const { site, list, held } = await aQueue(service, mo)
    await held()
    await held()
    const { next } = await list('&limit=1')
    const path = `/v1/review/queue?site=${site.slug}`
    expect((await mo('GET', `${path}&sort=oldest&cursor=${next}`)).status).toBe(400)
    expect((await mo('GET', `${path}&cursor=bnVsbA`)).body).toMatchObject({
      type: 'urn:postbag:problem:invalid-request',
    })
  })

  it('takes a cursor with numbers that its columns cannot hold, made by hand', async () => {
    const { site, held } = await aQueue(service, mo)
    const id = await held()
    const filter = JSON.stringify([[site.id], JSON.stringify(Array(6).fill(null))])
    const match = createHash('sha256').update(filter).digest('base64url').slice(0, 12)
    for (const sort of ['priority', 'risk', 'spam']) {
      const before = [1e-60, true, Number.MIN_VALUE, '2000-01-01T00:00:00Z', id]
      const cursor = encodeCursor(`queue ${sort} ${match}`, before)
      const path = `/v1/review/queue?site=${site.slug}&sort=${sort}&cursor=${cursor}`
      expect((await mo('GET', path)).status).toBe(200)
    }
  })

  it.each(['sort=worst', 'limit=0', 'limit=101', 'limit=x', 'site=NOT+A+SLUG'])(
    'refuses ?%s',
    async (query) => {
      expect((await mo('GET', `/v1/review/queue?${query}`)).status).toBe(400)
    },
  )

  it('narrows to one author, one text and one linked domain', async () => {
    const { ids, held } = await aQueue(service, mo)
    const spam = (n: number) =>
      `Cheap watches for everybody in town at https://w.shop.example/${n} and https://x.example/`
    const [a, b] = [
      await held({ name: 'Sam', text: spam(1) }),
      await held({ name: 'Sam', text: spam(1) }, 'port'),
    ]
    const [c, d] = [await held({ name: 'Sam' }, 'port'), await held({ name: 'Kim' })]
    expect(new Set(await ids(`&author=${a}`))).toEqual(new Set([a, b, c]))
    expect(await ids(`&author=${d}`)).toEqual([d])
    expect(new Set(await ids(`&similar=${a}`))).toEqual(new Set([a, b]))
    expect(new Set(await ids('&domain=shop.example'))).toEqual(new Set([a, b]))
    expect(await ids('&domain=hop.example')).toEqual([])
    expect(await ids('&domain=%25')).toEqual([])
    expect(await ids(`&author=${randomUUIDv7()}`)).toEqual([])
  })

  it('says how many wait for each filter', async () => {
    const { site, held } = await aQueue(service, mo)
    const id = await held()
    await held()
    await aReport(service, id)
    const { status, body } = await mo('GET', `/v1/review/facets?site=${site.slug}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ reported: 1, appealed: 0 })
    expect(body['reasons']).toEqual(expect.arrayContaining([{ reason: 'links', pending: 2 }]))
  })
})
