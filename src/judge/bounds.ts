/** What a share is measured on: comments by weight, the squares of the weights, and the wrong comments by weight. */
export type Sums = { readonly weight: number; readonly squares: number; readonly wrong: number }

export const NOTHING: Sums = { weight: 0, squares: 0, wrong: 0 }

/** @param design how many such comments are worth a single independent one. */
export function plus(
  { weight, squares, wrong }: Sums,
  added: number,
  design: number,
  isWrong: boolean,
): Sums {
  return {
    weight: weight + added,
    squares: squares + added * added * design,
    wrong: wrong + (isWrong ? added : 0),
  }
}

/**
 * Wilson's upper limit (1927) of a share, counting as many independent decisions as the weights are worth (Kish
 * 1965).
 */
export function upperShare({ weight, squares, wrong }: Sums, z: number): number {
  if (weight === 0) return 1
  const n = (weight * weight) / squares
  const share = wrong / weight
  const middle = share + (z * z) / (2 * n)
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return (middle + reach) / (1 + (z * z) / n)
}

/** Clopper and Pearson's exact upper limit (1934) at a risk, on the same number of independent decisions. */
export function exactUpperShare({ weight, squares, wrong }: Sums, risk: number): number {
  if (weight === 0) return 1
  const n = (weight * weight) / squares
  const k = (wrong / weight) * n
  if (k >= n) return 1
  let low = k / n
  let high = 1
  for (let round = 0; round < 50; round += 1) {
    const middle = (low + high) / 2
    if (atMost(k, n, middle) > risk) low = middle
    else high = middle
  }
  return high
}

/** The chance of at most `k` of `n` at a share; `k` and `n` need not be whole. */
function atMost(k: number, n: number, share: number): number {
  return 1 - incompleteBeta(share, k + 1, n - k)
}

/** Regularised incomplete beta function by Lentz's continued fraction (Numerical Recipes, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  if (x > (a + 1) / (a + b + 2)) return 1 - (front * fraction(1 - x, b, a)) / b
  return (front * fraction(x, a, b)) / a
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  let value = d
  for (let m = 1; m <= 300; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d || tiny)
    c = 1 + even / c || tiny
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d || tiny)
    c = 1 + odd / c || tiny
    value *= d * c
    if (Math.abs(d * c - 1) < 1e-12) break
  }
  return value
}

const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
  -0.5395239384953e-5,
] as const

function logGamma(x: number): number {
  const shifted = x + 5.5 - (x + 0.5) * Math.log(x + 5.5)
  const series = LANCZOS.reduce((sum, part, i) => sum + part / (x + 1 + i), 1.000000000190015)
  return Math.log((2.5066282746310007 * series) / x) - shifted
}
