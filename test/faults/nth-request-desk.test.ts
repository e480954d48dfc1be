import { afterAll, beforeAll, expect } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../src/errors.ts'
import { type RelayQueues, relayBatch } from '../../src/outbox/relay.ts'
import { aHeldComment } from '../helpers/desk.ts'
import { type Act, type Acts, aStage, describeEveryNth, type Stage } from '../helpers/nth-request.ts'
import { aSite } from '../helpers/service.ts'

let stage: Stage
beforeAll(async () => {
  stage = await aStage({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => stage.close())

const moderator = () => stage.service.as(stage.service.moderator)
const admin = () => stage.service.as(stage.service.admin)
const count: Stage['count'] = (build) => stage.count(build)
const HOOK = { url: 'http://127.0.0.1:9/' }

/** A site of its own with one held comment. */
async function aPlace() {
  const site = await aSite(stage.service.deps)
  const { id, receipt } = await aHeldComment(stage.service, {}, { site: site.slug })
  return { site, id, receipt, admin: `/v1/admin/sites/${site.slug}` }
}

/** Something that is there before, by the way that is not cut. */
async function made(path: string, body: unknown, headers: Record<string, string>) {
  const response = await stage.service.call('POST', path, body, headers)
  expect(response.status).toBeLessThan(300)
  return (await response.json()) as { id: string }
}

const ACTS: Acts = [
  [
    'taking the next of the queue',
    async () => {
      const { site, id } = await aPlace()
      const body = { site: site.slug, count: 1 }
      return {
        call: async () => stage.cut.call('POST', '/v1/review/claims', body, moderator()),
        done: () => count((sql) => sql`select count(*)::int as n from claims where comment_id = ${id}`),
      }
    },
  ],
  [
    'giving it back',
    async () => {
      const { id } = await aPlace()
      const path = `/v1/review/claims/${id}`
      expect((await stage.service.call('PUT', path, undefined, moderator())).status).toBe(200)
      return {
        call: async () => stage.cut.call('DELETE', path, undefined, moderator()),
        done: () => count((sql) => sql`select 1 - count(*)::int as n from claims where comment_id = ${id}`),
      }
    },
  ],
  [
    'a note',
    async () => {
      const { id } = await aPlace()
      const path = `/v1/review/comments/${id}/notes`
      return {
        call: async () => stage.cut.call('POST', path, { text: 'Ask the desk.' }, moderator()),
        done: () => count((sql) => sql`select count(*)::int as n from notes where comment_id = ${id}`),
      }
    },
  ],
  [
    'an escalation',
    async () => {
      const { id } = await aPlace()
      const path = `/v1/review/comments/${id}/escalation`
      return {
        call: async () => stage.cut.call('PUT', path, { note: 'A bomb.' }, moderator()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from evidence e
              join comments c on c.site_id = e.site_id and c.id = e.comment_id and c.status = 'rejected'
              join outbox o on o.site_id = e.site_id and o.comment_id = c.id and o.type = 'comment.escalated'
              where c.id = ${id}`,
          ),
      }
    },
  ],
  [
    'a ban',
    async () => {
      const { site } = await aPlace()
      const body = { site: site.slug, kind: 'name', value: 'Kim' }
      return {
        call: async () => stage.cut.call('POST', '/v1/review/bans', body, moderator()),
        done: () => count((sql) => sql`select count(*)::int as n from bans where site_id = ${site.id}`),
      }
    },
  ],
  [
    'a ban lifted',
    async () => {
      const { site } = await aPlace()
      const body = { site: site.slug, kind: 'name', value: 'Kim' }
      const { id } = await made('/v1/review/bans', body, moderator())
      return {
        call: async () => stage.cut.call('DELETE', `/v1/review/bans/${id}`, undefined, moderator()),
        done: () =>
          count((sql) => sql`select count(*)::int as n from bans where id = ${id} and lifted_at is not null`),
        mayConflict: true,
      }
    },
  ],
  [
    'an appeal',
    async () => {
      const { site, id, receipt } = await aPlace()
      const body = { action: 'reject', reason: 'abuse', version: 1 }
      await stage.service.call('PUT', `/v1/review/comments/${id}/decision`, body, moderator())
      const path = `/v1/sites/${site.slug}/comments/${id}/appeal`
      const author = { authorization: `Receipt ${receipt}` }
      return {
        call: async () => stage.cut.call('POST', path, { note: 'It was irony.' }, author),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from appeals a join comments c on c.id = a.comment_id
              where c.id = ${id} and c.status = 'pending'`,
          ),
        mayConflict: true,
      }
    },
  ],
  [
    'an erasure',
    async () => {
      const { id, admin: path } = await aPlace()
      return {
        call: async () =>
          stage.cut.call('POST', `${path}/erasures`, { commentId: id, scope: 'comment' }, admin()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from comments where id = ${id} and text = ''
              and email_hash is null and erased_at is not null`,
          ),
      }
    },
  ],
  [
    'a new site',
    async () => {
      const slug = `s${crypto.randomUUID().slice(0, 8)}`
      const body = { slug, name: 'New', origins: ['https://new.example'] }
      return {
        call: async () => stage.cut.call('POST', '/v1/admin/sites', body, admin()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from sites s join policies p on p.site_id = s.id
              and p.version = s.policy_version where s.slug = ${slug}`,
          ),
        mayConflict: true,
      }
    },
  ],
  [
    'a policy that names the version it was made from',
    async () => {
      const { site, admin: path } = await aPlace()
      return {
        call: async () => stage.cut.call('PUT', `${path}/words`, { hold: ['elixir'], version: 1 }, admin()),
        done: () =>
          count(
            (sql) => sql`select count(*)::int as n from policies p join sites s on s.id = p.site_id
              where s.id = ${site.id} and p.version > 1 and s.policy_version = p.version`,
          ),
        mayConflict: true,
      }
    },
  ],
  [
    'a secret of the site',
    async () => {
      const { site, admin: path } = await aPlace()
      const body = { value: 'a token of the shared cache' }
      return {
        call: async () => stage.cut.call('PUT', `${path}/secrets/purge-token`, body, admin()),
        done: () =>
          count((sql) => sql`select count(*)::int as n from site_secrets where site_id = ${site.id}`),
      }
    },
  ],
  [
    'a webhook deleted with its deliveries',
    async () => {
      const { site, admin: path } = await aPlace()
      const { id } = await made(`${path}/webhooks`, HOOK, admin())
      return {
        call: async () => stage.cut.call('DELETE', `${path}/webhooks/${id}`, undefined, admin()),
        done: () =>
          count(
            (sql) => sql`
            select 1 - count(*)::int as n from webhooks where site_id = ${site.id} and deleted_at is null`,
          ),
        mayConflict: true,
      }
    },
  ],
  ['passing events on to webhooks', passingOn],
]

/** What the relay does in the background: a delivery and a job for each event, or neither. */
async function passingOn(): Promise<Act> {
  const { site, admin: path } = await aPlace()
  await made(`${path}/webhooks`, HOOK, admin())
  await aHeldComment(stage.service, {}, { site: site.slug })
  const { jobs } = stage.service.deps
  const data = z.looseObject({ siteId: z.string() })
  const define = (name: string) => jobs.define({ name, data, run: async () => {} }) as never
  const queues: RelayQueues = {
    deliveries: define('nth-delivery'),
    purges: define('nth-purge'),
    settles: define('nth-settle'),
    escalations: define('nth-escalation'),
    corrections: define('nth-correction'),
  }
  return {
    async call() {
      try {
        while ((await relayBatch(stage.cut.deps.db, queues)) > 0);
        return new Response()
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'unavailable') throw error
        return new Response(null, { status: 503, headers: error.headers })
      }
    },
    done: () =>
      count(
        (sql) => sql`select count(*)::int as n from deliveries d join pgboss.job j on j.name = 'nth-delivery'
          and j.data->>'eventId' = d.event_id::text where d.site_id = ${site.id}`,
      ),
  }
}

describeEveryNth(() => stage, ACTS)
