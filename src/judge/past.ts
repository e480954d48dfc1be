import { sketchBands } from '../checks/sketch.ts'
import type { Folded } from '../text/fold.ts'
import type { Decided, EarlierDecisions } from './features.ts'
import {
  HALVED_AFTER,
  JUST_BEFORE_MINUTES,
  LONG_THREAD,
  NEWEST_OF_AUTHOR,
  NEWEST_OF_CONVERSATION,
  NEWEST_OF_THREAD,
} from './history.ts'

/** One comment as a corpus has it; null means unknown. */
export type PastComment = {
  readonly id: string
  readonly folded: Folded
  readonly author: string | null
  readonly group: string | null
  /** The comment it answers. */
  readonly parent: string | null
  /** Milliseconds. */
  readonly at: number | null
}

/**
 * What a site remembers of its comments, for work without a database: earlier decisions by author, thread and
 * conversation, and earlier texts, by the same rules as in the service.
 */
type Past = {
  /**
   * What was known when this comment came: the decisions noted so far on comments at least `leastAge` milliseconds
   * older.
   */
  before(comment: PastComment, leastAge: number): EarlierDecisions
  noteSeen(comment: PastComment): void
  noteDecided(comment: PastComment, isRejected: boolean): void
}

type Dated = { readonly id: string; readonly at: number | null }
type Sent = Dated & { readonly author: string | null }
type Decision = Dated & { readonly isRejected: boolean }
type Seen = { readonly id: string; rejected: boolean }

const KEPT = 400

export function emptyPast(site: string): Past {
  const authors = new Map<string, Decision[]>()
  const threads = new Map<string, Decision[]>()
  const threadsSent = new Map<string, Sent[]>()
  /** By the comment they answer. */
  const answers = new Map<string, Decision[]>()
  const own = new Map<string, Decision[]>()
  const texts = new Map<bigint, Seen[]>()
  const seen = new Map<string, Seen>()
  const bandsOf = (folded: Folded) => sketchBands(folded, site)
  return {
    before({ id, folded, author, group, parent, at }, leastAge) {
      const newest = (lists: ReadonlyMap<string, Decision[]>, key: string | null, most: number) =>
        key === null
          ? []
          : newestBefore(lists.get(key) ?? [], { id, until: at === null ? null : at - leastAge }, most)
      const ofThread = newest(threads, group, NEWEST_OF_THREAD)
      const sent =
        group === null ? [] : newestBefore(threadsSent.get(group) ?? [], { id, until: at }, LONG_THREAD)
      return {
        author: record(newest(authors, author, NEWEST_OF_AUTHOR)),
        threadSize: sent.length,
        backAndForth: at === null ? 0 : beyondOneEach(sent, at - JUST_BEFORE_MINUTES * 60_000),
        thread: record(ofThread),
        lately: record(ofThread, HALVED_AFTER),
        conversation: record([...newest(answers, parent, NEWEST_OF_CONVERSATION), ...newest(own, parent, 1)]),
        repeats: repeatsOf(bandsOf(folded), texts, id),
      }
    },
    noteSeen({ id, folded, author, group, at }) {
      if (seen.has(id)) return
      if (group !== null) insert(threadsSent, group, { id, author, at })
      const entry = { id, rejected: false }
      seen.set(id, entry)
      for (const band of bandsOf(folded)) {
        const alike = texts.get(band) ?? []
        texts.set(band, alike)
        alike.push(entry)
        if (alike.length > KEPT) alike.shift()
      }
    },
    noteDecided({ id, author, group, parent, at }, isRejected) {
      const decided: Decision = { id, at, isRejected }
      if (author !== null) insert(authors, author, decided)
      if (group !== null) insert(threads, group, decided)
      if (parent !== null) insert(answers, parent, decided)
      own.set(id, [decided])
      const entry = seen.get(id)
      if (entry !== undefined) entry.rejected = isRejected
    },
  }
}

/** Keeps a list in order of time, with one entry per comment. What is inserted is nearly always the newest. */
function insert<One extends Dated>(lists: Map<string, One[]>, key: string, one: One): void {
  const list = (lists.get(key) ?? []).filter(({ id }) => id !== one.id)
  lists.set(key, list)
  let place = list.length
  while (place > 0 && one.at !== null && (list[place - 1]!.at ?? one.at) > one.at) place -= 1
  list.splice(place, 0, one)
  if (list.length > KEPT) list.shift()
}

function newestBefore<One extends Dated>(
  sent: readonly One[],
  { id, until }: { readonly id: string; readonly until: number | null },
  most: number,
): One[] {
  const found: One[] = []
  for (let i = sent.length - 1; i >= 0 && found.length < most; i -= 1) {
    const one = sent[i]!
    const isLater = until !== null && one.at !== null && one.at > until
    if (one.id !== id && !isLater) found.push(one)
  }
  return found
}

/** How many were sent after an instant beyond one of each author; of an unknown author there is no other. */
function beyondOneEach(sent: readonly Sent[], after: number): number {
  const authors = sent.flatMap(({ author, at }) =>
    author === null || at === null || at <= after ? [] : [author],
  )
  return authors.length - new Set(authors).size
}

/** Newest first; each counts half of one that is `halvedAfter` places newer. */
function record(decided: readonly Decision[], halvedAfter = Number.POSITIVE_INFINITY): Decided {
  let approved = 0
  let rejected = 0
  decided.forEach(({ isRejected }, place) => {
    const weight = 0.5 ** (place / halvedAfter)
    if (isRejected) rejected += weight
    else approved += weight
  })
  return { approved, rejected }
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
