import type { Deps } from '../deps.ts'
import type { EventSink } from '../http/event-sink.ts'
import type { Site } from '../sites/queries.ts'
import { UUIDV7 } from '../text/uuid.ts'
import { EVERYTHING, firstIdAt, reset, startAt, timeOf, type Written, written } from './event-text.ts'
import { findNews, type News } from './news.ts'

/* One look at the database for all who watch an article. */

/** A stream with more unread bytes than this is ended when there is more to say; its reader reconnects by itself. */
const MOST_WAITING = 64 * 1024
/** Changes that arrive close together are looked at together. */
const GATHER_MS = 50
/** An event gets its id before it is stored, so it may appear after another event with a later id. */
const OVERLAP_MS = 30_000
/** The same after a look that could not tell everything. */
const CUT_OVERLAP_MS = 1_000
/** A failed look is repeated after this, or up to twice as long, whether or not anything else happens. */
const AGAIN_MS = 1_000
/** A new stream is also told what happened since its page was made, which a shared cache may keep for this long. */
const BEFORE_START_MS = 40_000
/** How many bytes of that are kept; if more happened, a new stream is told to load the thread again. */
const MOST_RECENT = 32 * 1024
/** Whoever resumes from an event is also told of events with slightly older ids. */
const BEFORE_LAST_MS = 2_000
const REPLAY_MS = 10 * 60_000
const REPLAY_TRIES = 3
/** How many streams are written to in one go. */
const SLICE = 500

export type Watcher = {
  readonly site: Site
  readonly articleKey: string
  /** The network that the stream is counted for. */
  readonly bucket: string
  /** The last event id according to the browser, unchecked. */
  readonly lastEventId: string | undefined
}

export type Stream = { readonly sink: EventSink; readonly bucket: string; readonly beat: number; end(): void }

type Told = Written & { readonly at: number }

export type Watch = {
  readonly site: Site
  readonly articleKey: string
  readonly streams: Set<Stream>
  /** Ids of events that were told, with the times in them. */
  readonly told: Map<string, number>
  /** What was told recently, for streams that start later. */
  recent: readonly Told[]
  since: number
  count: number | null
  /** How many looks have been told. */
  looks: number
  isWanted: boolean
  isLooking: boolean
}

type Looking = Pick<Deps, 'db' | 'log' | 'now'>

export function newWatch({ site, articleKey }: Watcher, now: Date): Watch {
  return {
    site,
    articleKey,
    streams: new Set(),
    told: new Map(),
    recent: [],
    since: now.getTime() - BEFORE_START_MS,
    count: null,
    looks: 0,
    isWanted: false,
    isLooking: false,
  }
}

/** Has the database looked at soon for an article, once for all requests until then. */
export function want(deps: Looking, watch: Watch): void {
  watch.isWanted = true
  if (!watch.isLooking) lookIn(GATHER_MS, deps, watch)
}

/** The first look, at what happened before anybody watched: only news is worth telling then. */
export function lookBack(deps: Looking, watch: Watch): void {
  lookIn(GATHER_MS, deps, watch)
}

function lookIn(ms: number, deps: Looking, watch: Watch): void {
  watch.isLooking = true
  setTimeout(() => void look(deps, watch), ms).unref()
}

async function look(deps: Looking, watch: Watch): Promise<void> {
  const wasWanted = watch.isWanted
  watch.isWanted = false
  let waitMs = GATHER_MS
  try {
    const now = deps.now()
    const startedAt = now.getTime()
    const news = await findNews(deps.db, watch.site, {
      articleKey: watch.articleKey,
      after: firstIdAt(watch.since),
      now,
      isKnown: (id) => watch.told.has(id),
    })
    for (const id of news.ids) watch.told.set(id, timeOf(id))
    const isNews = wasWanted || news.ids.length > 0
    const events = written(news, isNews ? watch.count : news.count)
    tell(watch.streams, joined(events))
    remember(watch, events, startedAt)
    watch.looks += 1
    // A change that the page may lack, and that is heard of only now, is left for the next look to tell.
    if (isNews) watch.count = news.count
    watch.isWanted ||= news.isCut
    watch.since = Math.max(watch.since, news.isCut ? lastTime(news) - CUT_OVERLAP_MS : startedAt - OVERLAP_MS)
    for (const [id, at] of watch.told) if (at < watch.since) watch.told.delete(id)
  } catch (error) {
    deps.log.debug({ err: error }, 'events.look-failed')
    watch.isWanted = true
    waitMs = AGAIN_MS * (1 + Math.random())
  }
  watch.isLooking = false
  if (watch.isWanted && watch.streams.size > 0) lookIn(waitMs, deps, watch)
}

/** Keeps only the latest event of each comment, so that removed comments are not told to streams that start later. */
function remember(watch: Watch, events: readonly Written[], at: number): void {
  const subjects = new Set(events.map(({ about }) => about))
  const before = subjects.has(EVERYTHING)
    ? []
    : recentOf(watch, at).filter(({ about }) => !subjects.has(about))
  const recent = [...before, ...events.map((event) => ({ ...event, at }))]
  const bytes = recent.reduce((sum, { chunk }) => sum + chunk.length, 0)
  watch.recent = bytes > MOST_RECENT ? [{ at, about: EVERYTHING, chunk: reset(new Date(at)) }] : recent
}

function recentOf({ recent }: Watch, now: number): readonly Told[] {
  return recent.filter(({ at }) => at > now - BEFORE_START_MS)
}

/**
 * Tells a reader what it missed while it was cut off or, if that is too much, too old or unknown, to load the thread
 * again.
 */
export async function replay(
  deps: Looking,
  { site, articleKey, lastEventId }: Watcher,
  { watch, stream }: { readonly watch: Watch; readonly stream: Stream },
): Promise<void> {
  const now = deps.now()
  if (lastEventId === undefined || lastEventId === '') {
    return tell([stream], Buffer.concat([startAt(now), joined(recentOf(watch, now.getTime()))]))
  }
  const last = lastEventId.toLowerCase()
  if (!UUIDV7.test(last)) return tell([stream], reset(now))
  const ageMs = now.getTime() - timeOf(last)
  if (ageMs > REPLAY_MS || ageMs < -60_000) return tell([stream], reset(now))
  const after = firstIdAt(timeOf(last) - BEFORE_LAST_MS)
  try {
    for (let tries = 0; tries < REPLAY_TRIES; tries += 1) {
      const { looks } = watch
      const news = await findNews(deps.db, site, { articleKey, after, now, isKnown: (id) => id === last })
      // What everybody was told meanwhile may be newer than this: older news sent after it would stand as the latest.
      if (watch.looks === looks) return tell([stream], news.isCut ? reset(now) : joined(written(news, null)))
    }
    tell([stream], reset(now))
  } catch (error) {
    deps.log.debug({ err: error }, 'events.replay-failed')
    // Its reader reconnects by itself and asks again.
    stream.end()
  }
}

const joined = (events: readonly Written[]) => Buffer.concat(events.map(({ chunk }) => chunk))

/** Writes to all streams, some at a time, and ends those that have not taken what they were sent before. */
export function tell(streams: Iterable<Stream>, chunk: Buffer): void {
  if (chunk.length === 0) return
  const rest = [...streams]
  const slice = () => {
    for (const { sink, end } of rest.splice(0, SLICE)) {
      // Even a good reader has not taken what is only being written now; what was written before must be gone.
      if (sink.waiting() > MOST_WAITING) end()
      else sink.write(chunk)
    }
    if (rest.length > 0) setImmediate(slice)
  }
  slice()
}

function lastTime({ ids }: News): number {
  return timeOf(ids.at(-1) ?? firstIdAt(0))
}
