import { describe, expect, it } from 'vitest'
import type { Signal } from '../../src/checks/check.ts'
import type { Opinion } from '../../src/judge/judges.ts'
import { DEFAULT_POLICY, type Policy } from '../../src/sites/policy.ts'
import { mustRefuse, verdictOpen, verdictWithJudge } from '../../src/submissions/verdict.ts'

const NOBODY_BRAKED = { approve: false, reject: false }

function anOpinion(change: Partial<Opinion> = {}): Opinion {
  return {
    probability: 0.3,
    kinds: { spam: 0.2, abuse: 0.05 },
    action: 'queue',
    thresholds: { approveBelow: 0.1, rejectAbove: 0.9 },
    isTaught: true,
    isApprovingWell: false,
    braked: NOBODY_BRAKED,
    isDrawn: false,
    auditRate: 0.02,
    share: 0.5,
    explanation: [],
    modelVersion: 1,
    ...change,
  }
}

const NO_MODEL = anOpinion({
  probability: null,
  thresholds: { approveBelow: null, rejectAbove: null },
  isTaught: false,
  modelVersion: null,
})
const signal = (check: string, outcome: Signal['outcome']): Signal => ({ check, outcome, ms: 0 })
const CLEAR = [signal('captcha', 'clear'), signal('links', 'clear')]
const BUILT_IN: Signal = { ...signal('words', 'suspect'), isBuiltIn: true }
const LINKS = [signal('captcha', 'clear'), signal('links', 'suspect')]

describe('a verdict with a judge', () => {
  it.each([
    ['without a model, unmarked', CLEAR, NO_MODEL, 'approve'],
    ['without a model, marked', LINKS, NO_MODEL, 'hold'],
    ['sure that it is fine', CLEAR, anOpinion({ action: 'approve' }), 'approve'],
    ['sure that it is fine, links or not', LINKS, anOpinion({ action: 'approve' }), 'approve'],
    ['sure that it is not', CLEAR, anOpinion({ action: 'reject' }), 'reject'],
    ['not sure', CLEAR, anOpinion(), 'hold'],
    ['that could not speak', CLEAR, undefined, 'hold'],
    ['braked', CLEAR, { ...NO_MODEL, probability: 0.01, braked: { approve: true, reject: false } }, 'hold'],
    ['not taught enough yet, unmarked', CLEAR, { ...NO_MODEL, probability: 0.3 }, 'approve'],
    [
      'taught, but without evidence for a threshold',
      CLEAR,
      { ...NO_MODEL, isTaught: true, probability: 0.3 },
      'hold',
    ],
    [
      'taught, and the default checked to be right',
      CLEAR,
      { ...NO_MODEL, isTaught: true, isApprovingWell: true },
      'approve',
    ],
    [
      'without a threshold yet, as likely to be rejected',
      CLEAR,
      { ...NO_MODEL, probability: 0.5 },
      'approve',
    ],
    [
      'without a threshold yet, more likely to be rejected',
      CLEAR,
      { ...NO_MODEL, probability: 0.51 },
      'hold',
    ],
    ['a certain check', [signal('links', 'block')], anOpinion({ action: 'approve' }), 'reject'],
    ['a listed word', [signal('words', 'suspect')], anOpinion({ action: 'approve' }), 'hold'],
    [
      'a listed word and a judge for rejecting',
      [signal('words', 'suspect')],
      anOpinion({ action: 'reject' }),
      'hold',
    ],
    ['a built-in word, nothing learned', [BUILT_IN], NO_MODEL, 'hold'],
    ['a built-in word that people let pass', [BUILT_IN], anOpinion({ action: 'approve' }), 'approve'],
    ['a built-in word that people reject', [BUILT_IN], anOpinion({ action: 'reject' }), 'reject'],
    ['a built-in word in doubt', [BUILT_IN], anOpinion(), 'hold'],
    ['a low captcha score', [signal('captcha', 'suspect')], anOpinion({ action: 'approve' }), 'hold'],
    ['personal data', [signal('personal-data', 'suspect')], anOpinion({ action: 'approve' }), 'hold'],
    [
      'a check that could not look',
      [signal('links', 'unavailable')],
      anOpinion({ action: 'approve' }),
      'hold',
    ],
  ] as const)('%s', (_, signals, opinion, action) => {
    expect(verdictWithJudge(signals, DEFAULT_POLICY, opinion).action).toBe(action)
  })

  it('names the judge where it holds what no check marks, and else the checks', () => {
    expect(verdictWithJudge(CLEAR, DEFAULT_POLICY, anOpinion()).because).toEqual(['judge'])
    expect(verdictWithJudge(CLEAR, DEFAULT_POLICY, undefined).because).toEqual(['judge'])
    expect(verdictWithJudge(LINKS, DEFAULT_POLICY, undefined).because).toEqual(['links'])
  })

  it('holds everything on a site that reads first', () => {
    const policy = { ...DEFAULT_POLICY, mode: 'pre' as const }
    expect(verdictWithJudge(CLEAR, policy, anOpinion({ action: 'approve' })).because).toEqual([
      'pre-moderation',
    ])
    expect(verdictWithJudge(CLEAR, policy, anOpinion({ action: 'reject' })).action).toBe('hold')
  })

  it('holds what a check marks, too, where everything is held, whatever the judge thinks of it', () => {
    const marked = [signal('links', 'suspect')]
    for (const rules of [
      { ...DEFAULT_POLICY, mode: 'pre' as const },
      { ...DEFAULT_POLICY, heldBy: ['article-pre-moderation'] as const },
      { ...DEFAULT_POLICY, heldBy: ['watch'] as const },
    ]) {
      expect(verdictWithJudge(marked, rules, anOpinion({ action: 'approve' })).action).toBe('hold')
      expect(verdictWithJudge(marked, rules, anOpinion({ action: 'reject' })).action).toBe('hold')
    }
  })

  it('holds everything under a pre-moderated article, and names both rules where the site reads first as well', () => {
    const rules = { ...DEFAULT_POLICY, heldBy: ['article-pre-moderation'] as const }
    const liked = anOpinion({ action: 'approve' })
    expect(verdictWithJudge(CLEAR, rules, liked).because).toEqual(['article-pre-moderation'])
    expect(verdictWithJudge(CLEAR, { ...rules, mode: 'pre' }, liked).because).toEqual([
      'pre-moderation',
      'article-pre-moderation',
    ])
  })

  it('holds what is watched, whatever the judge thinks, and says why', () => {
    const rules = { ...DEFAULT_POLICY, heldBy: ['watch'] as const }
    for (const action of ['approve', 'reject'] as const)
      expect(verdictWithJudge(CLEAR, rules, anOpinion({ action }))).toMatchObject({
        action: 'hold',
        because: ['watch'],
      })
    expect(verdictWithJudge([signal('words', 'block')], rules, anOpinion({})).action).toBe('reject')
  })

  it('holds first comments on a site that wants them read, whatever the judge thinks', () => {
    const policy = { ...DEFAULT_POLICY, author: { holdFirst: true } }
    const first = [signal('author', 'suspect')]
    expect(verdictWithJudge(first, policy, anOpinion({ action: 'approve' })).action).toBe('hold')
    expect(verdictWithJudge(first, DEFAULT_POLICY, anOpinion({ action: 'approve' })).action).toBe('approve')
  })
})

describe('a check that could not judge', () => {
  const policyOf = (check: string, onUnavailable: 'pass' | 'hold' | 'refuse'): Policy =>
    check === 'captcha'
      ? { ...DEFAULT_POLICY, captcha: { ...DEFAULT_POLICY.captcha, onUnavailable } }
      : { ...DEFAULT_POLICY, checks: { [check]: { on: true, onUnavailable, timeoutMs: 800 } } }

  it.each([
    ['captcha', 'pass', 'approve', false],
    ['captcha', 'hold', 'hold', false],
    ['captcha', 'refuse', 'hold', true],
    ['akismet', 'pass', 'approve', false],
    ['akismet', 'hold', 'hold', false],
    ['akismet', 'refuse', 'hold', true],
  ] as const)('of the kind %s, with the rule `%s`', (check, rule, action, isRefused) => {
    const signals = [signal('links', 'clear'), signal(check, 'unavailable')]
    const policy = policyOf(check, rule)
    expect(verdictWithJudge(signals, policy, NO_MODEL).action).toBe(action)
    expect(mustRefuse(signals, policy)).toBe(isRefused)
  })

  it('has nothing refused because of the rule of another, or of one that did judge', () => {
    const policy = policyOf('akismet', 'refuse')
    expect(mustRefuse([signal('akismet', 'suspect'), signal('custom', 'unavailable')], policy)).toBe(false)
  })
})

it.each([
  ['yes, where nothing is marked', CLEAR, true],
  ['yes, where something is marked', LINKS, true],
  ['no, where a check is certain', [...LINKS, signal('words', 'block')], false],
] as const)('asks whether a remote check could still change a verdict: %s', (_, signals, isOpen) => {
  expect(verdictOpen(signals, DEFAULT_POLICY)).toBe(isOpen)
})

describe('the reason of a verdict', () => {
  const hateful = { ...signal('words', 'suspect'), reason: 'hate' } as const
  const reasonOf = (signals: readonly Signal[], opinion: Opinion) =>
    verdictWithJudge(signals, DEFAULT_POLICY, opinion).reason

  it('is that of the first check that gives one', () => {
    const certain = { ...hateful, outcome: 'block' } as const
    expect(reasonOf([signal('links', 'block'), certain], NO_MODEL)).toBe('hate')
    expect(reasonOf([signal('links', 'suspect'), hateful], NO_MODEL)).toBe('hate')
    expect(reasonOf([signal('links', 'block')], NO_MODEL)).toBeNull()
  })

  it('is what a check marked where the judge rejects, and nothing more specific than `other` without one', () => {
    const likely = { ...signal('links', 'suspect'), reason: 'spam' } as const
    const against = anOpinion({ action: 'reject' })
    expect(reasonOf([likely], against)).toBe('spam')
    expect(reasonOf([{ ...likely, outcome: 'clear' }], against)).toBe('other')
    expect(reasonOf(LINKS, against)).toBe('other')
  })

  it('is none for what is approved, or held without a mark', () => {
    expect(reasonOf(LINKS, anOpinion({ action: 'approve' }))).toBeNull()
    expect(reasonOf(CLEAR, anOpinion())).toBeNull()
  })
})
