import { randomUUIDv7 } from 'node:crypto'
import { sketchBands } from '../checks/sketch.ts'
import { findLinks } from '../comments/links.ts'
import { keyedHash } from '../hash.ts'
import type { Caller } from '../http/caller.ts'
import type { SignedReader } from '../identity/verify.ts'
import type { Policy } from '../sites/policy.ts'
import { type Folded, foldText } from '../text/fold.ts'
import type { AdmissionRequest } from './admit.ts'
import { digestOf, type Fields } from './fields.ts'

/** Everything by which a submission is recognised: hashes of its sender, keys, and the likeness of its text. */
export type Identity = {
  readonly commentId: string
  readonly folded: Folded
  readonly foldedName: Folded
  readonly stored: {
    readonly authorHash: string
    readonly networkHash: string
    readonly emailHash: string | null
    readonly keyHashes: readonly string[]
    readonly bodyDigest: string
    readonly bands: readonly bigint[]
  }
  /** The request to admission; without limits if the submission is refused anyway. */
  admission(limits: Policy['limits'] | null): AdmissionRequest
}

type Sent = {
  readonly articleKey: string
  readonly fields: Fields
  readonly caller: Caller
  readonly idempotencyKey: string | null
  readonly signed?: Pick<SignedReader, 'id'> | null
}

/**
 * An author is recognised by network and name (or e-mail) together, so that typing somebody else's name neither
 * reveals nor spoils that person's record.
 */
export function identify(
  secret: string,
  siteId: string,
  { articleKey, fields, caller, idempotencyKey, signed }: Sent,
): Identity {
  const hash = (purpose: string, ...parts: string[]) =>
    keyedHash(secret, purpose, siteId, ...parts).toString('hex')
  const commentId = fields.id ?? randomUUIDv7()
  const folded = foldText(fields.text)
  const foldedName = foldText(fields.name)
  const { bucket } = caller
  const email = fields.email?.toLowerCase() ?? null
  const authorHash = signed
    ? hash('signed author', signed.id)
    : hash('author', bucket, email ?? foldedName.text)
  const networkHash = hash('network', bucket)
  const emailHash = email === null ? null : hash('email', email)
  const keyHashes = [
    ...(idempotencyKey === null ? [] : [hash('key', idempotencyKey)]),
    // Everybody can see a comment's id, so the key includes the author: only they, sending it again, get the first
    // answer with its receipt.
    ...(fields.id === null ? [] : [hash('id', fields.id, authorHash)]),
  ]
  const stored = {
    authorHash,
    networkHash,
    emailHash,
    keyHashes,
    bodyDigest: digestOf(articleKey, fields),
    bands: sketchBands(folded, siteId),
  }
  return {
    commentId,
    folded,
    foldedName,
    stored,
    admission: (limits) => ({
      ...stored,
      siteId,
      articleKey,
      commentId,
      parentId: fields.parentId,
      banMatches: banMatches({ authorHash, networkHash, emailHash, name: foldedName.text }, fields),
      perReaderPerMinute: limits?.perReaderPerMinute ?? null,
    }),
  }
}

/** What is compared with bans, as `kind:value`; domains with all their parent domains. */
function banMatches(
  who: {
    readonly authorHash: string
    readonly networkHash: string
    readonly emailHash: string | null
    readonly name: string
  },
  fields: Fields,
): string[] {
  const hosts = findLinks(fields.text).map(({ host }) => host)
  if (fields.website !== null) hosts.unshift(URL.parse(fields.website)?.hostname ?? '')
  const mentioned = fields.text.match(MENTIONED) ?? []
  const domains = new Set([...hosts.slice(0, 50), ...mentioned.slice(0, 50)].flatMap(withParents))
  return [
    `author:${who.authorHash}`,
    `network:${who.networkHash}`,
    ...(who.emailHash === null ? [] : [`email:${who.emailHash}`]),
    `name:${who.name}`,
    ...[...domains].map((domain) => `domain:${domain}`),
  ]
}

/** What may be a host, whatever it ends in: a banned one is found also where it is no link. */
const MENTIONED = /(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?![\w-])/gi

function withParents(host: string): string[] {
  const labels = host.toLowerCase().split('.')
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
}
