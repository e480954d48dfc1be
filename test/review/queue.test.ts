import { createHash, randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeCursor } from '../../src/http/paging.ts'
import { aHeldComment, aModerator, aReport, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

type Queue = { readonly items: readonly Item[]; readonly next: string | null }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

/** A site of its own, so that each test sees only its own queue. */
const aDesk = async () => {
  const site = await aSite(service.deps)
  const list = async (query = '') => {
    const { status, body } = await mo<Queue>('GET', `/v1/review/queue?site=${site.slug}${query}`)
    expect(status).toBe(200)
    return body
  }
  const ids = async (query = '') => (await list(query)).items.map(({ comment }) => comment.id)
  const held = async (fields = {}, article = 'bridge') =>
    (await aHeldComment(service, fields, { site: site.slug, article })).id
  return { site, list, ids, held }
}

const setRisk = (id: string, risk: number) =>
  service.deps.db.query((sql) => sql`update comments set risk = ${risk} where id = ${id}`)

describe('the queue', () => {
  it('is compressed for who takes it so', async () => {
    const { site, held } = await aDesk()
    await held()
    const headers = { ...service.as(service.moderator), 'accept-encoding': 'gzip, deflate, br' }
    const answer = await service.call('GET', `/v1/review/queue?site=${site.slug}`, undefined, headers)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const unpacked = answer.body?.pipeThrough(new DecompressionStream('gzip'))
    expect(((await new Response(unpacked).json()) as Queue).items).toHaveLength(1)
  })

  it('shows a held comment with everything needed to judge it', async () => {
    const { site, list } = await aDesk()
    const first = await service.submit({ name: 'Ada' }, { site: site.slug })
    expect(first.body.status).toBe('approved')
    const { id } = await aHeldComment(
      service,
      {
        name: 'Bob',
        email: 'bob@post.example',
        website: 'https://bob.example/',
        parentId: first.body.comment.id,
        url: 'https://news.example/bridge',
        title: 'The bridge',
      },
      { site: site.slug },
    )
    const { items, next } = await list()
    expect(next).toBeNull()
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      comment: {
        id,
        site: site.slug,
        parentId: first.body.comment.id,
        author: { name: 'Bob', website: 'https://bob.example/', badge: null },
        email: 'b***@post.example',
        status: 'pending',
        submittedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
      version: 1,
      article: { key: 'bridge', open: true },
      parent: { id: first.body.comment.id, author: { name: 'Ada' } },
      author: { approved: 0, rejected: 0, pending: 1, bans: [] },
      verdict: {
        action: 'hold',
        because: expect.arrayContaining(['links']),
        policyVersion: 1,
        modelVersion: null,
        audit: false,
      },
      reports: [],
      claim: null,
    })
    const links = items[0]?.signals.find(({ check }) => check === 'links')
    expect(links).toMatchObject({ outcome: 'suspect', ms: expect.any(Number), detail: expect.any(String) })
    for (const signal of items[0]?.signals ?? [])
      expect(Object.keys(signal)).toEqual(
        expect.arrayContaining(['check', 'outcome', 'score', 'detail', 'ms']),
      )
    expect(Object.keys(items[0]?.verdict ?? {})).toEqual(
      expect.arrayContaining(['probability', 'thresholds']),
    )
  })

  it('shows nobody a whole e-mail, a hash or a network', async () => {
    const { site, held } = await aDesk()
    await held({ email: 'somebody@post.example' })
    const response = await service.call(
      'GET',
      `/v1/review/queue?site=${site.slug}`,
      undefined,
      service.as(service.moderator),
    )
    const text = await response.text()
    expect(text).not.toContain('somebody@')
    expect(text).not.toMatch(/[hH]ash|network|127\.0\.0\.1/)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('writes every time in UTC with a Z', async () => {
    const { site, held } = await aDesk()
    const id = await held()
    await aReport(service, id)
    const ban = { site: site.slug, kind: 'author', commentId: id, expiresAt: '2099-01-01T01:00:00+01:00' }
    await service.call('POST', '/v1/review/bans', ban, service.as(service.moderator))
    const path = `/v1/review/comments/${id}`
    const text = await (await service.call('GET', path, undefined, service.as(service.moderator))).text()
    expect(text).toContain('"expiresAt":"2099-01-01T00:00:00.000Z"')
    expect(JSON.parse(text).reports).toHaveLength(1)
    expect(text).not.toMatch(/T\d\d:\d\d:\d\d[.\d]*[+-]/)
  })

  it('puts reported comments first, then the riskier, then the older', async () => {
    const { ids, held } = await aDesk()
    const [calm, older, newer, reported] = [await held(), await held(), await held(), await held()]
    await setRisk(calm, 0.1)
    await setRisk(older, 0.7)
    await setRisk(newer, 0.7)
    await setRisk(reported, 0.05)
    await aReport(service, reported)
    expect(await ids()).toEqual([reported, older, newer, calm])
    expect(await ids('&sort=priority')).toEqual([reported, older, newer, calm])
    expect(await ids('&sort=oldest')).toEqual([calm, older, newer, reported])
    expect(await ids('&sort=newest')).toEqual([reported, newer, older, calm])
  })

  it('weighs a report by how often that reader was right', async () => {
    const { ids, held } = await aDesk()
    const reportedBefore = async (reporter: string, outcome: string) => {
      const id = await held({}, 'past')
      await setRisk(id, 0.1)
      await aReport(service, id, { reporter, outcome })
    }
    for (let i = 0; i < 4; i += 1) {
      await reportedBefore('right', 'upheld')
      await reportedBefore('wrong', 'dismissed')
    }
    const [byWrong, byRight, byNobody] = [await held(), await held(), await held()]
    await setRisk(byNobody, 0.99)
    await aReport(service, byWrong, { reporter: 'wrong' })
    await aReport(service, byRight, { reporter: 'right' })
    expect((await ids('&limit=3')).slice(0, 3)).toEqual([byRight, byWrong, byNobody])
  })

  it('holds reported comments that readers can see, until they are decided', async () => {
    const { site, ids } = await aDesk()
    const { body } = await service.submit({}, { site: site.slug })
    expect(await ids()).toEqual([])
    await aReport(service, body.comment.id)
    expect(await ids('&reason=reported')).toEqual([body.comment.id])
    const { status } = await mo('PUT', `/v1/review/comments/${body.comment.id}/decision`, {
      action: 'approve',
      version: 1,
    })
    expect(status).toBe(200)
    expect(await ids()).toEqual([])
  })

  it('narrows by reason, check, section and words', async () => {
    const { site, ids, held } = await aDesk()
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
      const { list, held } = await aDesk()
      const all: string[] = []
      for (let i = 0; i < 7; i += 1) {
        const id = await held()
        await setRisk(id, (i % 3) / 7)
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
    const { site, list, held } = await aDesk()
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
    const { site, held } = await aDesk()
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

  it('shows a moderator of some sites nothing of the others', async () => {
    const mine = await aDesk()
    const other = await aDesk()
    const [here, there] = [await mine.held(), await other.held()]
    const limited = await aModerator(service, { siteIds: [mine.site.id] })
    const { body } = await limited.call<Queue>('GET', '/v1/review/queue')
    expect(body.items.map(({ comment }) => comment.id)).toEqual([here])
    const foreign = await limited.call('GET', `/v1/review/queue?site=${other.site.slug}`)
    const absent = await limited.call('GET', `/v1/review/queue?site=no-such-site`)
    expect([foreign.status, absent.status]).toEqual([404, 404])
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...absent.body, requestId: '' })
    expect((await limited.call('GET', `/v1/review/comments/${there}`)).status).toBe(404)
  })

  it('narrows to one author, one text and one linked domain', async () => {
    const { ids, held } = await aDesk()
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
    const { site, held } = await aDesk()
    const id = await held()
    await held()
    await aReport(service, id)
    const { status, body } = await mo('GET', `/v1/review/facets?site=${site.slug}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ reported: 1, appealed: 0 })
    expect(body['reasons']).toEqual(expect.arrayContaining([{ reason: 'links', pending: 2 }]))
  })

  it('is empty, not wrong, for a site without comments', async () => {
    const site = await aSite(service.deps, { policy: { limits: OPEN_LIMITS } })
    const { body } = await mo<Queue>('GET', `/v1/review/queue?site=${site.slug}`)
    expect(body).toEqual({ items: [], next: null })
  })
})
