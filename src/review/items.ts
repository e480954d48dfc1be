import type { Signal } from '../checks/check.ts'
import type { Queryable, Sql } from '../db/client.ts'
import type { CommentStatus } from '../db/states.ts'
import { type Escalation, lastEscalation } from '../evidence/escalation.ts'
import { type Kind, type KindRisk, likelyKind } from '../judge/heads.ts'
import type { StoredVerdict } from '../submissions/stored-verdict.ts'
import { AS_HELD, hideAudit } from './audit.ts'
import { type DeskSignal, deskSignal } from './desk-signal.ts'
import { authorRecord, latestVerdict, liveBans, openAppeal, reportsOn } from './item-parts.ts'
import { type Note, notesOn } from './notes/notes.ts'
import { opinionsOn, type SecondOpinion } from './notes/second-opinions.ts'

/** A comment as moderators see it: no hashes, and of the e-mail address only what tells two people apart. */
export type DeskComment = {
  readonly id: string
  readonly site: string
  readonly parentId: string | null
  readonly author: { readonly name: string; readonly website: string | null; readonly badge: string | null }
  readonly email: string | null
  readonly text: string
  readonly html: string
  readonly status: CommentStatus
  readonly reason: string | null
  readonly submittedAt: Date
  readonly editedAt: Date | null
  readonly decidedAt: Date | null
  readonly likes: number
  readonly replyCount: number
  /** The newsroom chose it. */
  readonly picked: boolean
}

/** What kind of rejection it would be, judging by earlier decisions here; for moderators' eyes only. */
type KindGuess = KindRisk & { readonly likelyReason: Kind | null }

type DeskVerdict = Omit<StoredVerdict, 'id' | 'risk' | 'kinds' | 'signals' | 'auditRate' | 'context'> & {
  readonly createdAt: Date
}

/** One comment to judge, with everything needed to judge it. */
export type ReviewItem = {
  readonly comment: DeskComment
  /** The version of the comment as it was seen; a decision must name it. */
  readonly version: number
  /** An article without a name of its own gets the name that the comment gives it. */
  readonly article: {
    readonly key: string
    readonly url: string | null
    readonly title: string | null
    readonly section: string | null
    readonly open: boolean
    /** Every comment on it waits for a person. */
    readonly premoderated: boolean
  }
  readonly parent: DeskComment | null
  /** Counts over the author's last two hundred comments. */
  readonly author: {
    readonly approved: number
    readonly rejected: number
    readonly pending: number
    readonly firstSeenAt: Date
    readonly bans: readonly {
      readonly id: string
      readonly kind: string
      readonly effect: 'refuse' | 'hold'
      readonly expiresAt: string | null
    }[]
  }
  readonly signals: readonly DeskSignal[]
  readonly verdict: DeskVerdict | null
  readonly judge: KindGuess | null
  readonly reports: readonly Report[]
  readonly claim: {
    readonly moderatorId: string
    readonly moderator: string
    /** Which of their windows, where the claim named one. */
    readonly window: string | null
    readonly expiresAt: Date
  } | null
  /** The author asked to look again; somebody other than the person who rejected it decides. */
  readonly appeal: {
    readonly note: string | null
    readonly createdAt: string
    /** The moderator who rejected it; null for a machine. */
    readonly againstId: string | null
  } | null
  /** Who escalated it last as a danger to life or safety. */
  readonly escalation: Escalation | null
  /** Who leaves it to colleagues. */
  readonly secondOpinions: readonly SecondOpinion[]
  /** Notes that moderators left on it and on its author: the newest twenty, oldest first. */
  readonly notes: readonly Note[]
}

/** How often this reader's earlier reports were right tells what this one is worth. */
type Report = {
  readonly reason: string
  readonly note: string | null
  readonly createdAt: string
  readonly outcome: string | null
  /** For a notice of illegal content, with its sender's name if known; null for any other report. */
  readonly notice: { readonly name: string | null } | null
  readonly reporter: { readonly upheld: number; readonly dismissed: number }
}

export type ItemKey = { readonly siteId: string; readonly id: string }

/** What `deskComment` is made from; `deskColumns` selects it. */
export type CommentColumns = {
  readonly id: string
  readonly site: string
  readonly parentId: string | null
  readonly name: string
  readonly website: string | null
  readonly badge: string | null
  readonly email: string | null
  readonly text: string
  readonly html: string
  readonly status: CommentStatus
  readonly reason: string | null
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly decidedAt: Date | null
  readonly likes: number
  readonly replyCount: number
  readonly pickId: string | null
}

/** As part of a query: the `CommentColumns` of comment `c` on site `s`. */
export function deskColumns(sql: Sql) {
  return sql`s.slug as site, c.id, c.parent_id, c.name, c.website, c.badge, c.email, c.text, c.html, c.status, c.reason,
    c.created_at, c.edited_at, c.decided_at, c.likes, c.reply_count, c.pick_id`
}

export function deskComment(row: CommentColumns): DeskComment {
  const { id, site, parentId, name, website, badge, text, html, status, reason } = row
  return {
    id,
    site,
    parentId,
    author: { name, website, badge },
    email: row.email === null ? null : maskEmail(row.email),
    text,
    html,
    status,
    reason,
    submittedAt: row.createdAt,
    editedAt: row.editedAt,
    decidedAt: row.decidedAt,
    likes: row.likes,
    replyCount: row.replyCount,
    picked: row.pickId !== null,
  }
}

/** `a***@example.org`: enough to see that two addresses differ, too little to write to one. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const [first = ''] = at > 1 ? [...email] : []
  return `${first}***${email.slice(at)}`
}

type Row = CommentColumns & {
  readonly version: number
  readonly audit: boolean
  readonly risk: number
  readonly spamRisk: number | null
  readonly abuseRisk: number | null
  readonly article: ReviewItem['article']
  readonly parent: ParentRow | null
  readonly record: { readonly approved: number; readonly rejected: number; readonly pending: number }
  readonly firstSeenAt: Date
  readonly bans: ReviewItem['author']['bans']
  readonly signals: readonly Signal[] | null
  readonly verdict: (Omit<DeskVerdict, 'createdAt'> & { readonly createdAt: string }) | null
  readonly reports: readonly Report[]
  readonly claimedBy: string | null
  readonly claimedName: string
  readonly claimedWindow: string | null
  readonly claimedUntil: Date
  readonly appeal: ReviewItem['appeal']
  readonly escalation: Escalation | null
  readonly secondOpinions: readonly SecondOpinion[]
  readonly notes: readonly Note[]
}

type ParentRow = Omit<CommentColumns, 'site' | 'createdAt' | 'editedAt' | 'decidedAt'> &
  Times & { readonly audit: boolean }

/** Times as the statement's JSON holds them: text. */
type Times = {
  readonly createdAt: string
  readonly editedAt: string | null
  readonly decidedAt: string | null
}

/** The review items of these comments, in the order given; comments that are gone meanwhile are left out. */
export async function loadItems(db: Queryable, keys: readonly ItemKey[]): Promise<ReviewItem[]> {
  if (keys.length === 0) return []
  const wanted = keys.map(({ siteId, id }, ord) => ({ ord, siteId, id }))
  const rows = await db.query(
    (sql) => sql<Row[]>`
    with wanted as materialized (
      select * from jsonb_to_recordset(${sql.json(wanted)}) as w(ord int, "siteId" uuid, id uuid)
    )
    select ${deskColumns(sql)}, c.version, c.audit, c.risk, c.spam_risk, c.abuse_risk,
      jsonb_build_object('key', a.key, 'url', coalesce(a.url, f.context->'told'->>'url'),
        'title', coalesce(a.title, f.context->'told'->>'title'), 'section', a.section, 'open', a.open,
        'premoderated', a.premoderated) as article,
      case when p.id is not null then jsonb_build_object('id', p.id, 'parentId', p.parent_id, 'name', p.name,
        'website', p.website, 'badge', p.badge, 'email', p.email, 'text', p.text, 'html', p.html, 'status', p.status,
        'reason', p.reason, 'createdAt', p.created_at, 'editedAt', p.edited_at, 'decidedAt', p.decided_at,
        'likes', p.likes, 'replyCount', p.reply_count, 'pickId', p.pick_id, 'audit', p.audit) end as parent,
      record.counts as record, record.first_seen_at, bans.list as bans, v.signals, v.verdict, reports.list as reports,
      k.moderator_id as claimed_by, k.moderator_name as claimed_name, k.window_id as claimed_window,
      k.expires_at as claimed_until,
      appeal.appeal, raised.escalation, opinions.list as second_opinions, notes.list as notes
    from wanted w
    join comments c on c.site_id = w."siteId" and c.id = w.id
    join sites s on s.id = c.site_id
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    left join comments p on p.site_id = c.site_id and p.id = c.parent_id
    left join verdicts f on f.site_id = c.site_id and f.comment_id = c.id and f.revision = 1
    left join claims k on k.site_id = c.site_id and k.comment_id = c.id and k.expires_at > now()
    left join lateral (${latestVerdict(sql)}) v on true
    left join lateral (${openAppeal(sql)}) appeal on true
    left join lateral (${lastEscalation(sql)}) raised on true
    cross join lateral (${authorRecord(sql)}) record
    cross join lateral (${liveBans(sql)}) bans
    cross join lateral (${reportsOn(sql)}) reports
    cross join lateral (${opinionsOn(sql)}) opinions
    cross join lateral (${notesOn(sql)}) notes
    order by w.ord`,
  )
  return rows.map(toItem)
}

function toItem(row: Row): ReviewItem {
  const { version, article, record, firstSeenAt, bans, reports, appeal, escalation, secondOpinions, notes } =
    row
  const verdict = row.verdict && { ...row.verdict, createdAt: new Date(row.verdict.createdAt) }
  const item: ReviewItem = {
    comment: deskComment(row),
    version,
    article,
    parent: row.parent && deskParent(row.parent, row.site),
    author: { ...record, firstSeenAt, bans },
    signals: (row.signals ?? []).map(deskSignal),
    verdict,
    judge: kindGuess(row),
    reports,
    claim:
      row.claimedBy === null
        ? null
        : {
            moderatorId: row.claimedBy,
            moderator: row.claimedName,
            window: row.claimedWindow,
            expiresAt: row.claimedUntil,
          },
    appeal,
    escalation,
    secondOpinions,
    notes,
  }
  return row.audit ? hideAudit(item, row.risk) : item
}

function deskParent(parent: ParentRow, site: string): DeskComment {
  const comment = deskComment({ ...parent, site, ...dates(parent) })
  return parent.audit ? { ...comment, ...AS_HELD } : comment
}

function kindGuess({ spamRisk: spam, abuseRisk: abuse, risk }: Row): KindGuess | null {
  if (spam === null || abuse === null) return null
  return { spam, abuse, likelyReason: likelyKind({ spam, abuse }, risk) }
}

function dates({ createdAt, editedAt, decidedAt }: Times) {
  return {
    createdAt: new Date(createdAt),
    editedAt: editedAt === null ? null : new Date(editedAt),
    decidedAt: decidedAt === null ? null : new Date(decidedAt),
  }
}
