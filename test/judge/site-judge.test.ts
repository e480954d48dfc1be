import { describe, expect, it } from 'vitest'
import { bent } from '../../src/judge/calibrate.ts'
import { explain } from '../../src/judge/explain.ts'
import { vectorOf } from '../../src/judge/features.ts'
import { fitModel, logitBy } from '../../src/judge/fit.ts'
import { sigmoid } from '../../src/judge/learners.ts'
import type { Lesson } from '../../src/judge/proofs.ts'
import { siteJudge } from '../../src/judge/site-judge.ts'
import { fromBytes, toBytes } from '../../src/judge/snapshot.ts'
import { foldText } from '../../src/text/fold.ts'

const BUDGET = { wrongApprove: 0.05, wrongReject: 0.05, audit: 0.02, certainty: 'expected' } as const
const GOOD = ['The mayor', 'Our council', 'This article', 'My neighbour', 'The new bridge']
const SAYS = [
  'explains it well',
  'forgot the cyclists',
  'costs too much',
  'helps the old town',
  'came late again',
]
const SPAM = [
  'Earn money at home',
  'Visit my channel',
  'Cheap pills here',
  'Win a free phone',
  'Click this link now',
]

function evidence(text: string) {
  const history = {
    author: { approved: 0, rejected: 0 },
    thread: { approved: 0, rejected: 0 },
    repeats: { exact: 0, near: 0, rejected: 0 },
  }
  return { text, folded: foldText(text), signals: [], history, isReply: false }
}

function textOf(i: number): string {
  return i % 2 === 1
    ? `${SPAM[i % 5]} and ${SPAM[(i * 3 + 1) % 5]}, number ${'abcdefg'[i % 7]}`
    : `${GOOD[i % 5]} ${SAYS[(i * 3) % 5]}, says ${'hijklmn'[i % 7]} of ${GOOD[(i * 7 + 2) % 5]}`
}

function lesson(i: number): Lesson {
  const vector = vectorOf(evidence(textOf(i)))
  return {
    id: `c${i}`,
    vector,
    isRejected: i % 2 === 1,
    group: null,
    weight: 1,
    checkOf: null,
    told: i % 3 === 0 ? null : i / 1_000,
  }
}

function taught(count: number) {
  const lessons = Array.from({ length: count }, (_, i) => lesson(i))
  const judge = siteJudge('site', BUDGET)
  for (const one of lessons) judge.learn(one)
  judge.adopt(fitModel(lessons), lessons)
  return { judge, lessons }
}

const ask = (text: string) => ({ id: 'new', vector: vectorOf(evidence(text)), isWhole: true })

describe('the judge of a site', () => {
  it('approves what resembles the approved and rejects what resembles the rejected', () => {
    const { judge } = taught(400)
    expect(judge.score(ask('The mayor forgot the cyclists, says our council')).action).toBe('approve')
    expect(judge.score(ask('Win a free phone and visit my channel')).action).toBe('reject')
  })

  it('tells probability and thresholds with the bend that its decisions gave, and decides the same', () => {
    const { judge, lessons } = taught(400)
    const straight = { good: 1, bad: 1, offset: 0 }
    const steep = { good: 2, bad: 0.5, offset: 0.2 }
    const [plain, bending] = [straight, steep].map((bend) => {
      const fitted = fitModel(lessons)
      judge.adopt({ ...fitted, model: { ...fitted.model, bend } }, lessons)
      return [0, 1].map((i) => judge.score({ id: `n${i}`, vector: lesson(400 + i).vector, isWhole: true }))
    })
    const model = fitModel(lessons).model
    plain!.forEach(({ p, action, thresholds }, i) => {
      expect(p).toBeCloseTo(sigmoid(logitBy(model, lesson(400 + i).vector)), 9)
      expect(bending![i]).toMatchObject({ p: bent(p, steep), action })
      expect(bending![i]!.thresholds.approveBelow).toBeCloseTo(bent(thresholds.approveBelow ?? 0, steep), 9)
      expect(bending![i]!.thresholds.rejectAbove).toBeCloseTo(bent(thresholds.rejectAbove ?? 1, steep), 9)
    })
    expect(model.bend).not.toEqual(straight)
  })

  it.each([
    ['none that is named', () => null, null],
    ['one', () => 'a', 1],
    ['two of one size', (i: number) => `a${i % 2}`, 2],
    ['two, nearly all on one of them', (i: number) => `a${Number(i >= 390)}`, 1.05],
  ])('knows of how many articles its decisions tell: %s', (_, groupOf, articles) => {
    const lessons = Array.from({ length: 400 }, (_, i) => ({ ...lesson(i), group: groupOf(i) }))
    const found = fitModel(lessons).design.articles
    if (articles === null) expect(found).toBeNull()
    else expect(found).toBeCloseTo(articles, 1)
  })

  it.each([
    ['in a language nobody taught it', 'Hyvä kirjoitus, kiitos paljon tästä jutusta'],
    ['of nothing but signs', '??? !!!'],
  ])('queues a comment %s', (_, text) => {
    const { judge } = taught(400)
    expect(judge.score(ask(text)).action).toBe('queue')
  })

  it('holds a language for untaught that a few of many comments are in', () => {
    const text = 'Hyvä kirjoitus, kiitos paljon tästä jutusta'
    const lessons = Array.from({ length: 1_200 }, (_, i) =>
      i % 400 === 7 ? { ...lesson(i), vector: vectorOf(evidence(text)) } : lesson(i),
    )
    const judge = siteJudge('site', BUDGET)
    judge.adopt(fitModel(lessons), lessons)
    const { known, action } = judge.score(ask(text))
    expect(known).toBeLessThan(judge.model()?.familiar ?? 0)
    expect(action).toBe('queue')
  })

  it('is not led by a few odd comments to take any language for taught', () => {
    const odd = (i: number) =>
      i % 40 === 3
        ? `${'abcdefghijklmnopqrstuvwxyz'.slice(i % 17, (i % 17) + 9)}${i}`
        : i % 10 === 0
          ? '???'
          : null
    const lessons = Array.from({ length: 400 }, (_, i) => {
      const text = odd(i)
      return text === null ? lesson(i) : { ...lesson(i), vector: vectorOf(evidence(text)) }
    })
    const judge = siteJudge('site', BUDGET)
    judge.adopt(fitModel(lessons), lessons)
    const { known } = judge.score(ask('Hyvä kirjoitus, kiitos paljon tästä jutusta'))
    expect(known).toBeLessThan(judge.model()?.familiar ?? 0)
  })

  it.each([
    ['two articles', 2, false],
    ['forty', 40, false],
    ['two hundred', 200, true],
  ])('proves of %s what it may decide of the next', (_, articles, isDecided) => {
    const lessons = Array.from({ length: 400 }, (_, i) => ({
      ...lesson(i),
      group: `article ${(i >> 1) % articles}`,
    }))
    const judge = siteJudge('site', { ...BUDGET, certainty: 'proven' })
    judge.adopt(fitModel(lessons), lessons)
    const { action } = judge.score(ask('The mayor forgot the cyclists, says our council'))
    expect(action === 'approve').toBe(isDecided)
  })

  it('queues what is too long to be read whole', () => {
    const { judge } = taught(400)
    expect(judge.score({ ...ask('The mayor costs too much'), isWhole: false }).action).toBe('queue')
  })

  it('decides nothing before it was fitted', () => {
    const judge = siteJudge('site', BUDGET)
    for (let i = 0; i < 400; i += 1) judge.learn(lesson(i))
    expect(judge.isDue()).toBe(true)
    expect(judge.score(ask('The mayor costs too much')).action).toBe('queue')
  })

  it('gives the same bytes for the same decisions, before and after being put away', async () => {
    const bytes = toBytes(taught(120).judge.state())
    expect(Buffer.compare(toBytes(taught(120).judge.state()), bytes)).toBe(0)
    const state = await fromBytes(bytes)
    if (state === undefined) throw new Error('the bytes are of this format')
    expect(Buffer.compare(toBytes(state), bytes)).toBe(0)
  })

  it('forgets an undone decision as if it had never been taken', () => {
    const { judge, lessons } = taught(120)
    judge.unlearn('c7')
    expect(judge.isDue()).toBe(true)
    const rest = lessons.filter(({ id }) => id !== 'c7')
    judge.adopt(fitModel(rest), rest)
    const never = siteJudge('site', BUDGET)
    never.adopt(fitModel(rest), rest)
    expect(Buffer.compare(toBytes(judge.state()), toBytes(never.state()))).toBe(0)
  })

  it('stops a side whose blind checks were wrong, and tells what it measured', () => {
    const { judge } = taught(400)
    const wrong = (i: number): Lesson => ({
      ...lesson(2 * i),
      id: `w${i}`,
      isRejected: i < 4,
      checkOf: 'approve',
    })
    for (let i = 0; i < 10; i += 1) judge.learn(wrong(i))
    expect(judge.score(ask('The mayor forgot the cyclists, says our council')).action).toBe('queue')
    expect(judge.figures().approve).toMatchObject({ checked: 10, wrong: 4, rate: 0.4, isBraked: true })
  })

  it('tells checks of the careful rules apart, and speaks of its own as soon as there are any', async () => {
    const { judge } = taught(400)
    const check = (id: string, checkOf: Lesson['checkOf'], isRejected = false) =>
      judge.learn({ ...lesson(0), id, isRejected, checkOf })
    for (let i = 0; i < 30; i += 1) check(`r${i}`, 'approve-by-rules', i === 7)
    expect(judge.figures().approve).toMatchObject({
      checked: 30,
      wrong: 1,
      byRules: { checked: 30, wrong: 1 },
    })
    check('own', 'approve')
    const figures = judge.figures()
    expect(figures.approve).toMatchObject({
      checked: 1,
      wrong: 0,
      rate: 0,
      byRules: { checked: 30, wrong: 1 },
    })
    expect(figures.checks).toBe(31)
    const again = siteJudge('site', BUDGET)
    const state = await fromBytes(toBytes(judge.state()))
    if (state === undefined) throw new Error('the bytes are of this format')
    again.restore(state)
    expect(again.figures()).toEqual(figures)
  })

  it('draws about a tenth of its first decisions for blind checks, the same ones each time', () => {
    const { judge } = taught(400)
    const drawn = () =>
      Array.from(
        { length: 500 },
        (_, i) => judge.score({ ...ask('Win a free phone and visit my channel'), id: `n${i}` }).audit,
      )
    const share = drawn().filter(Boolean).length / 500
    expect(share).toBeGreaterThan(0.06)
    expect(share).toBeLessThan(0.14)
    expect(drawn()).toEqual(drawn())
  })

  it('names the words that moved it, where they were written', () => {
    const { judge } = taught(400)
    const model = judge.model()
    if (model === null) throw new Error('it was fitted')
    const text = 'The mayor says: ＣＬＩＣＫ this'
    const moved = explain(model, evidence(text), vectorOf(evidence(text)))
    const click = moved.find(({ feature }) => feature === 'click')
    expect(click?.weight).toBeGreaterThan(0)
    expect(click?.spans?.map(({ start, end }) => text.slice(start, end))).toEqual(['ＣＬＩＣＫ'])
  })
})
