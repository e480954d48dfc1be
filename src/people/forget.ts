import { z } from 'zod'
import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { listSites } from '../sites/queries.ts'
import { NIL_UUID } from '../text/uuid.ts'

/** Few enough to stay well within a statement's time limit even on a busy machine. */
const PER_STATEMENT = 500

/**
 * Once a day, on each site whose policy says after how long: forgets who wrote or reported old comments; the words
 * stay.
 */
export function defineForgetting({ db, jobs, log }: Pick<Deps, 'db' | 'jobs' | 'log'>): void {
  jobs.define({
    name: 'forgetting',
    data: z.object({}),
    schedule: '20 3 * * *',
    queue: 'one-waiting',
    expiresInSeconds: 7_200,
    run: (_, { signal }) => forgetEverywhere({ db, log }, signal),
  })
}

export async function forgetEverywhere(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  for (const { id, slug, policy } of await listSites(db)) {
    const days = policy.privacy.forgetAfterDays
    if (days === null) continue
    const forgotten = await forgetAuthors(db, { siteId: id, days, signal })
    if (forgotten > 0) log.info({ site: slug, forgotten }, 'authors.forgotten')
  }
}

/**
 * Forgets what is older than a number of days. Of comments: the e-mail address, the hashes of author, network and
 * e-mail, and who wanted mail about them. Of reports and notices: who sent them, since one hash links all reports of
 * a reader on a site. Of notes: whom they are about; they stay with the comment where they were written. Goes through
 * the site by primary key, in statements that hold no lock for long.
 * @returns how many comments it changed.
 */
export async function forgetAuthors(
  db: Queryable,
  { siteId, days, signal }: { readonly siteId: string; readonly days: number; readonly signal: AbortSignal },
): Promise<number> {
  let after = NIL_UUID
  let forgotten = 0
  while (!signal.aborted) {
    const [row] = await db.query(
      (sql) => sql<{ last: string | null; done: number }[]>`
      with page as (
        select id, created_at, email, author_hash from comments
        where site_id = ${siteId} and id > ${after} order by id limit ${PER_STATEMENT}
      ), done as (
        update comments c set email = null, email_hash = null, author_hash = decode(md5(c.id::text), 'hex'),
          network_hash = decode(md5(c.id::text), 'hex')
        from page p
        where c.site_id = ${siteId} and c.id = p.id and p.created_at < now() - ${days} * interval '1 day'
          and (p.email is not null or p.author_hash <> decode(md5(p.id::text), 'hex'))
        returning c.id
      ), reporters as (
        update reports r set reporter_hash = decode(md5(r.id::text), 'hex'), notifier = null
        from page p
        where r.site_id = ${siteId} and r.comment_id = p.id and r.created_at < now() - ${days} * interval '1 day'
          and r.reporter_hash <> decode(md5(r.id::text), 'hex')
      ), noted as (
        update notes n set author_hash = decode(md5(n.comment_id::text), 'hex')
        from page p
        where n.site_id = ${siteId} and n.comment_id = p.id and n.created_at < now() - ${days} * interval '1 day'
          and n.author_hash <> decode(md5(n.comment_id::text), 'hex')
      ), mailed as (
        delete from subscriptions s using page p
        where s.site_id = ${siteId} and s.comment_id = p.id and p.created_at < now() - ${days} * interval '1 day'
          and (s.report_id is null or s.asked_at < now() - ${days} * interval '1 day')
      )
      select (select id from page order by id desc limit 1) as last, (select count(*)::int from done) as done`,
    )
    forgotten += row?.done ?? 0
    if (row === undefined || row.last === null) break
    after = row.last
  }
  return forgotten
}
