import { afterAll, beforeAll, expect } from 'vitest'
import { sendDue } from '../../src/alerts/jobs.ts'
import { issueKey, type Purpose } from '../../src/mail/key.ts'
import { deliver } from '../../src/webhooks/deliver.ts'
import { aHeldComment } from '../helpers/desk.ts'
import { type Acts, aStage, asCall, describeEveryNth, type Stage } from '../helpers/nth-request.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aSite } from '../helpers/service.ts'

let stage: Stage
let receiver: Awaited<ReturnType<typeof aReceiver>>
beforeAll(async () => {
  const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'comments@news.example' }
  const env = { PRIVATE_HOSTS: '127.0.0.1', PUBLIC_URL: 'https://comments.example', ...mail }
  stage = await aStage({ env })
  receiver = await aReceiver()
})
afterAll(async () => {
  await receiver.close()
  await stage.close()
})

const moderator = () => stage.service.as(stage.service.moderator)
const admin = () => stage.service.as(stage.service.admin)
const count: Stage['count'] = (build) => stage.count(build)

/** A site of its own with one comment, and a receiver's address that nobody else is told. */
async function aPlace(comment: 'shown' | 'held' = 'shown') {
  const site = await aSite(stage.service.deps)
  const where = { site: site.slug }
  const { id } =
    comment === 'held'
      ? await aHeldComment(stage.service, {}, where)
      : (await stage.service.submit({}, where)).body.comment
  const path = `/${site.slug}`
  return {
    site,
    id,
    review: `/v1/review/comments/${id}`,
    admin: `/v1/admin/sites/${site.slug}`,
    hook: `${receiver.url}${path}`,
    told: () => receiver.received.filter((one) => one.path === path).length,
  }
}

/** What is there before, by the way that is not cut. */
async function made(method: string, path: string, body: unknown, headers: Record<string, string>) {
  const response = await stage.service.call(method, path, body, headers)
  expect(response.status, `${method} ${path}`).toBeLessThan(300)
  return response
}

/** The page that a link in a message leads to, of an author who has asked for messages. */
async function aLink(purpose: Purpose) {
  const site = await aSite(stage.service.deps)
  const { comment, receipt } = (await stage.service.submit({}, { site: site.slug })).body
  const headers = { authorization: `Receipt ${receipt}` }
  const email = `${crypto.randomUUID()}@mail.example`
  await made('PUT', `/v1/sites/${site.slug}/comments/${comment.id}/mail`, { email }, headers)
  const { db, secret } = stage.service.deps
  const [subscription] = await db.query(
    (sql) => sql<{ id: string }[]>`select id from subscriptions where comment_id = ${comment.id}`,
  )
  const key = issueKey(secret, purpose, { siteId: site.id, id: subscription?.id ?? '' }, new Date())
  return { id: comment.id, path: `/v1/sites/${site.slug}/mail/${purpose}/${key}` }
}

const ACTS: Acts = [
  [
    'an answer of the newsroom',
    async () => {
      const { id, review } = await aPlace()
      return {
        call: async () => stage.cut.call('POST', `${review}/answers`, { text: 'We say so.' }, moderator()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from comments c join decisions d on d.comment_id = c.id
              where c.parent_id = ${id} and c.visible`,
          ),
      }
    },
  ],
  [
    'a pick',
    async () => {
      const { id, review } = await aPlace()
      return {
        call: async () => stage.cut.call('PUT', `${review}/pick`, undefined, moderator()),
        done: () => count((sql) => sql`select count(*)::int as n from picks where comment_id = ${id}`),
      }
    },
  ],
  [
    'a pick taken back',
    async () => {
      const { id, review } = await aPlace()
      await made('PUT', `${review}/pick`, undefined, moderator())
      return {
        call: async () => stage.cut.call('DELETE', `${review}/pick`, undefined, moderator()),
        done: () =>
          count((sql) => sql`select count(*)::int as n from picks where comment_id = ${id} and not picked`),
      }
    },
  ],
  [
    'a note taken back',
    async () => {
      const { id, review } = await aPlace('held')
      const note = await made('POST', `${review}/notes`, { text: 'Ask the desk.' }, moderator())
      const path = `/v1/review/notes/${((await note.json()) as { id: string }).id}`
      return {
        call: async () => stage.cut.call('DELETE', path, undefined, moderator()),
        done: () => count((sql) => sql`select 1 - count(*)::int as n from notes where comment_id = ${id}`),
        mayConflict: true,
      }
    },
  ],
  [
    'a second opinion that is asked for',
    async () => {
      const { id, review } = await aPlace('held')
      const body = { version: 1, note: 'Is this irony?' }
      return {
        call: async () => stage.cut.call('PUT', `${review}/second-opinion`, body, moderator()),
        done: () =>
          count((sql) => sql`select count(*)::int as n from second_opinions where comment_id = ${id}`),
      }
    },
  ],
  [
    'one that is asked for no more',
    async () => {
      const { id, review } = await aPlace('held')
      await made('PUT', `${review}/second-opinion`, { version: 1 }, moderator())
      return {
        call: async () => stage.cut.call('DELETE', `${review}/second-opinion`, undefined, moderator()),
        done: () =>
          count((sql) => sql`select 1 - count(*)::int as n from second_opinions where comment_id = ${id}`),
      }
    },
  ],
  [
    'an article closed and pre-moderated',
    async () => {
      const { site } = await aPlace()
      const path = `/v1/review/articles/bridge?site=${site.slug}`
      const body = { open: false, premoderated: true }
      return {
        call: async () => stage.cut.call('PUT', path, body, moderator()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int / 2 as n from article_changes h
              join outbox o on o.site_id = h.site_id and o.type = 'article.changed'
              where h.site_id = ${site.id}`,
          ),
      }
    },
  ],
  [
    'a chat that is to be told',
    async () => {
      const { site, admin: path, hook } = await aPlace()
      return {
        call: async () => stage.cut.call('PUT', `${path}/alerts`, { url: hook }, admin()),
        done: () => count((sql) => sql`select count(*)::int as n from alerts where site_id = ${site.id}`),
      }
    },
  ],
  [
    'a chat that is told',
    async () => {
      const { site, admin: path, hook, told } = await aPlace('held')
      await made('PUT', `${path}/alerts`, { url: hook, afterMinutes: 1 }, admin())
      const { db } = stage.service.deps
      await db.query(
        (sql) => sql`update comments set created_at = now() - interval '1 hour' where site_id = ${site.id}`,
      )
      return {
        call: () => asCall(sendDue(stage.cut.deps)),
        async done() {
          // What was taken and not sent, or not noted, comes up again after a while; what was noted does not.
          await db.query(
            (sql) =>
              sql`update alerts set tried_at = now() - interval '6 minutes' where site_id = ${site.id}`,
          )
          await sendDue(stage.service.deps)
          expect([1, 2]).toContain(told())
          return count(
            (sql) => sql`select count(*)::int as n from alerts
              where site_id = ${site.id} and sent_at is not null and last_error is null`,
          )
        },
      }
    },
  ],
  [
    'a delivery to a webhook',
    async () => {
      const { site, admin: path, hook, told } = await aPlace('held')
      const webhook = await made('POST', `${path}/webhooks`, { url: hook }, admin())
      const { id: webhookId } = (await webhook.json()) as { id: string }
      const [event] = await stage.service.deps.db.query(
        (sql) => sql<{ id: string }[]>`
        insert into deliveries (site_id, webhook_id, event_id, type, article_id, comment_id, version, data,
          occurred_at, next_at)
        select site_id, ${webhookId}, id, type, article_id, comment_id, version, data, created_at, now()
        from outbox where site_id = ${site.id} returning event_id as id`,
      )
      const ref = { siteId: site.id, webhookId, eventId: event?.id ?? '' }
      const { signal } = new AbortController()
      return {
        call: () => asCall(deliver(stage.cut.deps, ref, { signal, again: async () => {} })),
        async done() {
          expect([1, 2]).toContain(told())
          return count(
            (sql) => sql`select count(*)::int as n from deliveries
              where site_id = ${site.id} and state = 'delivered' and attempts = 1`,
          )
        },
      }
    },
  ],
  [
    'an address that says yes to messages',
    async () => {
      const { id, path } = await aLink('confirm')
      return {
        call: async () => stage.cut.call('POST', path),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from subscriptions
              where comment_id = ${id} and confirmed_at is not null and due_at is not null`,
          ),
      }
    },
  ],
  [
    'one that wants no more of them',
    async () => {
      const { id, path } = await aLink('stop')
      return {
        call: async () => stage.cut.call('POST', path),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from subscriptions
              where comment_id = ${id} and sealed_address is null and due_at is null`,
          ),
      }
    },
  ],
  [
    'a session signed out',
    async () => {
      const body = { token: stage.service.moderator }
      const ours = { 'sec-fetch-site': 'same-origin' }
      const signedIn = await made('POST', '/console/session', body, ours)
      const headers = { ...ours, cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
      let isKept = true
      return {
        async call() {
          const sent = isKept ? headers : ours
          const answer = await stage.cut.call('DELETE', '/console/session', undefined, sent)
          // A browser without the cookie cannot ask for the end of its session again.
          isKept &&= !answer.headers.has('set-cookie')
          return answer
        },
        async done() {
          const { status } = await stage.service.call('GET', '/console/session', undefined, headers)
          return status === 401 ? 1 : 0
        },
      }
    },
  ],
  [
    'a token ended',
    async () => {
      const body = { name: 'Gone', role: 'moderator' }
      const { id, token } = (await (await made('POST', '/v1/admin/tokens', body, admin())).json()) as {
        id: string
        token: string
      }
      return {
        call: async () => stage.cut.call('DELETE', `/v1/admin/tokens/${id}`, undefined, admin()),
        async done() {
          const asGone = stage.service.as(token)
          const { status } = await stage.service.call('GET', '/v1/review/views', undefined, asGone)
          return status === 401 ? 1 : 0
        },
        mayConflict: true,
      }
    },
  ],
]

describeEveryNth(() => stage, ACTS)
