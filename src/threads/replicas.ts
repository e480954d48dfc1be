import type { Logger } from 'pino'
import { articleName } from '../comments/cache-tags.ts'
import { type Db, openDb, type Queryable, type Sql } from '../db/client.ts'
import { articleChange, type Live } from '../live.ts'

/** The databases from which pages are read that memory lacks. */
export type Replicas = {
  /**
   * A replica, taken in turn, that has every change announced so far for these articles (null: for any), or the
   * primary if there is none. Use it for all reads of one page.
   */
  reader(about: readonly string[] | null): Queryable
  /** How many replicas are used at present. */
  fresh(): number
  close(): Promise<void>
}

type ReplicaOptions = {
  readonly primary: Db
  readonly urls: readonly string[]
  readonly live: Pick<Live, 'hear' | 'isListening'>
  readonly log: Pick<Logger, 'warn' | 'info'>
}

const LOOK_EVERY_MS = 200
const LOOK_WITHIN_MS = 500
/** A replica further behind than this is not used at all. */
const BEHIND_AT_MOST_MS = 1_500
const ANSWERS_WITHIN_MS = 1_000

/**
 * The position of the primary's log at a time of ours: whoever has replayed that far has everything committed before.
 */
type Mark = { readonly at: number; readonly lsn: bigint }

type Replica = {
  readonly db: Db
  /** Its place in the setting, starting at 1. */
  readonly number: number
  /** It has everything that was committed before this time. */
  hasUntil: number
  isFresh: boolean
}

/**
 * Reads from replicas without any reader noticing. Several times a second each replica is asked which of the
 * primary's log positions it has replayed. An article with a change announced since then is read from the primary,
 * and so is everything while notifications cannot be heard: a removal never waits for a replica.
 */
export function createReplicas({ primary, urls, live, log }: ReplicaOptions): Replicas {
  if (urls.length === 0) return { reader: () => primary, fresh: () => 0, close: async () => {} }
  const replicas = urls.map((url, index): Replica => {
    const db = openDb(url, { applicationName: 'postbag read', timeoutMs: ANSWERS_WITHIN_MS })
    return { db, number: index + 1, hasUntil: Number.NEGATIVE_INFINITY, isFresh: false }
  })
  const changes = followChanges(live)
  let marks: readonly Mark[] = []
  let turn = 0
  let isClosed = false

  const look = async (): Promise<void> => {
    const at = performance.now()
    const lsn = await positionOf(primary, (sql) => sql`pg_current_wal_lsn()`).catch(() => null)
    if (lsn !== null) marks = [...marks.filter((mark) => at - mark.at < BEHIND_AT_MOST_MS), { at, lsn }]
    await Promise.all(
      replicas.map(async (replica) => {
        await measure(replica, marks)
        note(replica)
      }),
    )
    changes.forget(at - BEHIND_AT_MOST_MS)
    if (!isClosed) timer = setTimeout(look, LOOK_EVERY_MS).unref()
  }
  const note = (replica: Replica): void => {
    const isFresh = keepsUp(replica)
    if (isFresh === replica.isFresh) return
    replica.isFresh = isFresh
    if (isFresh) log.info({ replica: replica.number }, 'replica.used')
    else log.warn({ replica: replica.number }, 'replica.behind')
  }
  let timer = setTimeout(look, 0).unref()

  const pick = (about: readonly string[] | null): Replica | undefined => {
    if (!live.isListening()) return undefined
    const mustHave = Math.max(performance.now() - BEHIND_AT_MOST_MS, changes.lastOf(about))
    const able = replicas.filter(({ hasUntil }) => hasUntil > mustHave)
    turn += 1
    return able[turn % able.length]
  }
  return {
    reader(about) {
      const replica = pick(about)
      return replica === undefined ? primary : orPrimary(replica, primary, note)
    },
    fresh: () => replicas.filter(keepsUp).length,
    async close() {
      isClosed = true
      clearTimeout(timer)
      changes.stop()
      await Promise.all(replicas.map(({ db }) => db.close()))
    },
  }
}

/** Asks a replica how far it has come. */
async function measure(replica: Replica, marks: readonly Mark[]): Promise<void> {
  // Null if nothing is being replayed: that server is no replica.
  const replayed = await positionOf(replica.db, (sql) => sql`pg_last_wal_replay_lsn()`).catch(() => null)
  const reached = marks.findLast((mark) => replayed !== null && mark.lsn <= replayed)
  if (reached !== undefined) replica.hasUntil = Math.max(replica.hasUntil, reached.at)
}

/**
 * Reads from the replica until it fails. Then it is not used before the next look, and the rest of this page comes
 * from the primary.
 */
function orPrimary(replica: Replica, primary: Db, onFailed: (replica: Replica) => void): Queryable {
  let used: Queryable = replica.db
  return {
    async query(build, options) {
      try {
        return await used.query(build, options)
      } catch (error) {
        if (used === primary) throw error
        replica.hasUntil = Number.NEGATIVE_INFINITY
        onFailed(replica)
        used = primary
        return primary.query(build, options)
      }
    },
  }
}

function keepsUp({ hasUntil }: Replica): boolean {
  return performance.now() - hasUntil < BEHIND_AT_MOST_MS
}

/** When a change of each article was last announced, kept as long as it can matter. */
function followChanges(live: Pick<Live, 'hear'>) {
  const byName = new Map<string, number>()
  let last = Number.NEGATIVE_INFINITY
  /** Anything announced before this may have been missed. */
  let since = performance.now()
  const stop = live.hear({
    onMessage: (payload) => {
      const change = articleChange(payload)
      if (change === undefined) return
      last = performance.now()
      const name = articleName(change.siteId, change.articleKey)
      byName.delete(name)
      byName.set(name, last)
    },
    onListening: () => {
      since = performance.now()
    },
  })
  return {
    stop,
    lastOf: (about: readonly string[] | null): number =>
      about === null
        ? Math.max(since, last)
        : about.reduce((latest, name) => Math.max(latest, byName.get(name) ?? since), since),
    /** In order of time, so the oldest come first. */
    forget(before: number): void {
      for (const [name, at] of byName) {
        if (at >= before) return
        byName.delete(name)
      }
    },
  }
}

/** A log position as a number; null if there is none. */
async function positionOf(db: Queryable, what: (sql: Sql) => ReturnType<Sql>): Promise<bigint | null> {
  const [row] = await db.query((sql) => sql<{ lsn: string | null }[]>`select ${what(sql)}::text as lsn`, {
    timeoutMs: LOOK_WITHIN_MS,
  })
  const [high, low] = row?.lsn?.split('/') ?? []
  return high === undefined || low === undefined ? null : BigInt(`0x${high}${low.padStart(8, '0')}`)
}
