import { z } from 'zod'
import { correctAkismet } from '../checks/akismet.ts'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import { checkPolicyFor } from '../sites/policy.ts'
import { findSite } from '../sites/queries.ts'
import { throttle } from '../throttle.ts'
import type { Ref } from './again-queries.ts'
import { askedOf } from './aside.ts'
import { findOwed, forgetAside, noteTold, type Owed } from './correction-queries.ts'

const CorrectionData = z.object({
  siteId: z.uuid(),
  commentId: z.uuid(),
  failures: z.int().min(0).max(1_000).optional(),
})
export type CorrectionRef = z.infer<typeof CorrectionData>

/** A decision that is taken back within this is nobody's business. */
export const CORRECT_AFTER_MS = 60_000
/** The pauses after failures double from the first to the longest: four hours at most in all. */
const PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 3_600_000
const MOST_FAILURES = 10
const WARN_EVERY_MS = 60_000

/**
 * Tells Akismet where people decided otherwise than it said, as long as what it was asked is kept. It can do without:
 * what it does not take in a few hours is given up without alarming anybody.
 */
export function defineCorrections(deps: Deps): Enqueue<CorrectionRef> {
  const isAlertDue = throttle(WARN_EVERY_MS)
  const onAlert = (code: string) => {
    if (isAlertDue('akismet')) deps.log.warn({ why: code }, 'akismet.alert')
  }
  const corrections: Enqueue<CorrectionRef> = deps.jobs.define({
    name: 'correction',
    data: CorrectionData,
    queue: 'one-waiting',
    concurrency: 2,
    async run({ failures = 0, ...ref }, { signal }) {
      const why = await correct(deps, ref, { onAlert, signal })
      if (why === null) return
      const [attempt, isLast] = [failures + 1, failures + 1 >= MOST_FAILURES]
      deps.metrics.corrections.inc({ outcome: isLast ? 'given-up' : 'again' })
      const about = { commentId: ref.commentId, attempt, why }
      if (isLast) return deps.log.info(about, 'akismet.correction-given-up')
      deps.log.debug(about, 'akismet.correction-failed')
      const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2)
      const startAfter = new Date(deps.now().getTime() + pauseMs)
      await corrections(deps.db, { ...ref, failures: attempt }, { key: keyOf(ref), startAfter })
    },
  })
  return corrections
}

/** By this, decisions about the same comment share one job while it waits. */
export function keyOf({ siteId, commentId }: Ref): string {
  return `${siteId} ${commentId}`
}

type Running = { readonly onAlert: (code: string) => void; readonly signal: AbortSignal }

/**
 * Tells Akismet what now holds, and looks again: it may have been decided anew meanwhile.
 * @returns why it was not taken; null when nothing is left to tell.
 */
async function correct(deps: Deps, ref: Ref, { onAlert, signal }: Running): Promise<string | null> {
  if (deps.config.AKISMET_KEY === undefined) return null
  for (;;) {
    const owed = await findOwed(deps.db, ref)
    if (owed === undefined) return null
    const asked = await askedStill(deps, owed)
    if (asked === undefined) {
      await forgetAside(deps.db, ref)
      return null
    }
    const { site, commentId, truth } = owed
    const why = await correctAkismet(deps, onAlert, { ...owed, asked, signal })
    if (why !== null) return why
    await noteTold(deps.db, owed)
    deps.metrics.corrections.inc({ outcome: 'sent' })
    deps.log.info({ site, commentId, as: truth }, 'akismet.corrected')
  }
}

/**
 * What it was asked; undefined where it must not be told any more: the site's check is off, the words are others, or
 * the key is.
 */
async function askedStill(deps: Deps, owed: Owed) {
  const site = await findSite(deps.db, owed.site)
  if (site === undefined || !checkPolicyFor(site.policy, 'akismet').on) return undefined
  const asked = askedOf(deps.secret, owed)
  return asked?.['comment_content'] === owed.text ? asked : undefined
}
