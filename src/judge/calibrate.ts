import { atOnce } from '../give-way.ts'
import { sigmoid } from './learners.ts'

/** How learners' logits are joined into one that can be read as a probability. */
export type Joining = { readonly factors: readonly number[]; readonly offset: number }

const ROUNDS = 60
/** Pulls the factors towards their usual values: with few decisions there is little to fit them on. */
const RIDGE = 1
const OFFSET_RIDGE = 0.01
/** Of probability, in which stated and found shares are compared. */
const BINS = 15
/** A full Newton step may go too far where a bound cuts it: then half of it is tried, and so on. */
const HALVES = Array.from({ length: 20 }, (_, times) => 0.5 ** times)
/** One input of the joining: its value for each decision, and the factor it has before any decision. */
export type Input = {
  readonly values: Float64Array
  readonly usual: number
  /** Whether its factor may be negative. */
  readonly isFree?: boolean
}

/**
 * Logistic regression of the decisions on held-out logits by Newton's method, projected where a factor is bound
 * (Bertsekas 1982): Platt's scaling (1999) for one learner, stacking (Wolpert 1992) for several. `values[i]` of a
 * learner is its logit for decision i, made without having seen that decision. Unless an input is free its factor
 * stays positive, and one that would have to turn negative is left out.
 */
export function fitJoining(...decided: Parameters<typeof joiningInSteps>): Joining {
  return atOnce(joiningInSteps(...decided))
}

function* joiningInSteps(
  inputs: readonly Input[],
  isRejected: Uint8Array,
  weight: Float32Array,
): Generator<void, Joining> {
  const size = inputs.length + 1
  const usual = [...inputs.map((input) => input.usual), 0]
  const values = inputs.map((input) => input.values)
  const isBound = (a: number) => a < size - 1 && inputs[a]!.isFree !== true
  const ridge = (a: number) => (a === size - 1 ? OFFSET_RIDGE : RIDGE)
  const loss = (at: readonly number[]) =>
    lossOf(values, isRejected, weight, at) +
    at.reduce((sum, factor, a) => sum + (ridge(a) * (factor - usual[a]!) ** 2) / 2, 0)
  let factors = [...usual]
  let least = loss(factors)
  for (let round = 0; round < ROUNDS; round += 1) {
    yield
    const { gradient, hessian } = slopes(values, isRejected, weight, factors)
    factors.forEach((factor, a) => {
      gradient[a]! += ridge(a) * (factor - usual[a]!)
      hessian[a]![a]! += ridge(a)
      if (isBound(a) && factor === 0 && gradient[a]! > 0) freeze(gradient, hessian, a)
    })
    const step = solve(hessian, gradient)
    const after = (part: number) =>
      factors.map((factor, a) => {
        const moved = factor - part * step[a]!
        return isBound(a) ? Math.max(0, moved) : moved
      })
    const part = HALVES.find((half) => loss(after(half)) < least)
    if (part === undefined) break
    const moved = after(part)
    const isDone = moved.every((factor, a) => Math.abs(factor - factors[a]!) < 1e-6)
    factors = moved
    least = loss(moved)
    if (isDone) break
  }
  return { factors: factors.slice(0, -1), offset: factors[size - 1]! }
}

/**
 * How a logit is read, with one slope far below even odds and another far above: beta calibration (Kull, Silva Filho,
 * Flach 2017), where Platt's has one slope for both.
 */
export type Bend = { readonly good: number; readonly bad: number; readonly offset: number }

/** How strongly a slope is pulled to 1, which means the logit as it was given: a third more or less is usual. */
const BELIEVED = 3
const NO_SURER = 1e-6
const SUREST = 1e-15

export function fitBend(...decided: Parameters<typeof bendInSteps>): Bend {
  return atOnce(bendInSteps(...decided))
}

function* bendInSteps(
  logits: Float64Array,
  isRejected: Uint8Array,
  weight: Float32Array,
): Generator<void, Bend> {
  const inputs = [above, below].map((part) => ({
    values: logits.map((logit) => part(logit) / BELIEVED),
    usual: BELIEVED,
  }))
  const { factors, offset } = yield* joiningInSteps(inputs, isRejected, weight)
  return { bad: factors[0]! / BELIEVED, good: factors[1]! / BELIEVED, offset }
}

/** A probability as it is to be read. Of two the larger stays the larger. */
export function bent(p: number, bend: Bend): number {
  return bentLogit(logitOf(p, SUREST), bend)
}

function bentLogit(logit: number, { good, bad, offset }: Bend): number {
  return sigmoid(bad * above(logit) + good * below(logit) + offset)
}

/** The two parts that a logit is the sum of: −log(1 − p), which is next to nothing below even odds, and log p. */
const above = (logit: number) => Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)))
const below = (logit: number) => -above(-logit)

/** @param surest how near to 0 or 1 a probability may come. */
function logitOf(p: number, surest: number): number {
  const clear = Math.min(1 - surest, Math.max(surest, p))
  return Math.log(clear / (1 - clear))
}

/** Probabilities as the decisions bear them out; their order stays. In steps of some milliseconds. */
export function* borneOut(
  said: readonly number[],
  isRejected: Uint8Array,
  weight: Float32Array,
): Generator<void, Float64Array> {
  const logits = Float64Array.from(said, (p) => logitOf(p, NO_SURER))
  const bend = yield* bendInSteps(logits, isRejected, weight)
  return logits.map((logit) => bentLogit(logit, bend))
}

/** The negative log-likelihood of the decisions. */
function lossOf(
  logits: readonly Float64Array[],
  isRejected: Uint8Array,
  weight: Float32Array,
  factors: readonly number[],
): number {
  const offset = factors[logits.length]!
  let sum = 0
  for (let i = 0; i < isRejected.length; i += 1) {
    let logit = offset
    for (let a = 0; a < logits.length; a += 1) logit += factors[a]! * logits[a]![i]!
    const against = isRejected[i] === 1 ? -logit : logit
    sum += weight[i]! * (Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against))))
  }
  return sum
}

/** Keeps an input at its bound for one step, so that the step of the others does not rely on it. */
function freeze(gradient: number[], hessian: number[][], at: number): void {
  gradient[at] = 0
  for (let a = 0; a < gradient.length; a += 1) {
    hessian[at]![a] = 0
    hessian[a]![at] = 0
  }
  hessian[at]![at] = 1
}

function slopes(
  logits: readonly Float64Array[],
  isRejected: Uint8Array,
  weight: Float32Array,
  factors: readonly number[],
) {
  const size = factors.length
  const gradient = new Array<number>(size).fill(0)
  const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  const row = new Float64Array(size).fill(1)
  for (let i = 0; i < isRejected.length; i += 1) {
    let logit = factors[size - 1]!
    for (let a = 0; a < size - 1; a += 1) {
      row[a] = logits[a]![i]!
      logit += factors[a]! * row[a]!
    }
    const p = sigmoid(logit)
    const slip = (p - isRejected[i]!) * weight[i]!
    const bend = Math.max(p * (1 - p), 1e-9) * weight[i]!
    for (let a = 0; a < size; a += 1) {
      gradient[a]! += slip * row[a]!
      for (let b = 0; b < size; b += 1) hessian[a]![b]! += bend * row[a]! * row[b]!
    }
  }
  return { gradient, hessian }
}

/** Gaussian elimination with pivots, for the few unknowns there are. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  const size = rows.length
  for (let column = 0; column < size; column += 1) {
    const pivot = rows
      .slice(column)
      .reduce(
        (best, row, i) => (Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? column + i : best),
        column,
      )
    const swapped = rows[column]!
    rows[column] = rows[pivot]!
    rows[pivot] = swapped
    for (let i = column + 1; i < size; i += 1) {
      const factor = rows[i]![column]! / rows[column]![column]!
      for (let j = column; j <= size; j += 1) rows[i]![j]! -= factor * rows[column]![j]!
    }
  }
  const found = new Array<number>(size).fill(0)
  for (let i = size - 1; i >= 0; i -= 1) {
    const known = rows[i]!.slice(i + 1, size).reduce((sum, value, j) => sum + value * found[i + 1 + j]!, 0)
    found[i] = (rows[i]![size]! - known) / rows[i]![i]!
  }
  return found
}

/**
 * Expected calibration error over equal bins of probability: how far the stated probability is from the share that
 * was rejected, averaged over decisions.
 */
export function calibrationError(p: ArrayLike<number>, isRejected: ArrayLike<number>): number {
  const sums = Array.from({ length: BINS }, () => ({ n: 0, p: 0, rejected: 0 }))
  for (let i = 0; i < p.length; i += 1) {
    const bin = sums[Math.min(BINS - 1, Math.floor(p[i]! * BINS))]!
    bin.n += 1
    bin.p += p[i]!
    bin.rejected += isRejected[i]!
  }
  return sums.reduce((error, bin) => error + Math.abs(bin.p - bin.rejected), 0) / Math.max(p.length, 1)
}
