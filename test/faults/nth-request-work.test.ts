import { afterAll, beforeAll } from 'vitest'
import { insertModel } from '../../src/judge/models.ts'
import { workOn } from '../../src/review/bulk/work.ts'
import { aHeldComment } from '../helpers/desk.ts'
import { type Acts, aStage, asCall, describeEveryNth, type Stage } from '../helpers/nth-request.ts'
import { aSite } from '../helpers/service.ts'

let stage: Stage
beforeAll(async () => {
  stage = await aStage({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => stage.close())

const moderator = () => stage.service.as(stage.service.moderator)
const admin = () => stage.service.as(stage.service.admin)
const count: Stage['count'] = (build) => stage.count(build)

/** A site of its own with two held comments. */
async function aQueue() {
  const site = await aSite(stage.service.deps)
  const ids = []
  for (let i = 0; i < 2; i += 1)
    ids.push((await aHeldComment(stage.service, { name: 'Sam' }, { site: site.slug })).id)
  return { site, ids, order: { match: { site: site.slug, q: 'Sam' }, action: 'approve' } }
}

const decidedTwo = (siteId: string) =>
  count((sql) => sql`select count(*)::int / 2 as n from decisions where site_id = ${siteId}`)

const ACTS: Acts = [
  [
    'an import',
    async () => {
      const site = await aSite(stage.service.deps)
      const [parentId, replyId, heldId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
      const line = (id: string, more: object) =>
        JSON.stringify({
          type: 'comment',
          id,
          article: 'taken-over',
          status: 'approved',
          name: 'Ada',
          text: 'From the old system.',
          createdAt: '2024-05-01T10:00:00Z',
          ...more,
        })
      const lines = [line(replyId, { parentId }), line(parentId, {}), line(heldId, { status: 'pending' })]
      const path = `/v1/admin/sites/${site.slug}/import?format=postbag`
      return {
        call: async () => stage.cut.call('POST', path, lines.join('\n'), admin()),
        done: () =>
          count(
            (
              sql,
            ) => sql`select count(*)::int as n from articles a where a.site_id = ${site.id} and comment_count = 2
              and 3 = (select count(*) from comments c where c.site_id = a.site_id and c.article_id = a.id)
              and 1 = (select reply_count from comments c where c.site_id = a.site_id and c.id = ${parentId})`,
          ),
      }
    },
  ],
  [
    'a decision in the background that is ordered',
    async () => {
      const { site, order } = await aQueue()
      return {
        call: async () => stage.cut.call('POST', '/v1/review/bulk', order, moderator()),
        async done() {
          const { db } = stage.service.deps
          const jobs = await db.query(
            (sql) => sql<{ id: string }[]>`select id from bulk_jobs where site_ids = array[${site.id}::uuid]`,
          )
          for (const { id } of jobs) await workOn(stage.service.deps, id, () => false)
          return decidedTwo(site.id)
        },
      }
    },
  ],
  [
    'a decision in the background that is made',
    async () => {
      const { site, order } = await aQueue()
      const made = await stage.service.call('POST', '/v1/review/bulk', order, moderator())
      const { id } = (await made.json()) as { id: string }
      return {
        call: () => asCall(workOn(stage.cut.deps, id, () => false)),
        done: async () =>
          (await decidedTwo(site.id)) *
          (await count(
            (sql) => sql`select count(*)::int as n from bulk_jobs
              where id = ${id} and state = 'done' and done = 2 and skipped = 0`,
          )),
      }
    },
  ],
  [
    'a model of a site’s judge',
    async () => {
      const { id: siteId } = await aSite(stage.service.deps)
      const state = new Uint8Array([1, 2, 3])
      const model = { siteId, featureSet: 1, lessons: 10, trial: null, isAccepted: true, state, after: 0 }
      const through = new Date()
      return {
        call: () => asCall(insertModel(stage.cut.deps.db, { ...model, through })),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from models m join sites s on s.id = m.site_id
              and s.model_version = m.version where s.id = ${siteId}
              and m.version = (select max(version) from models where site_id = s.id)`,
          ),
      }
    },
  ],
  [
    'a view of the queue that is kept',
    async () => {
      const name = crypto.randomUUID()
      const body = { name, query: { q: 'wave' } }
      return {
        call: async () => stage.cut.call('POST', '/v1/review/views', body, moderator()),
        done: () => count((sql) => sql`select count(*)::int as n from saved_views where name = ${name}`),
      }
    },
  ],
  [
    'a webhook',
    async () => {
      const site = await aSite(stage.service.deps)
      const path = `/v1/admin/sites/${site.slug}/webhooks`
      return {
        call: async () => stage.cut.call('POST', path, { url: 'http://127.0.0.1:9/' }, admin()),
        done: () => count((sql) => sql`select count(*)::int as n from webhooks where site_id = ${site.id}`),
        mayConflict: true,
      }
    },
  ],
  [
    'a token, whose secret is known to whoever got the answer',
    async () => {
      const name = crypto.randomUUID()
      return {
        call: async () => stage.cut.call('POST', '/v1/admin/tokens', { name, role: 'moderator' }, admin()),
        done: () =>
          count((sql) => sql`select count(distinct name)::int as n from tokens where name = ${name}`),
      }
    },
  ],
  [
    'the erasure of all by one author',
    async () => {
      const { site, ids } = await aQueue()
      const body = { commentId: ids[0], scope: 'author' }
      const path = `/v1/admin/sites/${site.slug}/erasures`
      return {
        call: async () => stage.cut.call('POST', path, body, admin()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int / 2 as n from comments where site_id = ${site.id} and text = ''
              and erased_at is not null`,
          ),
      }
    },
  ],
]

describeEveryNth(() => stage, ACTS)
