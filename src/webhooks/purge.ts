import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from '../deps.ts'
import { CallFailed } from '../http/call.ts'
import { callNamed, type OutgoingCall } from '../http/outgoing.ts'
import { SealedOtherwise } from '../seal.ts'
import { type Policy, storedPolicy } from '../sites/policy.ts'
import { findSecret } from '../sites/secrets.ts'
import { listPurges, removePurges } from './purge-queue.ts'

/** The name of the secret that purge calls carry. */
const PURGE_SECRET = 'purge-token'

/**
 * After this long our own memory has the change; if a cache were purged and asked sooner, it could be given the old
 * page.
 */
const SETTLE_MS = 300
const TIMEOUT_MS = 5_000
const MAX_ANSWER_BYTES = 64 * 1024
/** The limit of the strictest of these interfaces. */
const TAGS_PER_CALL = 100

type Purge = NonNullable<Policy['cdn']['purge']>

/**
 * Tells a site's shared cache what to forget, until nothing waits. What a failed call should have purged goes on
 * waiting.
 * @returns false when the cache did not take a call.
 */
export async function purgeSite(deps: Deps, siteId: string, signal: AbortSignal): Promise<boolean> {
  await pause(SETTLE_MS, undefined, { signal })
  const site = await findPurge(deps, siteId)
  if (site === undefined) return true
  for (;;) {
    const waiting = await listPurges(deps.db, siteId, TAGS_PER_CALL)
    if (waiting.length === 0) return true
    const tags = waiting.map(({ tag }) => tag)
    if (!(await purge(deps, site.purge, { tags, siteId, site: site.slug, signal }))) return false
    await removePurges(deps.db, siteId, waiting)
    deps.metrics.purges.inc({ outcome: 'done' })
    deps.log.info({ site: site.slug, tags: waiting.length }, 'cdn.purged')
  }
}

type Asked = {
  readonly tags: readonly string[]
  readonly siteId: string
  readonly site: string
  readonly signal: AbortSignal
}

async function purge(deps: Deps, how: Purge, { tags, siteId, site, signal }: Asked): Promise<boolean> {
  try {
    const token = await findSecret(deps, siteId, PURGE_SECRET)
    const { url, ...call } = purgeCall(how, { tags, site, token })
    const { status } = await callNamed(deps, url, {
      ...call,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      signal,
    })
    if (status >= 200 && status < 300) return true
    throw new CallFailed(`answered ${status}`)
  } catch (error) {
    signal.throwIfAborted()
    const why = whyNot(error)
    if (why === undefined) throw error
    deps.metrics.purges.inc({ outcome: 'failed' })
    deps.log.warn({ site, why }, 'cdn.purge-failed')
    return false
  }
}

function whyNot(error: unknown): string | undefined {
  if (error instanceof SealedOtherwise) return `its token ${error.message}`
  return error instanceof CallFailed ? error.message : undefined
}

type PurgeCall = { readonly url: string } & Pick<OutgoingCall, 'method' | 'headers' | 'body'>

/** The call that makes each kind of cache forget tags. */
export function purgeCall(
  how: Purge,
  { tags, site, token }: Pick<Asked, 'tags' | 'site'> & { readonly token: string | null },
): PurgeCall {
  const json = { 'content-type': 'application/json' }
  const bearer = token === null ? {} : { authorization: `Bearer ${token}` }
  switch (how.kind) {
    case 'fastly':
      return {
        url: `https://api.fastly.com/service/${encodeURIComponent(how.service)}/purge`,
        method: 'POST',
        headers: { ...json, ...(token !== null && { 'fastly-key': token }) },
        body: JSON.stringify({ surrogate_keys: tags }),
      }
    case 'cloudflare':
      return {
        url: `https://api.cloudflare.com/client/v4/zones/${encodeURIComponent(how.zone)}/purge_cache`,
        method: 'POST',
        headers: { ...json, ...bearer },
        body: JSON.stringify({ tags }),
      }
    case 'varnish':
      return {
        url: how.url,
        method: how.method,
        headers: {
          [how.header]: how.pattern ? `(^|\\s)(${tags.join('|')})(\\s|$)` : tags.join(' '),
          ...bearer,
        },
      }
    case 'generic':
      return {
        url: how.url,
        method: 'POST',
        headers: { ...json, ...bearer },
        body: JSON.stringify({ type: 'cache.purge', site, tags }),
      }
  }
}

async function findPurge({ db }: Deps, siteId: string): Promise<{ slug: string; purge: Purge } | undefined> {
  const [row] = await db.query(
    (sql) => sql<{ slug: string; policy: unknown }[]>`
    select s.slug, p.policy from sites s join policies p on p.site_id = s.id and p.version = s.policy_version
    where s.id = ${siteId}`,
  )
  const purge = row && storedPolicy(row.policy).cdn.purge
  return row && purge ? { slug: row.slug, purge } : undefined
}
