import { randomUUIDv7 } from 'node:crypto'
import type { ReasonCode } from '../checks/check.ts'
import { reportWeight } from '../comments/reports.ts'
import { newEventId } from '../db/event-id.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash } from '../hash.ts'
import type { Site } from '../sites/queries.ts'
import { type Reader, reporterHash, spend } from './reader.ts'

type ReportRequest = {
  readonly commentId: string
  readonly reader: Reader
  readonly reason: ReasonCode
  readonly note: string | null
}

/** The receipt of a notice (Digital Services Act, article 16): that it arrived, and under which id. */
type Reported = { readonly id: string; readonly reason: string; readonly createdAt: Date }

const PER_MINUTE = 10

/**
 * A reader finds that a comment should not stand: it goes up in the review queue. Once per reader and comment; again
 * gets the first report back.
 * @throws {AppError} `not-found` for a comment that readers cannot see, or whose words were erased; `rate-limited`.
 */
export async function report(deps: Deps, site: Site, request: ReportRequest): Promise<Reported> {
  const { commentId, reader, reason, note } = request
  const bucket = keyedHash(deps.secret, 'reports of a minute', site.id, reader.bucket)
  const id = randomUUIDv7()
  const hash = reporterHash(deps.secret, site.id, reader)
  const reported = await deps.db.transaction(async (tx) => {
    await spend(tx, site, { name: 'reports', bucket, perMinute: PER_MINUTE })
    const [made] = await tx.query(
      (sql) => sql<Reported[]>`
      with made as (
        insert into reports (site_id, id, comment_id, reason, note, reporter_hash, created_at)
        select c.site_id, ${id}, c.id, ${reason}, ${note}, ${hash}, now()
        from comments c where c.site_id = ${site.id} and c.id = ${commentId} and c.visible and c.erased_at is null
        on conflict (site_id, comment_id, reporter_hash) do nothing
        returning id, reason, created_at
      ), raised as (
        update comments c set report_count = c.report_count + 1,
          report_weight = c.report_weight + ${reportWeight(sql, { siteId: site.id, hash })}
        from made
        where c.site_id = ${site.id} and c.id = ${commentId} and c.erased_at is null
        returning c.article_id, c.version, c.report_count
      ), told as (
        insert into outbox (site_id, id, type, article_id, comment_id, version, data, created_at)
        select ${site.id}, ${newEventId(sql)}, 'comment.reported', article_id, ${commentId}, version,
          jsonb_build_object('reason', ${reason}::text, 'reports', report_count), now()
        from raised
      )
      select made.*, pg_notify('postbag', ${JSON.stringify(['queue', site.id])}) from made`,
    )
    if (made !== undefined) return { ...made, isNew: true }
    const [known] = await tx.query(
      (sql) => sql<Reported[]>`
      select r.id, r.reason, r.created_at from reports r
      join comments c on c.site_id = r.site_id and c.id = r.comment_id and c.visible and c.erased_at is null
      where r.site_id = ${site.id} and r.comment_id = ${commentId} and r.reporter_hash = ${hash}`,
    )
    return known && { ...known, isNew: false }
  })
  if (reported === undefined) throw new AppError('not-found')
  if (reported.isNew)
    deps.log.info({ site: site.slug, commentId, reportId: reported.id, reason }, 'report.made')
  const { createdAt } = reported
  return { id: reported.id, reason: reported.reason, createdAt }
}
