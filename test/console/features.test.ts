import { expect, it } from 'vitest'
import type { Signal } from '../../src/checks/check.ts'
import { directionOf } from '../../src/console/client/format.ts'
import { featureName } from '../../src/console/client/item/features.ts'
import { MEASURE_NAMES, marksOf } from '../../src/judge/marks.ts'
import { foldText } from '../../src/text/fold.ts'

const nobody = { approved: 0, rejected: 0 }
const evidence = (text: string, author: { approved: number; rejected: number }, isReply: boolean) => ({
  text,
  folded: foldText(text),
  signals: [
    { check: 'words', outcome: 'suspect', score: 0.7, spans: [{ start: 0, end: 3 }], ms: 1 },
    { check: 'captcha', outcome: 'clear', score: 0.9, ms: 1 },
    { check: 'custom', outcome: 'unavailable', ms: 1 },
  ] satisfies Signal[],
  history: { author, thread: nobody, repeats: { exact: 1, near: 2, rejected: 4 } },
  isReply,
})

it('says everything that can weigh in a verdict in people’s words', () => {
  const full =
    'WIN now!!! 😀 @you\u200b ｆｕｌｌ why??\n<a href=x> http://www.win.example/a a@b.example +49 170 1234567'
  const marks = [
    ...marksOf(evidence(full, nobody, true)),
    ...marksOf(evidence('calm words', { approved: 5, rejected: 1 }, false)),
    ...marksOf(evidence('??', nobody, false)),
    ...MEASURE_NAMES,
  ]
  const unnamed = marks.filter((feature) => featureName({ feature }) === feature)
  expect(unnamed).toEqual([])
  expect(
    marks.map((feature) => featureName({ feature })).filter((name) => /undefined|NaN/.test(name)),
  ).toEqual([])
})

it.each([
  ['sign ?', 'the sign “?”'],
  ['links 0', 'no link'],
  ['links 1', '1 link'],
  ['links 5', '5 links or more'],
  ['words 4', 'a text of 4 to 7 words'],
  ['capitals 8/8', 'about 94% capital letters'],
  ['author rejected 1', '1 of the author’s comments rejected before'],
  ['words suspect', 'Word list: doubtful'],
  ['something new', 'something new'],
])('reads %s as it is meant', (feature, name) => {
  expect(featureName({ feature })).toBe(name)
})

it('quotes a word of the text, whatever it is', () => {
  expect(featureName({ feature: 'reply', spans: [{ start: 0, end: 5 }] })).toBe('“reply”')
})

it.each([
  ['A letter.', 'auto'],
  ['مرحبا بكم', 'rtl'],
  ['@Ada https://news.example/x مرحبا بكم', 'rtl'],
  ['… שלום', 'rtl'],
  ['Ada says مرحبا', 'auto'],
  ['@Ada', 'auto'],
  ['', 'auto'],
])('lays out “%s” as its own letters run', (text, direction) => {
  expect(directionOf(text)).toBe(direction)
})
