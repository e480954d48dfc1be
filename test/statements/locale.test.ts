import { describe, expect, it } from 'vitest'
import { REASON_CODES } from '../../src/checks/check.ts'
import { groundFor } from '../../src/statements/grounds.ts'
import { nameChecks, STATEMENT_LOCALES, sentences, wordsFor } from '../../src/statements/locale/words.ts'
import { findMisprints } from '../helpers/typography.ts'

const SHIPPED = [
  'en',
  'nb',
  'de',
  'fr',
  'es',
  'pt',
  'it',
  'pl',
  'tr',
  'ar',
  'ru',
  'zh',
  'zh-Hant',
  'be',
  'pt-BR',
]

it('has standard words in every language that readers are addressed in', () => {
  expect([...STATEMENT_LOCALES].sort()).toEqual([...SHIPPED].sort())
})

describe.each(SHIPPED)('the standard words in %s', (locale) => {
  const words = wordsFor(locale)
  const english = wordsFor('en')

  it('have a sentence of their own for every reason', () => {
    expect(Object.keys(words.clauses)).toEqual([...REASON_CODES])
    const clauses = Object.values(words.clauses)
    expect(new Set(clauses).size).toBe(REASON_CODES.length)
    for (const clause of clauses) expect(clause).toMatch(/[.。]$/)
    if (locale !== 'en') {
      for (const reason of REASON_CODES) expect(words.clauses[reason]).not.toBe(english.clauses[reason])
    }
  })

  it('name every check, and tell what happened and what can be done about it', () => {
    expect(Object.keys(words.checks)).toEqual(Object.keys(english.checks))
    for (const sentence of [words.machine, words.held])
      expect(sentence.match(/\{\w+\}/g)).toEqual(['{checks}'])
    for (const sentence of [words.reported, words.noticed, words.moderator, words.redress]) {
      expect(sentence).toMatch(/[.。]$/)
      expect(sentence).not.toContain('{')
    }
  })

  it('are set as a newspaper of the language is', () => {
    const { clauses, checks, between: _, around: __, joint: ___, ...rest } = words
    const said = Object.values({ ...clauses, ...checks, ...rest })
    const inBrackets = nameChecks('held', locale, ['links'])
    const facts = sentences(locale, inBrackets, words.moderator)
    expect([...said, facts].flatMap((text) => findMisprints(locale, text))).toEqual([])
  })
})

it.each([
  ['the locale itself', 'de', 'de'],
  ['the language of a region', 'de-AT', 'de'],
  ['Brazil for Brazil, however it is written', 'pt-br', 'pt-BR'],
  ['Portugal for others who speak Portuguese', 'pt-AO', 'pt'],
  ['the mainland’s for Chinese of no other script', 'zh-SG', 'zh'],
  ['traditional Chinese where that is written', 'zh-TW', 'zh-Hant'],
  ['traditional Chinese in a region of its own', 'zh-Hant-HK', 'zh-Hant'],
  ['Bokmål for Norwegian of any kind', 'nn', 'nb'],
  ['English where there are none', 'sv', 'en'],
])('are those of %s', (_, locale, found) => {
  expect(wordsFor(locale)).toBe(wordsFor(found))
  expect(groundFor('spam', locale).clause).toBe(wordsFor(found).clauses.spam)
})

it.each([
  ['for the locale', 'de-CH', 'Schweizerisch.'],
  ['else for the language', 'de-AT', 'Eigene Worte.'],
])('give way to the words of the site %s', (_, locale, clause) => {
  const own = [
    { reason: 'spam', locale: 'de', clause: 'Eigene Worte.' },
    { reason: 'spam', locale: 'de-CH', clause: 'Schweizerisch.' },
  ]
  expect(groundFor('spam', locale, own)).toEqual({ kind: 'terms', clause })
  expect(groundFor('abuse', locale, own).clause).toBe(wordsFor('de').clauses.abuse)
})

it('say that the law is meant where it is', () => {
  expect(REASON_CODES.filter((reason) => groundFor(reason, 'de').kind === 'law')).toEqual(['illegal'])
})

it('name checks in the language, an unknown one by its own name, and none in no brackets', () => {
  expect(nameChecks('held', 'de', ['links', 'words'])).toBe(
    'Automatische Prüfungen (Links, Wortliste) haben den Kommentar zurückgehalten.',
  )
  expect(nameChecks('held', 'zh', ['links', 'words'])).toContain('（链接、词语列表）暂时')
  expect(nameChecks('held', 'en', ['novel'])).toContain('(novel)')
  expect(nameChecks('held', 'en', [])).toBe('Automatic checks held the comment.')
})
