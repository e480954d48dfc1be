import { expect } from 'vitest'
import type { Holder } from './desk.ts'
import { OPEN_LIMITS, type Service } from './service.ts'

type AdminWrite = {
  /** As the API's document has it. */
  readonly operation: string
  /** The event that tells of it. */
  readonly event: string
  /** What the event says beside who and where. */
  readonly says?: Readonly<Record<string, unknown>>
  /** Makes what it needs on a site, and says what is sent. */
  write(site: string): Promise<Sent> | Sent
}
type Sent = { readonly path: string; readonly body?: unknown }

type Stage = {
  service(): Service
  /** An admin of all sites. */
  admin: Holder
  /** A word of an admin or a reader. */
  word(): string
  /** An address where somebody answers. */
  outside(): string
}

const AT = '/v1/admin/sites'

/** Everything that admins can do by the API, but for what only answers what would be. */
export function adminWrites({ service, admin, word, outside }: Stage): readonly AdminWrite[] {
  const email = `${word()}@readers.example`
  const made = async (path: string, body: object) => {
    const answer = await admin<{ id: string }>('POST', path, body)
    expect(answer.status, path).toBe(201)
    return answer.body.id
  }
  const put = async (path: string, body: object) => {
    expect((await admin('PUT', path, body)).status, path).toBeLessThan(300)
    return { path }
  }
  const aComment = async (site: string) => {
    const { body } = await service().submit({ email, text: `${word()} wrote this.` }, { site })
    return body.comment.id
  }
  const aHook = async (site: string) =>
    `${AT}/${site}/webhooks/${await made(`${AT}/${site}/webhooks`, { url: outside() })}`
  const aCopy = async (site: string) => {
    const hold = { commentId: await aComment(site), cause: 'legal-claim' }
    return `${AT}/${site}/evidence/${await made(`${AT}/${site}/evidence`, hold)}`
  }
  const aChat = (site: string) => put(`${AT}/${site}/alerts`, { url: outside() })
  return [
    {
      operation: 'POST /v1/admin/sites',
      event: 'site.created',
      write: (site) => ({ path: AT, body: { slug: `${site}-2`, name: word(), origins: [] } }),
    },
    {
      operation: 'PATCH /v1/admin/sites/{site}',
      event: 'site.changed',
      says: { changed: ['name', 'origins'] },
      write: (site) => ({
        path: `${AT}/${site}`,
        body: { name: word(), origins: [`https://${word()}.example`] },
      }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/articles/{article}',
      event: 'article.changed',
      says: { articleId: expect.any(String), changed: ['title', 'open'], open: false, premoderated: false },
      write: (site) => ({
        path: `${AT}/${site}/articles/${word()}`,
        body: { open: false, premoderated: false, title: word(), section: null },
      }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/policy',
      event: 'policy.changed',
      says: { policyVersion: 2, changed: ['identity.issuer', 'links.holdAt', 'words.hold'] },
      write: (site) => ({
        path: `${AT}/${site}/policy`,
        body: {
          limits: OPEN_LIMITS,
          identity: { issuer: word() },
          links: { holdAt: 3 },
          words: { hold: [word()] },
        },
      }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/words',
      event: 'policy.changed',
      says: { policyVersion: 2, changed: ['words.reject'] },
      write: (site) => ({ path: `${AT}/${site}/words`, body: { reject: [word()] } }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/models/in-force',
      event: 'model.put',
      write: (site) => ({ path: `${AT}/${site}/models/in-force`, body: { version: null } }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/statements/{reason}/{locale}',
      event: 'statement.changed',
      says: { reason: 'abuse', locale: 'en' },
      write: (site) => ({ path: `${AT}/${site}/statements/abuse/en`, body: { clause: word() } }),
    },
    {
      operation: 'DELETE /v1/admin/sites/{site}/statements/{reason}/{locale}',
      event: 'statement.changed',
      says: { reason: 'hate', locale: 'de' },
      write: (site) => put(`${AT}/${site}/statements/hate/de`, { clause: word() }),
    },
    {
      operation: 'POST /v1/admin/tokens',
      event: 'token.created',
      says: { tokenId: expect.any(String), role: 'moderator' },
      write: () => ({ path: '/v1/admin/tokens', body: { name: word(), role: 'moderator' } }),
    },
    {
      operation: 'DELETE /v1/admin/tokens/{id}',
      event: 'token.revoked',
      says: { tokenId: expect.any(String) },
      write: async () => ({
        path: `/v1/admin/tokens/${await made('/v1/admin/tokens', { name: word(), role: 'moderator' })}`,
      }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/secrets/{name}',
      event: 'secret.set',
      says: { name: 'purge-token' },
      write: (site) => ({ path: `${AT}/${site}/secrets/purge-token`, body: { value: `${word()}-secret` } }),
    },
    {
      operation: 'DELETE /v1/admin/sites/{site}/secrets/{name}',
      event: 'secret.removed',
      says: { name: 'purge-token' },
      write: (site) => put(`${AT}/${site}/secrets/purge-token`, { value: `${word()}-secret` }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/webhooks',
      event: 'webhook.created',
      says: { webhookId: expect.any(String) },
      write: (site) => ({ path: `${AT}/${site}/webhooks`, body: { url: outside() } }),
    },
    {
      operation: 'PATCH /v1/admin/sites/{site}/webhooks/{id}',
      event: 'webhook.changed',
      says: { webhookId: expect.any(String), changed: ['enabled', 'events', 'url'] },
      write: async (site) => ({
        path: await aHook(site),
        body: {
          url: outside(),
          events: ['comment.held'],
          enabled: false,
          sendsText: false,
        },
      }),
    },
    {
      operation: 'DELETE /v1/admin/sites/{site}/webhooks/{id}',
      event: 'webhook.deleted',
      says: { webhookId: expect.any(String) },
      write: async (site) => ({ path: await aHook(site) }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/webhooks/{id}/secret',
      event: 'webhook.secret-changed',
      says: { webhookId: expect.any(String) },
      write: async (site) => ({ path: `${await aHook(site)}/secret`, body: {} }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/webhooks/{id}/ping',
      event: 'webhook.pinged',
      says: { webhookId: expect.any(String) },
      write: async (site) => ({ path: `${await aHook(site)}/ping` }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/webhooks/{id}/replay',
      event: 'webhook.replayed',
      says: { webhookId: expect.any(String), replayed: 0 },
      write: async (site) => ({ path: `${await aHook(site)}/replay`, body: {} }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/alerts',
      event: 'alerts.set',
      says: { changed: ['everyMinutes', 'url'] },
      write: async (site) => ({
        path: (await aChat(site)).path,
        body: { url: outside(), everyMinutes: 90 },
      }),
    },
    {
      operation: 'DELETE /v1/admin/sites/{site}/alerts',
      event: 'alerts.removed',
      write: aChat,
    },
    {
      operation: 'POST /v1/admin/sites/{site}/alerts/test',
      event: 'alerts.tried',
      write: async (site) => ({ path: `${(await aChat(site)).path}/test` }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/erasures',
      event: 'person.erased',
      says: { erased: 1, remaining: false, held: 0 },
      async write(site) {
        await aComment(site)
        return { path: `${AT}/${site}/erasures`, body: { email } }
      },
    },
    {
      operation: 'POST /v1/admin/sites/{site}/disclosures',
      event: 'person.disclosed',
      says: { comments: 1, notices: 0 },
      async write(site) {
        await aComment(site)
        return { path: `${AT}/${site}/disclosures`, body: { email } }
      },
    },
    {
      operation: 'POST /v1/admin/sites/{site}/evidence',
      event: 'evidence.kept',
      says: { cause: 'legal-claim' },
      write: async (site) => ({
        path: `${AT}/${site}/evidence`,
        body: { commentId: await aComment(site), cause: 'legal-claim', note: word() },
      }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/evidence/{id}/readings',
      event: 'evidence.read',
      write: async (site) => ({ path: `${await aCopy(site)}/readings` }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/evidence/{id}/told',
      event: 'evidence.told',
      write: async (site) => ({ path: `${await aCopy(site)}/told`, body: { authority: word() } }),
    },
    {
      operation: 'PUT /v1/admin/sites/{site}/evidence/{id}/until',
      event: 'evidence.kept-until',
      write: async (site) => ({
        path: `${await aCopy(site)}/until`,
        body: { keepUntil: new Date(Date.now() + 86_400_000).toISOString(), reason: word() },
      }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/evidence/{id}/release',
      event: 'evidence.released',
      write: async (site) => ({ path: `${await aCopy(site)}/release`, body: { reason: word() } }),
    },
    {
      operation: 'POST /v1/admin/sites/{site}/import',
      event: 'import.made',
      says: { format: 'postbag', dryRun: false },
      write: (site) => ({
        path: `${AT}/${site}/import?format=postbag`,
        body: { type: 'comment', id: word(), article: word(), text: word() },
      }),
    },
  ]
}
