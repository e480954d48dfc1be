import { randomUUIDv7 } from 'node:crypto'
import { spendAllowance } from '../author/reader.ts'
import type { Queryable } from '../db/client.ts'
import type { CommentStatus, MailState } from '../db/states.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash } from '../hash.ts'
import { tooFast } from '../http/rate-limit.ts'
import type { Site } from '../sites/queries.ts'
import { addressHash, sealAddress } from './address.ts'
import type { WakeMail } from './jobs.ts'
import { isRefused } from './refusals.ts'
import { endOthers, putSubscription } from './subscriptions.ts'
import { UNANSWERED, unansweredOf } from './unanswered.ts'

/*
 * A stranger can type somebody else's address. So until that address says yes, it gets one kind of message from us,
 * rarely, and without a word that came from outside; once it said no, none at all.
 */
const PER_MINUTE = { network: 6, address: 6, site: 60 }
/** How many unanswered questions one comment may have. */
const UNANSWERED_OF_COMMENT = 3

type Request = { readonly commentId: string; readonly address: string; readonly bucket: string }

/**
 * An author asks for e-mail about a comment. The address is first asked whether this is meant, unless the same author
 * has confirmed it before. Another address replaces the one before. Asking again changes nothing, except that after a
 * few minutes the question is sent once more. That an address said no before is told to nobody: it is not asked.
 * @throws {AppError} `not-found`; `conflict` for a comment that is no more; `rate-limited`.
 */
export async function askForMail(
  deps: Deps,
  wake: WakeMail,
  site: Site,
  { commentId, address, bucket }: Request,
): Promise<MailState> {
  const { db, secret, log } = deps
  const hash = addressHash(secret, site.id, address)
  const network = keyedHash(secret, 'network', site.id, bucket)
  const state = await db.transaction(async (tx) => {
    // Counting locks the row until the end of the transaction, so simultaneous requests each see those before them.
    const by = (name: string, part: string) => keyedHash(secret, name, site.id, part)
    await spendAllowance(tx, site, allowance('network', by('mail of a minute', bucket)))
    await spendAllowance(tx, site, allowance('address', by('mail to an address', hash.toString('hex'))))
    const found = await getAsking(tx, { siteId: site.id, commentId, hash, network })
    if (found.status === 'withdrawn' || found.isErased)
      throw new AppError('conflict', 'This comment was withdrawn or erased.', { meaning: 'withdrawn' })
    const { isConfirmed } = found
    const isAsked = !isConfirmed && !found.isAskedLately && !found.isRefused
    if (isAsked) {
      enforce(found)
      await spendAllowance(tx, site, allowance('site', by('mail of a site', '')))
    }
    const id = found.id ?? randomUUIDv7()
    const sealed = sealAddress(secret, { siteId: site.id, id }, address)
    const told = found.status === 'approved' ? 'approved' : null
    await putSubscription(tx, {
      siteId: site.id,
      id,
      commentId,
      hash,
      sealed,
      network,
      isAsked,
      isConfirmed,
      told,
    })
    await endOthers(tx, { siteId: site.id, commentId, hash })
    return isConfirmed ? 'on' : 'confirming'
  })
  // Makes it quick; where waking fails, the minutely look sends it.
  void wake(db, {}).catch(() => {})
  log.info({ site: site.slug, commentId, state }, 'mail.asked')
  return state
}

function allowance(of: keyof typeof PER_MINUTE, bucket: Buffer) {
  return { name: 'mail', bucket, perMinute: PER_MINUTE[of] }
}

type Asking = {
  readonly status: CommentStatus
  readonly isErased: boolean
  /** The id of the subscription that exists for the same comment and address. */
  readonly id: string | null
  /** Whether the same author confirmed the address, for this comment or another. */
  readonly isConfirmed: boolean
  readonly isAskedLately: boolean
  readonly isRefused: boolean
  readonly ofComment: number
  readonly ofAddress: number
  readonly ofNetwork: number
}

/** @throws {AppError} `not-found`. */
async function getAsking(
  tx: Queryable,
  about: {
    readonly siteId: string
    readonly commentId: string
    readonly hash: Buffer
    readonly network: Buffer
  },
): Promise<Asking> {
  const { siteId, commentId, hash } = about
  const [row] = await tx.query(
    (sql) => sql<Asking[]>`
    with own as (
      select * from comments where site_id = ${siteId} and id = ${commentId} for share
    ), same as (
      select s.* from own c
      join subscriptions s on s.site_id = c.site_id and s.address_hash = ${hash} and s.sealed_address is not null
        and s.report_id is null
      join comments o on o.site_id = s.site_id and o.id = s.comment_id and o.author_hash = c.author_hash
    )
    select c.status, c.erased_at is not null as is_erased,
      (select s.id from subscriptions s where s.site_id = c.site_id and s.comment_id = c.id and s.address_hash = ${hash}),
      exists (select from same where confirmed_at is not null) as is_confirmed,
      exists (select from same where asks > 0 and asked_at > now() - interval '5 minutes') as is_asked_lately,
      ${isRefused(sql, about)} as is_refused,
      (select coalesce(sum(asks), 0)::int from subscriptions s
        where s.site_id = c.site_id and s.comment_id = c.id and s.confirmed_at is null) as of_comment,
      ${unansweredOf(sql, about)}
    from own c`,
  )
  if (row === undefined) throw new AppError('not-found')
  return row
}

function enforce({ ofComment, ofAddress, ofNetwork }: Asking): void {
  const isOver =
    ofComment >= UNANSWERED_OF_COMMENT || ofAddress >= UNANSWERED.address || ofNetwork >= UNANSWERED.network
  if (!isOver) return
  throw tooFast({
    name: 'mail',
    perMinute: PER_MINUTE.address,
    seconds: 3_600,
    detail: 'This was asked too often, without an answer. Please try again later.',
    meaning: 'later',
  })
}
