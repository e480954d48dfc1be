import { afterAll, beforeAll, expect, it } from 'vitest'
import { aHeldComment, asHolder, type Holder, type Item } from '../helpers/desk.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

type Page = { readonly items: readonly (Item & Record<string, unknown>)[] }

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService()
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

/** Turns a comment that its links hold into one that the machine decided, drawn for a blind check. */
async function drawn(id: string, action: 'approve' | 'reject'): Promise<void> {
  const status = action === 'approve' ? 'approved' : 'rejected'
  const reason = action === 'reject' ? 'spam' : null
  await service.deps.db.query(
    (sql) => sql`
    with decided as (
      update comments set audit = true, status = ${status}, visible = ${status === 'approved'}, reason = ${reason},
        decided_at = now(), likes = 3, reply_count = 2 where id = ${id}
    )
    update verdicts set audit = true, audit_rate = 0.1, action = ${action}, because = '{judge}', reason = ${reason}
    where comment_id = ${id}`,
  )
}

/** What moderators are answered about a held comment, and about the same one had the machine decided it. */
async function views(action: 'approve' | 'reject') {
  const site = (await aSite(service.deps)).slug
  const { id } = await aHeldComment(service, {}, { site })
  const other = await aHeldComment(service, { name: 'Hal' }, { site })
  const questions = [
    ['GET', `/v1/review/queue?site=${site}`],
    ['GET', `/v1/review/queue?site=${site}&reason=links`],
    ['GET', `/v1/review/queue?site=${site}&reason=spam`],
    ['GET', `/v1/review/queue?site=${site}&reason=judge`],
    ['GET', `/v1/review/comments?site=${site}`],
    ['GET', `/v1/review/comments?site=${site}&status=pending`],
    ['GET', `/v1/review/comments?site=${site}&status=${action === 'approve' ? 'approved' : 'rejected'}`],
    ['GET', `/v1/review/comments/${id}`],
    ['GET', `/v1/review/comments/${other.id}`],
    ['GET', `/v1/review/decisions?site=${site}`],
    ['GET', `/v1/review/decisions?site=${site}&action=${action}`],
    ['GET', `/v1/review/facets?site=${site}`],
    ['POST', '/v1/review/bulk/preview', { match: { site, reason: 'links' } }],
    ['PUT', `/v1/review/comments/${id}/decision`, { action: 'approve', version: 9 }],
  ] as const
  const ask = async () => {
    const answers: Record<string, unknown> = {}
    for (const [method, path, body] of questions) {
      const { requestId: _, ...answer } = (await mo(method, path, body)).body
      answers[`${method} ${path}`] = answer
    }
    return answers
  }
  const held = await ask()
  await drawn(id, action)
  return { held, checked: await ask() }
}

it.each(['approve', 'reject'] as const)(
  'a comment that the machine would %s looks held wherever moderators meet it, while it is checked blindly',
  async (action) => {
    const { held, checked } = await views(action)
    expect(checked).toEqual(held)
  },
)

it('an answer to a comment under a blind check does not give that away', async () => {
  const site = (await aSite(service.deps)).slug
  const parent = (await service.submit({}, { site })).body.comment.id
  await aHeldComment(service, { parentId: parent }, { site })
  await drawn(parent, 'approve')
  const { body } = await mo<Page>('GET', `/v1/review/queue?site=${site}&reason=links`)
  expect(body.items).toMatchObject([{ parent: { id: parent, status: 'pending', likes: 0, decidedAt: null } }])
})

it('a comment that nothing marks is held by the judge for as long as it is checked blindly', async () => {
  const site = (await aSite(service.deps)).slug
  const { id } = (await service.submit({}, { site })).body.comment
  await drawn(id, 'approve')
  const { body } = await mo<Page>('GET', `/v1/review/queue?site=${site}&reason=judge`)
  expect(body.items).toMatchObject([
    { comment: { status: 'pending' }, verdict: { action: 'hold', because: ['judge'], audit: false } },
  ])
  const log = await mo<Page>('GET', `/v1/review/decisions?site=${site}`)
  expect(log.body.items).toMatchObject([{ action: 'hold', because: ['judge'], toStatus: 'pending' }])
})
