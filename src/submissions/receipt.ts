import { keyedHash, sameText } from '../hash.ts'
import { credentialIn } from '../http/credential.ts'

/** Longer than the six months in which an author may complain (Digital Services Act, article 20). */
const LIVES_DAYS = 400

/** The day in base 36 and the signature; written in only one way. */
const RECEIPT = /^([1-9a-z][0-9a-z]{0,7})\.([\w-]{22})$/

/**
 * The author's key to one comment, without any account or row. It is derived from the comment and its time, so the
 * same submission always gets the same receipt, and it expires on the day written in it.
 */
export function issueReceipt(secret: string, siteId: string, commentId: string, createdAt: Date): string {
  const lastDay = Math.floor(createdAt.getTime() / 86_400_000) + LIVES_DAYS
  return `${lastDay.toString(36)}.${signature(secret, siteId, commentId, lastDay)}`
}

export function receiptOpens(
  secret: string,
  receipt: string,
  comment: { readonly siteId: string; readonly commentId: string; readonly now: Date },
): boolean {
  const [, day = '', given = ''] = RECEIPT.exec(receipt) ?? []
  const lastDay = Number.parseInt(day, 36)
  if (!Number.isSafeInteger(lastDay) || lastDay * 86_400_000 < comment.now.getTime()) return false
  return sameText(given, signature(secret, comment.siteId, comment.commentId, lastDay))
}

/** The receipt in `Authorization: Receipt …`, if there is one. */
export function receiptIn(header: string | undefined): string | undefined {
  const receipt = credentialIn(header, 'receipt') ?? ''
  return RECEIPT.test(receipt) ? receipt : undefined
}

function signature(secret: string, siteId: string, commentId: string, lastDay: number): string {
  return keyedHash(secret, 'receipt', siteId, commentId, String(lastDay)).toString('base64url')
}
