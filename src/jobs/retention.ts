import type { PendingQuery, Row } from 'postgres'
import { z } from 'zod'
import type { Queryable, Sql } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import type { RunningJob } from './kind.ts'

const BATCH = 5_000

/**
 * What is kept only for a while, and when a row's time is over. Tables and conditions are constants, so they may be
 * written into a statement as they are.
 */
const PASSING = [
  { table: 'spent_tokens', isOver: (sql: Sql) => sql`expires_at < now()` },
  { table: 'repeat_keys', isOver: (sql: Sql) => sql`created_at < now() - interval '48 hours'` },
  { table: 'rates', isOver: (sql: Sql) => sql`minute < extract(epoch from now()) / 60 - 5` },
  { table: 'sightings', isOver: (sql: Sql) => sql`created_at < now() - interval '30 days'` },
  { table: 'claims', isOver: (sql: Sql) => sql`expires_at < now() - interval '1 day'` },
  {
    // Whoever asked is told what was decided when they are here next, even after a holiday.
    table: 'second_opinions',
    isOver: (sql: Sql) => sql`created_at < now() - interval '30 days' and not exists (select from comments c
      where c.site_id = second_opinions.site_id and c.id = second_opinions.comment_id and c.version = second_opinions.version)`,
  },
  {
    table: 'outbox',
    // By the time in the id, site by site: the primary key serves that, and no row is read that stays.
    isOver: (sql: Sql) => sql`relayed_at is not null and site_id in (select id from sites) and id < (
      lpad(to_hex((extract(epoch from now() - interval '7 days') * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid`,
  },
  {
    table: 'deliveries',
    isOver: (sql: Sql) => sql`last_at < now() - interval '30 days'
      or (state = 'delivered' and last_at < now() - interval '7 days')`,
  },
  {
    // No answer means no; an ended subscription is kept as long, to be counted. For notices it tells whose they are.
    table: 'subscriptions',
    isOver: (sql: Sql) =>
      sql`report_id is null and (confirmed_at is null or sealed_address is null) and asked_at < now() - interval '3 days'`,
  },
  // Then they wait for a person alone.
  { table: 'waiting_checks', isOver: (sql: Sql) => sql`created_at < now() - interval '1 day'` },
  { table: 'purges', isOver: (sql: Sql) => sql`created_at < now() - interval '1 day'` },
] as const

/** Removes rows whose time is over, every ten minutes, in batches that hold no lock for long. */
export function defineRetention({ db, jobs, log }: Pick<Deps, 'db' | 'jobs' | 'log'>): void {
  jobs.define({
    name: 'retention',
    data: z.object({}),
    schedule: '*/10 * * * *',
    queue: 'one-waiting',
    expiresInSeconds: 600,
    async run(_, job) {
      const removed = await removePassing(db, job)
      if (Object.keys(removed).length > 0) log.info(removed, 'retention.removed')
    },
  })
}

/**
 * Returns how many rows were removed by table, without tables that lost none. Trouble with one table does not keep
 * the others from their turn.
 * @throws the first trouble, after all tables had their turn.
 */
export async function removePassing(
  db: Queryable,
  { signal }: Pick<RunningJob, 'signal'>,
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {}
  const troubles: unknown[] = []
  for (const { table, isOver } of PASSING) {
    try {
      let last = BATCH
      while (last === BATCH && !signal.aborted) {
        last = await removeBatch(db, table, isOver)
        if (last > 0) removed[table] = (removed[table] ?? 0) + last
      }
    } catch (error) {
      troubles.push(error)
    }
  }
  if (troubles.length > 0) throw troubles[0]
  return removed
}

async function removeBatch(
  db: Queryable,
  table: string,
  isOver: (sql: Sql) => PendingQuery<Row[]>,
): Promise<number> {
  const result = await db.query(
    (sql) => sql`
    delete from ${sql(table)} where ctid = any(array(
      select ctid from ${sql(table)} where ${isOver(sql)} limit ${BATCH}))`,
  )
  return result.count
}
