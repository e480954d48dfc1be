import { expect, it } from 'vitest'
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
      gate(site, '203.0.113.7', text)
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

it('counts a long text for more, as it takes longer to read', () => {
  expect(through('x'.repeat(80_000))).toBeLessThan(through('x') / 10)
})
