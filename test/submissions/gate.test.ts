import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { Spent } from '../../src/http/rate-limit.ts'
import { DEFAULT_POLICY } from '../../src/sites/policy.ts'
import type { Site } from '../../src/sites/queries.ts'
import { firstGate } from '../../src/submissions/gate.ts'

const site: Site = {
  id: 'a site',
  slug: 'news',
  name: 'The News',
  origins: [],
  policyVersion: 1,
  policy: DEFAULT_POLICY,
  createdAt: new Date(),
}

/** How many of these a caller gets through within a minute. */
function through(text: string): number {
  const gate = firstGate(() => 0)
  for (let sent = 0; ; sent += 1) {
    try {
      gate.pass(site, '203.0.113.7', text)
    } catch {
      return sent
    }
  }
}

const { perReaderPerMinute, perArticlePerMinute } = DEFAULT_POLICY.limits

it('lets through what the limit takes and a while of repetitions, for the database to count', () => {
  expect(through('A usual comment.')).toBeGreaterThan(perReaderPerMinute * 3)
})

it('lets so little past the limit that few callers can keep the database counting', () => {
  expect(through('A usual comment.')).toBeLessThan(perArticlePerMinute / 8)
})

it('remembers a bounded number of callers, and forgets all of them past it', () => {
  const gate = firstGate(() => 0)
  const sent = (bucket: string) => {
    try {
      gate.pass(site, bucket, 'A usual comment.')
      return true
    } catch {
      return false
    }
  }
  while (sent('203.0.113.7'));
  for (let other = 0; other < 49_000; other += 1) sent(`other ${other}`)
  expect(sent('203.0.113.7')).toBe(false)
  for (let other = 49_000; other < 51_000; other += 1) sent(`other ${other}`)
  expect(sent('203.0.113.7')).toBe(true)
})

it('counts a long text for more, as it takes longer to read', () => {
  expect(through('x'.repeat(80_000))).toBeLessThan(through('x') / 10)
})

describe('who is turned away', () => {
  const caller = '203.0.113.7'
  /** The seconds after which a caller far past the limit is told to come back. */
  function waitAt(now: number, spent?: Spent): number {
    let at = 0
    const gate = firstGate(() => at)
    gate.pass(site, caller, 'x')
    if (spent) gate.note(site, caller, spent)
    at = now
    try {
      gate.pass(site, caller, 'x'.repeat(1_000_000))
    } catch (error) {
      return Number((error as AppError).headers['retry-after'])
    }
    throw new Error('let through')
  }

  it.each([
    ['only the gate is closed', 15_000, undefined, 45],
    ['the limit itself is free before', 15_000, { present: 6, former: 0, elapsed: 0.9 }, 45],
    ['the limit itself is free later', 15_000, { present: 50, former: 0, elapsed: 0.25 }, 85],
  ])('comes back when %s', (_, now, spent, seconds) => {
    expect(waitAt(now, spent)).toBe(seconds)
  })

  it('is let through at that moment', () => {
    let at = 0
    const gate = firstGate(() => at)
    expect(() => gate.pass(site, caller, 'x'.repeat(1_000_000))).toThrow(AppError)
    at = 60_000
    expect(() => gate.pass(site, caller, 'x')).not.toThrow()
  })
})
