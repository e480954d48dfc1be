import { calibrationError } from './calibrate.ts'
import { type CorpusComment, type CorpusJudge, instant } from './corpus.ts'
import { keyedShare } from './hashing.ts'

export type Labelled = CorpusComment & { readonly label: 0 | 1 }

/** Shares are 0 to 1; an error is null where nothing was decided. */
export type Automation = {
  readonly comments: number
  readonly approved: number
  readonly rejected: number
  readonly automated: number
  readonly wrongApproved: number | null
  readonly wrongRejected: number | null
  readonly wrong: number | null
}

export type Ranking = {
  /** These are null where all comments are of one kind: there is nothing to rank. */
  readonly roc: number | null
  readonly precisionRecall: number | null
  /** The share of good comments that are lost when 95 of 100 bad ones are caught. */
  readonly falseAt95: number | null
  readonly calibrationError: number
}

/** One step of a learning curve: what had been spent, and how the comments since the last step went. */
export type CurvePoint = { readonly seen: number; readonly labels: number; readonly automation: Automation }

type Outcome = { readonly p: number; readonly action: string; readonly label: 0 | 1 }

/** Learns all of one part, then judges all of the other. */
export function judgeOffline(
  judge: CorpusJudge,
  train: readonly Labelled[],
  test: readonly Labelled[],
): Outcome[] {
  for (const { label, ...comment } of train) judge.learn(comment, label === 1)
  return test.map(({ label, ...comment }) => ({ ...judge.score(comment), label }))
}

const HOUR_MS = 3_600_000

/**
 * Judges comments as they arrive and learns only from those that are queued, or drawn at the rate `audit` for a blind
 * check. The moderator answers a dated comment one hour later, any other at once.
 */
export function judgeOnline(
  judge: CorpusJudge,
  stream: readonly Labelled[],
  audit: number,
): { readonly outcomes: Outcome[]; readonly labelsAfter: number[] } {
  const waiting: { readonly at: number; readonly one: Labelled }[] = []
  const labelsAfter: number[] = []
  let labels = 0
  const outcomes = stream.map((one) => {
    const { label, ...comment } = one
    const at = instant(comment.date)
    while (at !== null && waiting[0] !== undefined && isAnswered(waiting[0].at, at))
      tell(judge, waiting.shift()?.one)
    const { p, action } = judge.score(comment)
    if (action === 'queue' || keyedShare('moderator', comment.id) < audit) {
      labels += 1
      if (at === null) tell(judge, one)
      else waiting.push({ at, one })
    }
    labelsAfter.push(labels)
    return { p, action, label }
  })
  return { outcomes, labelsAfter }
}

/** An hour has passed, or another part of the corpus begins at an earlier time. */
function isAnswered(askedAt: number, at: number): boolean {
  return askedAt + HOUR_MS <= at || askedAt > at
}

function tell(judge: CorpusJudge, one: Labelled | undefined): void {
  if (one === undefined) return
  const { label, ...comment } = one
  judge.learn(comment, label === 1)
}

export function curveOf(
  outcomes: readonly Outcome[],
  labelsAfter: readonly number[],
  points: number,
): CurvePoint[] {
  const size = Math.max(1, Math.ceil(outcomes.length / points))
  const starts = Array.from({ length: Math.ceil(outcomes.length / size) }, (_, i) => i * size)
  return starts.map((from) => {
    const seen = Math.min(outcomes.length, from + size)
    return { seen, labels: labelsAfter[seen - 1]!, automation: automationOf(outcomes.slice(from, seen)) }
  })
}

export function automationOf(outcomes: readonly Outcome[]): Automation {
  const approved = outcomes.filter(({ action }) => action === 'approve')
  const rejected = outcomes.filter(({ action }) => action === 'reject')
  const wrongA = approved.filter(({ label }) => label === 1).length
  const wrongR = rejected.filter(({ label }) => label === 0).length
  const decided = approved.length + rejected.length
  const share = (part: number, of: number) => (of === 0 ? null : part / of)
  return {
    comments: outcomes.length,
    approved: approved.length,
    rejected: rejected.length,
    automated: share(decided, outcomes.length) ?? 0,
    wrongApproved: share(wrongA, approved.length),
    wrongRejected: share(wrongR, rejected.length),
    wrong: share(wrongA + wrongR, decided),
  }
}

export function rankingOf(outcomes: readonly Outcome[]): Ranking {
  const sorted = outcomes.toSorted((a, b) => b.p - a.p)
  const bad = sorted.filter(({ label }) => label === 1).length
  const good = sorted.length - bad
  let caught = 0
  let missed = 0
  let area = 0
  let precision = 0
  let falseAt95 = 1
  for (let i = 0; i < sorted.length; ) {
    const [caughtBefore, missedBefore] = [caught, missed]
    const { p } = sorted[i]!
    for (; i < sorted.length && sorted[i]!.p === p; i += 1) {
      if (sorted[i]!.label === 1) caught += 1
      else missed += 1
    }
    area += ((missed - missedBefore) * (caught + caughtBefore)) / 2
    precision += ((caught - caughtBefore) * caught) / (caught + missed)
    if (caughtBefore < 0.95 * bad && caught >= 0.95 * bad) falseAt95 = missed / good
  }
  const isRanked = bad > 0 && good > 0
  return {
    roc: isRanked ? area / (bad * good) : null,
    precisionRecall: isRanked ? precision / bad : null,
    falseAt95: isRanked ? falseAt95 : null,
    calibrationError: calibrationError(
      outcomes.map(({ p }) => p),
      outcomes.map(({ label }) => label),
    ),
  }
}
