import { articleName } from '../comments/cache-tags.ts'
import { apart, inTime } from '../db/in-time.ts'
import type { Finished } from '../http/finished.ts'
import { type ArticleChange, articleChange, type Live } from '../live.ts'
import { compressLater } from './compress.ts'
import { createEntries, type Entries, type Entry, type Pace } from './entries.ts'

/** An answer, the articles it shows, and the versions it was made from. */
export type Made = {
  readonly finished: Finished
  /** Versions by `articleName`; null for an article that has no row yet. */
  readonly shows: ReadonlyMap<string, number | null>
  /** Whether nobody may ask for it again: kept apart, so that made-up requests push out no real page. */
  readonly isPassing: boolean
  /** For how long at most it is served again; 0: it is made for each who asks. Absent: until a change is heard. */
  readonly livesMs?: number
}

export type Making = {
  /** The articles it will show, by `articleName`; null if that is unknown before it is made. */
  readonly about: readonly string[] | null
  readonly make: () => Promise<Made>
}

export type Memory = {
  /** The kept answer, if it may be served as it is, without waiting. */
  peek(key: string): Finished | undefined
  /** The kept answer, or a new one, which is made once however many ask for it at the same time. */
  get(key: string, making: Making): Promise<Finished>
  stats(): MemoryStats
  close(): void
}

type MemoryStats = {
  readonly entries: number
  readonly bytes: number
  readonly made: number
  readonly served: number
}

type MemoryOptions = {
  readonly maxBytes: number
  /** Monotonic milliseconds. */
  readonly clock?: () => number
}

/** If a notification is lost, its change shows no later than this. */
const LIVES_MS = 30_000
/**
 * The same while notifications cannot be heard. A lost connection is noticed within 3 s, so no answer outlives a
 * change by more than 5 s.
 */
const LIVES_DEAF_MS = 1_500
/** A busy page is rebuilt no more often than this, after a few rebuilds at once. */
const REMAKE_EVERY_MS = 100
const REMAKES_AT_ONCE = 10
/** How many callers wait for a page that is being rebuilt; later ones get the page before. */
const WAITING = 8

/** An answer being made, and the changes announced since. */
type Flight = {
  readonly about: readonly string[] | null
  readonly heard: ArticleChange[]
  readonly answer: Promise<Finished>
  waiting: number
}

type State = {
  readonly live: Live
  readonly clock: () => number
  readonly entries: Entries
  readonly flights: Map<string, Flight>
  /** No notification can have been missed since then. */
  heardSince: number
  made: number
  served: number
}

/**
 * Finished answers by request, bounded by bytes. A change of an article makes the answers that show it dirty, and the
 * next request rebuilds them. A removal drops them at once; an answer being made at that moment is neither kept nor
 * given to anybody who asks afterwards.
 */
export function createMemory(live: Live, options: MemoryOptions): Memory {
  const clock = options.clock ?? (() => performance.now())
  const entries = createEntries(options.maxBytes)
  const state: State = { live, clock, entries, flights: new Map(), heardSince: 0, made: 0, served: 0 }
  const stopHearing = live.hear({
    onMessage: (payload) => {
      const change = articleChange(payload)
      if (change !== undefined) hear(state, change)
    },
    // Earlier notifications were lost, so earlier answers cannot be trusted.
    onListening: () => {
      state.heardSince = clock()
    },
  })
  const peek = (key: string): Finished | undefined => {
    const entry = servable(state, key)
    if (entry !== undefined) state.served += 1
    return entry?.finished
  }
  return {
    peek,
    async get(key, making) {
      const finished = peek(key)
      if (finished !== undefined) return finished
      const flight = state.flights.get(key) ?? apart(() => fly(state, key, making))
      flight.waiting += 1
      return inTime(() => flight.answer)
    },
    stats: () => ({
      entries: entries.size(),
      bytes: entries.bytes(),
      made: state.made,
      served: state.served,
    }),
    close: stopHearing,
  }
}

/**
 * The kept answer, if it may be sent as it is: it is fresh, or it has changed but enough callers wait for the next
 * one already.
 */
function servable({ live, clock, entries, flights, heardSince }: State, key: string): Entry | undefined {
  const entry = entries.find(key)
  if (entry === undefined || entry.askedAt < heardSince) return undefined
  const livesMs = Math.min(entry.livesMs, live.isListening() ? LIVES_MS : LIVES_DEAF_MS)
  if (clock() - entry.askedAt >= livesMs) return undefined
  if (entry.isDirty && (flights.get(key)?.waiting ?? 0) < WAITING) return undefined
  return entry
}

function hear({ entries, flights }: State, change: ArticleChange): void {
  const name = articleName(change.siteId, change.articleKey)
  for (const [key, { about, heard }] of flights) {
    if (about !== null && !about.includes(name)) continue
    heard.push(change)
    if (change.isRemoval) flights.delete(key)
  }
  for (const entry of entries.showing(name)) {
    if (!isOutdated(entry.shows, name, change)) continue
    if (change.isRemoval) entries.drop(entry)
    else entry.isDirty = true
  }
}

/** Starts to make an answer, after a pause if it was made too often recently. */
function fly(state: State, key: string, making: Making): Flight {
  const { entries, flights, clock } = state
  const pace = entries.find(key)?.pace ?? { left: REMAKES_AT_ONCE, at: clock() }
  const pauseMs = take(pace, clock())
  const heard: ArticleChange[] = []
  const answer = (async () => {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    try {
      return await makeAndKeep(state, { key, making, heard, pace })
    } finally {
      if (flights.get(key)?.heard === heard) flights.delete(key)
    }
  })()
  const flight = { about: making.about, heard, answer, waiting: 0 }
  flights.set(key, flight)
  return flight
}

type Underway = {
  readonly key: string
  readonly making: Making
  readonly heard: ArticleChange[]
  readonly pace: Pace
}

async function makeAndKeep(state: State, { key, making, heard, pace }: Underway): Promise<Finished> {
  heard.length = 0
  const askedAt = state.clock()
  state.made += 1
  const { finished, shows, isPassing, livesMs = LIVES_MS } = await making.make()
  if (livesMs === 0) return finished
  const news = heard.filter((change) =>
    isOutdated(shows, articleName(change.siteId, change.articleKey), change),
  )
  if (news.some(({ isRemoval }) => isRemoval)) return finished
  const entry = { key, finished, shows, askedAt, livesMs, pace, isDirty: news.length > 0 }
  const onGrown = state.entries.put(entry, { isPassing })
  finished.onWanted = () => compressLater(finished, onGrown)
  return finished
}

/**
 * Whether a change came after the versions that an answer was made from. A change without a version counts as later.
 */
function isOutdated(
  shows: ReadonlyMap<string, number | null>,
  name: string,
  { version }: ArticleChange,
): boolean {
  const own = shows.get(name)
  if (own === undefined) return false
  return version === null || own === null || own < version
}

/**
 * Takes one rebuild.
 * @returns how many milliseconds to wait for it.
 */
function take(pace: Pace, now: number): number {
  pace.left = Math.min(REMAKES_AT_ONCE, pace.left + (now - pace.at) / REMAKE_EVERY_MS) - 1
  pace.at = now
  return pace.left >= 0 ? 0 : -pace.left * REMAKE_EVERY_MS
}
