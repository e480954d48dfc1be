import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import { firstRisk } from '../../src/judge/rule-risk.ts'
import { SEED_FILE, seedRisk } from '../../src/judge/seed/seed.ts'
import { siteJudge } from '../../src/judge/site-judge.ts'
import { foldText } from '../../src/text/fold.ts'
import { aService } from '../helpers/service.ts'

const HISTORY = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, rejected: 0 },
}
const BUDGET = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' } as const
const read = (text: string) =>
  vectorOf({ text, folded: foldText(text), signals: [], history: HISTORY, isReply: false })
const SPAM = read('Check out my new channel and subscribe, please!!! http://example.com/earn-money')
const ABUSE = read('You are a stupid idiot, shut the fuck up')
const PLAIN = read('Thank you for the article, I had not known about the history of the bridge.')

describe('the seed', () => {
  it('puts spam and abuse before a plain comment, each by its own model', () => {
    expect(seedRisk(SPAM).spam).toBeGreaterThan(seedRisk(PLAIN).spam)
    expect(seedRisk(ABUSE).abuse).toBeGreaterThan(seedRisk(PLAIN).abuse)
  })

  it('orders the queue of a site that has taught nothing, and decides nothing there', () => {
    const judge = siteJudge('new', BUDGET)
    const [spam, plain] = [SPAM, PLAIN].map((vector, i) => judge.score({ id: `${i}`, vector, isWhole: true }))
    expect(spam?.p).toBeGreaterThan(plain?.p ?? 1)
    expect([spam?.decision, plain?.decision]).toEqual(['queue', 'queue'])
  })

  it('joins the rules in the risk of a held comment', () => {
    const risk = (text: string) =>
      firstRisk({ text, folded: foldText(text), signals: [], history: HISTORY, isReply: false })
    expect(risk('You are a stupid idiot, shut the fuck up')).toBeGreaterThan(
      risk('Thank you for the article.'),
    )
  })

  it('changes no verdict of a new site', async () => {
    const service = await aService({ policy: { words: { builtIn: [] } } })
    try {
      const { body } = await service.submit({ text: 'You are a stupid idiot', name: 'Reader' })
      expect(body.status).toBe('approved')
    } finally {
      await service.close()
    }
  })

  it('is small', () => {
    expect(statSync(fileURLToPath(SEED_FILE)).size).toBeLessThan(200_000)
  })
})
