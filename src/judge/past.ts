import { sketchBands } from '../checks/sketch.ts'
import type { Folded } from '../text/fold.ts'
import type { EarlierDecisions } from './features.ts'

/** One comment as a corpus has it; what is null is not known. */
export type PastComment = {
  readonly id: string
  readonly folded: Folded
  readonly author: string | null
  readonly group: string | null
  /** Milliseconds. */
  readonly at: number | null
}

/**
 * What a site remembers of its comments, for work without a database: earlier decisions by author and by thread
 * and earlier texts, under the same rules as in the service.
 */
export type Past = {
  /** What was known when this comment came: decisions noted so far on comments that are not newer. */
  before(comment: PastComment): EarlierDecisions
  noteSeen(comment: PastComment): void
  noteDecided(comment: PastComment, isRejected: boolean): void
}

type Decided = { readonly at: number | null; readonly isRejected: boolean }
type Seen = { readonly id: string; rejected: boolean }

const KEPT = 400

export function emptyPast(site: string): Past {
  const authors = new Map<string, Decided[]>()
  const threads = new Map<string, Decided[]>()
  const texts = new Map<bigint, Seen[]>()
  const seen = new Map<string, Seen>()
  const all: Dated[] = []
  const bandsOf = (folded: Folded) => sketchBands(folded, site)
  return {
    before({ id, folded, author, group, at }) {
      return {
        author: count(author === null ? [] : (authors.get(author) ?? []), at, KEPT),
        thread: count(group === null ? [] : (threads.get(group) ?? []), at, KEPT),
        ...(at === null ? {} : { site: lastDay(all, at) }),
        repeats: repeatsOf(bandsOf(folded), texts, id),
      }
    },
    noteSeen({ id, folded }) {
      if (seen.has(id)) return
      const entry = { id, rejected: false }
      seen.set(id, entry)
      for (const band of bandsOf(folded)) push(texts, band, entry)
    },
    noteDecided({ id, author, group, at }, isRejected) {
      if (author !== null) push(authors, author, { at, isRejected })
      if (group !== null) push(threads, group, { at, isRejected })
      if (at !== null) insert(all, { at, isRejected })
      const entry = seen.get(id)
      if (entry !== undefined) entry.rejected = isRejected
    },
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else {
    list.push(value)
    if (list.length > KEPT) list.shift()
  }
}

function count(
  decided: readonly Decided[],
  at: number | null,
  most: number,
): { approved: number; rejected: number } {
  let approved = 0
  let rejected = 0
  for (let i = decided.length - 1; i >= 0 && approved + rejected < most; i -= 1) {
    const one = decided[i]
    if (one === undefined || (at !== null && one.at !== null && one.at > at)) continue
    if (one.isRejected) rejected += 1
    else approved += 1
  }
  return { approved, rejected }
}

type Dated = { readonly at: number; readonly isRejected: boolean }
const DAY_MS = 86_400_000

/** Kept in order of time; what is new is nearly always newest. */
function insert(all: Dated[], one: Dated): void {
  let place = all.length
  while (place > 0 && all[place - 1]!.at > one.at) place -= 1
  all.splice(place, 0, one)
}

function lastDay(all: readonly Dated[], at: number): { approved: number; rejected: number } {
  let approved = 0
  let rejected = 0
  for (let i = firstAfter(all, at) - 1; i >= 0 && all[i]!.at > at - DAY_MS; i -= 1) {
    if (all[i]!.isRejected) rejected += 1
    else approved += 1
  }
  return { approved, rejected }
}

function firstAfter(all: readonly Dated[], at: number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (all[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  return low
}

function repeatsOf(
  bands: readonly bigint[],
  texts: ReadonlyMap<bigint, readonly Seen[]>,
  id: string,
): EarlierDecisions['repeats'] {
  const [whole, ...likeness] = bands
  const exact = new Set(whole === undefined ? [] : (texts.get(whole) ?? []).filter((one) => one.id !== id))
  const near = new Set(
    likeness.flatMap((band) => (texts.get(band) ?? []).filter((one) => one.id !== id && !exact.has(one))),
  )
  const rejected = [...exact, ...near].filter((one) => one.rejected).length
  return { exact: exact.size, near: near.size, rejected }
}
