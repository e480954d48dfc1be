import { keyedHash, sameText } from '../hash.ts'
import { UUID } from '../text/uuid.ts'

/** What the button does on the page that a message's link leads to. */
export const LINK_PURPOSES = ['confirm', 'stop', 'allow', 'appeal'] as const
export type LinkPurpose = (typeof LINK_PURPOSES)[number]
/** What a link is for; the link of a notice only shows its state. */
export type Purpose = LinkPurpose | 'notice'

/** As long as a receipt, except for the question whether the address is meant. */
const LIVES_DAYS: Readonly<Record<Purpose, number>> = {
  confirm: 3,
  stop: 400,
  allow: 400,
  appeal: 400,
  notice: 400,
}

/** The id of what it is about, the last day in base 36 and the signature; written in only one way. */
const KEY = /^([0-9a-f-]{36})\.([1-9a-z][0-9a-z]{0,7})\.([\w-]{22})$/

/** A subscription; for an appeal the comment, since appealing is possible after messages have ended; or a notice. */
type Subject = { readonly siteId: string; readonly id: string }

/** The key in a message's link: whoever has it may do one thing. Made anew for each message. */
export function issueKey(secret: string, purpose: Purpose, { siteId, id }: Subject, now: Date): string {
  const lastDay = Math.floor(now.getTime() / 86_400_000) + LIVES_DAYS[purpose]
  return `${id}.${lastDay.toString(36)}.${signature(secret, purpose, { siteId, id }, lastDay)}`
}

/**
 * @returns the id of what it is about; undefined for a key that is malformed, forged, expired or for something else.
 */
export function readKey(
  secret: string,
  purpose: Purpose,
  { siteId, key, now }: { readonly siteId: string; readonly key: string; readonly now: Date },
): string | undefined {
  const [, id = '', day = '', given = ''] = KEY.exec(key) ?? []
  const lastDay = Number.parseInt(day, 36)
  if (!UUID.test(id) || !Number.isSafeInteger(lastDay)) return undefined
  if ((lastDay + 1) * 86_400_000 <= now.getTime()) return undefined
  return sameText(given, signature(secret, purpose, { siteId, id }, lastDay)) ? id : undefined
}

function signature(secret: string, purpose: Purpose, { siteId, id }: Subject, lastDay: number): string {
  return keyedHash(secret, 'mail', purpose, siteId, id, String(lastDay)).toString('base64url')
}
