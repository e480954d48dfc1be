import { withDeadline } from '../db/deadline.ts'
import { beforeStoring } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import type { Enqueue } from '../jobs/kind.ts'
import type { Site } from '../sites/queries.ts'
import { throttle } from '../throttle.ts'
import { exactUpperShare, upperShare } from './bounds.ts'
import { type Budget, PROVEN_RISK, type Thresholds } from './budget.ts'
import { explain, type Moved } from './explain.ts'
import { type Evidence, vectorOf } from './features.ts'
import { keyedShare } from './hashing.ts'
import type { KindRisk } from './heads.ts'
import { type Kept, keptJudges } from './kept.ts'
import { auditRateFor, type SideFigures } from './proofs.ts'
import { siteJudge } from './site-judge.ts'
import { MAX_READ } from './tokens.ts'

/** A site's judge's opinion of one comment. */
export type Opinion = {
  /** That a moderator would reject it, 0 to 1; null while the site has no model. */
  readonly probability: number | null
  /** The kind of reason it would be rejected for; a guess for moderators' eyes, which moves no verdict. */
  readonly kinds: KindRisk
  readonly action: 'approve' | 'reject' | 'queue'
  readonly thresholds: Thresholds
  /** Whether the site has decided enough for its budget to hold; until then the rules alone decide. */
  readonly isTaught: boolean
  /** Whether the blind checks of what the careful rules approved so far keep the budget by themselves. */
  readonly isApprovingWell: boolean
  /** Sides whose recent blind checks broke the budget. */
  readonly braked: { readonly approve: boolean; readonly reject: boolean }
  /** Whether a machine's verdict on this comment is to be checked blindly, and the rate at which that was drawn. */
  readonly isDrawn: boolean
  readonly auditRate: number
  /** A number from 0 up to 1 that belongs to the comment for ever, used in place of chance. */
  readonly share: number
  readonly explanation: readonly Moved[] | null
  readonly modelVersion: number | null
}

type JudgeFigures = {
  readonly modelVersion: number | null
  /** How many decisions the judge has learned from. */
  readonly lessons: number
  readonly thresholds: Thresholds
  readonly approve: SideFigures
  readonly reject: SideFigures
}

/** The learned judges of all sites, each kept in memory while it is being asked. */
export type Judges = {
  /** @returns undefined when the judge cannot be had in time: then only a person may decide. */
  opinion(site: Site, commentId: string, evidence: Evidence): Promise<Opinion | undefined>
  figures(site: Site): Promise<JudgeFigures>
  /** The judge of a site under another budget, for trying a policy on comments of the past. */
  underBudget(site: Site, budget: Budget): Promise<PastJudge>
}

/**
 * @param lesson the decision that was learned from this comment, so that the judge does not just repeat what it was
 * told.
 */
export type PastJudge = (commentId: string, evidence: Evidence, lesson: string | null) => Opinion

/** Moderators must have made this many decisions before the machine's verdicts are drawn for them to check. */
const CHECKED_FROM = 10
const LOAD_WITHIN_MS = 1_000
const WARN_EVERY_MS = 60_000

export function createJudges(deps: Deps, refit: Enqueue<{ siteId: string }>): Judges {
  const kept = keptJudges(deps, refit)
  const isDue = throttle(WARN_EVERY_MS)
  return {
    async opinion(site, commentId, evidence) {
      const loaded = withDeadline(kept.get(site), LOAD_WITHIN_MS).catch(() => undefined)
      const found = await beforeStoring(loaded, undefined)
      if (found !== undefined) return opinionOf(site, { commentId, evidence }, found)
      if (isDue('judge')) deps.log.warn({ site: site.slug, commentId }, 'judge.unavailable')
      return undefined
    },
    async figures(site) {
      const { judge, version, known } = await kept.get(site)
      const { approve, reject } = judge.figures()
      return {
        modelVersion: version,
        lessons: known.size,
        thresholds: judge.thresholds(),
        approve,
        reject,
      }
    },
    async underBudget(site, budget) {
      const found = await kept.get(site)
      const state = found.judge.state()
      const judge = siteJudge(site.id, budget)
      judge.restore(state)
      const tried: Kept = { ...found, judge, figures: judge.figures() }
      const heldOut = new Map(state.proofs.map(({ id, p }) => [id, p]))
      return (commentId, evidence, lesson) =>
        opinionOf(site, { commentId, evidence, heldOut: heldOut.get(lesson ?? '') }, tried)
    },
  }
}

type Asked = {
  readonly commentId: string
  readonly evidence: Evidence
  readonly heldOut?: number | undefined
}

function opinionOf(
  site: Site,
  { commentId, evidence, heldOut }: Asked,
  { judge, drawKey, version, known, isTaught, figures }: Kept,
): Opinion {
  const share = keyedShare(drawKey, commentId)
  const braked = { approve: figures.approve.isBraked, reject: figures.reject.isBraked }
  const auditRate = auditRateFor(figures.checks, site.policy.budget)
  const isApprovingWell = keepsBudget(figures.approve.byRules, site.policy.budget)
  const vector = vectorOf(evidence)
  const drawn = {
    kinds: judge.kindRisk(vector),
    isTaught,
    isApprovingWell,
    braked,
    share,
    auditRate,
    isDrawn: known.size >= CHECKED_FROM && share < auditRate,
  }
  const model = judge.model()
  if (model === null) {
    const thresholds = judge.thresholds()
    return {
      ...drawn,
      probability: null,
      action: 'queue',
      thresholds,
      explanation: null,
      modelVersion: null,
    }
  }
  const isWhole = evidence.folded.text.length <= MAX_READ
  const { p, action, thresholds } = judge.score({
    id: commentId,
    vector,
    isWhole,
    ...(heldOut !== undefined && { heldOut }),
  })
  const explanation = explain(model, evidence, vector)
  return { ...drawn, probability: p, action, thresholds, explanation, modelVersion: version }
}

/** How many standard deviations are added to what blind checks found. */
const CHECKS_Z = 0.5

function keepsBudget(
  { checked, wrong }: SideFigures['byRules'],
  { wrongApprove, certainty }: Budget,
): boolean {
  const sums = { weight: checked, squares: checked, wrong }
  const atMost = certainty === 'proven' ? exactUpperShare(sums, PROVEN_RISK) : upperShare(sums, CHECKS_Z)
  return atMost <= wrongApprove
}
