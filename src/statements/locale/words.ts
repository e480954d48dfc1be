import type { ReasonCode } from '../../checks/check.ts'
import { words as ar } from './ar.ts'
import { words as be } from './be.ts'
import { words as de } from './de.ts'
import { words as en } from './en.ts'
import { words as es } from './es.ts'
import { words as fr } from './fr.ts'
import { words as it } from './it.ts'
import { words as nb } from './nb.ts'
import { words as pl } from './pl.ts'
import { words as pt } from './pt.ts'
import { words as ptBr } from './pt-br.ts'
import { words as ru } from './ru.ts'
import { words as tr } from './tr.ts'
import { words as zh } from './zh.ts'
import { words as zhHant } from './zh-hant.ts'

/** The wording of a statement of reasons in one language. */
export type StatementWords = {
  /** The house rule behind each reason, unless a site has written its own. */
  readonly clauses: Readonly<Record<ReasonCode, string>>
  /** What each check looks at, by the check's name. */
  readonly checks: Readonly<Record<string, string>>
  /** The separator between two checks in a list. */
  readonly between: string
  /** The separator between two sentences, if not a space. */
  readonly joint?: string
  /** What surrounds the list, if not a space and brackets. */
  readonly around?: readonly [before: string, after: string]
  /** One sentence each; `{checks}` stands where the checks are named in brackets. */
  readonly machine: string
  readonly reported: string
  readonly noticed: string
  readonly held: string
  readonly moderator: string
  readonly redress: string
}

const WORDS: ReadonlyMap<string, StatementWords> = new Map(
  Object.entries({
    ...{ ar, be, de, en, es, fr, it, nb, no: nb, nn: nb, pl, pt, 'pt-br': ptBr, ru, tr, zh },
    'zh-hant': zhHant,
  }),
)

/** The languages with standard words, each by its own code. */
export const STATEMENT_LOCALES: readonly string[] = Intl.getCanonicalLocales(
  [...WORDS.keys()].filter((code) => code !== 'no' && code !== 'nn'),
)

/** The words of a locale (`pt-BR`, in letters of any size), else of its language, else English. */
export function wordsFor(locale: string): StatementWords {
  const wanted = locale.toLowerCase().replace(/^zh-(hant\b.*|tw|hk|mo)$/, 'zh-hant')
  return WORDS.get(wanted) ?? WORDS.get(languageOf(wanted)) ?? en
}

/** A sentence that names its checks; a check without a name in the language keeps its own. */
export function nameChecks(sentence: 'machine' | 'held', locale: string, checks: readonly string[]): string {
  const words = wordsFor(locale)
  const { between, around: [before, after] = [' (', ')'] } = words
  const named = checks.map((check) => words.checks[check] ?? check).join(between)
  return words[sentence].replace('{checks}', named === '' ? '' : `${before}${named}${after}`)
}

/** Joins sentences the way the language does; empty ones are left out. */
export function sentences(locale: string, ...said: readonly string[]): string {
  return said.filter(Boolean).join(wordsFor(locale).joint ?? ' ')
}

export function languageOf(locale: string): string {
  return locale.split('-')[0] ?? locale
}
