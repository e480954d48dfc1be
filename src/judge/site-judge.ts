import type { Budget, Thresholds } from './budget.ts'
import { bent } from './calibrate.ts'
import { familiarity } from './familiar.ts'
import type { Vector } from './features.ts'
import { type Designs, type Fitted, logitBy, type Model, noteMet } from './fit.ts'
import { keyedShare } from './hashing.ts'
import { type KindRisk, kindRisk } from './heads.ts'
import { knowsThread, threadPart } from './history.ts'
import { withoutIdentity } from './identity.ts'
import { sigmoid } from './learners.ts'
import { type Figures, type Lesson, provenBy, siteProofs } from './proofs.ts'
import { seedRisk, theSeed } from './seed/seed.ts'
import { withoutSuspicion } from './seed/weigh.ts'
import type { JudgeState } from './snapshot.ts'

export type Judgement = {
  /** That a moderator would reject it, 0 to 1. */
  readonly p: number
  readonly action: 'approve' | 'reject' | 'queue'
  readonly thresholds: Thresholds
  /** How much of the comment's language the site has taught, 0 to 1. */
  readonly known: number
  /** Decided by machine and drawn for a blind check, at `auditRate`. */
  readonly audit: boolean
  readonly auditRate: number
}

type Candidate = {
  readonly id: string
  readonly vector: Vector
  /** Whether all of it was read: a longer comment is never decided by machine. */
  readonly isWhole: boolean
  /** For a comment that was learned from: what was said of it by a model that had not seen it. */
  readonly heldOut?: number
}

/**
 * What one site has learned, in memory: one model and the decisions it is measured by. It uses neither chance nor the
 * time: the same calls give the same answers.
 */
export type SiteJudge = {
  score(candidate: Candidate): Judgement
  /** The kind of rejection it would be, for moderators' eyes; by the seed until the first fit. */
  kindRisk(vector: Vector): KindRisk
  /** Learns from one more decision: a small step of the model, and one more proof of what the model is worth. */
  learn(lesson: Lesson): void
  /** Removes a decision from the evidence; the model itself forgets it at the next fit. */
  unlearn(id: string): void
  /** Whether enough was learned or unlearned since the last fit to make a new one worthwhile. */
  isDue(): boolean
  /** Puts a fit, made from these decisions, in force. */
  adopt(fitted: Fitted, examples: readonly Lesson[]): void
  setBudget(budget: Budget): void
  thresholds(): Thresholds
  /** Measures thresholds ahead, in steps between which others may have their turn. */
  measuring(): Generator<void, void>
  figures(): Figures
  model(): Model | null
  state(): JudgeState
  /** Puts in force what `state` returned; decisions made since then have to be learned again. */
  restore(state: JudgeState): void
}

const FIRST_FIT = 60
const ONLINE_RATE = 0.15

export function siteJudge(key: string, firstBudget: Budget): SiteJudge {
  const proofs = siteProofs(firstBudget)
  let model: Model | null = null
  let fittedOn = 0
  let design: Designs = { inThread: 1, elsewhere: 1, articles: null }
  /** The model was made from a decision that no longer counts. */
  let isStale = false
  const allowed = () => proofs.allowed(model && design)
  return {
    score(candidate) {
      const { auditRate, thresholds } = allowed()
      const judged = judgementOf(model, candidate, {
        fittedOn,
        thresholds: knowsThread(candidate.vector) ? thresholds.inThread : thresholds.elsewhere,
      })
      const audit = judged.action !== 'queue' && keyedShare(key, candidate.id) < auditRate
      return { ...judged, audit, auditRate }
    },
    kindRisk: (vector) => kindRisk(model?.heads ?? theSeed(), vector),
    figures: proofs.figures,
    thresholds: () => asReadBoth(model, allowed().thresholds.inThread),
    measuring: () => proofs.measuring(model && design),
    model: () => model,
    state: () => ({ model, fittedOn, design, proofs: proofs.all() }),
    restore(state) {
      ;({ fittedOn, design } = state)
      model = state.model && copyOf(state.model)
      isStale = false
      proofs.replace(state.proofs)
    },
    learn({ id, vector, isRejected, weight, checkOf, told }) {
      proofs.add({ id, isRejected, weight, checkOf, told, ...predict(model, fittedOn, vector) })
      if (model === null) return
      step(model, vector, isRejected)
      noteMet(model.met, vector)
    },
    unlearn(id) {
      if (proofs.remove(id)) isStale = true
    },
    isDue() {
      const { length } = proofs.all()
      return length >= FIRST_FIT && (isStale || length >= fittedOn * growthFrom(fittedOn))
    },
    adopt(fitted, examples) {
      ;({ model, design } = fitted)
      fittedOn = examples.length
      isStale = false
      proofs.replace(provenBy(fitted, examples))
    },
    setBudget: proofs.setBudget,
  }
}

/** What a model says of a comment, and what the thresholds make of that. */
function judgementOf(
  model: Model | null,
  { vector, isWhole, heldOut }: Candidate,
  { fittedOn, thresholds }: { readonly fittedOn: number; readonly thresholds: Thresholds },
): Omit<Judgement, 'audit' | 'auditRate'> {
  const p = heldOut ?? probability(model, vector)
  const known = model === null ? 0 : familiarity(model.met, vector, fittedOn)
  const mayDecide = model !== null && isWhole && known >= model.familiar
  return {
    p: asRead(model, p),
    action: mayDecide ? actionByOwn(model, { p, vector }, thresholds) : 'queue',
    thresholds: asReadBoth(model, thresholds),
    known,
  }
}

/** The parts of a model that learning changes are copied, so that its owner's stay as they are. */
function copyOf(model: Model): Model {
  return { ...model, weights: model.weights.slice(), met: model.met.slice() }
}

function probability(model: Model | null, vector: Vector): number {
  return model === null ? seedRisk(vector).either : sigmoid(logitBy(model, vector))
}

/** A probability as it is told. Verdicts are weighed before that, by the bend that the budget makes for itself. */
function asRead(model: Model | null, p: number): number {
  return model === null ? p : bent(p, model.bend)
}

function asReadBoth(model: Model | null, { approveBelow, rejectAbove }: Thresholds): Thresholds {
  return {
    approveBelow: approveBelow === null ? null : asRead(model, approveBelow),
    rejectAbove: rejectAbove === null ? null : asRead(model, rejectAbove),
  }
}

/** What is said of a comment before its decision is learned. */
function predict(model: Model | null, fittedOn: number, vector: Vector) {
  const p = probability(model, vector)
  const isInThread = knowsThread(vector)
  if (model === null) return { p, isFamiliar: false, isInThread, withoutThread: p }
  const isFamiliar = familiarity(model.met, vector, fittedOn) >= model.familiar
  const withoutThread = isInThread ? sigmoid(logitBy(model, vector) - threadPart(model.weights, vector)) : p
  return { p, isFamiliar, isInThread, withoutThread }
}

/**
 * By how much the decisions must have grown for the next fit: the more it is made from, the longer a fit takes and
 * the less it gains.
 */
function growthFrom(fittedOn: number): number {
  return fittedOn < 2_000 ? 1.15 : 1.3
}

function actionAt(p: number, { approveBelow, rejectAbove }: Thresholds): Judgement['action'] {
  if (approveBelow !== null && p <= approveBelow) return 'approve'
  if (rejectAbove !== null && p >= rejectAbove) return 'reject'
  return 'queue'
}

/**
 * Follows the thresholds, except that a rejection must follow from the site's own decisions, even without the seed, and
 * without the words for who people are.
 */
function actionByOwn(
  model: Model,
  { p, vector }: { readonly p: number; readonly vector: Vector },
  thresholds: Thresholds,
): Judgement['action'] {
  const action = actionAt(p, thresholds)
  if (action !== 'reject') return action
  const own = model.seed === null ? p : withoutSuspicion(p, model.seed, vector)
  const named = logitBy(model, vector) - logitBy(model, withoutIdentity(vector))
  return actionAt(lowered(own, named), thresholds) === 'reject' ? 'reject' : 'queue'
}

/** The probability without a part of its logit, if that part speaks for a rejection. */
function lowered(p: number, by: number): number {
  return by <= 0 ? p : p / (p + (1 - p) * Math.exp(by))
}

/** One step of AdaGrad. How often a bucket was met stands in for the sum of squares it would have gathered. */
function step(model: Model, vector: Vector, isRejected: boolean): void {
  const { index, value } = vector
  const slip = sigmoid(logitBy(model, vector)) - Number(isRejected)
  for (let k = 0; k < index.length; k += 1) {
    const bucket = index[k]!
    model.weights[bucket]! -= (ONLINE_RATE * slip * Math.sign(value[k]!)) / Math.sqrt(1 + model.met[bucket]!)
  }
}
