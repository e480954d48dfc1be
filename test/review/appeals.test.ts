import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Site } from '../../src/sites/queries.ts'
import { statementFor } from '../../src/statements/statement.ts'
import { aHeldComment, aModerator, aReport, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
let mo: Holder
let nora: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
  nora = (await aModerator(service)).call
})
afterAll(() => service.close())

const decide = (who: Holder, id: string, version: number, action = 'reject') =>
  who<{ decision: { id: string } }>('PUT', `/v1/review/comments/${id}/decision`, {
    action,
    version,
    ...(action === 'reject' && { reason: 'abuse' }),
  })

/** A comment that Mo rejected, and its author's way to appeal. */
const aRejection = async () => {
  const site = await aSite(service.deps)
  const { id, receipt } = await aHeldComment(service, {}, { site: site.slug })
  await decide(mo, id, 1)
  const appeal = (body: unknown = { note: 'It was irony.' }, key = receipt) =>
    service.call('POST', `/v1/sites/${site.slug}/comments/${id}/appeal`, body, {
      authorization: `Receipt ${key}`,
    })
  const claim = async (who: Holder) =>
    (await who<{ items: Item[] }>('POST', '/v1/review/claims', { site: site.slug, count: 5 })).body.items
  return { site, id, receipt, appeal, claim }
}

describe('an appeal', () => {
  it('goes back into the queue, for somebody other than who rejected it', async () => {
    const { site, id, appeal, claim } = await aRejection()
    const response = await appeal()
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({
      id: expect.any(String),
      status: 'pending',
      createdAt: expect.any(String),
    })
    expect(await claim(mo)).toEqual([])
    const refused = await decide(mo, id, 3)
    expect(refused.status).toBe(403)
    expect(refused.body).toMatchObject({ type: 'urn:postbag:problem:forbidden' })
    expect(await claim(nora)).toMatchObject([{ comment: { id }, appeal: { note: 'It was irony.' } }])
    const { body } = await nora<{ items: Item[] }>(
      'GET',
      `/v1/review/queue?site=${site.slug}&reason=appealed`,
    )
    expect(body.items).toHaveLength(1)
    expect((await decide(nora, id, 3, 'approve')).status).toBe(200)
  })

  it('comes after what readers reported and before the rest, page by page, until it is answered', async () => {
    const { site, id, appeal } = await aRejection()
    const held = async (risk: number) => {
      const { id: heldId } = await aHeldComment(service, {}, { site: site.slug })
      await service.deps.db.query((sql) => sql`update comments set risk = ${risk} where id = ${heldId}`)
      return heldId
    }
    const [calm, risky, reported] = [await held(0.1), await held(0.99), await held(0.1)]
    await aReport(service, reported)
    await appeal()
    const paged = async () => {
      const ids: string[] = []
      let cursor = ''
      do {
        const { body } = await nora<{ items: Item[]; next: string | null }>(
          'GET',
          `/v1/review/queue?site=${site.slug}&limit=1${cursor}`,
        )
        ids.push(...body.items.map(({ comment }) => comment.id))
        cursor = body.next === null ? '' : `&cursor=${body.next}`
      } while (cursor !== '')
      return ids
    }
    expect(await paged()).toEqual([reported, id, risky, calm])
    const { body } = await nora<{ items: Item[] }>('POST', '/v1/review/claims', { site: site.slug, count: 2 })
    expect(body.items.map(({ comment }) => comment.id)).toEqual([reported, id])

    const answered = await decide(nora, id, 3)
    expect(await paged()).toEqual([reported, risky, calm])
    await nora('POST', `/v1/review/decisions/${answered.body.decision.id}/undo`)
    expect(await paged()).toEqual([reported, id, risky, calm])
  })

  it('is leased to nobody whom it is against', async () => {
    const { id, appeal } = await aRejection()
    await appeal()
    expect((await mo('PUT', `/v1/review/claims/${id}`)).status).toBe(404)
    expect((await nora('PUT', `/v1/review/claims/${id}`)).status).toBe(200)
  })

  it('keeps its place: what a person rejected is not withdrawn while its appeal waits', async () => {
    const { site, id, receipt, appeal } = await aRejection()
    await appeal()
    const withdrawn = await service.call('DELETE', `/v1/sites/${site.slug}/comments/${id}`, undefined, {
      authorization: `Receipt ${receipt}`,
    })
    expect(withdrawn.status).toBe(409)
    const { body } = await nora<{ appealed: number }>('GET', `/v1/review/facets?site=${site.slug}`)
    expect(body.appealed).toBe(1)
  })

  it('may be made once: what was refused on appeal stays refused', async () => {
    const { id, appeal } = await aRejection()
    expect((await appeal()).status).toBe(202)
    expect((await appeal()).status).toBe(409)
    expect((await decide(nora, id, 3)).status).toBe(200)
    expect((await appeal()).status).toBe(409)
  })

  it('is open again when the decision on it is undone', async () => {
    const { site, id, appeal } = await aRejection()
    await appeal()
    const { body } = await decide(nora, id, 3, 'approve')
    await nora('POST', `/v1/review/decisions/${body.decision.id}/undo`)
    const queue = await nora<{ items: Item[] }>('GET', `/v1/review/queue?site=${site.slug}&reason=appealed`)
    expect(queue.body.items).toHaveLength(1)
  })

  it('is made once, however often it is sent at once', async () => {
    const { appeal } = await aRejection()
    const statuses = (await Promise.all([appeal(), appeal(), appeal()])).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([202, 409, 409])
  })

  it('needs the receipt of that comment', async () => {
    const { appeal } = await aRejection()
    const other = await aRejection()
    expect((await appeal({}, other.receipt)).status).toBe(401)
    expect((await appeal({}, 'nonsense-nonsense')).status).toBe(401)
  })

  it('is for what was rejected', async () => {
    const site = (await aSite(service.deps)).slug
    const { id, receipt } = await aHeldComment(service, {}, { site })
    const response = await service.call(
      'POST',
      `/v1/sites/${site}/comments/${id}/appeal`,
      {},
      {
        authorization: `Receipt ${receipt}`,
      },
    )
    expect(response.status).toBe(409)
  })
})

describe('the statement of reasons', () => {
  const read = (siteId: string, commentId: string) => statementFor(service.deps.db, { siteId, commentId })

  /** A comment that a check held and a moderator published. */
  const aShown = async (site: Site) => {
    const held = await aHeldComment(service, {}, { site: site.slug })
    expect((await decide(nora, held.id, 1, 'approve')).status).toBe(200)
    return held
  }

  it('of a moderator is complete', async () => {
    const { site, id } = await aRejection()
    const statement = await read(site.id, id)
    expect(statement).toEqual({
      id: expect.any(String),
      restriction: 'not-published',
      scope: { territory: 'everywhere', endsAt: null },
      reason: 'abuse',
      ground: { kind: 'terms', clause: expect.stringContaining('insult') },
      facts: expect.stringContaining('A moderator has read the comment'),
      source: 'own-initiative',
      automatedDetection: true,
      automatedDecision: false,
      content: { createdAt: expect.stringMatching(/Z$/), revision: 1, locale: 'en' },
      decidedAt: expect.stringMatching(/Z$/),
      redress: { text: expect.stringContaining('court'), appealUntil: expect.stringMatching(/Z$/) },
    })
    const months = (Date.parse(statement?.redress.appealUntil ?? '') - Date.now()) / (30.4 * 86_400_000)
    expect(months).toBeGreaterThan(6)
  })

  it.each<[string, (site: Site) => Promise<{ id: string }>, object]>([
    [
      'what a check held',
      (site) => aHeldComment(service, {}, { site: site.slug }),
      { automatedDetection: true, source: 'own-initiative', restriction: 'not-published' },
    ],
    [
      'what waited because all do',
      async (site) => {
        await service.deps.db.query(
          (sql) => sql`update policies set policy = policy || '{"mode":"pre"}' where site_id = ${site.id}`,
        )
        const { status, body } = await service.submit({}, { site: site.slug })
        expect(status).toBe(202)
        return body.comment
      },
      { automatedDetection: false, source: 'own-initiative', restriction: 'not-published' },
    ],
    [
      'what a moderator found in a thread',
      aShown,
      { automatedDetection: false, source: 'own-initiative', restriction: 'removed' },
    ],
    [
      'what a reader reported',
      async (site) => {
        const shown = await aShown(site)
        await aReport(service, shown.id)
        return shown
      },
      { automatedDetection: false, source: 'report', restriction: 'removed' },
    ],
    [
      'what was removed for a report, and is refused on appeal',
      async (site) => {
        const { id, receipt } = await aShown(site)
        await aReport(service, id)
        await decide(mo, id, 2)
        const headers = { authorization: `Receipt ${receipt}` }
        const path = `/v1/sites/${site.slug}/comments/${id}/appeal`
        expect((await service.call('POST', path, {}, headers)).status).toBe(202)
        return { id }
      },
      { automatedDetection: false, source: 'report', restriction: 'removed' },
    ],
  ])('says how %s came to attention and what became of it', async (_, brought, told) => {
    const site = await aSite(service.deps)
    const { id } = await brought(site)
    const { version } = (await nora<{ version: number }>('GET', `/v1/review/comments/${id}`)).body
    expect((await decide(nora, id, version)).status).toBe(200)
    expect(await read(site.id, id)).toMatchObject({ ...told, automatedDecision: false })
  })

  it('says of a published comment that it was removed, also when the machine rejects an edit of it', async () => {
    const site = await aSite(service.deps)
    const { comment, receipt } = (await service.submit({}, { site: site.slug })).body
    const text = Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ')
    const headers = { authorization: `Receipt ${receipt}` }
    const edited = await service.call(
      'PATCH',
      `/v1/sites/${site.slug}/comments/${comment.id}`,
      { text },
      headers,
    )
    expect(edited.status).toBe(202)
    expect(await read(site.id, comment.id)).toMatchObject({
      restriction: 'removed',
      automatedDetection: true,
      automatedDecision: true,
    })
  })

  it('is in the language of the site, with the site’s own words for a reason', async () => {
    const site = await aSite(service.deps, { policy: { text: { locale: 'nb' } } })
    const { id } = await aHeldComment(service, {}, { site: site.slug })
    await decide(mo, id, 1)
    const statement = await read(site.id, id)
    expect(statement).toMatchObject({
      ground: { clause: 'Kommentarer skal ikke fornærme, nedverdige eller trakassere andre.' },
      facts:
        'Automatiske kontroller (lenker) holdt kommentaren tilbake. En moderator har lest kommentaren og kommet til at den bryter denne regelen.',
      content: { locale: 'nb' },
      redress: { text: expect.stringContaining('domstolene') },
    })
  })

  it('of the machine says that no person has read it', async () => {
    const site = await aSite(service.deps)
    const links = Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ')
    const { body } = await service.submit({ text: links }, { site: site.slug })
    expect(await read(site.id, body.comment.id)).toMatchObject({
      restriction: 'not-published',
      reason: 'spam',
      automatedDetection: true,
      automatedDecision: true,
      facts: expect.stringContaining('No person has read it'),
    })
  })

  it('is none for what is held or published, or once the rejection is undone', async () => {
    const site = await aSite(service.deps)
    const { id } = await aHeldComment(service, {}, { site: site.slug })
    expect(await read(site.id, id)).toBeNull()
    const { body } = await decide(mo, id, 1)
    expect(await read(site.id, id)).not.toBeNull()
    await mo('POST', `/v1/review/decisions/${body.decision.id}/undo`)
    expect(await read(site.id, id)).toBeNull()
  })
})
