import { describe, expect, it } from 'vitest'
import { newsText } from '../../src/mail/message.ts'
import { plainLine } from '../../src/mail/plain-line.ts'
import { mailWords } from '../../src/mail/words.ts'
import { loadSpeak } from '../../src/plain/speak.ts'
import { STATEMENT_LOCALES } from '../../src/statements/locale/words.ts'
import { statementOf } from '../../src/statements/statement.ts'
import { cpuClock } from '../helpers/cpu.ts'
import { hostileRows } from '../helpers/data.ts'
import { findMisprints } from '../helpers/typography.ts'

type StatementFacts = Parameters<typeof statementOf>[0]

const URLS = { comment: 'https://news.example/a#c', appeal: null, stop: 'https://comments.example/stop' }

function aStatement(given: Pick<StatementFacts, 'by' | 'reason' | 'fromStatus' | 'source' | 'locale'>) {
  const at = new Date(2026, 4, 20)
  return statementOf({
    ...given,
    id: '1',
    verdict: null,
    isAudit: false,
    wasPublished: true,
    appealed: null,
    createdAt: at,
    decidedAt: at,
    revision: 1,
    clauses: [],
  })
}

async function english() {
  const speak = await loadSpeak('en')
  return { speak, words: await mailWords(speak), siteName: 'The News' }
}

describe('words of a stranger', () => {
  it.each([
    ['are told as they are', 'So it is, Ada: 3.14, e.g. “this”!', 'So it is, Ada: 3.14, e. g. “this”!'],
    ['become one line', 'One\r\n\r\nBcc: all@mail.example\n> two', 'One Bcc: […] > two'],
    ['lose their links', 'See https://evil.example/x?y and www.evil.example.', 'See […] and […]'],
    ['lose addresses', 'Write to mailto:me@evil.example or me@evil.example!', 'Write to […] or […]'],
    ['lose hosts', 'It is on evil.com and bücher.example/a', 'It is on evil. com and bücher. example/a'],
    ['lose strange schemes', 'javascript://x or tg://join', '[…] or […]'],
    ['turn nothing around', 'abc \u202egnp.exe\u202c \u2066x\u2069', 'abc gnp. exe x'],
    ['hide nothing', 'a\u200bb\u00adc\u{e0041}', 'abc'],
    ['show nothing where there is nothing', '\u200b \u2060', ''],
  ])('%s', (_, given, told) => {
    expect(plainLine(given, 100)).toBe(told)
  })

  it('are cut to what fits, as people count, whatever their length', () => {
    expect(plainLine('a'.repeat(11), 10)).toBe('aaaaaaaaa…')
    expect(plainLine('a'.repeat(10), 10)).toBe('aaaaaaaaaa')
    expect(plainLine('👩‍👩‍👧'.repeat(20), 10)).toBe(`${'👩‍👩‍👧'.repeat(9)}…`)
    expect(plainLine(`${'\ud83d'}x`, 10)).toBe('�x')
    const worked = cpuClock()
    plainLine('@'.repeat(100_000), 280)
    plainLine('a.'.repeat(50_000), 280)
    expect(worked()).toBeLessThan(100)
  })

  it('of every hostile kind stand on a line of their own, and make no link', async () => {
    const rows = [
      ...hostileRows<{ text: string }>('naughty-strings').map(({ text }) => text),
      ...hostileRows<{ name?: string; text?: string }>('names').map(({ name, text }) => name ?? text ?? ''),
    ]
    const language = await english()
    for (const row of rows) {
      const replies = [{ name: row, text: row }]
      const { subject, text } = newsText(language, { replies, title: row, urls: URLS })
      expect(subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      const lines = text.split('\n')
      expect(lines).toHaveLength(11)
      expect(lines[3]?.startsWith('> ')).toBe(true)
      const quoted = lines.slice(0, 4).join('\n')
      expect(quoted).not.toMatch(/:\/\/|www\.|\S@\S|[^\P{Cc}\n]/u)
    }
  })
})

describe('messages', () => {
  it.each(STATEMENT_LOCALES)('are in a language of their own: %s', async (locale) => {
    const [speak, en] = [await loadSpeak(locale), await english()]
    const words = await mailWords(speak)
    const sentences = (given: object): string[] =>
      Object.values(given).flatMap((one) => (typeof one === 'string' ? [one] : sentences(one)))
    const [own, english_] = [words, en.words].map(({ marks: _, ...said }) => sentences(said)) as [
      string[],
      string[],
    ]
    expect(own).toHaveLength(english_.length)
    expect(own.filter((sentence) => sentence.trim() === '')).toEqual([])
    expect(own.flatMap((sentence) => findMisprints(locale, sentence))).toEqual([])
    if (locale !== 'en') expect(own.filter((sentence) => english_.includes(sentence))).toEqual([])
    const named = (given: readonly string[]) => given.map((sentence) => sentence.includes('{site}'))
    expect(named(own)).toEqual(named(english_))
  })

  it.each(STATEMENT_LOCALES)('are set as a newspaper of the language is: %s', async (locale) => {
    const speak = await loadSpeak(locale)
    const language = { speak, words: await mailWords(speak), siteName: 'Postbag' }
    const replies = Array.from({ length: 7 }, () => ({ name: 'Bo', text: 'So' }))
    const facts = { by: 'moderator', reason: 'abuse', fromStatus: 'approved', source: 'notice' } as const
    const statement = aStatement({ ...facts, locale })
    const decision = { is: 'rejected', statement } as const
    const urls = { ...URLS, appeal: 'https://comments.example/appeal' }
    const { subject, text } = newsText(language, { decision, replies, title: 'Title', urls })
    const lines = [subject, ...text.split('\n')].filter((line) => !/^(https:|>|-- $|$)/.test(line))
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.flatMap((line) => findMisprints(locale, line))).toEqual([])
  })
})
