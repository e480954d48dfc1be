import type { Signal } from '../checks/check.ts'
import { isoText } from '../comments/public-json.ts'
import type { Queryable } from '../db/client.ts'
import { seal, unseal } from '../seal.ts'
import type { Statement } from '../statements/statement.ts'

/** Everything known about a comment and its author at one moment. Nothing about other readers is in it. */
export type EvidenceCopy = {
  readonly comment: {
    readonly id: string
    readonly parentId: string | null
    readonly status: string
    readonly reason: string | null
    readonly name: string
    readonly text: string
    readonly email: string | null
    readonly website: string | null
    readonly badge: string | null
    /** The publisher's own login vouched for the name. */
    readonly verified: boolean
    readonly source: string
    /** Keyed hashes in hex, equal for comments by the same author, from the same network or with the same e-mail address. */
    readonly authorHash: string
    readonly networkHash: string
    readonly emailHash: string | null
    readonly createdAt: string
    readonly editedAt: string | null
    readonly decidedAt: string | null
  }
  readonly article: { readonly key: string; readonly url: string | null; readonly title: string | null }
  /** Texts that an edit replaced, oldest first. */
  readonly revisions: readonly {
    readonly revision: number
    readonly text: string
    readonly replacedAt: string
  }[]
  /** What the machine made of each text. */
  readonly verdicts: readonly {
    readonly revision: number
    readonly action: string
    readonly because: readonly string[]
    readonly reason: string | null
    readonly probability: number | null
    readonly signals: readonly Signal[]
    readonly createdAt: string
  }[]
  readonly decisions: readonly {
    readonly id: string
    readonly action: 'approve' | 'reject' | 'undo'
    readonly reason: string | null
    readonly note: string | null
    readonly moderator: string
    readonly fromStatus: string
    readonly toStatus: string
    readonly statement: Statement | null
    readonly createdAt: string
  }[]
}

type CommentRef = { readonly siteId: string; readonly id: string }
type Snapshot = { readonly copy: EvidenceCopy; readonly revision: number }

/** The comment as it is now, with the revision of its text; undefined if it was erased. */
export async function takeCopy(tx: Queryable, { siteId, id }: CommentRef): Promise<Snapshot | undefined> {
  const [row] = await tx.query(
    (sql) => sql<Snapshot[]>`
    select coalesce((select max(v.revision) from verdicts v where v.site_id = c.site_id and v.comment_id = c.id), 1)::int
      as revision, jsonb_build_object(
      'comment', jsonb_build_object('id', c.id, 'parentId', c.parent_id, 'status', c.status, 'reason', c.reason,
        'name', c.name, 'text', c.text, 'email', c.email, 'website', c.website, 'badge', c.badge,
        'verified', c.verified, 'source', c.source, 'authorHash', encode(c.author_hash, 'hex'),
        'networkHash', encode(c.network_hash, 'hex'), 'emailHash', encode(c.email_hash, 'hex'),
        'createdAt', ${isoText(sql, 'c.created_at')}, 'editedAt', ${isoText(sql, 'c.edited_at')},
        'decidedAt', ${isoText(sql, 'c.decided_at')}),
      'article', jsonb_build_object('key', a.key, 'url', coalesce(a.url, f.context->'told'->>'url'),
        'title', coalesce(a.title, f.context->'told'->>'title')),
      'revisions', (select coalesce(jsonb_agg(jsonb_build_object('revision', r.revision, 'text', r.text,
          'replacedAt', ${isoText(sql, 'r.replaced_at')}) order by r.revision), '[]')
        from revisions r where r.site_id = c.site_id and r.comment_id = c.id),
      'verdicts', (select coalesce(jsonb_agg(jsonb_build_object('revision', v.revision, 'action', v.action,
          'because', v.because, 'reason', v.reason, 'probability', v.probability, 'signals', v.signals,
          'createdAt', ${isoText(sql, 'v.created_at')}) order by v.revision), '[]')
        from verdicts v where v.site_id = c.site_id and v.comment_id = c.id),
      'decisions', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'action', d.action, 'reason', d.reason,
          'note', d.note, 'moderator', d.moderator_name, 'fromStatus', d.from_status, 'toStatus', d.to_status,
          'statement', d.statement, 'createdAt', ${isoText(sql, 'd.created_at')}) order by d.version), '[]')
        from decisions d where d.site_id = c.site_id and d.comment_id = c.id)) as copy
    from comments c
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    left join verdicts f on f.site_id = c.site_id and f.comment_id = c.id and f.revision = 1
    where c.site_id = ${siteId} and c.id = ${id} and c.erased_at is null`,
  )
  return row
}

type EvidenceRef = { readonly siteId: string; readonly id: string }

export function sealCopy(secret: string, ref: EvidenceRef, copy: EvidenceCopy): string {
  return seal(secret, placeOf(ref), JSON.stringify(copy))
}

/** @throws {SealedOtherwise} after a change of `SECRET_KEY`. */
export function unsealCopy(secret: string, ref: EvidenceRef, sealed: string): EvidenceCopy {
  // Whatever can be unsealed was written by `sealCopy`.
  return JSON.parse(unseal(secret, placeOf(ref), sealed)) as EvidenceCopy
}

function placeOf({ siteId, id }: EvidenceRef): string {
  return `evidence ${siteId} ${id}`
}
