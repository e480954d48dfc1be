import { describe, expect, it } from 'vitest'
import { upperBound } from '../../src/review/budget.ts'

describe('the upper bound of an error rate', () => {
  it.each([
    [0, 299, 0.01],
    [0, 59, 0.0495],
    [3, 412, 0.0187],
    [1, 1, 1],
    [2_000, 2_000, 1],
    [20, 2_000, 0.0145],
  ])('%i wrong of %i is at most %f', (wrong, checked, bound) => {
    expect(upperBound(wrong, checked)).toBeCloseTo(bound, 3)
  })
})
