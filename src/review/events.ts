import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Moderator, maySee } from '../http/auth.ts'
import type { AppEnv } from '../http/env.ts'
import { type Session, sessionEndsAt } from '../http/session.ts'
import { findSessionModerator, isLive } from '../tokens/queries.ts'
import type { SiteRef } from './access.ts'
import type { ReviewEvent, ReviewEvents } from './news.ts'

const MAX_STREAMS = 500
/** The most streams that one person may have open. */
const MAX_STREAMS_OF_ONE = 20
const MAX_WAITING = 200
const BEAT_MS = 5_000
/** How often to check that the token or session is still valid. */
const CHECK_MS = 4_000

/**
 * The event stream of one console: `queue`, `decided`, `claimed` and `bulk` of the sites that the moderator may see,
 * also of those made later; a new one begins with `queue`. It ends with the token or session that opened it, and for
 * a reader too slow to keep up.
 * @throws {AppError} `unavailable` when too many streams are open, in total or of this moderator.
 */
export async function streamReviewEvents(
  c: Context<AppEnv>,
  deps: Deps,
  { events, readSites, isOfOneSite }: Wanted,
): Promise<Response> {
  // A stream in answer to HEAD would never end, since nobody reads it.
  if (c.req.method === 'HEAD') {
    await readSites()
    return c.body(null, 200, { 'content-type': 'text/event-stream' })
  }
  if (events.size() >= MAX_STREAMS || events.sizeOf(c.var.moderator.id) >= MAX_STREAMS_OF_ONE) {
    throw new AppError('unavailable', 'Too many event streams are open: try again in a moment.', {
      headers: { 'retry-after': '30' },
    })
  }
  const { moderator, session } = c.var
  const slugs = new Map<string, string>()
  // Heard before the sites are read: one made in between would be missed.
  const ear = openEar({ events, slugs, moderator, session, isOfOneSite })
  const readAgain = async () => {
    for (const { id, slug } of await readSites()) slugs.set(id, slug)
  }
  await readAgain().catch((error: unknown) => {
    ear.close()
    throw error
  })
  c.header('x-accel-buffering', 'no')
  const response = streamSSE(c, (stream) => pump(stream, deps, { ear, slugs, readAgain, moderator, session }))
  // Set afterwards, because the helper sets one of its own, which would let caches keep the stream and proxies
  // compress it.
  response.headers.set('cache-control', 'no-store, no-transform')
  return response
}

type Wanted = {
  readonly events: ReviewEvents
  readSites(): Promise<readonly SiteRef[]>
  /** The caller asked for one site, so others are none of the stream's. */
  readonly isOfOneSite: boolean
}

type Caller = { readonly moderator: Moderator; readonly session: Session | undefined }

/** The sites that a stream tells of: slugs by id. */
type Slugs = Map<string, string>

/** Gathers what a console has yet to be told. */
function openEar(heard: Caller & Pick<Wanted, 'events' | 'isOfOneSite'> & { readonly slugs: Slugs }) {
  const { events, slugs, moderator, session, isOfOneSite } = heard
  const waiting: ReviewEvent[] = []
  let wake = () => {}
  const over = new AbortController()
  const close = () => {
    unsubscribe()
    over.abort()
    wake()
  }
  const unsubscribe = events.subscribe(moderator.id, (event) => {
    if ('tokenId' in event) {
      if (event.tokenId === moderator.id && (event.event === 'revoked' || session !== undefined)) close()
      return
    }
    if (event.event === 'site' && !isOfOneSite && maySee(moderator, event.siteId))
      slugs.set(event.siteId, event.slug)
    if ('siteId' in event && !slugs.has(event.siteId)) return
    if (waiting.push(event) > MAX_WAITING) close()
    wake()
  })
  return {
    close,
    over: over.signal,
    /** The next event; undefined when none came in this time. */
    async next(withinMs: number): Promise<ReviewEvent | undefined> {
      if (waiting.length === 0) await woken(withinMs, (call) => (wake = call))
      return waiting.shift()
    },
  }
}

type Console = Caller & {
  readonly ear: ReturnType<typeof openEar>
  readonly slugs: Slugs
  readAgain(): Promise<void>
}

async function pump(
  stream: SSEStreamingApi,
  deps: Deps,
  { ear, slugs, readAgain, ...caller }: Console,
): Promise<void> {
  // A write to a reader who takes nothing would otherwise be waited for as long as they stay connected.
  ear.over.addEventListener('abort', () => stream.abort())
  stream.onAbort(ear.close)
  let checkedAt = performance.now()
  try {
    await stream.write('retry: 2000\n\n')
    while (!ear.over.aborted) {
      const event = await ear.next(BEAT_MS)
      // In the gap a site may have been made. If it cannot be read now, the next stream tells of it.
      if (event?.event === 'reset' && !(await succeeds(readAgain()))) break
      if (event !== undefined) await write(stream, event, slugs)
      else if (!ear.over.aborted) await stream.write(': beat\n\n')
      // Checked here too: where something happens all the time, the loop never becomes idle.
      if (performance.now() - checkedAt < CHECK_MS) continue
      checkedAt = performance.now()
      if (!(await mayGoOn(deps, caller).catch(() => true))) break
    }
  } finally {
    ear.close()
  }
}

/**
 * A stream also ends when its session was idle for too long, or when the newsroom's login gave its moderator other
 * sites; if somebody is still at the console, it opens the next one.
 */
async function mayGoOn({ db, now }: Deps, { moderator, session }: Caller) {
  if (session === undefined) return isLive(db, moderator.id)
  if (now() >= sessionEndsAt(session)) return false
  const present = await findSessionModerator(db, session)
  return present !== undefined && sitesOf(present) === sitesOf(moderator)
}

function sitesOf({ siteIds }: Moderator): string {
  return siteIds === null ? 'every site' : siteIds.toSorted().join()
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

async function write(stream: SSEStreamingApi, event: ReviewEvent, slugs: ReadonlyMap<string, string>) {
  if ('tokenId' in event) return
  // A console reads the queue again, and finds the site.
  const kind = event.event === 'site' ? 'queue' : event.event
  const data = {
    ...('siteId' in event && { site: slugs.get(event.siteId) }),
    ...('data' in event && event.data),
  }
  await stream.writeSSE({ event: kind, data: JSON.stringify(data) })
}

/** Resolves when it is called, or when the time is over. */
function woken(ms: number, onCall: (call: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    onCall(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
