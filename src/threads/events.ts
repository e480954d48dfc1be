import type { Deps } from '../deps.ts'
import type { EventSink } from '../http/event-sink.ts'
import { articleChange } from '../live.ts'
import type { Site } from '../sites/queries.ts'
import { articleName } from './memory.ts'
import { findNews, type News } from './news.ts'

export type Watcher = {
  readonly site: Site
  readonly articleKey: string
  /** Who watches, for the cap of each. */
  readonly bucket: string
  /** What a browser says it heard last, as it came in. */
  readonly lastEventId: string | undefined
}

export type ThreadEvents = {
  /** Writes what happens under an article until the returned function is called or the sink is ended. */
  watch(watcher: Watcher, sink: EventSink): () => void
  size(): number
  /** Tells every stream to come back, and ends it. */
  close(): void
}

const PER_BUCKET = 200
/** Unread bytes after which a stream is ended: its reader comes back by itself. */
const MOST_WAITING = 64 * 1024
const BEAT_SECONDS = 15
/** Changes that come close together are looked at together. */
const GATHER_MS = 50
/** Events are named before they are stored, so one may appear after another that was named later. */
const OVERLAP_MS = 30_000
/** When there is too much for one look. */
const CUT_OVERLAP_MS = 1_000
/** A new stream also hears of what happened while its page was on the way. */
const BEFORE_START_MS = 2_000
const REPLAY_MS = 10 * 60_000
/** Streams written to in one go. */
const SLICE = 500
const BACK_MS = 2_000
const BACK_WHEN_FULL_MS = 60_000

type Stream = { readonly sink: EventSink; readonly bucket: string; readonly beat: number; end(): void }

type Watch = {
  readonly site: Site
  readonly articleKey: string
  readonly streams: Set<Stream>
  /** Event ids told, by the time they were named. */
  readonly told: Map<string, number>
  since: number
  count: number | null
  isWanted: boolean
  isLooking: boolean
}

/** The readers' event streams of this process: one look at the database for all who watch an article. */
export function createEvents(deps: Pick<Deps, 'db' | 'live' | 'log' | 'now' | 'config'>): ThreadEvents {
  const watches = new Map<string, Watch>()
  const streams = new Set<Stream>()
  const byBucket = new Map<string, number>()
  let opened = 0

  const stopHearing = deps.live.hear({
    onMessage: (payload) => {
      const change = articleChange(payload)
      const watch = change && watches.get(articleName(change.siteId, change.articleKey))
      if (watch) want(watch)
    },
    // What was said meanwhile was not heard.
    onListening: () => {
      for (const watch of watches.values()) want(watch)
    },
  })

  const want = (watch: Watch) => {
    watch.isWanted = true
    if (watch.isLooking) return
    watch.isLooking = true
    setTimeout(() => void look(watch), GATHER_MS).unref()
  }

  const look = async (watch: Watch): Promise<void> => {
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
      watch.count = news.count
      watch.isWanted ||= news.isCut
      watch.since = Math.max(
        watch.since,
        news.isCut ? lastTime(news) - CUT_OVERLAP_MS : startedAt - OVERLAP_MS,
      )
      for (const [id, at] of watch.told) if (at < watch.since) watch.told.delete(id)
    } catch (error) {
      deps.log.debug({ err: error }, 'events.look-failed')
    }
    watch.isLooking = false
    if (watch.isWanted && watch.streams.size > 0) want(watch)
  }

  const beats = setInterval(() => {
    const now = Math.floor(performance.now() / 1_000) % BEAT_SECONDS
    tell(
      [...streams].filter(({ beat }) => beat === now),
      BEAT,
    )
  }, 1_000).unref()

  const remove = (watch: Watch, stream: Stream) => {
    if (!streams.delete(stream)) return
    watch.streams.delete(stream)
    if (watch.streams.size === 0) watches.delete(articleName(watch.site.id, watch.articleKey))
    const left = (byBucket.get(stream.bucket) ?? 1) - 1
    if (left === 0) byBucket.delete(stream.bucket)
    else byBucket.set(stream.bucket, left)
  }

  const isFull = (bucket: string) =>
    streams.size >= deps.config.EVENT_STREAMS ||
    // A proxy on this very machine speaks for everybody.
    (!/^(127\.|::1)/.test(bucket) && (byBucket.get(bucket) ?? 0) >= PER_BUCKET)

  return {
    size: () => streams.size,
    watch(watcher, sink) {
      const { site, articleKey, bucket } = watcher
      if (isFull(bucket)) {
        // A browser gives up for good on any status but 200.
        sink.write(comeBack(BACK_WHEN_FULL_MS))
        sink.end()
        return () => {}
      }
      const name = articleName(site.id, articleKey)
      const watch = watches.get(name) ?? newWatch(watcher, deps.now().getTime() - BEFORE_START_MS)
      watches.set(name, watch)
      const stream: Stream = {
        sink,
        bucket,
        beat: opened++ % BEAT_SECONDS,
        end: () => {
          remove(watch, stream)
          sink.end()
        },
      }
      streams.add(stream)
      watch.streams.add(stream)
      byBucket.set(bucket, (byBucket.get(bucket) ?? 0) + 1)
      sink.write(comeBack(BACK_MS))
      void replay(deps, watcher, stream)
      return () => remove(watch, stream)
    },
    close() {
      clearInterval(beats)
      stopHearing()
      for (const { sink, end } of [...streams]) {
        sink.write(comeBack(BACK_MS))
        end()
      }
    },
  }
}

function newWatch({ site, articleKey }: Watcher, since: number): Watch {
  return {
    site,
    articleKey,
    streams: new Set(),
    told: new Map(),
    since,
    count: null,
    isWanted: false,
    isLooking: false,
  }
}

/** What a reader missed while it was cut off; when that is too much or too long ago, word to read anew. */
async function replay(
  deps: Pick<Deps, 'db' | 'log' | 'now'>,
  { site, articleKey, lastEventId }: Watcher,
  stream: Stream,
): Promise<void> {
  if (lastEventId === undefined || !UUID.test(lastEventId)) return
  const last = lastEventId.toLowerCase()
  const ageMs = deps.now().getTime() - timeOf(last)
  if (ageMs > REPLAY_MS || ageMs < -60_000) return tell([stream], RESET)
  try {
    const after = firstIdAt(timeOf(last) - BEFORE_START_MS)
    const news = await findNews(deps.db, site.id, { articleKey, after, isKnown: (id) => id === last })
    tell([stream], news.isCut ? RESET : written(news, null))
  } catch (error) {
    deps.log.debug({ err: error }, 'events.replay-failed')
  }
}

/** Writes to all, some at a time, and ends those who do not take it. */
function tell(streams: Iterable<Stream>, chunk: Buffer): void {
  if (chunk.length === 0) return
  const rest = [...streams]
  const slice = () => {
    for (const { sink, end } of rest.splice(0, SLICE)) {
      sink.write(chunk)
      if (sink.waiting() > MOST_WAITING) end()
    }
    if (rest.length > 0) setImmediate(slice)
  }
  slice()
}

/** News as event stream; every event carries the id of the last one, which is where to go on from. */
function written({ ids, events, count }: News, knownCount: number | null): Buffer {
  const last = ids.at(-1)
  if (last === undefined) return Buffer.alloc(0)
  const texts = events.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n`)
  if (count !== knownCount) texts.push(`event: count\ndata: ${JSON.stringify({ count })}\n`)
  return Buffer.from(texts.map((text) => `id: ${last}\n${text}\n`).join(''))
}

const BEAT = Buffer.from(': beat\n\n')
const RESET = Buffer.from('event: reset\ndata: {}\n\n')

/** After a cut everybody comes back, not all at the same moment. */
function comeBack(ms: number): Buffer {
  return Buffer.from(`retry: ${ms + Math.floor(Math.random() * ms)}\n\n`)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** When a UUIDv7 was made, in milliseconds. */
function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

function lastTime({ ids }: News): number {
  return timeOf(ids.at(-1) ?? firstIdAt(0))
}

/** The least UUIDv7 of a moment. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
