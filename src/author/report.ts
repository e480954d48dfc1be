import { randomUUIDv7 } from 'node:crypto'
import type { ReasonCode } from '../checks/check.ts'
import { NOTICE_WEIGHT, reportWeight } from '../comments/reports.ts'
import type { Queryable } from '../db/client.ts'
import { insertEvents } from '../db/events.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash } from '../hash.ts'
import { queueNotice } from '../live.ts'
import { issueKey } from '../mail/key.ts'
import { putNotifier } from '../mail/notifiers.ts'
import type { Site } from '../sites/queries.ts'
import { type Reader, readerParts, reporterHash, spendAllowance } from './reader.ts'

type ReportRequest = {
  readonly commentId: string
  readonly reader: Reader
  readonly reason: ReasonCode
  readonly note: string | null
  /**
   * A notice of illegal content (Digital Services Act, article 16), which has to be answered; null for any other
   * report.
   */
  readonly notice: { readonly name: string | null; readonly email: string | null } | null
}

/** Confirms that the report arrived, and under which id; a notice also gets the receipt that opens its state. */
export type Reported = {
  readonly id: string
  readonly reason: string
  readonly createdAt: Date
  readonly receipt?: string
}

const PER_MINUTE = 10

/**
 * A reader reports a comment: it moves up in the review queue, and with a notice to the very top. Each reader reports
 * a comment once; doing so again returns the first report. Readers who share a network may each send a notice.
 * @throws {AppError} `not-found` for a comment that readers cannot see, or whose words were erased; `rate-limited`.
 */
export async function report(deps: Deps, site: Site, request: ReportRequest): Promise<Reported> {
  const { commentId, reader, reason, notice } = request
  const bucket = keyedHash(deps.secret, 'reports of a minute', site.id, reader.bucket)
  const id = randomUUIDv7()
  const hash = notice
    ? keyedHash(deps.secret, 'notifier', site.id, ...readerParts(reader), notice.email ?? '')
    : reporterHash(deps.secret, site.id, reader)
  const reported = await deps.db.transaction(async (tx) => {
    await spendAllowance(tx, site, { name: 'reports', bucket, perMinute: PER_MINUTE })
    const made = await insertReport(tx, site.id, { ...request, id, hash })
    if (made === undefined) {
      const known = await findReport(tx, site.id, { commentId, hash })
      return known && { ...known, isNew: false }
    }
    const [address, from] = [notice?.email, reader.bucket]
    if (address)
      await putNotifier(tx, deps.secret, { siteId: site.id, commentId, reportId: id, address, from })
    return { ...made, isNew: true }
  })
  if (reported === undefined) throw new AppError('not-found')
  const { isNew, ...answer } = reported
  const about = { site: site.slug, commentId, reportId: answer.id, reason, isNotice: notice !== null }
  if (isNew) deps.log.info(about, 'report.made')
  if (notice === null) return answer
  const place = { siteId: site.id, id: answer.id }
  return { ...answer, receipt: issueKey(deps.secret, 'notice', place, answer.createdAt) }
}

type NewReport = Pick<ReportRequest, 'commentId' | 'reason' | 'note' | 'notice'> & {
  readonly id: string
  readonly hash: Buffer
}

/** Undefined if the reader has reported it already, or cannot see it. */
async function insertReport(
  tx: Queryable,
  siteId: string,
  { commentId, reason, note, notice, id, hash }: NewReport,
): Promise<Reported | undefined> {
  const [made] = await tx.query(
    (sql) => sql<(Reported & { pgNotify: string })[]>`
    with made as (
      insert into reports (site_id, id, comment_id, reason, note, reporter_hash, notice, notifier, created_at)
      select c.site_id, ${id}, c.id, ${reason}, ${note}, ${hash}, ${notice !== null}, ${notice?.name ?? null}, now()
      from comments c where c.site_id = ${siteId} and c.id = ${commentId} and c.visible and c.erased_at is null
      on conflict (site_id, comment_id, reporter_hash) do nothing
      returning id, reason, created_at
    ), raised as (
      update comments c set report_count = c.report_count + 1, report_weight = c.report_weight
        + ${notice ? NOTICE_WEIGHT : 0}::real + ${reportWeight(sql, { siteId, hash })}
      from made
      where c.site_id = ${siteId} and c.id = ${commentId} and c.erased_at is null
      returning c.article_id, c.id as comment_id, c.version, c.report_count
    ), event as (
      ${insertEvents(
        sql,
        siteId,
        'comment.reported',
        sql`jsonb_build_object('reason', ${reason}::text, 'reports', report_count)
          || ${sql.json(notice ? { notice: true } : {})}`,
      )} from raised
    )
    select made.*, ${queueNotice(sql, siteId)} from made`,
  )
  if (made === undefined) return undefined
  const { pgNotify: _, ...report } = made
  return report
}

async function findReport(
  tx: Queryable,
  siteId: string,
  { commentId, hash }: Pick<NewReport, 'commentId' | 'hash'>,
): Promise<Reported | undefined> {
  const [known] = await tx.query(
    (sql) => sql<Reported[]>`
    select r.id, r.reason, r.created_at from reports r
    join comments c on c.site_id = r.site_id and c.id = r.comment_id and c.visible and c.erased_at is null
    where r.site_id = ${siteId} and r.comment_id = ${commentId} and r.reporter_hash = ${hash}`,
  )
  return known
}
