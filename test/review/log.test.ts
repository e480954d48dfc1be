import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aHeldComment, aModerator, asHolder, type Holder } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

type Entry = Record<string, unknown> & { readonly commentId: string; readonly action: string }
type Page = { readonly items: readonly Entry[]; readonly next: string | null }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

/** A site with one automatic approval, one held comment that was rejected, and the undo of that. */
const aHistory = async () => {
  const site = (await aSite(service.deps)).slug
  const { comment, receipt } = (await service.submit({}, { site })).body
  const automatic = { id: comment.id, receipt }
  const { id } = await aHeldComment(service, {}, { site })
  const { body } = await mo<{ decision: { id: string } }>('PUT', `/v1/review/comments/${id}/decision`, {
    action: 'reject',
    reason: 'spam',
    version: 1,
  })
  await mo('POST', `/v1/review/decisions/${body.decision.id}/undo`)
  const log = async (query = '') => {
    const answer = await mo<Page>('GET', `/v1/review/decisions?site=${site}${query}`)
    expect(answer.status).toBe(200)
    return answer.body
  }
  const actions = async (query = '') => (await log(query)).items.map(({ action }) => action)
  return { site, automatic, held: id, log, actions }
}

describe('the log of decisions', () => {
  it('tells what people and the machine did, newest first', async () => {
    const { log, automatic, held } = await aHistory()
    const { items, next } = await log()
    expect(next).toBeNull()
    expect(items).toMatchObject([
      { by: 'moderator', action: 'undo', commentId: held, moderator: { name: 'Mo Derator' } },
      {
        by: 'moderator',
        action: 'reject',
        commentId: held,
        reason: 'spam',
        fromStatus: 'pending',
        toStatus: 'rejected',
        statement: { reason: 'spam' },
      },
      { by: 'machine', action: 'hold', commentId: held, because: ['links'], moderator: null },
      { by: 'machine', action: 'approve', commentId: automatic.id, policyVersion: 1, modelVersion: null },
    ])
  })

  it('tells of an escalation beside the rejection it came with, and of one that only kept a copy', async () => {
    const { site, held, automatic, log, actions } = await aHistory()
    const escalate = (id: string) =>
      mo('PUT', `/v1/review/comments/${id}/escalation?site=${site}`, { note: 'For admins only.' })
    await escalate(held)
    const [one, other] = (await log('&limit=2')).items
    expect([one?.action, other?.action].toSorted()).toEqual(['escalate', 'reject'])
    const receipt = { authorization: `Receipt ${automatic.receipt}` }
    const path = `/v1/sites/${site}/comments/${automatic.id}`
    expect((await service.call('DELETE', path, undefined, receipt)).status).toBe(200)
    await escalate(automatic.id)
    const { items } = await log('&action=escalate')
    expect(items).toMatchObject([
      { by: 'moderator', action: 'escalate', commentId: automatic.id, moderator: { name: 'Mo Derator' } },
      { by: 'moderator', action: 'escalate', commentId: held, reason: null, note: null, toStatus: null },
    ])
    expect(JSON.stringify(items)).not.toContain('For admins only.')
    expect(await actions('&action=escalate&by=machine')).toEqual([])
    expect(await actions('&action=escalate&moderator=Nobody')).toEqual([])
  })

  it('is narrowed by who, what and when', async () => {
    const { actions, log } = await aHistory()
    const me = (await log()).items[0]?.['moderator'] as { id: string }
    expect(await actions('&by=machine')).toEqual(['hold', 'approve'])
    expect(await actions('&by=moderator')).toEqual(['undo', 'reject'])
    expect(await actions('&action=reject')).toEqual(['reject'])
    expect(await actions('&action=hold')).toEqual(['hold'])
    expect(await actions(`&moderator=${me.id}`)).toEqual(['undo', 'reject'])
    expect(await actions('&moderator=Mo%20Derator')).toEqual(['undo', 'reject'])
    expect(await actions('&moderator=Nobody')).toEqual([])
    const now = encodeURIComponent(new Date(Date.now() + 60_000).toISOString())
    expect(await actions(`&from=${now}`)).toEqual([])
    expect(await actions(`&to=${now}`)).toHaveLength(4)
  })

  it('is narrowed to one comment, whatever was done to it, without what was done to its article', async () => {
    const { site, held, automatic, actions, log } = await aHistory()
    expect(await actions(`&comment=${held}`)).toEqual(['undo', 'reject', 'hold'])
    expect(await actions(`&comment=${held.toUpperCase()}&by=machine`)).toEqual(['hold'])
    await mo('PUT', `/v1/review/comments/${automatic.id}/pick?site=${site}`)
    await mo('PUT', `/v1/review/comments/${automatic.id}/escalation?site=${site}`, {})
    await mo('PUT', `/v1/review/articles/bridge?site=${site}`, { open: false })
    expect(await actions('&action=close')).toEqual(['close'])
    const ofIt = await actions(`&comment=${automatic.id}`)
    expect(ofIt.toSorted()).toEqual(['approve', 'escalate', 'pick', 'reject'])
    expect(await actions(`&comment=${service.site.id}`)).toEqual([])

    const first = await log(`&comment=${held}&limit=2`)
    const second = await log(`&comment=${held}&limit=2&cursor=${first.next}`)
    expect(second.items.map(({ action }) => action)).toEqual(['hold'])
    const other = await mo('GET', `/v1/review/decisions?site=${site}&cursor=${first.next}`)
    expect(other.status).toBe(400)
  })

  it.each(['', 'bridge', '0190', "' or true --"])('takes no comment by the name of %j', async (comment) => {
    const query = new URLSearchParams({ comment })
    const { status, body } = await mo<object>('GET', `/v1/review/decisions?${query}`)
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'comment' }] }])
  })

  it('pages, each entry once', async () => {
    const { log } = await aHistory()
    const first = await log('&limit=3')
    const second = await log(`&limit=3&cursor=${first.next}`)
    expect([...first.items, ...second.items].map(({ action }) => action)).toEqual([
      'undo',
      'reject',
      'hold',
      'approve',
    ])
    expect(second.next).toBeNull()
  })

  it('shows a moderator of another site nothing of it', async () => {
    const { site } = await aHistory()
    const { call } = await aModerator(service, { siteIds: [service.site.id] })
    expect((await call<Page>('GET', '/v1/review/decisions')).body.items).toEqual([])
    expect((await call('GET', `/v1/review/decisions?site=${site}`)).status).toBe(404)
  })
})
