import { isoText } from '../../comments/public-json.ts'
import type { Queryable } from '../../db/client.ts'
import type { Judges } from '../../judge/judges.ts'
import type { Statement } from '../../statements/statement.ts'
import { csvLine } from '../../text/csv.ts'
import type { SiteRef } from '../access.ts'
import { listLog } from '../decisions/log.ts'
import { getFigures } from './figures.ts'
import { getStats, type Stats } from './stats.ts'

export const EXPORTS = [
  'decisions',
  'picks',
  'moderators',
  'reasons',
  'signals',
  'articles',
  'figures',
] as const
type Export = (typeof EXPORTS)[number]

type Cells = readonly (string | number | null)[]

const PAGE = 500

/** A table as CSV lines, with a header first; the log of decisions is read page by page, however long it is. */
export async function* exportLines(
  { db, judges }: { readonly db: Queryable; readonly judges: Judges },
  sites: readonly SiteRef[],
  { of, days, now }: { readonly of: Export; readonly days: number; readonly now: Date },
): AsyncGenerator<string> {
  const since = new Date(now.getTime() - days * 86_400_000)
  if (of === 'decisions') return yield* decisionLines(db, sites, since)
  const rows =
    of === 'picks'
      ? await pickRows(db, sites, since)
      : of === 'figures'
        ? await figureRows(db, sites, { days, now })
        : TABLES[of](await getStats({ db, judges }, sites, since))
  yield rows.map(csvLine).join('')
}

const PICKS_AT_MOST = 10_000

/**
 * Letters for the printed page: comments that the newsroom chose and readers can see, in full, the latest choice
 * first.
 */
async function pickRows(db: Queryable, sites: readonly SiteRef[], since: Date): Promise<Cells[]> {
  const rows = await db.query(
    (sql) => sql<Record<string, string | number | null>[]>`
    select ${isoText(sql, 'k.created_at')} as picked_at, k.moderator_name as picked_by, s.slug as site, a.section,
      a.title, a.url, c.name, c.text, c.likes, ${isoText(sql, 'c.created_at')} as written_at, c.id
    from picks k
    join comments c on c.site_id = k.site_id and c.id = k.comment_id and c.pick_id = k.id and c.visible
    join articles a on a.site_id = c.site_id and a.id = c.article_id
    join sites s on s.id = k.site_id
    where k.site_id = any(${sites.map(({ id }) => id)}::uuid[]) and k.created_at >= ${since}
    order by k.created_at desc, k.id desc limit ${PICKS_AT_MOST}`,
  )
  const about = ['picked', 'by', 'site', 'section', 'article', 'url']
  return [[...about, 'name', 'text', 'likes', 'written', 'comment'], ...rows.map((row) => Object.values(row))]
}

/** By what a report on moderation counts rejections (Digital Services Act, article 15). */
const STATED: Cells = ['restriction', 'source', 'automated detection']

function stated(statement: Statement | null): Cells {
  if (statement === null) return STATED.map(() => null)
  return [statement.restriction, statement.source, statement.automatedDetection ? 'yes' : 'no']
}

async function* decisionLines(db: Queryable, sites: readonly SiteRef[], from: Date): AsyncGenerator<string> {
  let head = csvLine([
    'at',
    'site',
    'comment',
    'action',
    'reason',
    'note',
    'moderator',
    'from',
    'to',
    'decision',
    'undoes',
    ...STATED,
  ])
  let cursor: string | undefined
  do {
    const page = await listLog(db, sites, { by: 'moderator', from, limit: PAGE, cursor })
    const lines = page.items.map((entry) =>
      csvLine([
        entry.createdAt.toISOString(),
        entry.site,
        entry.commentId,
        entry.action,
        entry.reason,
        entry.note,
        entry.moderator?.name ?? null,
        entry.fromStatus,
        entry.toStatus,
        entry.id,
        entry.undoes,
        ...stated(entry.statement),
      ]),
    )
    yield `${head}${lines.join('')}`
    head = ''
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

const TABLES: Readonly<
  Record<Exclude<Export, 'decisions' | 'picks' | 'figures'>, (stats: Stats) => Cells[]>
> = {
  moderators: ({ decisions }) => [
    ['moderator', 'id', 'approved', 'rejected', 'undone'],
    ...decisions.perModerator.map(({ name, id, approve, reject, undo }) => [name, id, approve, reject, undo]),
  ],
  reasons: ({ reasons }) => [
    ['reason', 'rejections'],
    ...reasons.map(({ reason, count }) => [reason, count]),
  ],
  signals: ({ signals }) => [
    ['check', 'marked', 'rejected', 'precision'],
    ...signals.map(({ check, marked, rejected, precision }) => [check, marked, rejected, precision]),
  ],
  articles: ({ articles }) => [
    ['site', 'article', 'title', 'waiting'],
    ...articles.map(({ site, key, title, pending }) => [site, key, title, pending]),
  ],
}

async function figureRows(
  db: Queryable,
  sites: readonly SiteRef[],
  span: { readonly days: number; readonly now: Date },
): Promise<Cells[]> {
  const { at, queue, decisions, verdicts, share } = await getFigures(db, sites, span)
  const header = ['at', 'queue depth', 'oldest seconds', 'approved', 'rejected', 'undone']
  return [
    [...header, 'machine approved', 'machine held', 'machine rejected', 'automation share'],
    ...at.map((time, i) => [
      time.toISOString(),
      queue.depth[i] ?? null,
      queue.oldestSeconds[i] ?? null,
      decisions.approve[i] ?? 0,
      decisions.reject[i] ?? 0,
      decisions.undo[i] ?? 0,
      verdicts.approve[i] ?? 0,
      verdicts.hold[i] ?? 0,
      verdicts.reject[i] ?? 0,
      share[i] ?? null,
    ]),
  ]
}
