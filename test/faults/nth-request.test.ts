import { afterAll, beforeAll, expect } from 'vitest'
import { aHeldComment } from '../helpers/desk.ts'
import { type Acts, aStage, describeEveryNth, type Stage } from '../helpers/nth-request.ts'
import { aBody, aSite } from '../helpers/service.ts'

/** A site where nobody decides: one that has taught its judge holds what no threshold lets through. */
const UNDECIDED = 'undecided'

let stage: Stage
beforeAll(async () => {
  stage = await aStage()
  await aSite(stage.service.deps, { slug: UNDECIDED })
})
afterAll(() => stage.close())

const asModerator = () => stage.service.as(stage.service.moderator)
const count: Stage['count'] = (build) => stage.count(build)

/** Another reader each time: a network whose comments were rejected is held. */
let readers = 0
const aReader = () => {
  readers += 1
  return { 'x-forwarded-for': `203.0.${readers >> 8}.${readers & 255}` }
}

/** A comment that readers see, with its path and its receipt as a header. */
async function aShownComment(article = 'bridge') {
  const { status, body } = await stage.service.submit({}, { site: UNDECIDED, article }, aReader())
  expect(status).toBe(201)
  const { id } = body.comment
  return {
    id,
    path: `/v1/sites/${UNDECIDED}/comments/${id}`,
    receipt: { authorization: `Receipt ${body.receipt}` },
  }
}

const ACTS: Acts = [
  [
    'a keyed submission',
    async () => {
      const body = aBody()
      const key = { 'idempotency-key': crypto.randomUUID() }
      return {
        call: async () => stage.cut.call('POST', '/v1/sites/news/articles/bridge/comments', body, key),
        done: () =>
          count((sql) => sql`select count(*)::int as n from comments where text = ${body['text'] as string}`),
      }
    },
  ],
  [
    'a reply with a client-made id to an article that nobody has commented on since',
    async () => {
      const parent = await aShownComment('parent')
      const id = crypto.randomUUID().replace(/^(.{14})./, '$17')
      const body = aBody({ id, parentId: parent.id })
      return {
        call: async () => stage.cut.call('POST', `/v1/sites/${UNDECIDED}/articles/parent/comments`, body),
        done: () => count((sql) => sql`select count(*)::int as n from comments where id = ${id}`),
      }
    },
  ],
  [
    'a decision',
    async () => {
      const { id } = await aHeldComment(stage.service)
      const body = { action: 'reject', reason: 'spam', version: 1 }
      return {
        call: async () => stage.cut.call('PUT', `/v1/review/comments/${id}/decision`, body, asModerator()),
        done: () => count((sql) => sql`select count(*)::int as n from decisions where comment_id = ${id}`),
        mayConflict: true,
      }
    },
  ],
  [
    'decisions in bulk',
    async () => {
      const ids = [await aHeldComment(stage.service), await aHeldComment(stage.service)].map(({ id }) => id)
      const decisions = ids.map((id) => ({ id, action: 'approve', version: 1 }))
      return {
        call: async () => stage.cut.call('POST', '/v1/review/decisions', { decisions }, asModerator()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int / 2 as n from decisions where comment_id = any(${ids}::uuid[])`,
          ),
      }
    },
  ],
  [
    'an undo',
    async () => {
      const { id } = await aHeldComment(stage.service)
      const path = `/v1/review/comments/${id}/decision`
      const made = await stage.service.call('PUT', path, { action: 'approve', version: 1 }, asModerator())
      const { decision } = (await made.json()) as { decision: { id: string } }
      return {
        call: async () =>
          stage.cut.call('POST', `/v1/review/decisions/${decision.id}/undo`, undefined, asModerator()),
        done: () =>
          count((sql) => sql`select count(*)::int as n from decisions where undoes = ${decision.id}`),
        mayConflict: true,
      }
    },
  ],
  [
    'an edit',
    async () => {
      const { id, path, receipt } = await aShownComment()
      const { text } = aBody()
      return {
        call: async () => stage.cut.call('PATCH', path, { text }, receipt),
        done: () => count((sql) => sql`select count(*)::int as n from revisions where comment_id = ${id}`),
      }
    },
  ],
  [
    'a withdrawal',
    async () => {
      const { id, path, receipt } = await aShownComment()
      return {
        call: async () => stage.cut.call('DELETE', path, undefined, receipt),
        done: () =>
          count(
            (sql) =>
              sql`select count(*)::int as n from outbox where comment_id = ${id} and type = 'comment.withdrawn'`,
          ),
      }
    },
  ],
  [
    'a like',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      return {
        call: async () => stage.cut.call('PUT', `${path}/like`, undefined, reader),
        done: () => count((sql) => sql`select count(*)::int as n from likes where comment_id = ${id}`),
      }
    },
  ],
  [
    'a like taken back',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      expect((await stage.service.call('PUT', `${path}/like`, undefined, reader)).status).toBe(200)
      return {
        call: async () => stage.cut.call('DELETE', `${path}/like`, undefined, reader),
        done: () => count((sql) => sql`select 1 - count(*)::int as n from likes where comment_id = ${id}`),
      }
    },
  ],
  [
    'a report and the event of it',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      return {
        call: async () => stage.cut.call('POST', `${path}/reports`, { reason: 'abuse' }, reader),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from reports r
              join outbox o on o.comment_id = r.comment_id and o.type = 'comment.reported'
              where r.comment_id = ${id}`,
          ),
      }
    },
  ],
  [
    'a notice and the address that it is answered at',
    async () => {
      const { id, path } = await aShownComment()
      const reader = aReader()
      const notice = { name: 'Nora', email: 'nora@reader.example', goodFaith: true }
      const body = { reason: 'illegal', note: 'Section 130.', notice }
      return {
        call: async () => stage.cut.call('POST', `${path}/reports`, body, reader),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from reports r join subscriptions s on s.report_id = r.id
              where r.comment_id = ${id}`,
          ),
      }
    },
  ],
]

describeEveryNth(() => stage, ACTS)
