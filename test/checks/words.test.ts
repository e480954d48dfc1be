import { describe, expect, it } from 'vitest'
import { wordProblem } from '../../src/checks/listed-word.ts'
import { wordsCheck as compiling } from '../../src/checks/words.ts'
import { isStorable } from '../../src/comments/text.ts'
import { atOnce } from '../../src/give-way.ts'
import { aCandidate } from '../helpers/candidate.ts'
import { cpuClock } from '../helpers/cpu.ts'
import { hostileRows } from '../helpers/data.ts'

const wordsCheck = (lists: Parameters<typeof compiling>[0]) => atOnce(compiling(lists))

const found = (word: string, text: string) =>
  wordsCheck({ reject: [], hold: [word] }).run(aCandidate({ text })).outcome === 'suspect'

describe('a listed word', () => {
  it('is found as it is written, and its place is told', () => {
    const text = 'Visit the casino tonight'
    const { outcome, spans } = wordsCheck({ reject: ['casino'], hold: [] }).run(aCandidate({ text }))
    expect(outcome).toBe('block')
    expect(spans?.map(({ start, end }) => text.slice(start, end))).toEqual(['casino'])
  })

  it.each([
    ['in capitals', 'CASINO', true],
    ['in full width', 'ｃａｓｉｎｏ', true],
    ['in leet', 'c4s1n0', true],
    ['letter by letter', 'c a s i n o', true],
    ['letter by letter after an article', 'It was a c a s i n o.', true],
    ['letter by letter inside another word', 'o c a s i n o', false],
    ['inside another word', 'casinoless', false],
    ['not at all', 'cassini', false],
  ])('%s', (_, text, expected) => {
    expect(found('casino', text)).toBe(expected)
  })

  it.each([
    ['as a mention', '@casino', true],
    ['in a Spanish exclamation', '¡casino!', true],
    ['with a price for its last sign', 'casino€', true],
    ['with signs for letters', '¢@§ino', true],
    ['with a long s, a blank of Braille or a Turkish I', 'ca\u017f\u2800\u0130no', true],
    ['in small capitals', 'ᴄᴀꜱɪɴᴏ', true],
    ['with accented letters of another script', 'cάsίnο', true],
    ['with a letter of Canada’s syllabics', 'ᑕasino ᗅ cᗅsino', true],
    ['with a nought of another script', 'casin०', true],
    ['with a hyphen that breaks no line', 'ca\u2011sino', true],
    ['with a minus', 'ca\u2212sino', true],
    ['with a dot of another script', 'ca・sino', true],
    ['with a dash between two words', 'a ca—sino', false],
    ['with a space that breaks no line', 'ca\u00a0sino', true],
    ['after a word of one letter and such a space', 'c\u00a0asino', false],
    ['letter by letter, dashes between', 'c–a–s–i–n–o', true],
    ['letter by letter, spaced out', 'c  a  s  i  n  o', true],
    ['letter by letter, with signs and spaces', 'c . a . s . i . n . o', true],
    ['letter by letter, in a list', 'c, a, s, i, n, o', true],
    ['letter by letter, with a letter too many', 'c  a  s  i  n  o  s', false],
    ['with tags inside', 'ca<b>si</b>no', true],
    ['before a tag', 'casin<b> o', false],
  ])('is found %s or not', (_, text, expected) => {
    expect(found('casino', text)).toBe(expected)
  })

  it.each([
    ['with a letter masked', 'a c*sino', true],
    ['with a bar for a letter', 'a cas|no', true],
    ['with half of its letters', 'C*s**o', true],
    ['with fewer', 'c****o', false],
    ['with other signs', 'c#s!n%', false],
    ['with other signs inside', 'c#s!no', true],
    ['with more signs than letters are missing', 'c**sino', false],
    ['with its first letter masked', 'a *asino', false],
    ['in emphasis with a letter too few', '*casin*', false],
    ['with a footnote for its last letter', 'the casin*', false],
    ['inside another word', 'c*sinoless', false],
    ['as another word with a star', 'Leser*innen', false],
  ])('is found %s or not', (_, text, expected) => {
    expect(found('casino', text)).toBe(expected)
  })

  it('with letters masked is found where it stands', () => {
    const text = 'Å, this ｃ*sino again'
    const { spans } = wordsCheck({ reject: [], hold: ['casino'] }).run(aCandidate({ text }))
    expect(spans?.map(({ start, end }) => text.slice(start, end))).toEqual(['ｃ*sino'])
  })

  it('with letters masked is looked for in time that grows with the text', () => {
    const hold = Array.from({ length: 5_000 }, (_, at) => `ab${at + 10_000}`)
    const check = wordsCheck({ reject: [], hold })
    const workedMs = cpuClock()
    check.run(aCandidate({ text: 'ab1*234 '.repeat(1_000) }))
    check.run(aCandidate({ text: 'a*'.repeat(10_000) }))
    expect(workedMs()).toBeLessThan(500)
  })

  it.each([
    ['as it is written', 'piece of cake', true],
    ['with wider spaces', 'a piece  of \u00a0 cake', true],
    ['over the end of a line', 'a piece of\ncake', true],
    ['with dashes', 'piece-of–cake', true],
    ['with underscores', 'a piece_of_cake', true],
    ['over the end of a sentence', 'I took a piece of. Cake followed', false],
    ['without its spaces', 'pieceofcake', false],
    ['inside other words', 'timepiece of cakes', false],
  ])('of several words is found %s or not', (_, text, expected) => {
    expect(found('piece of cake', text)).toBe(expected)
    expect(found('piece-of-cake', text)).toBe(expected)
  })

  it('of several words is found where it stands', () => {
    const text = 'Not a ｐｉｅｃｅ  of\ncake.'
    const { spans } = wordsCheck({ reject: [], hold: ['piece of cake'] }).run(aCandidate({ text }))
    expect(spans?.map(({ start, end }) => text.slice(start, end))).toEqual(['ｐｉｅｃｅ  of\ncake'])
  })

  it('is looked for in time that grows with the text, however many are listed', () => {
    const hold = Array.from({ length: 5_000 }, (_, at) => `${'ab'.repeat(10)}${at}`)
    const check = wordsCheck({ reject: [], hold })
    const workedMs = cpuClock()
    check.run(aCandidate({ text: 'ab'.repeat(10_000) }))
    expect(workedMs()).toBeLessThan(500)
  })

  it('of the built-in lists is told from one of the site’s own, which counts more', () => {
    const check = wordsCheck({ hold: ['gadget'], builtIn: ['twaddle', 'poppycock'] })
    const run = (text: string) => check.run(aCandidate({ text }))
    expect(run('Twaddle and poppycock')).toMatchObject({
      isBuiltIn: true,
      detail: '2 words of the built-in list',
      spans: [{ start: 0 }, { start: 12 }],
    })
    const both = run('Twaddle about a gadget')
    expect(both).toMatchObject({ outcome: 'suspect', detail: 'a word of the hold list' })
    expect(both).not.toHaveProperty('isBuiltIn')
    expect(check.run(aCandidate({ name: 'Twaddle' }))).toMatchObject({ outcome: 'suspect', isBuiltIn: true })
  })

  it('is found once where a hundred listed words end at one place', () => {
    const hold = Array.from({ length: 99 }, (_, at) => '中国'.repeat(50).slice(0, at + 2))
    const check = wordsCheck({ reject: [], hold })
    const candidate = aCandidate({ text: '中国'.repeat(20_000) })
    const workedMs = cpuClock()
    expect(check.run(candidate)).toMatchObject({ outcome: 'suspect' })
    expect(workedMs()).toBeLessThan(500)
  })
})

type Row = {
  readonly id: string
  readonly word: string
  readonly text: string
  readonly expect: string
  readonly why: string
}
const rows = hostileRows<Row>('hidden-words')
describe.skipIf(rows.length === 0)('words in disguise', () => {
  it.each(rows)('$id $why: $expect', ({ word, text, expect: expected }) => {
    if (expected === 'refuse') return void expect(isStorable(text) && wordProblem(word) === null).toBe(false)
    const isFound = found(word, text)
    if (expected === 'match') expect(isFound).toBe(true)
    if (expected === 'no match') expect(isFound).toBe(false)
  })
})
