import type { Finished } from '../http/finished.ts'
import { type ArticleChange, articleChange, type Live } from '../live.ts'
import { compressLater } from './compress.ts'
import { createLru } from './lru.ts'

/** What was made for one request, and the articles it shows, with the versions it was made from. */
export type Made = {
  readonly finished: Finished
  /** Versions by `articleName`; null for an article that has no row yet. */
  readonly shows: ReadonlyMap<string, number | null>
  /** Nobody may ask for it again: kept apart, so that made-up requests push out no real page. */
  readonly isPassing: boolean
}

export type Making = {
  /** The articles it will show, by `articleName`, as far as that is known before it is made. */
  readonly about: readonly string[] | null
  readonly make: () => Promise<Made>
}

export type Memory = {
  /** The kept answer if it may be served as it is, without waiting. */
  peek(key: string): Finished | undefined
  /** The kept answer, or a new one made once however many ask for it at the same time. */
  get(key: string, making: Making): Promise<Finished>
  stats(): MemoryStats
  close(): void
}

export type MemoryStats = {
  readonly entries: number
  readonly bytes: number
  readonly made: number
  readonly served: number
}

export type MemoryOptions = {
  readonly maxBytes: number
  /** Monotonic milliseconds. */
  readonly clock?: () => number
}

/** A lost notification shows its change no later than this. */
const LIVES_MS = 30_000
/** While nothing is heard. Losing the connection is noticed within 3 s, so nothing lives on for over 5. */
const LIVES_DEAF_MS = 1_500
/** A busy page is made anew this often at most, after a few at once. */
const REMAKE_EVERY_MS = 100
const REMAKES_AT_ONCE = 10
/** So many wait for a page being made anew; who comes later is served the one before. */
const WAITING = 8

type Entry = {
  readonly key: string
  readonly finished: Finished
  readonly shows: ReadonlyMap<string, number | null>
  readonly askedAt: number
  readonly pace: Pace
  isDirty: boolean
}

/** How often a page may be made anew: a bucket of remakes that fills again with time. */
type Pace = { left: number; at: number }

/** An answer being made, and the changes heard since. */
type Flight = {
  readonly about: readonly string[] | null
  readonly heard: ArticleChange[]
  readonly answer: Promise<Finished>
  waiting: number
}

export function articleName(siteId: string, articleKey: string): string {
  return `${siteId} ${articleKey}`
}

/**
 * Finished answers by request, bounded by bytes. A change of an article makes what shows it dirty: the next one
 * who asks has it made anew. A removal drops it at once, and what is being made at that moment is neither kept
 * nor given to anybody who asks after it.
 */
export function createMemory(live: Live, options: MemoryOptions): Memory {
  const clock = options.clock ?? (() => performance.now())
  const kept = createLru<Entry>((options.maxBytes * 3) / 4, forgetNames)
  const passing = createLru<Entry>(options.maxBytes / 4, forgetNames)
  const showing = new Map<string, Set<Entry>>()
  const flights = new Map<string, Flight>()
  let heardSince = 0
  let made = 0
  let served = 0

  function forgetNames(entry: Entry): void {
    for (const name of entry.shows.keys()) {
      const entries = showing.get(name)
      entries?.delete(entry)
      if (entries?.size === 0) showing.delete(name)
    }
  }

  const drop = (entry: Entry) => {
    kept.delete(entry.key, entry)
    passing.delete(entry.key, entry)
  }

  const hear = (change: ArticleChange) => {
    const name = articleName(change.siteId, change.articleKey)
    for (const [key, { about, heard }] of flights) {
      if (about !== null && !about.includes(name)) continue
      heard.push(change)
      if (change.isRemoval) flights.delete(key)
    }
    for (const entry of [...(showing.get(name) ?? [])]) {
      if (!isOutdated(entry.shows, name, change)) continue
      if (change.isRemoval) drop(entry)
      else entry.isDirty = true
    }
  }
  const stopHearing = live.hear({
    onMessage: (payload) => {
      const change = articleChange(payload)
      if (change !== undefined) hear(change)
    },
    // What was sent before is lost, so what was made before is not to be trusted.
    onListening: () => {
      heardSince = clock()
    },
  })

  const isYoung = ({ askedAt }: Entry, now: number) =>
    askedAt >= heardSince && now - askedAt < (live.isListening() ? LIVES_MS : LIVES_DEAF_MS)

  const find = (key: string) => kept.get(key) ?? passing.get(key)

  /** The kept answer that may go out: as good as new, or the one before while enough wait for the next. */
  const servable = (key: string): Entry | undefined => {
    const entry = find(key)
    if (entry === undefined || !isYoung(entry, clock())) return undefined
    if (entry.isDirty && (flights.get(key)?.waiting ?? 0) < WAITING) return undefined
    return entry
  }

  const keep = (
    key: string,
    { finished, shows, isPassing }: Made,
    from: Pick<Entry, 'askedAt' | 'isDirty' | 'pace'>,
  ) => {
    const entry: Entry = { key, finished, shows, ...from }
    const old = find(key)
    if (old !== undefined) drop(old)
    const lru = isPassing ? passing : kept
    lru.set(key, entry, sizeOf(entry))
    for (const name of shows.keys()) {
      const entries = showing.get(name)
      if (entries === undefined) showing.set(name, new Set([entry]))
      else entries.add(entry)
    }
    finished.onWanted = () => compressLater(finished, () => lru.resize(key, entry, sizeOf(entry)))
  }

  const makeAndKeep = async (key: string, { make }: Making, heard: ArticleChange[], pace: Pace) => {
    heard.length = 0
    const askedAt = clock()
    made += 1
    const fresh = await make()
    const news = heard.filter((change) =>
      isOutdated(fresh.shows, articleName(change.siteId, change.articleKey), change),
    )
    if (!news.some(({ isRemoval }) => isRemoval))
      keep(key, fresh, { askedAt, isDirty: news.length > 0, pace })
    return fresh.finished
  }

  const fly = (key: string, making: Making): Flight => {
    const pace = find(key)?.pace ?? { left: REMAKES_AT_ONCE, at: clock() }
    const pauseMs = take(pace, clock())
    const heard: ArticleChange[] = []
    const answer = (async () => {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      try {
        return await makeAndKeep(key, making, heard, pace)
      } finally {
        if (flights.get(key)?.heard === heard) flights.delete(key)
      }
    })()
    const flight = { about: making.about, heard, answer, waiting: 0 }
    flights.set(key, flight)
    return flight
  }

  return {
    peek(key) {
      const entry = servable(key)
      if (entry !== undefined) served += 1
      return entry?.finished
    },
    async get(key, making) {
      const entry = servable(key)
      if (entry !== undefined) {
        served += 1
        return entry.finished
      }
      const flight = flights.get(key) ?? fly(key, making)
      flight.waiting += 1
      return flight.answer
    },
    stats: () => ({
      entries: kept.size() + passing.size(),
      bytes: kept.bytes() + passing.bytes(),
      made,
      served,
    }),
    close: stopHearing,
  }
}

/** Whether a change is news to what was made from these versions. A change without a version always is. */
function isOutdated(
  shows: ReadonlyMap<string, number | null>,
  name: string,
  { version }: ArticleChange,
): boolean {
  const own = shows.get(name)
  if (own === undefined) return false
  return version === null || own === null || own < version
}

/** Takes one remake; how long it has to wait for it. */
function take(pace: Pace, now: number): number {
  pace.left = Math.min(REMAKES_AT_ONCE, pace.left + (now - pace.at) / REMAKE_EVERY_MS) - 1
  pace.at = now
  return pace.left >= 0 ? 0 : -pace.left * REMAKE_EVERY_MS
}

const OVERHEAD_BYTES = 1_500

function sizeOf({ key, finished, shows }: Entry): number {
  const { identity, gzip, br } = finished.bodies
  const names = [...shows.keys()].reduce((sum, name) => sum + name.length + 200, 0)
  return OVERHEAD_BYTES + names + key.length * 2 + identity.length + (gzip?.length ?? 0) + (br?.length ?? 0)
}
