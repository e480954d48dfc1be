import { describe, expect, it } from 'vitest'
import { wordsCheck } from '../../src/checks/words.ts'
import { atOnce } from '../../src/give-way.ts'
import { aCandidate } from '../helpers/candidate.ts'
import { cpuClock } from '../helpers/cpu.ts'

const check = (word: string) => atOnce(wordsCheck({ reject: [], hold: [word] }))
const found = (word: string, text: string) => check(word).run(aCandidate({ text })).outcome === 'suspect'

describe('a listed word of another script', () => {
  it.each([
    ['with a Latin letter', 'казино', 'кaзино', true],
    ['with Latin letters for all that look alike', 'сука', 'cyкa', true],
    ['in Latin letters alone, which is another word', 'сон', 'COH', false],
    ['with a sign for a letter', 'мудак', 'муд@к', true],
    ['with a digit for a letter', 'мода', 'м0да', true],
    ['struck through', 'мода', 'м\u0336о\u0336д\u0336а\u0336', true],
    ['with e for yo', 'ёлка', 'Елка', true],
    ['with yo for e', 'елка', 'ёлка', true],
    ['decomposed', 'май', 'маи\u0306', true],
    ['with another letter for one that looks alike', 'мои', 'мой', false],
    ['inside another word', 'мода', 'модальный', false],
    ['in Greek capitals, which have no accents', 'μαλάκας', 'ΜΑΛΑΚΑΣ', true],
    ['without its accent', 'μαλάκα', 'μαλακα', true],
    ['in Greek with a Latin letter', 'μαλάκα', 'μaλάκα', true],
    ['drawn out in Arabic', 'كلب', 'كـــلـــب', true],
    ['with Arabic vowels', 'كلب', 'كَلْب', true],
    ['with another alef', 'أحمق', 'احمق', true],
    ['with another end', 'عاهرة', 'عاهره', true],
    ['inside an Arabic word', 'كلب', 'الكلبة', false],
    ['on an Arabic keyboard in Persian', 'کونی', 'كوني', true],
    ['with Hebrew points', 'זונה', 'זוֹנָה', true],
    ['in kana of half width', 'バカ', 'ﾊﾞｶ', true],
    ['in kana without its mark', 'バカ', 'ハカ', false],
    ['with two letters for a ligature', 'jævel', 'jaevel', true],
  ])('is found %s or not', (_, word, text, expected) => {
    expect(found(word, text)).toBe(expected)
  })

  it('is found where it stands', () => {
    const text = 'Эй, ёлкa! كـلـب'
    const spansOf = (word: string) => check(word).run(aCandidate({ text })).spans ?? []
    const places = [...spansOf('елка'), ...spansOf('كلب')]
    expect(places.map(({ start, end }) => text.slice(start, end))).toEqual(['ёлкa', 'كـلـب'])
  })

  it('is looked for in time that grows with the text', () => {
    const workedMs = cpuClock()
    for (const unit of ['ёa ', 'аa', 'كـ', 'ά', 'ﾊﾞ', 'м\u0336']) {
      check('мода').run(aCandidate({ text: unit.repeat(30_000 / unit.length) }))
    }
    expect(workedMs()).toBeLessThan(1_000)
  })
})
