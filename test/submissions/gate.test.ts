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

it('lets many usual comments of one caller through, for the limit itself to count', () => {
  expect(through('A usual comment.')).toBeGreaterThan(DEFAULT_POLICY.limits.perReaderPerMinute * 20)
})

it('counts a long text for more, as it takes longer to read', () => {
  expect(through('x'.repeat(80_000))).toBeLessThan(through('x') / 10)
})
