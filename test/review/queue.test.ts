import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aHeldComment,
  aModerator,
  aQueue,
  aReport,
  asHolder,
  type Holder,
  type Queue,
  setRisk,
} from '../helpers/desk.ts'
import { aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

describe('the queue', () => {
  it('shows a held comment with everything needed to judge it', async () => {
    const { site, list } = await aQueue(service, mo)
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
    const { site, held } = await aQueue(service, mo)
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
    const { site, held } = await aQueue(service, mo)
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
    const { ids, held } = await aQueue(service, mo)
    const [calm, older, newer, reported] = [await held(), await held(), await held(), await held()]
    await setRisk(service, calm, 0.1)
    await setRisk(service, older, 0.7)
    await setRisk(service, newer, 0.7)
    await setRisk(service, reported, 0.05)
    await aReport(service, reported)
    expect(await ids()).toEqual([reported, older, newer, calm])
    expect(await ids('&sort=priority')).toEqual([reported, older, newer, calm])
    expect(await ids('&sort=oldest')).toEqual([calm, older, newer, reported])
    expect(await ids('&sort=newest')).toEqual([reported, newer, older, calm])
  })

  it('weighs a report by how often that reader was right', async () => {
    const { ids, held } = await aQueue(service, mo)
    const reportedBefore = async (reporter: string, outcome: string) => {
      const id = await held({}, 'past')
      await setRisk(service, id, 0.1)
      await aReport(service, id, { reporter, outcome })
    }
    for (let i = 0; i < 4; i += 1) {
      await reportedBefore('right', 'upheld')
      await reportedBefore('wrong', 'dismissed')
    }
    const [byWrong, byRight, byNobody] = [await held(), await held(), await held()]
    await setRisk(service, byNobody, 0.99)
    await aReport(service, byWrong, { reporter: 'wrong' })
    await aReport(service, byRight, { reporter: 'right' })
    expect((await ids('&limit=3')).slice(0, 3)).toEqual([byRight, byWrong, byNobody])
  })

  it('holds reported comments that readers can see, until they are decided', async () => {
    const { site, ids } = await aQueue(service, mo)
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

  it('shows a moderator of some sites nothing of the others', async () => {
    const mine = await aQueue(service, mo)
    const other = await aQueue(service, mo)
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

  it('is empty, not wrong, for a site without comments', async () => {
    const site = await aSite(service.deps, { policy: { limits: OPEN_LIMITS } })
    const { body } = await mo<Queue>('GET', `/v1/review/queue?site=${site.slug}`)
    expect(body).toEqual({ items: [], next: null })
  })

  it('is compressed for who takes it so', async () => {
    const { site, held } = await aQueue(service, mo)
    await held()
    const headers = { ...service.as(service.moderator), 'accept-encoding': 'gzip, deflate, br' }
    const answer = await service.call('GET', `/v1/review/queue?site=${site.slug}`, undefined, headers)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const unpacked = answer.body?.pipeThrough(new DecompressionStream('gzip'))
    expect(((await new Response(unpacked).json()) as Queue).items).toHaveLength(1)
  })
})
