import type { Candidate } from '../checks/check.ts'
import type { Caller } from '../http/caller.ts'
import type { Site } from '../sites/queries.ts'
import type { Admission } from './admit.ts'
import { pageOf } from './articles.ts'
import type { Fields } from './fields.ts'
import type { Identity } from './identity.ts'

type Sender = {
  readonly site: Site
  readonly caller: Caller
  readonly userAgent: string | null
  readonly referrer: string | null
}

type Known = {
  readonly articleKey: string
  readonly commentId: string
  readonly isEdit: boolean
  readonly isAskedAgain?: boolean
  readonly isVerified: boolean
  readonly fields: Fields
  readonly identity: Identity
  readonly admitted: Admission
  readonly receivedAt: Date
}

/** What every check sees of a submission, or of an edit. */
export function candidateOf(sender: Sender, known: Known): Candidate {
  const { site, caller, userAgent, referrer } = sender
  const { articleKey, commentId, isEdit, isAskedAgain = false, isVerified } = known
  const { fields, identity, admitted, receivedAt } = known
  const { name, text, email, website, parentId, honeypot, openedAt } = fields
  return {
    siteSlug: site.slug,
    siteName: site.name,
    origins: site.origins,
    articleKey,
    articleUrl: admitted.article?.url ?? pageOf(site, articleKey, fields.url),
    commentId,
    name,
    text,
    folded: identity.folded,
    foldedName: identity.foldedName,
    email,
    website,
    isReply: parentId !== null,
    isEdit,
    isAskedAgain,
    isVerified,
    heldBy: rulesThatHold(admitted),
    locale: site.policy.text.locale,
    honeypot,
    openedAt,
    receivedAt,
    address: caller.address,
    userAgent,
    referrer,
    history: admitted.history,
  }
}

/** The rules, beside the site's mode, that hold a comment whatever the checks find. */
export function rulesThatHold({ article, bans }: Admission): Candidate['heldBy'] {
  const isWatched = bans.some(({ kind, effect }) => kind !== 'domain' && effect === 'hold')
  return [
    ...(article?.premoderated ? (['article-pre-moderation'] as const) : []),
    ...(isWatched ? (['watch'] as const) : []),
  ]
}
