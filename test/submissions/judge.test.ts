import { describe, expect, it } from 'vitest'
import type { Opinion } from '../../src/judge/judges.ts'
import { DEFAULT_POLICY } from '../../src/sites/policy.ts'
import type { Site } from '../../src/sites/queries.ts'
import { judge } from '../../src/submissions/judge.ts'
import { aCandidate } from '../helpers/candidate.ts'

const SITE = { policy: DEFAULT_POLICY, policyVersion: 1 } as Site

async function verdictOn(change: Partial<Opinion>) {
  const opinion: Opinion = {
    probability: 0.5,
    kinds: { spam: 0.3, abuse: 0.1 },
    action: 'queue',
    thresholds: { approveBelow: 0.1, rejectAbove: 0.9 },
    isTaught: true,
    isApprovingWell: true,
    braked: { approve: false, reject: false },
    isDrawn: false,
    auditRate: 0.1,
    share: 0.05,
    explanation: [],
    modelVersion: 1,
    ...change,
  }
  const judges = { opinion: async () => opinion } as never
  return (await judge({ judges }, SITE, aCandidate(), [])).verdict
}

describe('the kinds of rejection stored with a verdict', () => {
  it('are those of the judge, where they are parts of the risk', async () => {
    expect((await verdictOn({})).kinds).toEqual({ spam: 0.3, abuse: 0.1 })
  })

  it('are together no more than the risk', async () => {
    const { kinds, risk } = await verdictOn({ kinds: { spam: 0.6, abuse: 0.2 } })
    expect(risk).toBe(0.5)
    expect(kinds?.spam).toBeCloseTo(0.375)
    expect(kinds?.abuse).toBeCloseTo(0.125)
  })

  it('are those of the seed while there is no model', async () => {
    const { kinds } = await verdictOn({ probability: null, modelVersion: null })
    expect(kinds).toEqual({ spam: 0.3, abuse: 0.1 })
  })

  it.each([
    ['approved', { probability: 0.004, kinds: { spam: 0.002, abuse: 0.0005 }, action: 'approve' }, 0.2],
    ['rejected', { probability: 0.98, kinds: { spam: 0.97, abuse: 0.001 }, action: 'reject' }, 0.8],
  ] as const)('do not tell a blind check of what was %s from a held comment', async (_, opinion, place) => {
    const { audit, kinds, risk } = await verdictOn({ ...opinion, isDrawn: true })
    expect(audit).toBe(true)
    expect(risk).toBeCloseTo(place)
    expect((kinds?.spam ?? 1) + (kinds?.abuse ?? 1)).toBeLessThanOrEqual(risk)
    expect(kinds?.spam).toBeGreaterThan(0.09)
  })
})

describe('the risk of a blind check', () => {
  it.each([0, 0.01, 0.05, 0.0999])('is that of a held comment, wherever it was drawn (%s)', async (share) => {
    for (const action of ['approve', 'reject'] as const) {
      const { risk } = await verdictOn({ action, share, isDrawn: true })
      expect(risk).toBeGreaterThanOrEqual(0.1)
      expect(risk).toBeLessThanOrEqual(0.9)
    }
  })

  it('is nearer to the side it was decided on, as its words are', async () => {
    expect((await verdictOn({ action: 'approve', isDrawn: true })).risk).toBeLessThan(0.3)
    expect((await verdictOn({ action: 'reject', isDrawn: true })).risk).toBeGreaterThan(0.7)
  })

  it('is one that holds a comment where rules alone approve', async () => {
    const thresholds = { approveBelow: null, rejectAbove: null }
    const verdict = await verdictOn({ probability: 0.1, thresholds, isDrawn: true })
    expect(verdict).toMatchObject({ action: 'approve', audit: true })
    expect(verdict.risk).toBeGreaterThanOrEqual(0.5)
  })
})
