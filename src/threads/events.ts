import { articleName } from '../comments/cache-tags.ts'
import type { Deps } from '../deps.ts'
import type { EventSink } from '../http/event-sink.ts'
import { articleChange } from '../live.ts'
import { BEAT, comeBack } from './event-text.ts'
import { lookBack, newWatch, replay, type Stream, tell, type Watch, type Watcher, want } from './watches.ts'

export type ThreadEvents = {
  /** Writes what happens on an article until the returned function is called or the sink ends. */
  watch(watcher: Watcher, sink: EventSink): () => void
  size(): number
  /** Tells every stream to reconnect, and ends it. */
  close(): void
}

const PER_BUCKET = 200
const BEAT_SECONDS = 15
const BACK_MS = 2_000
const BACK_WHEN_FULL_MS = 60_000

/** The readers' event streams of this process: one look at the database serves all who watch an article. */
export function createEvents(deps: Pick<Deps, 'db' | 'live' | 'log' | 'now' | 'config'>): ThreadEvents {
  const watches = new Map<string, Watch>()
  const streams = openStreams(deps.config.EVENT_STREAMS)
  const stopHearing = hearFor(watches, deps)
  const stopBeating = beat(streams.all)
  let opened = 0

  const remove = (watch: Watch, stream: Stream) => {
    if (!streams.delete(stream)) return
    watch.streams.delete(stream)
    if (watch.streams.size === 0) watches.delete(articleName(watch.site.id, watch.articleKey))
  }

  return {
    size: () => streams.all.size,
    watch(watcher, sink) {
      const { site, articleKey, bucket } = watcher
      if (streams.isFull(bucket)) {
        // On any status but 200 a browser gives up for good.
        sink.write(comeBack(BACK_WHEN_FULL_MS))
        sink.end()
        return () => {}
      }
      const name = articleName(site.id, articleKey)
      const known = watches.get(name)
      const watch = known ?? newWatch(watcher, deps.now())
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
      sink.write(comeBack(BACK_MS))
      void replay(deps, watcher, { watch, stream })
      if (known === undefined) lookBack(deps, watch)
      return () => remove(watch, stream)
    },
    close() {
      stopBeating()
      stopHearing()
      for (const { sink, end } of [...streams.all]) {
        sink.write(comeBack(BACK_MS))
        end()
      }
    },
  }
}

/** Has watched articles looked at when something is said of them. Returns a function that stops this. */
function hearFor(
  watches: ReadonlyMap<string, Watch>,
  deps: Pick<Deps, 'db' | 'live' | 'log' | 'now'>,
): () => void {
  return deps.live.hear({
    onMessage: (payload) => {
      const change = articleChange(payload)
      const watch = change && watches.get(articleName(change.siteId, change.articleKey))
      if (watch) want(deps, watch)
    },
    // Notifications sent meanwhile were lost.
    onListening: () => {
      for (const watch of watches.values()) want(deps, watch)
    },
  })
}

/** Keeps streams alive, some of them each second. Returns a function that stops this. */
function beat(streams: ReadonlySet<Stream>): () => void {
  const timer = setInterval(() => {
    const now = Math.floor(performance.now() / 1_000) % BEAT_SECONDS
    tell(
      [...streams].filter((stream) => stream.beat === now),
      BEAT,
    )
  }, 1_000).unref()
  return () => clearInterval(timer)
}

/** The streams of all articles, and how many of them each network has. */
function openStreams(atMost: number) {
  const all = new Set<Stream>()
  const byBucket = new Map<string, number>()
  return {
    all: all as ReadonlySet<Stream>,
    isFull: (bucket: string): boolean =>
      all.size >= atMost ||
      // A proxy on this very machine stands for everybody.
      (!/^(127\.|::1)/.test(bucket) && (byBucket.get(bucket) ?? 0) >= PER_BUCKET),
    add(stream: Stream): void {
      all.add(stream)
      byBucket.set(stream.bucket, (byBucket.get(stream.bucket) ?? 0) + 1)
    },
    /** False if it was closed before. */
    delete(stream: Stream): boolean {
      if (!all.delete(stream)) return false
      const left = (byBucket.get(stream.bucket) ?? 1) - 1
      if (left === 0) byBucket.delete(stream.bucket)
      else byBucket.set(stream.bucket, left)
      return true
    },
  }
}
