import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import { fitModel } from '../../src/judge/fit.ts'
import type { Lesson } from '../../src/judge/proofs.ts'
import { getLearner } from '../../src/judge/queries.ts'
import { firstRisk } from '../../src/judge/rule-risk.ts'
import { filterFor, noteRead, wasRead } from '../../src/judge/seed/read.ts'
import { SEED_FILE, seedRisk, theSeed } from '../../src/judge/seed/seed.ts'
import { siteJudge } from '../../src/judge/site-judge.ts'
import { foldText } from '../../src/text/fold.ts'
import { aService, aSite } from '../helpers/service.ts'

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
    expect([spam?.action, plain?.action]).toEqual(['queue', 'queue'])
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

const NAMES = 'Anna Bruno Carla Dario Elena Fabio Greta Hugo Irene Jonas Klara Luca'.split(' ')
const KIND = ['explained the bridge very well', 'has asked about the ferry', 'knows the winter timetable']
const RUDE = ['is a stupid idiot, shut up', 'you pathetic moron, go to hell', 'what a dumb bitch you are']

/** Sixty comments, half of them rude; `turned` are decided the wrong way round. */
function lessons(turned = false): Lesson[] {
  return Array.from({ length: 60 }, (_, i) => {
    const isRude = i % 2 === 1
    const text = `${NAMES[i % 12]} and ${NAMES[(i * 5 + 3) % 12]}: ${(isRude ? RUDE : KIND)[i % 3]}`
    return {
      id: `c${i}`,
      vector: read(text),
      isRejected: isRude !== turned,
      group: null,
      weight: 1,
      checkOf: null,
      told: null,
    }
  })
}

describe('the seed beside what a site taught', () => {
  const weighed = (list: readonly Lesson[], seed = theSeed()) => {
    const judge = siteJudge('site', BUDGET)
    judge.adopt(fitModel(list, seed), list)
    return (vector: Lesson['vector']) => judge.score({ id: 'new', vector, isWhole: true }).p
  }
  const alone = (list: readonly Lesson[]) => {
    const judge = siteJudge('site', BUDGET)
    judge.adopt(fitModel(list), list)
    return (vector: Lesson['vector']) => judge.score({ id: 'new', vector, isWhole: true }).p
  }
  const UNTAUGHT = read('Fuck off, asshole')

  it('speaks of words the site has not met, as far as its decisions bear it out', () => {
    expect(weighed(lessons())(UNTAUGHT)).toBeGreaterThan(alone(lessons())(UNTAUGHT) + 0.02)
  })

  it('brings a comment before a person, but is no ground to reject it', () => {
    const list = lessons()
    const judge = siteJudge('site', { ...BUDGET, wrongApprove: 0.3, wrongReject: 0.3 })
    judge.adopt(fitModel(list, theSeed()), list)
    const { model, ...state } = judge.state()
    expect(model?.seed).not.toBeNull()
    const decided = (seed: NonNullable<typeof model>['seed']) => {
      judge.restore({ ...state, model: model && { ...model, seed } })
      const texts = [`${NAMES[0]} and ${NAMES[1]}: ${RUDE[0]}`, `${NAMES[0]} and ${NAMES[1]}: ${KIND[0]}`]
      return texts.map((text) => judge.score({ id: text, vector: read(text), isWhole: true }).action)
    }
    expect(decided(null)).toEqual(['reject', 'approve'])
    expect(decided({ factors: [0, 0], usual: -50 })).toEqual(['queue', 'approve'])
  })

  it('is left out where the decisions contradict it', () => {
    expect(weighed(lessons(true))(UNTAUGHT)).toBeCloseTo(alone(lessons(true))(UNTAUGHT), 2)
  })

  it('is left out where the comments are those it was made from', () => {
    const filter = filterFor(60)
    for (const { vector } of lessons()) noteRead(filter, vector)
    expect(weighed(lessons(), { ...theSeed(), read: filter })(UNTAUGHT)).toBe(alone(lessons())(UNTAUGHT))
  })

  it('knows each comment it was made from, and takes hardly another for one', () => {
    const name = (i: number) => NAMES[Math.floor(i) % 12]
    const texts = Array.from({ length: 1_600 }, (_, i) =>
      read(`${name(i)} told ${name(i / 12)} of ${name(i / 144)}`),
    )
    const [own, others] = [texts.slice(0, 800), texts.slice(800)]
    const filter = filterFor(own.length)
    for (const vector of own) noteRead(filter, vector)
    expect(own.filter((vector) => !wasRead(filter, vector))).toEqual([])
    expect(others.filter((vector) => wasRead(filter, vector)).length).toBeLessThan(30)
    expect(wasRead(filter, read('…'))).toBe(false)
  })

  it('counts unless the policy of the site says otherwise', async () => {
    const service = await aService()
    try {
      expect(await getLearner(service.deps.db, service.site.id)).toEqual({ site: 'news', usesSeed: true })
      const without = await aSite(service.deps, { policy: { judge: { seed: false } } })
      expect(await getLearner(service.deps.db, without.id)).toEqual({ site: without.slug, usesSeed: false })
    } finally {
      await service.close()
    }
  })
})
