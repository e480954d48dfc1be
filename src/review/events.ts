import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Moderator, maySee } from '../http/auth.ts'
import type { AppEnv } from '../http/env.ts'
import { type Session, sessionEndsAt } from '../http/session.ts'
import { findSessionModerator, isLive } from '../tokens/queries.ts'
import type { SiteRef } from './access.ts'

/*
 * Live events for consoles. A notification is only a hint: it names what changed, and the console reads the rest.
 * After a gap in listening, consoles are told to read everything again (`reset`).
 */

type ReviewEvent =
  | { readonly event: 'queue'; readonly siteId: string }
  | { readonly event: 'decided'; readonly siteId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly event: 'claimed'; readonly siteId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly event: 'bulk'; readonly siteId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly event: 'revoked' | 'signed-out'; readonly tokenId: string }
  | { readonly event: 'reset' }

const Notification = z.union([
  z.tuple([z.literal('queue'), z.uuid()]).transform(([event, siteId]) => ({ event, siteId })),
  z
    .tuple([z.literal('decided'), z.uuid(), z.uuid(), z.string(), z.int(), z.uuid(), z.string()])
    .transform(([event, siteId, commentId, status, version, decisionId, moderator]) => ({
      event,
      siteId,
      data: { commentId, status, version, decisionId, moderator },
    })),
  z
    .tuple([
      z.literal('claimed'),
      z.uuid(),
      z.string().nullable(),
      z.string().nullable(),
      z.string().nullable(),
      z.array(z.uuid()),
      // Left out where leases end, and by the version before, which may run beside this one.
      z.uuid().nullish(),
    ])
    .transform(([event, siteId, moderatorId, moderator, expiresAt, commentIds, window = null]) => ({
      event,
      siteId,
      data: {
        commentIds,
        moderatorId,
        moderator,
        window,
        expiresAt: expiresAt && new Date(expiresAt).toISOString(),
      },
    })),
  z
    .tuple([z.literal('bulk'), z.uuid(), z.uuid(), z.string(), z.int(), z.int(), z.int()])
    .transform(([event, siteId, id, state, total, done, skipped]) => ({
      event,
      siteId,
      data: { id, state, total, done, skipped },
    })),
  z
    .tuple([z.enum(['revoked', 'signed-out']), z.uuid()])
    .transform(([event, tokenId]) => ({ event, tokenId })),
])

/** What a notification means for consoles; undefined if it is not for them. */
function parseNotification(payload: string): ReviewEvent | undefined {
  try {
    return Notification.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}

type ReviewEvents = {
  /** Calls `hear` with every event until the returned function is called. */
  subscribe(moderatorId: string, hear: (event: ReviewEvent) => void): () => void
  readonly size: () => number
  /** How many of them are this moderator's. */
  sizeOf(moderatorId: string): number
}

/** Passes notifications from all processes on to consoles. */
export function reviewEvents({ live }: Pick<Deps, 'live'>): ReviewEvents {
  const hearers = new Map<(event: ReviewEvent) => void, string>()
  const tell = (event: ReviewEvent) => {
    for (const hear of hearers.keys()) hear(event)
  }
  live.hear({
    onMessage: (payload) => {
      if (hearers.size === 0) return
      const event = parseNotification(payload)
      if (event !== undefined) tell(event)
    },
    onListening: () => tell({ event: 'reset' }),
  })
  return {
    size: () => hearers.size,
    sizeOf: (moderatorId) =>
      hearers.values().reduce((sum, whose) => sum + (whose === moderatorId ? 1 : 0), 0),
    subscribe(moderatorId, hear) {
      hearers.set(hear, moderatorId)
      return () => hearers.delete(hear)
    },
  }
}

const MAX_STREAMS = 500
/** The most streams that one person may have open. */
const MAX_STREAMS_OF_ONE = 20
const MAX_WAITING = 200
const BEAT_MS = 5_000
/** How often to check that the token or session is still valid. */
const CHECK_MS = 4_000

/**
 * The event stream of one console: `queue`, `decided`, `claimed` and `bulk` of the sites that the moderator may see.
 * It ends with the token or session that opened it, and for a reader too slow to keep up.
 * @throws {AppError} `unavailable` when too many streams are open, in total or of this moderator.
 */
export function streamReviewEvents(
  c: Context<AppEnv>,
  deps: Deps,
  { events, sites }: { readonly events: ReviewEvents; readonly sites: readonly SiteRef[] },
): Response {
  // A stream in answer to HEAD would never end, since nobody reads it.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' })
  if (events.size() >= MAX_STREAMS || events.sizeOf(c.var.moderator.id) >= MAX_STREAMS_OF_ONE) {
    throw new AppError('unavailable', 'Too many event streams are open: try again in a moment.', {
      headers: { 'retry-after': '30' },
    })
  }
  const { moderator, session } = c.var
  const slugs = new Map(sites.map(({ id, slug }) => [id, slug]))
  c.header('x-accel-buffering', 'no')
  const response = streamSSE(c, (stream) => pump(stream, deps, { events, slugs, moderator, session }))
  // Set afterwards, because the helper sets one of its own, which would let caches keep the stream and proxies
  // compress it.
  response.headers.set('cache-control', 'no-store, no-transform')
  return response
}

type Console = {
  readonly events: ReviewEvents
  readonly slugs: ReadonlyMap<string, string>
  readonly moderator: Moderator
  readonly session: Session | undefined
}

async function pump(
  stream: SSEStreamingApi,
  deps: Deps,
  { events, slugs, moderator, session }: Console,
): Promise<void> {
  const waiting: ReviewEvent[] = []
  let wake = () => {}
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    unsubscribe()
    // A write to a reader who takes nothing would otherwise be waited for as long as they stay connected.
    stream.abort()
    wake()
  }
  const unsubscribe = events.subscribe(moderator.id, (event) => {
    if ('tokenId' in event) {
      if (event.tokenId === moderator.id && (event.event === 'revoked' || session !== undefined)) end()
      return
    }
    if ('siteId' in event && !slugs.has(event.siteId)) return
    if (waiting.push(event) > MAX_WAITING) end()
    wake()
  })
  stream.onAbort(end)
  let checkedAt = performance.now()
  try {
    await stream.write('retry: 2000\n\n')
    while (!isOver) {
      const event = waiting.shift()
      if (event !== undefined) await write(stream, event, slugs)
      else if (!(await woken(BEAT_MS, (call) => (wake = call)))) await stream.write(': beat\n\n')
      // Checked here too: where something happens all the time, the loop never becomes idle.
      if (performance.now() - checkedAt < CHECK_MS) continue
      checkedAt = performance.now()
      if (!(await mayGoOn(deps, { moderator, session, slugs }).catch(() => true))) break
    }
  } finally {
    unsubscribe()
  }
}

/**
 * A stream also ends when its session was idle for too long, or when the newsroom's login took a site away from its
 * moderator; if somebody is still at the console, it opens the next one.
 */
async function mayGoOn({ db, now }: Deps, { moderator, session, slugs }: Omit<Console, 'events'>) {
  if (session === undefined) return isLive(db, moderator.id)
  if (now() >= sessionEndsAt(session)) return false
  const present = await findSessionModerator(db, session)
  return present !== undefined && slugs.keys().every((siteId) => maySee(present, siteId))
}

async function write(stream: SSEStreamingApi, event: ReviewEvent, slugs: ReadonlyMap<string, string>) {
  if ('tokenId' in event) return
  const data = {
    ...('siteId' in event && { site: slugs.get(event.siteId) }),
    ...('data' in event && event.data),
  }
  await stream.writeSSE({ event: event.event, data: JSON.stringify(data) })
}

/** True when called before the time was over. */
function woken(ms: number, onCall: (call: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false)
    onCall(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
