import type { Deps } from '../deps.ts'
import type { EventSink } from '../http/event-sink.ts'
import type { Site } from '../sites/queries.ts'
import { firstIdAt, reset, startAt, timeOf, UUID, written } from './event-text.ts'
import { findNews, type News } from './news.ts'

/* One look at the database for all who watch an article. */

/** Unread bytes at which a stream is ended when there is more to say: its reader comes back by itself. */
const MOST_WAITING = 64 * 1024
/** Changes that come close together are looked at together. */
const GATHER_MS = 50
/** Events are named before they are stored, so one may appear after another that was named later. */
const OVERLAP_MS = 30_000
/** When there is too much for one look. */
const CUT_OVERLAP_MS = 1_000
/** A new stream also hears of what happened while its page was on the way. */
const BEFORE_START_MS = 2_000
const REPLAY_MS = 10 * 60_000
const REPLAY_TRIES = 3
/** Streams written to in one go. */
const SLICE = 500

export type Watcher = {
  readonly site: Site
  readonly articleKey: string
  /** Who watches, for the cap of each. */
  readonly bucket: string
  /** What a browser says it heard last, as it came in. */
  readonly lastEventId: string | undefined
}

export type Stream = { readonly sink: EventSink; readonly bucket: string; readonly beat: number; end(): void }

export type Watch = {
  readonly site: Site
  readonly articleKey: string
  readonly streams: Set<Stream>
  /** Event ids told, by the time they were named. */
  readonly told: Map<string, number>
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
  if (watch.isLooking) return
  watch.isLooking = true
  setTimeout(() => void look(deps, watch), GATHER_MS).unref()
}

async function look(deps: Looking, watch: Watch): Promise<void> {
  watch.isWanted = false
  try {
    const startedAt = deps.now().getTime()
    const news = await findNews(deps.db, watch.site.id, {
      articleKey: watch.articleKey,
      after: firstIdAt(watch.since),
      isKnown: (id) => watch.told.has(id),
    })
    for (const id of news.ids) watch.told.set(id, timeOf(id))
    tell(watch.streams, written(news, watch.count))
    watch.looks += 1
    watch.count = news.count
    watch.isWanted ||= news.isCut
    watch.since = Math.max(watch.since, news.isCut ? lastTime(news) - CUT_OVERLAP_MS : startedAt - OVERLAP_MS)
    for (const [id, at] of watch.told) if (at < watch.since) watch.told.delete(id)
  } catch (error) {
    deps.log.debug({ err: error }, 'events.look-failed')
  }
  watch.isLooking = false
  if (watch.isWanted && watch.streams.size > 0) want(deps, watch)
}

/** What a reader missed while it was cut off; when that is too much, too long ago or unknown, word to read anew. */
export async function replay(
  deps: Looking,
  { site, articleKey, lastEventId }: Watcher,
  { watch, stream }: { readonly watch: Watch; readonly stream: Stream },
): Promise<void> {
  const now = deps.now()
  if (lastEventId === undefined || lastEventId === '') return tell([stream], startAt(now))
  if (!UUID.test(lastEventId)) return tell([stream], reset(now))
  const last = lastEventId.toLowerCase()
  const ageMs = now.getTime() - timeOf(last)
  if (ageMs > REPLAY_MS || ageMs < -60_000) return tell([stream], reset(now))
  const after = firstIdAt(timeOf(last) - BEFORE_START_MS)
  try {
    for (let tries = 0; tries < REPLAY_TRIES; tries += 1) {
      const { looks } = watch
      const news = await findNews(deps.db, site.id, { articleKey, after, isKnown: (id) => id === last })
      // What was told to all meanwhile may be newer than this: older news after it would stand as the last word.
      if (watch.looks === looks) return tell([stream], news.isCut ? reset(now) : written(news, null))
    }
    tell([stream], reset(now))
  } catch (error) {
    deps.log.debug({ err: error }, 'events.replay-failed')
  }
}

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
