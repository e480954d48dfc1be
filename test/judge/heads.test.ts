import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { vectorOf } from '../../src/judge/features.ts'
import { fitModel } from '../../src/judge/fit.ts'
import { type Kind, kindOf, likelyKind } from '../../src/judge/heads.ts'
import type { Lesson } from '../../src/judge/proofs.ts'
import { seedRisk } from '../../src/judge/seed/seed.ts'
import { siteJudge } from '../../src/judge/site-judge.ts'
import { fromBytes, toBytes } from '../../src/judge/snapshot.ts'
import { foldText } from '../../src/text/fold.ts'

const BUDGET = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' } as const
const NOTHING_KNOWN = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, rejected: 0 },
}

/** Words that no seed has seen, of three sorts that share some. */
const WORDS = {
  fine: 'zorvik pelunta mirask dovelun taskrel ombrith'.split(' '),
  spam: 'quanbix feltroz jubrast wexolin grivdap hunsorb'.split(' '),
  abuse: 'krathmug sprolvix bludnarg fezzquot yorbscan drekfolm'.split(' '),
  common: 'alvo besk cerun dath elmir'.split(' '),
}

function vectorFrom(sort: 'fine' | Kind, number: number) {
  const words = Array.from({ length: 8 }, (_, i) => {
    const from = i % 2 === 0 ? WORDS[sort] : WORDS.common
    return from[((number * 7919 + i * 104_729) % 1_009) % from.length]
  })
  const text = words.join(' ')
  return vectorOf({ text, folded: foldText(text), signals: [], history: NOTHING_KNOWN, isReply: false })
}

const SORTS = ['fine', 'spam', 'fine', 'abuse'] as const

function lesson(number: number): Lesson {
  const sort = SORTS[number % 4]!
  const kind = sort === 'fine' ? undefined : sort
  return {
    id: `c${number}`,
    vector: vectorFrom(sort, number),
    isRejected: kind !== undefined,
    kind,
    group: null,
    weight: 1,
    checkOf: null,
    told: null,
  }
}

function taught(lessons: readonly Lesson[]) {
  const judge = siteJudge('site', BUDGET)
  judge.adopt(fitModel(lessons), lessons)
  return judge
}

const LESSONS = Array.from({ length: 240 }, (_, i) => lesson(i))

describe('the heads for spam and abuse', () => {
  it('learn from the reasons of rejections what kind another would be of', () => {
    const judge = taught(LESSONS)
    const spam = judge.kindRisk(vectorFrom('spam', 1_001))
    expect(spam.spam).toBeGreaterThan(0.7)
    expect(spam.abuse).toBeLessThan(0.15)
    const abuse = judge.kindRisk(vectorFrom('abuse', 1_003))
    expect(abuse.abuse).toBeGreaterThan(0.7)
    expect(abuse.spam).toBeLessThan(0.15)
    const fine = judge.kindRisk(vectorFrom('fine', 1_002))
    expect(fine.spam + fine.abuse).toBeLessThan(0.3)
  })

  it('are the seed while a site has rejected too few for a kind', () => {
    const [spam, fine] = [vectorFrom('spam', 1_001), vectorFrom('fine', 1_002)]
    const seed = { spam: seedRisk(spam).spam, abuse: seedRisk(spam).abuse }
    expect(siteJudge('site', BUDGET).kindRisk(spam)).toEqual(seed)
    expect(taught(LESSONS.slice(0, 56)).kindRisk(spam)).toEqual(seed)
    const judge = taught(LESSONS.slice(0, 60))
    expect(judge.kindRisk(spam).spam).toBeGreaterThan(2 * judge.kindRisk(fine).spam)
    expect(judge.kindRisk(spam)).not.toEqual(seed)
  })

  it('move no verdict: without reasons the same is decided', () => {
    const without = LESSONS.map((one) => ({ ...one, kind: undefined }))
    const ask = { id: 'new', vector: vectorFrom('spam', 1_001), isWhole: true }
    expect(taught(LESSONS).score(ask)).toEqual(taught(without).score(ask))
  })

  it('are put away and restored, the same bytes for the same decisions', async () => {
    const bytes = toBytes(taught(LESSONS).state())
    expect(Buffer.compare(toBytes(taught(LESSONS).state()), bytes)).toBe(0)
    const restored = siteJudge('site', BUDGET)
    restored.restore(await stateIn(bytes))
    const vector = vectorFrom('abuse', 1_003)
    expect(restored.kindRisk(vector)).toEqual(taught(LESSONS).kindRisk(vector))
    expect(Buffer.compare(toBytes(restored.state()), bytes)).toBe(0)
  })

  it('forget an undone decision at the next fit, as if it had never been taken', () => {
    const rest = LESSONS.filter(({ id }) => id !== 'c5')
    const judge = taught(LESSONS)
    judge.unlearn('c5')
    judge.adopt(fitModel(rest), rest)
    expect(Buffer.compare(toBytes(judge.state()), toBytes(taught(rest).state()))).toBe(0)
    expect(Buffer.compare(toBytes(judge.state()), toBytes(taught(LESSONS).state()))).not.toBe(0)
  })

  it('leave a model of the form before to be made anew', async () => {
    const all = brotliDecompressSync(toBytes(taught(LESSONS).state()))
    const before = all.toString('latin1').replace(/(?<="format":)\d/, (format) => String(Number(format) - 1))
    expect(before).not.toBe(all.toString('latin1'))
    expect(await fromBytes(brotliCompressSync(Buffer.from(before, 'latin1')))).toBeUndefined()
  })
})

describe('the likely reason', () => {
  it.each([
    ['spam', { spam: 0.8, abuse: 0.1 }, 0.9, 'spam'],
    ['abuse', { spam: 0.1, abuse: 0.25 }, 0.4, 'abuse'],
    ['half of the risk', { spam: 0.4, abuse: 0.1 }, 0.8, 'spam'],
    ['less than half of the risk', { spam: 0.39, abuse: 0.1 }, 0.8, null],
    ['too little of both', { spam: 0.1, abuse: 0.19 }, 0.2, null],
  ] as const)('is, with %s,', (_, kinds, risk, expected) => {
    expect(likelyKind(kinds, risk)).toBe(expected)
  })

  it.each([
    ['duplicate', 'spam'],
    ['hate', 'abuse'],
    ['off-topic', undefined],
    ['other', undefined],
    [null, undefined],
  ])('is taught by %s as %s', (reason, kind) => {
    expect(kindOf(reason)).toBe(kind)
  })
})

async function stateIn(bytes: Uint8Array) {
  const state = await fromBytes(bytes)
  if (state === undefined) throw new Error('the bytes are of this format')
  return state
}
