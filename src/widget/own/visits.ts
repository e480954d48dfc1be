import type { Comment } from '../wire.ts'
import { load, save } from './storage.ts'
import { withoutToJson } from './without-to-json.ts'

const KEPT_MS = 90 * 86_400_000
const KEPT_AT_MOST = 200
const IDS_AT_MOST = 100
/** A reader who goes on reading within this time is still on the same visit. */
const SAME_VISIT_MS = 30 * 60_000

/**
 * What a reader has seen of a thread. Ids, and not only the time: a comment that waited for review appears later with
 * the time it was written.
 */
export type Seen = {
  /** The ends of ids, which are random. */
  readonly ids: readonly string[]
  /** Older comments may have been there without being listed. */
  readonly from: string
  /** When the newest of them was written. */
  readonly to: string
  /** How many comments the thread had. */
  readonly count: number
}

type Identified = Pick<Comment, 'id' | 'createdAt'>

type Visit = {
  /** By this browser's clock. */
  readonly at: number
  readonly seen: Seen
  /** What had been seen before this visit began. */
  readonly before?: Seen | undefined
}

/** By article, what the reader had seen when they last left it; nothing if they never came, or too long ago. */
export function seenByArticle(site: string): ReadonlyMap<string, Seen> {
  return new Map([...visitsOf(site)].map(([article, { seen }]) => [article, seen]))
}

/** What had been seen when this visit began: what was new then stays new while the reader comes and goes. */
export function seenBefore(site: string, article: string): Seen | undefined {
  const visit = visitsOf(site).get(article)
  return (visit && isGoingOn(visit) && visit.before) || visit?.seen
}

/** Whether a comment was not there yet, as far as is known. */
export function isUnseen({ ids, from }: Seen, { id, createdAt }: Identified): boolean {
  return createdAt > from && !ids.includes(endOf(id))
}

/** @param comments those at the thread's beginning: comments older than `from` were not all shown. */
export function seenIn(comments: readonly Identified[], { from, count }: Pick<Seen, 'from' | 'count'>): Seen {
  const newest = [...comments].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  const cut = newest[IDS_AT_MOST]?.createdAt ?? ''
  return {
    ids: [...new Set(newest.slice(0, IDS_AT_MOST).map(({ id }) => endOf(id)))],
    from: cut > from ? cut : from,
    to: newest[0]?.createdAt ?? from,
    count,
  }
}

/** Notes that the reader is here. */
export function keepVisit(site: string, article: string, visit: Pick<Visit, 'seen' | 'before'>): void {
  store(site, new Map([...visitsOf(site), [article, { ...visit, at: Date.now() }]]))
}

/** Changes what was seen on a visit that is over, without changing when it was. */
export function changeSeen(site: string, article: string, change: (seen: Seen) => Partial<Seen>): void {
  const visits = new Map(visitsOf(site))
  const visit = visits.get(article)
  if (visit === undefined) return
  store(site, visits.set(article, { ...visit, seen: { ...visit.seen, ...change(visit.seen) } }))
}

/** Forgets the visits to all articles except these. */
export function forgetVisits(site: string, but: ReadonlySet<string>): void {
  store(site, new Map([...visitsOf(site)].filter(([article]) => but.has(article))))
}

/** Enough of an id to recognise it. */
export function endOf(id: string): string {
  return id.slice(-8)
}

function visitsOf(site: string): ReadonlyMap<string, Visit> {
  const kept = Object.entries(load<Record<string, Visit>>(`visits:${site}`) ?? {})
  return new Map(kept.filter(([, { at }]) => Date.now() - at < KEPT_MS))
}

function store(site: string, visits: ReadonlyMap<string, Visit>): void {
  const kept = [...visits]
    .sort(([, a], [, b]) => a.at - b.at)
    .slice(-KEPT_AT_MOST)
    .map(([article, visit]) => [article, isGoingOn(visit) ? visit : { at: visit.at, seen: visit.seen }])
  withoutToJson(() => save(`visits:${site}`, kept.length > 0 ? Object.fromEntries(kept) : undefined))
}

function isGoingOn({ at }: Visit): boolean {
  return Date.now() - at < SAME_VISIT_MS
}
