import { borneOutOnArrival } from './arrivals.ts'
import { exactUpperShare, NOTHING, plus, type Sums, upperShare } from './bounds.ts'
import { fallAhead, riseElsewhere, riseLately } from './drift.ts'
import { asSaid, byProbability, evened, type Foreseen, foreseen, fromAbove, type Proof } from './foreseen.ts'

/**
 * What a site promises: the share of machine approvals, and of machine rejections, that a moderator would have
 * decided differently. A side with 0 is never automated.
 */
export type Budget = {
  readonly wrongApprove: number
  readonly wrongReject: number
  /** The least share of automatic decisions that is checked blindly. */
  readonly audit: number
  readonly certainty: 'expected' | 'proven'
}

/** A probability equal to `approveBelow` or `rejectAbove` is inside; null: that side is not automated. */
export type Thresholds = { readonly approveBelow: number | null; readonly rejectAbove: number | null }

/** Nothing is automated before this many decisions, with this many of each kind. */
const MIN_DECISIONS = 60
const MIN_OF_EACH = 15

/** Standard deviations that `expected` adds to the error: by the decisions alone, and as judge and decisions see it. */
const EXPECTED_Z = 0.25
/** How much of the limit the error may take as judge and decisions see it. */
const OF_LIMIT = 0.9
/**
 * How bad even the last comment within a threshold may seem. How many may go wrong is for the limit to say; this one is
 * no gamble by itself.
 */
const FARTHEST = 0.25
/**
 * The judge's own expectation of a tail counts as much as this many decisions: among few decisions, luck picks the
 * cleanest.
 */
const OWN_WORD = 1_000
/** `expected` lets whole articles reduce its evidence by this factor at most; `proven` sets no limit. */
const MAX_DESIGN = 5
/** The recent past alone holds less evidence, so its share of errors may be this many times the limit. */
const RECENT = 1.5
export const PROVEN_RISK = 0.05
/** From how many starting points `proven` searches; they share the risk. */
const PROVEN_STARTS = 6
/** After how many newer decisions evidence counts half when the recent past is looked at alone. */
const HALF_LIFE = 500

/**
 * How many decisions are worth a single independent one, because decisions on one article tend to agree; null where
 * there are too few articles to tell.
 */
export type DesignEffect = number | null

/** What is known of decisions besides what was said of each. */
export type Circumstances = {
  readonly design: DesignEffect
  /** How many articles of equal size they come from; null where it is not known which article they were on. */
  readonly articles: number | null
  /** Decisions beside the probability that was told when the comment came, where anybody asked for one. */
  readonly arrivals: readonly Proof[]
}

/**
 * The two thresholds that the evidence allows, in steps, each of which takes twelve thousand decisions some
 * milliseconds.
 * @param decided in the order they were decided, oldest first.
 */
export function* thresholdsInSteps(
  decided: readonly Proof[],
  budget: Budget,
  { design, articles, arrivals }: Circumstances,
): Generator<void, Thresholds> {
  if (!isEvidence(decided)) return NO_THRESHOLDS
  const isProven = budget.certainty === 'proven'
  const elsewhere = isProven ? 1 : riseElsewhere(decided, articles)
  yield
  const even = isProven ? decided : yield* evened(decided)
  yield
  const proofs = isProven
    ? even.map(asSaid)
    : yield* foreseen(even, atMostDesign(design), 1 / (elsewhere * elsewhere))
  yield
  const worth = isProven ? atMostArticles(design, decided.length, articles) : design
  const tail = (side: Side, limit: number) => largestTail(side, limit, budget.certainty, worth)
  // For `proven`, a change already seen only takes away: which limit to prove was told by the labels.
  const tails = (side: Side, limit: number, worse: number) =>
    isProven && worse > 1 ? nearer(tail(side, limit), tail(side, limit / worse)) : tail(side, limit / worse)
  const arrived = isProven || articles === null || design === null ? [] : arrivals
  const sideOf = (foretold: readonly Foreseen[], known: readonly Proof[], limit: number): Side => ({
    proofs: foretold,
    isBorneOut: borneOutOnArrival(known, limit, atMostDesign(design)),
  })
  const rise = Math.max(riseLately(proofs), elsewhere)
  yield
  const asIs = sideOf(proofs, arrived, budget.wrongApprove)
  yield
  const approve = tails(asIs, budget.wrongApprove, rise)
  yield
  const flipped = sideOf(proofs.map(fromAbove), arrived.map(asSaid).map(fromAbove), budget.wrongReject)
  yield
  const fall = fallAhead(proofs)
  yield
  const reject = tails(flipped, budget.wrongReject, fall)
  if (approve !== null && reject !== null && approve >= 1 - reject) return apart(approve, 1 - reject)
  return { approveBelow: approve, rejectAbove: reject === null ? null : 1 - reject }
}

function nearer(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.min(one, other)
}

/**
 * For `proven`, an article tells no more than one decision would, however alike the decisions on it have been so far.
 */
function atMostArticles(design: DesignEffect, decisions: number, articles: number | null): DesignEffect {
  return design === null || articles === null ? design : Math.max(design, decisions / articles)
}

/** What whole articles take from the evidence of `expected`. */
function atMostDesign(design: DesignEffect): number {
  return Math.min(design ?? 1, MAX_DESIGN)
}

/** Whether there are enough decisions, and enough of each kind, to allow anything at all. */
export function isEvidence(proofs: readonly Proof[]): boolean {
  const rejected = proofs.filter(({ isRejected }) => isRejected).length
  return proofs.length >= MIN_DECISIONS && Math.min(rejected, proofs.length - rejected) >= MIN_OF_EACH
}

export const NO_THRESHOLDS: Thresholds = { approveBelow: null, rejectAbove: null }

/** Where the two tails overlap, the thresholds meet in the middle. */
function apart(approveBelow: number, rejectAbove: number): Thresholds {
  const middle = (approveBelow + rejectAbove) / 2
  return { approveBelow: middle - 1e-9, rejectAbove: middle + 1e-9 }
}

/** One end of the evidence, the safe comments first. */
type Side = {
  readonly proofs: readonly Foreseen[]
  /** Whether few enough of the comments that seemed at most so bad when they came turned out to be. */
  readonly isBorneOut: (p: number) => boolean
}

/**
 * The largest probability such that few enough of all decisions at or below it were rejections; null if there is
 * none.
 */
function largestTail(
  { proofs, isBorneOut }: Side,
  limit: number,
  certainty: Budget['certainty'],
  design: DesignEffect,
): number | null {
  if (limit <= 0) return null
  if (certainty === 'proven') return design === null ? null : provenTail(tailsOf(proofs, design), limit)
  const tails = tailsOf(proofs, atMostDesign(design)).filter(({ p }) => isBorneOut(p))
  return expectedTail(tails, limit)
}

/** Sums over all decisions up to a probability. */
type Tail = {
  readonly p: number
  readonly all: Sums
  /** The share of wrong ones to be expected, as the decisions bear the probabilities out: of all, and of the last. */
  readonly expected: number
  readonly atMost: number
  /** The same with older decisions counting less and less. */
  readonly recent: Sums
}

function tailsOf(proofs: readonly Foreseen[], design: number): Tail[] {
  const order = byProbability(proofs)
  const tails: Tail[] = []
  let all = NOTHING
  let recent = NOTHING
  let wrong = 0
  order.forEach((i, at) => {
    const { p, isRejected, weight, expected } = proofs[i]!
    all = plus(all, weight, design, isRejected)
    wrong += weight * expected
    recent = plus(recent, weight * 0.5 ** ((proofs.length - 1 - i) / HALF_LIFE), design, isRejected)
    const next = order[at + 1]
    if (next === undefined || proofs[next]!.p > p)
      tails.push({ p, all, expected: wrong / all.weight, atMost: expected, recent })
  })
  return tails
}

function expectedTail(tails: readonly Tail[], limit: number): number | null {
  const isWithin = ({ all, expected, atMost, recent }: Tail) =>
    atMost <= FARTHEST &&
    upperShare(all, EXPECTED_Z) <= limit &&
    upperShare(withOwnWord(all, expected), EXPECTED_Z) <= OF_LIMIT * limit &&
    recent.wrong <= RECENT * limit * recent.weight
  return tails.findLast(isWithin)?.p ?? null
}

/**
 * The decisions of a tail, counted as the number of independent ones they are worth, together with what the judge
 * expects of it.
 */
function withOwnWord({ weight, squares, wrong }: Sums, expected: number): Sums {
  const worth = (weight * weight) / squares
  const all = worth + OWN_WORD
  return { weight: all, squares: all, wrong: (wrong / weight) * worth + OWN_WORD * expected }
}

/**
 * Fixed-sequence testing from several starts (Angelopoulos et al., Learn then Test, 2021): the candidates are
 * tails of growing size, chosen without looking at a label; each start may err with its share of the risk, and
 * from it the tail grows for as long as the exact upper bound stays within the limit.
 */
function provenTail(tails: readonly Tail[], limit: number): number | null {
  const risk = PROVEN_RISK / PROVEN_STARTS
  const whole = tails.at(-1)?.all
  if (whole === undefined) return null
  // This many independent decisions without an error are proof; here as the number of decisions that are worth as
  // many.
  const smallest = (Math.log(risk) / Math.log(1 - limit)) * (whole.squares / whole.weight)
  let best: number | null = null
  for (let start = 0; start < PROVEN_STARTS; start += 1) {
    const from = smallest * (whole.weight / smallest) ** (start / PROVEN_STARTS)
    for (
      let i = tails.findIndex(({ all }) => all.weight >= from);
      i >= 0 && i < tails.length;
      i = nextTail(tails, i)
    ) {
      const { p, all } = tails[i]!
      if (exactUpperShare(all, risk) > limit) break
      best = Math.max(best ?? 0, p)
    }
  }
  return best
}

/** The next tail that is a fiftieth larger. */
function nextTail(tails: readonly Tail[], from: number): number {
  const least = tails[from]!.all.weight * 1.02
  let i = from + 1
  while (i < tails.length && tails[i]!.all.weight < least) i += 1
  return i
}
