import { apart, inTime } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { givingWay, inTurns } from '../give-way.ts'
import { keyedHash } from '../hash.ts'
import type { Enqueue } from '../jobs/kind.ts'
import type { Site } from '../sites/queries.ts'
import { throttle } from '../throttle.ts'
import { isEvidence } from './budget.ts'
import { toLesson } from './lessons.ts'
import { findModel, findNewestFit, type NewestFit } from './models.ts'
import type { Figures } from './proofs.ts'
import { listForgotten, listLessons } from './queries.ts'
import { type SiteJudge, siteJudge } from './site-judge.ts'
import { fromBytes } from './snapshot.ts'

/** One site's judge in this process, with how far it has read the decisions. */
export type Kept = {
  readonly site: Pick<Site, 'id' | 'slug'>
  readonly judge: SiteJudge
  /** With the comment's id, this decides what is drawn for a blind check. */
  readonly drawKey: string
  readonly version: number | null
  /** Ids of the decisions it has learned from. */
  readonly known: Set<string>
  /**
   * Decisions up to here were read. The next reading begins some time before this, for decisions that were committed
   * late.
   */
  through: Date | undefined
  policyVersion: number
  /** It has seen enough decisions, and enough of each kind, for thresholds. */
  isTaught: boolean
  figures: Figures
  /**
   * What the newest fit was made from, whether it is in force or not; undefined when a new fit is wanted in any case.
   */
  readonly newestFit: NewestFit | undefined
  /** A decision that the newest fit was made from no longer counts. */
  isStale: boolean
  readAt: number
}

type KeptJudges = {
  /** The judge of a site, loaded if need be; new decisions reach it within moments. */
  get(site: Site): Promise<Kept>
}

/** The most judges that are kept, at about two megabytes each. */
const MOST = 24
/** A transaction may be committed this long after the time written in its rows. */
const OVERLAP_MS = 60_000
const GATHER_MS = 100
const REST = 4
/** While notifications are not heard, decisions are read this often, as long as the judge is asked. */
const READ_AGAIN_MS = 5_000
const FIT_AGAIN_MS = 5_000
const WARN_EVERY_MS = 60_000
const GROWTH = 1.15

/**
 * The judges of the sites that are asked; the one unused for longest is dropped first. Each starts from the model in
 * force and learns the decisions made since, in their order. A decision that was taken back is forgotten, and a new
 * fit is requested once there is enough news. A notification is only a hint: the decisions themselves are read.
 */
export function keptJudges(deps: Deps, refit: Enqueue<{ siteId: string }>): KeptJudges {
  const fitAskedAt = new Map<string, number>()
  const fitsLater = new Set<string>()
  const isDue = throttle(WARN_EVERY_MS)
  const showBrakes = brakesShown(deps)
  const told = new Map<string, { readonly figures: Figures; readonly begunAt: number }>()
  const judges = shelf(async (site) => {
    const kept = await open(deps, site)
    await follow(kept)
    return kept
  })

  const follow = async (kept: Kept): Promise<void> => {
    const begunAt = performance.now()
    await catchUp(deps, kept)
    const asLoaded = kept.figures
    kept.figures = kept.judge.figures()
    const last = told.get(kept.site.id)
    // What became of the brakes since a model was made has been told already, perhaps by a reading that was under way
    // when this judge was loaded. Of two such readings the one that began first may know less.
    if (last === undefined || last.begunAt <= begunAt) {
      tellBrakes(deps, kept, last?.figures ?? asLoaded)
      told.set(kept.site.id, { figures: kept.figures, begunAt })
      showBrakes(kept)
    }
    if (wantsFit(kept)) await askForFit(kept.site.id)
  }

  /** At once, or when it may be asked for again: until somebody decides, nothing else would bring it up. */
  const askForFit = async (siteId: string): Promise<void> => {
    const now = performance.now()
    const restMs = (fitAskedAt.get(siteId) ?? Number.NEGATIVE_INFINITY) + FIT_AGAIN_MS - now
    if (restMs <= 0) {
      fitAskedAt.set(siteId, now)
      await refit(deps.db, { siteId }, { key: siteId })
    } else if (!fitsLater.has(siteId)) {
      fitsLater.add(siteId)
      setTimeout(() => {
        fitsLater.delete(siteId)
        readSoon(siteId)
      }, restMs).unref()
    }
  }

  const readSoon = gathering(GATHER_MS, async (siteId) => {
    const kept = await judges.peek(siteId)?.catch(() => undefined)
    if (kept === undefined) return
    await follow(kept).catch((error: unknown) => {
      if (isDue('behind')) deps.log.warn({ err: error, site: kept.site.slug }, 'judge.behind')
    })
  })

  deps.live.hear({
    onMessage(payload) {
      const about = siteIn(payload)
      if (about === undefined || judges.peek(about.siteId) === undefined) return
      if (about.kind === 'model') judges.drop(about.siteId)
      else readSoon(about.siteId)
    },
    onListening() {
      judges.dropAll()
    },
  })

  return {
    async get(site) {
      const kept = await inTime(() => judges.get(site))
      if (kept.policyVersion !== site.policyVersion) {
        kept.policyVersion = site.policyVersion
        kept.judge.setBudget(site.policy.budget)
        kept.figures = kept.judge.figures()
        showBrakes(kept)
      }
      if (!deps.live.isListening() && performance.now() - kept.readAt > READ_AGAIN_MS) readSoon(site.id)
      return kept
    },
  }
}

/** What was loaded for the sites that were asked about last. A site that could not be loaded is tried again. */
function shelf<T>(load: (site: Site) => Promise<T>) {
  // In order of use: a map iterates in insertion order, and asking inserts a site again.
  const loaded = new Map<string, Promise<T>>()
  return {
    get(site: Site): Promise<T> {
      let found = loaded.get(site.id)
      if (found === undefined) {
        found = apart(() => load(site))
        found.catch(() => loaded.delete(site.id))
      }
      loaded.delete(site.id)
      loaded.set(site.id, found)
      for (const oldest of loaded.keys()) {
        if (loaded.size <= MOST) break
        loaded.delete(oldest)
      }
      return found
    },
    peek: (siteId: string) => loaded.get(siteId),
    drop: (siteId: string) => void loaded.delete(siteId),
    dropAll: () => loaded.clear(),
  }
}

/**
 * Does something for a key a moment after it was first asked for, once for all who ask in that time, and then not
 * again before four times as long as it took: on a day of many decisions it would be all that the database does.
 */
function gathering(afterMs: number, act: (key: string) => Promise<void>): (key: string) => void {
  const busy = new Set<string>()
  const again = new Set<string>()
  const after = (ms: number, next: () => void) => void setTimeout(next, ms).unref()
  const run = async (key: string): Promise<void> => {
    again.delete(key)
    const started = performance.now()
    await apart(() => act(key))
    after(Math.max(afterMs, REST * (performance.now() - started)), () => {
      if (again.has(key)) void run(key)
      else busy.delete(key)
    })
  }
  return (key) => {
    if (busy.has(key)) {
      again.add(key)
      return
    }
    busy.add(key)
    after(afterMs, () => void run(key))
  }
}

/** Starts from the model in force; a state of another format or feature set counts as none and is made anew. */
async function open({ db, secret }: Deps, site: Site): Promise<Kept> {
  const [row, newestFit] = await Promise.all([findModel(db, site.id), findNewestFit(db, site.id)])
  const judge = siteJudge(site.id, site.policy.budget)
  const state = row && (await fromBytes(row.state))
  if (state !== undefined) judge.restore(state)
  return {
    site: { id: site.id, slug: site.slug },
    judge,
    drawKey: keyedHash(secret, 'audit', site.id).toString('hex'),
    version: state === undefined ? null : (row?.version ?? null),
    known: new Set(state?.proofs.map(({ id }) => id)),
    through: state === undefined ? undefined : row?.through,
    policyVersion: site.policyVersion,
    isTaught: false,
    figures: judge.figures(),
    newestFit: state === undefined && row !== undefined ? undefined : newestFit,
    isStale: false,
    readAt: performance.now(),
  }
}

async function catchUp({ db }: Deps, kept: Kept): Promise<void> {
  const { judge, known, site, newestFit } = kept
  const since = kept.through && new Date(kept.through.getTime() - OVERLAP_MS)
  const [rows, forgotten] = await Promise.all([
    listLessons(db, site.id, since),
    since === undefined ? [] : listForgotten(db, site.id, since),
  ])
  const fittedUntil = (newestFit?.through.getTime() ?? 0) - OVERLAP_MS
  for (const { id, forgottenAt } of forgotten) {
    if (!known.delete(id)) continue
    judge.unlearn(id)
    // An older model was put back, and learned from a decision that was taken back since. A newer fit has left
    // that decision out already, so another fit would change nothing.
    if (forgottenAt.getTime() > fittedUntil) kept.isStale = true
  }
  const giveWay = givingWay()
  for (const row of rows) {
    if (known.has(row.id)) continue
    known.add(row.id)
    judge.learn(toLesson(row))
    await giveWay()
  }
  kept.through = rows.at(-1)?.createdAt ?? kept.through
  kept.isTaught = isEvidence(judge.state().proofs)
  await inTurns(judge.measuring())
  kept.readAt = performance.now()
}

function wantsFit({ judge, known, newestFit, isStale }: Kept): boolean {
  return judge.isDue() && (isStale || known.size >= (newestFit?.lessons ?? 0) * GROWTH)
}

/** Logs when a side's blind checks broke the budget, and when the side runs again. */
function tellBrakes({ log, metrics }: Deps, kept: Kept, before: Figures): void {
  for (const side of ['approve', 'reject'] as const) {
    const { isBraked, checked, wrong } = kept.figures[side]
    if (isBraked === before[side].isBraked) continue
    log.warn({ site: kept.site.slug, side, checked, wrong }, isBraked ? 'budget.braked' : 'budget.released')
    metrics.brakes.inc({ side, to: isBraked ? 'braked' : 'released' })
  }
}

/** Counts the braked sites among those that were looked at. */
function brakesShown({ metrics }: Deps): (kept: Kept) => void {
  const sites = { approve: new Set<string>(), reject: new Set<string>() }
  return ({ site, figures }) => {
    for (const side of ['approve', 'reject'] as const) {
      if (figures[side].isBraked) sites[side].add(site.id)
      else sites[side].delete(site.id)
      metrics.braked.set({ side }, sites[side].size)
    }
  }
}

/** The site that a notification is about, and whether about its model or about decisions, made singly or by a job. */
function siteIn(
  payload: string,
): { readonly kind: 'model' | 'decided'; readonly siteId: string } | undefined {
  const [, kind, siteId] = /^\["(model|decided|bulk)", ?"([0-9a-f-]{36})"/.exec(payload) ?? []
  if (siteId === undefined) return undefined
  return { kind: kind === 'model' ? 'model' : 'decided', siteId }
}
