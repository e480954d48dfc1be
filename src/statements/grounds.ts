import type { ReasonCode } from '../checks/check.ts'
import { languageOf, wordsFor } from './locale/words.ts'

/** What a rejection is based on, in words for its author: a house rule, or the law. */
export type Ground = { readonly kind: 'terms' | 'law'; readonly clause: string }

/** A site's own wording of a reason in one language. */
export type OwnClause = { readonly reason: string; readonly locale: string; readonly clause: string }

/** The ground for a reason: in the site's own words for the locale or its language, else in the standard words. */
export function groundFor(reason: ReasonCode, locale: string, clauses: readonly OwnClause[] = []): Ground {
  const own = (wanted: string) =>
    clauses.find((clause) => clause.reason === reason && clause.locale === wanted)
  const clause = (own(locale) ?? own(languageOf(locale)))?.clause ?? wordsFor(locale).clauses[reason]
  return { kind: reason === 'illegal' ? 'law' : 'terms', clause }
}
