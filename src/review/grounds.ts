import type { ReasonCode } from '../checks/check.ts'

/** What a rejection rests on, in words for its author: the rule of the house, or the law. */
export type Ground = { readonly kind: 'terms' | 'law'; readonly clause: string }

/** The house rules a reason code stands for, until a site writes its own. */
const CLAUSES: Readonly<Record<ReasonCode, Ground>> = {
  spam: {
    kind: 'terms',
    clause: 'Comments must not advertise, or repeat links and texts for others’ profit.',
  },
  abuse: { kind: 'terms', clause: 'Comments must not insult, demean or harass other people.' },
  hate: { kind: 'terms', clause: 'Comments must not attack people for who they are or what they believe.' },
  threat: { kind: 'terms', clause: 'Comments must not threaten anyone or call for violence.' },
  sexual: { kind: 'terms', clause: 'Comments must not be sexually explicit.' },
  'personal-data': {
    kind: 'terms',
    clause: 'Comments must not give away private data, one’s own or others’.',
  },
  illegal: { kind: 'law', clause: 'The content appears to be against the law.' },
  misinformation: { kind: 'terms', clause: 'Comments must not present plainly false claims as facts.' },
  'off-topic': { kind: 'terms', clause: 'Comments must have to do with the article or the discussion.' },
  duplicate: { kind: 'terms', clause: 'The same comment is published only once.' },
  other: { kind: 'terms', clause: 'Comments must keep to the rules of this site.' },
}

/** A site's own wording of a reason in one language. */
export type OwnClause = { readonly reason: string; readonly locale: string; readonly clause: string }

/** The ground of a reason: in the site's own words for the locale or its language, else the standard ones. */
export function groundFor(reason: ReasonCode, locale: string, clauses: readonly OwnClause[] = []): Ground {
  const [language] = locale.split('-')
  const own = (wanted: string | undefined) =>
    clauses.find((clause) => clause.reason === reason && clause.locale === wanted)
  const { kind, clause } = CLAUSES[reason]
  return { kind, clause: (own(locale) ?? own(language))?.clause ?? clause }
}
