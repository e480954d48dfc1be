import { expect, it } from 'vitest'
import { span } from '../../src/console/client/format.ts'
import { spanSteps, wholeSteps } from '../../src/console/client/insight/series.ts'

/** What stands at the lines of a chart that is cut into at most ten parts. */
function labels(most: number, step: number): string[] {
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, place) => span(place * step))
}

it.each([1, 30, 59, 60, 80, 100, 119, 3_599, 3_600, 7_000, 90_000, 172_799, 172_800, 500_000, 8_000_000])(
  'a length of time is written at one line of a chart up to %i seconds only',
  (most) => {
    const fitting = spanSteps(most).filter((step) => most / step <= 10)
    expect(fitting).not.toEqual([])
    for (const step of fitting) {
      const written = labels(most, step)
      expect(new Set(written).size, `${written}`).toBe(written.length)
    }
  },
)

it('what is counted is counted in whole numbers, however many there are', () => {
  expect(wholeSteps(1).every(Number.isInteger)).toBe(true)
  expect(wholeSteps(40_000_000).some((step) => 40_000_000 / step <= 10)).toBe(true)
})
