import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ofLastMinute, type Spent, secondsUntilOneMore, tooFast } from '../../src/http/rate-limit.ts'

/** The same allowance later, within two minutes, with one more. */
function oneMoreAfter({ present, former, elapsed }: Spent, seconds: number): number {
  const at = elapsed + seconds / 60
  if (at < 1) return ofLastMinute({ present: present + 1, former, elapsed: at })
  return ofLastMinute({ present: 1, former: present, elapsed: at - 1 })
}

it.each([
  [
    'the present minute is used up, the next lets a little go first',
    { present: 7, former: 0, elapsed: 0.5 },
    6,
    48,
  ],
  [
    'only what is left of the minute before stands in the way',
    { present: 2, former: 6, elapsed: 0.1 },
    6,
    25,
  ],
  ['a limit of one waits for all of it to be past', { present: 1, former: 0, elapsed: 0.9 }, 1, 67],
])('says how long to wait: %s', (_, spent, limit, seconds) => {
  expect(secondsUntilOneMore(spent, limit)).toBe(seconds)
})

it('lets one more through after that time, and a second earlier not', () => {
  const count = fc.integer({ min: 0, max: 10_000 })
  const elapsed = fc.double({ min: 0, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(
      fc.record({ present: count, former: count, elapsed }),
      fc.integer({ min: 1, max: 5_000 }),
      (spent, limit) => {
        fc.pre(oneMoreAfter(spent, 0) > limit)
        const seconds = secondsUntilOneMore(spent, limit)
        expect(oneMoreAfter(spent, seconds)).toBeLessThanOrEqual(limit)
        if (seconds > 1) expect(oneMoreAfter(spent, seconds - 1.001)).toBeGreaterThan(limit)
      },
    ),
  )
})

it.each([
  [0, '1'],
  [0.2, '1'],
  [1.2, '2'],
  [60, '60'],
])('has a caller with %s seconds to go wait for whole seconds, one at least', (seconds, wait) => {
  const { headers } = tooFast({ name: 'reader', perMinute: 6, seconds })
  expect(headers).toEqual({
    'retry-after': wait,
    'ratelimit-policy': '"reader";q=6;w=60',
    ratelimit: `"reader";r=0;t=${wait}`,
  })
})
