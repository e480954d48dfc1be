import type { Signal } from '../checks/check.ts'
import { isoText } from '../comments/public-json.ts'
import type { Queryable, Sql } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { addressHash } from '../mail/address.ts'
import type { Statement } from '../statements/statement.ts'
import { NIL_UUID } from '../text/uuid.ts'
import { belongsTo, type PersonRequest } from './person.ts'

/** A comment with all that is known about it; times within its lists are text. */
type DisclosedComment = {
  readonly id: string
  readonly article: string
  readonly url: string | null
  readonly parentId: string | null
  readonly status: string
  readonly reason: string | null
  readonly name: string
  readonly email: string | null
  readonly website: string | null
  readonly badge: string | null
  readonly color: string | null
  readonly verified: boolean
  readonly text: string
  readonly likes: number
  readonly source: string
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly decidedAt: Date | null
  readonly formerTexts: readonly { readonly text: string; readonly replacedAt: string }[]
  readonly verdicts: readonly {
    readonly action: string
    readonly reason: string | null
    readonly because: readonly string[]
    readonly probability: number | null
    readonly signals: readonly Signal[]
    readonly createdAt: string
  }[]
  readonly decisions: readonly {
    readonly action: string
    readonly reason: string | null
    readonly note: string | null
    readonly statement: Statement | null
    readonly createdAt: string
  }[]
  readonly appeals: readonly {
    readonly note: string | null
    readonly outcome: string | null
    readonly createdAt: string
  }[]
  readonly notes: readonly { readonly text: string; readonly createdAt: string }[]
  readonly bans: readonly {
    readonly kind: string
    readonly effect: string
    readonly note: string | null
    readonly createdAt: string
    readonly expiresAt: string | null
    readonly liftedAt: string | null
  }[]
  readonly evidence: readonly {
    readonly cause: string
    readonly createdAt: string
    readonly keepUntil: string
  }[]
  /** Whether its author is told by e-mail what becomes of it. */
  readonly mail: boolean
}

type DisclosedNotice = {
  readonly id: string
  readonly commentId: string
  readonly reason: string
  readonly note: string | null
  readonly name: string | null
  readonly outcome: string | null
  readonly createdAt: Date
}

/** What is kept about a person: one page of what they wrote, and on the first page also the notices they sent. */
export type Disclosed = {
  readonly comments: readonly DisclosedComment[]
  readonly notices: readonly DisclosedNotice[]
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

const PAGE = 100

/**
 * What is kept about a person, as they may ask for it (GDPR, articles 15 and 20). Left out are other people: who
 * decided, and who reported. Evidence is named with its cause and end date: the duty to keep it limits erasure (article
 * 17(3)), not access. The person's data in a copy is in the rest of the answer too.
 */
export async function disclose(
  { db, secret }: Pick<Deps, 'secret'> & { readonly db: Queryable },
  siteId: string,
  { after, ...person }: PersonRequest & { readonly after?: string | undefined },
): Promise<Disclosed> {
  const found = await db.query(
    (sql) => sql<DisclosedComment[]>`
    select c.id, a.key as article, a.url, c.parent_id, c.status, c.reason, c.name, c.email, c.website, c.badge, c.color,
      c.verified, c.text, c.likes, c.source, c.created_at, c.edited_at, c.decided_at, ${about(sql)}
    from comments c join articles a on a.site_id = c.site_id and a.id = c.article_id
    where c.site_id = ${siteId} and c.erased_at is null and ${belongsTo(sql, secret, siteId, person)}
      and c.id > ${after ?? NIL_UUID}
    order by c.id limit ${PAGE + 1}`,
  )
  const comments = found.slice(0, PAGE)
  return {
    comments,
    notices:
      'email' in person && after === undefined
        ? await listNotices(db, siteId, addressHash(secret, siteId, person.email))
        : [],
    next: found.length > PAGE ? (comments.at(-1)?.id ?? null) : null,
  }
}

/** What else is kept about comment `c` and its author, each part as a list. */
function about(sql: Sql) {
  return sql`
    (select coalesce(jsonb_agg(jsonb_build_object('text', r.text, 'replacedAt', ${isoText(sql, 'r.replaced_at')}) order by r.revision), '[]')
      from revisions r where r.site_id = c.site_id and r.comment_id = c.id) as former_texts,
    (select coalesce(jsonb_agg(jsonb_build_object('action', v.action, 'reason', v.reason, 'because', v.because,
        'probability', v.probability, 'signals', v.signals, 'createdAt', ${isoText(sql, 'v.created_at')}) order by v.revision), '[]')
      from verdicts v where v.site_id = c.site_id and v.comment_id = c.id) as verdicts,
    (select coalesce(jsonb_agg(jsonb_build_object('action', d.action, 'reason', d.reason, 'note', d.note,
        'statement', d.statement, 'createdAt', ${isoText(sql, 'd.created_at')}) order by d.version), '[]')
      from decisions d where d.site_id = c.site_id and d.comment_id = c.id) as decisions,
    (select coalesce(jsonb_agg(jsonb_build_object('note', l.note, 'outcome', l.outcome, 'createdAt', ${isoText(sql, 'l.created_at')})
        order by l.created_at), '[]')
      from appeals l where l.site_id = c.site_id and l.comment_id = c.id) as appeals,
    (select coalesce(jsonb_agg(jsonb_build_object('text', n.text, 'createdAt', ${isoText(sql, 'n.created_at')}) order by n.created_at), '[]')
      from notes n where n.site_id = c.site_id and (n.comment_id = c.id or n.author_hash = c.author_hash)) as notes,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', b.kind, 'effect', b.effect, 'note', b.note, 'createdAt', ${isoText(sql, 'b.created_at')},
        'expiresAt', ${isoText(sql, 'b.expires_at')}, 'liftedAt', ${isoText(sql, 'b.lifted_at')}) order by b.created_at), '[]')
      from bans b where b.site_id = c.site_id and b.match in ('author:' || encode(c.author_hash, 'hex'),
        'network:' || encode(c.network_hash, 'hex'), 'email:' || encode(c.email_hash, 'hex'))) as bans,
    (select coalesce(jsonb_agg(jsonb_build_object('cause', e.cause, 'createdAt', ${isoText(sql, 'e.created_at')}, 'keepUntil', ${isoText(sql, 'e.keep_until')})
        order by e.id), '[]')
      from evidence e where e.site_id = c.site_id and e.comment_id = c.id and e.ended_at is null) as evidence,
    exists (select from subscriptions s where s.site_id = c.site_id and s.comment_id = c.id and s.report_id is null
      and s.sealed_address is not null) as mail`
}

function listNotices(db: Queryable, siteId: string, hash: Buffer): Promise<DisclosedNotice[]> {
  return db.query(
    (sql) => sql<DisclosedNotice[]>`
    select r.id, r.comment_id, r.reason, r.note, r.notifier as name, r.outcome, r.created_at
    from subscriptions s join reports r on r.site_id = s.site_id and r.id = s.report_id
    where s.site_id = ${siteId} and s.address_hash = ${hash} order by r.id limit 1000`,
  )
}
