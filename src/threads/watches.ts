import type { Deps } from '../deps.ts'
import type { EventSink } from '../http/event-sink.ts'
import type { Site } from '../sites/queries.ts'
import { UUIDV7 } from '../text/uuid.ts'
import { EVERYTHING, firstIdAt, reset, startAt, timeOf, type Written, written } from './event-text.ts'
import { findNews, type News } from './news.ts'

/* One look at the database for all who watch an article. */

/** Unread bytes at which a stream is ended when there is more to say: its reader comes back by itself. */
const MOST_WAITING = 64 * 1024
/** Changes that come close together are looked at together. */
const GATHER_MS = 50
/** An event gets its id before it is stored, so it may appear after another one with a later id. */
const OVERLAP_MS = 30_000
/** The same when one look did not tell everything. */
const CUT_OVERLAP_MS = 1_000
/** A look that failed is made again after this or up to twice as long, whether or not anything else happens. */
const AGAIN_MS = 1_000
/** A new stream also hears of what happened since its page was made, which a shared cache keeps as long as this. */
const BEFORE_START_MS = 40_000
/** Bytes of that; when more happened, a new stream is told to read the thread anew. */
const MOST_RECENT = 32 * 1024
/** Whoever goes on from an event also hears of what was named shortly before it. */
const BEFORE_LAST_MS = 2_000
const REPLAY_MS = 10 * 60_000
const REPLAY_TRIES = 3
/** Streams written to in one go. */
const SLICE = 500

export type Watcher = {
  readonly site: Site
  readonly articleKey: string
  /** Whom the stream counts for. */
  readonly bucket: string
  /** What a browser says it heard last, as it came in. */
  readonly lastEventId: string | undefined
}

export type Stream = { readonly sink: EventSink; readonly bucket: string; readonly beat: number; end(): void }

type Told = Written & { readonly at: number }

export type Watch = {
  readonly site: Site
  readonly articleKey: string
  readonly streams: Set<Stream>
  /** Event ids told, by the time they were named. */
  readonly told: Map<string, number>
  /** What was told lately, for those who come later. */
  recent: readonly Told[]
  since: number
  count: number | null
  /** How often it was looked at and told of. */
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

/** Has an article looked at soon, once for all that asks for it meanwhile. */
export function want(deps: Looking, watch: Watch): void {
  watch.isWanted = true
  if (!watch.isLooking) lookIn(GATHER_MS, deps, watch)
}

/** The first look, at what happened before anybody watched: only news are worth a word then. */
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
    // What may have been changed since the page was read, and is heard of only now, is told by the next look.
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

/** Of each comment the last word alone: what was removed is told of no more to those who come later. */
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

/** What a reader missed while it was cut off; when that is too much, too long ago or unknown, word to read anew. */
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
      // What was told to all meanwhile may be newer than this: older news after it would stand as the last word.
      if (watch.looks === looks) return tell([stream], news.isCut ? reset(now) : joined(written(news, null)))
    }
    tell([stream], reset(now))
  } catch (error) {
    deps.log.debug({ err: error }, 'events.replay-failed')
    // Its reader comes back by itself and asks again.
    stream.end()
  }
}

const joined = (events: readonly Written[]) => Buffer.concat(events.map(({ chunk }) => chunk))

/** Writes to all, some at a time, and ends those who did not take what they were told before. */
export function tell(streams: Iterable<Stream>, chunk: Buffer): void {
  if (chunk.length === 0) return
  const rest = [...streams]
  const slice = () => {
    for (const { sink, end } of rest.splice(0, SLICE)) {
      // What is written now is on its way to a good reader, too: it is what was written before that must be gone.
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
