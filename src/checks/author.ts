import { type Folded, foldText } from '../text/fold.ts'
import type { Check } from './check.ts'

const STAFF =
  /\b(?:admin(?:istrator)?|moderator|editor|editorial|newsroom|staff|redaktion|redaction|support)\b/
/** From how many rejections by people on a record counts as bad. */
const AUTHOR_REJECTED = 3
const NETWORK_REJECTED = 10
/** The score of a comment marked for nothing but being its author's first. */
export const FIRST_COMMENT = 0.2

/**
 * What the author's record says, by network and name together. It can only add doubt: earlier approvals never
 * make another mark lighter here.
 */
export function authorCheck({ holdFirst }: { readonly holdFirst: boolean }): Check {
  return {
    name: 'author',
    run({ foldedName, siteName, isVerified, history }) {
      const { approved, rejected, pending } = history.author
      const detail = `${approved} approved, ${rejected} rejected, ${pending} waiting before`
      if (rejected >= AUTHOR_REJECTED && rejected > approved)
        return { outcome: 'suspect', score: 0.6, detail }
      if (
        history.network.rejected >= NETWORK_REJECTED &&
        history.network.rejected > history.network.approved
      ) {
        return {
          outcome: 'suspect',
          score: 0.5,
          detail: `${history.network.rejected} rejected from this network`,
        }
      }
      if (
        !isVerified &&
        (STAFF.test(foldedName.text) || lettersOf(foldedName) === lettersOf(foldText(siteName)))
      )
        return { outcome: 'suspect', score: 0.4, detail: 'a name like a member of staff' }
      if (holdFirst && approved === 0)
        return { outcome: 'suspect', score: FIRST_COMMENT, detail: 'a first comment' }
      return { outcome: 'clear', detail }
    },
  }
}

/**
 * The letters of a name, for comparison: nobody else may write under the site's name, under which the newsroom
 * answers.
 */
function lettersOf(name: Folded): string {
  return name.text.replaceAll(/[^\p{L}\p{N}]/gu, '')
}
