import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS, pauseAfter, retryAfterSeconds } from '../../src/webhooks/schedule.ts'

const middle = { random: () => 0.5 }

describe('the pauses between tries', () => {
  it('grow over about three days and then end', () => {
    const pauses = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => pauseAfter(index + 1, middle) ?? 0)
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3600
    expect(hours).toBeGreaterThan(72)
    expect(hours).toBeLessThan(96)
    expect(pauseAfter(MAX_ATTEMPTS)).toBeNull()
  })

  it('spread by a fifth to both sides', () => {
    expect(pauseAfter(2, { random: () => 0 })).toBe(240)
    expect(pauseAfter(2, { random: () => 1 })).toBe(360)
  })

  it.each([
    ['longer than ours', 900, 900],
    ['shorter than ours', 1, 300],
    ['of more than a day', 90_000, 300],
  ])('with a wish %s', (_, wishSeconds, expected) => {
    expect(pauseAfter(2, { ...middle, wishSeconds })).toBe(expected)
  })
})

it.each([
  ['120', 120],
  ['Wed, 01 Jan 2025 00:01:00 GMT', 60],
  ['Wed, 01 Jan 2020 00:00:00 GMT', 0],
  ['soon', null],
  ['-5', 0],
  [undefined, null],
])('reads Retry-After %s', (header, expected) => {
  const now = new Date('2025-01-01T00:00:00Z')
  expect(retryAfterSeconds(header, now)).toBe(expected)
})
