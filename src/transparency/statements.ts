import type { Db } from '../db/client.ts'
import { IS_UNDONE } from '../db/states.ts'
import { type MachineRow, machineColumns, machineStatement, type Statement } from '../statements/statement.ts'
import { NIL_UUID } from '../text/uuid.ts'

/** From `from` up to, but without, `to`. */
export type Span = { readonly from: Date; readonly to: Date }

type Place = { readonly at: Date; readonly id: string }

const PAGE = 500

/**
 * Every statement of reasons that authors were given in a time span: first those of people's rejections that were not
 * undone, then those of the machine's. Each part is ordered by time.
 */
export async function* listStatements(db: Db, siteId: string, span: Span): AsyncGenerator<Statement> {
  yield* paged(span, (after) => decided(db, siteId, { ...span, after }))
  yield* paged(span, (after) => judged(db, siteId, { ...span, after }))
}

type Found = Place & { readonly statement: Statement }

async function* paged(
  { from }: Span,
  list: (after: Place) => Promise<readonly Found[]>,
): AsyncGenerator<Statement> {
  let after: Place = { at: from, id: NIL_UUID }
  for (let found: readonly Found[] = []; ; ) {
    found = await list(after)
    for (const { statement } of found) yield statement
    const last = found.at(-1)
    if (last === undefined || found.length < PAGE) return
    after = last
  }
}

type Page = Span & { readonly after: Place }

/** A blind check that finds the machine right restricts nothing anew. */
function decided(db: Db, siteId: string, { after, to }: Page): Promise<Found[]> {
  return db.query(
    (sql) => sql<Found[]>`
    select d.created_at as at, d.id, d.statement from decisions d
    where d.site_id = ${siteId} and (d.created_at, d.id) > (${after.at}, ${after.id}) and d.created_at < ${to}
      and d.statement is not null and not (d.audit_rate is not null and d.from_status = 'rejected')
      and not ${sql.unsafe(IS_UNDONE)}
    order by d.created_at, d.id limit ${PAGE}`,
  )
}

async function judged(db: Db, siteId: string, { after, to }: Page): Promise<Found[]> {
  const rows = await db.query(
    (sql) => sql<MachineRow[]>`
    select ${machineColumns(sql)},
      exists (select from verdicts e where e.site_id = v.site_id and e.comment_id = v.comment_id
        and e.revision < v.revision and e.action = 'approve' and not e.audit)
      or exists (select from decisions e where e.site_id = v.site_id and e.comment_id = v.comment_id
        and e.created_at < v.created_at and 'approved' in (e.from_status, e.to_status)) as was_published
    from verdicts v
    join comments c on c.site_id = v.site_id and c.id = v.comment_id
    left join policies p on p.site_id = v.site_id and p.version = v.policy_version
    where v.site_id = ${siteId} and (v.created_at, v.id) > (${after.at}, ${after.id}) and v.created_at < ${to}
      and v.action = 'reject'
    order by v.created_at, v.id limit ${PAGE}`,
  )
  return rows.map((row) => ({ at: row.judgedAt, id: row.verdictId, statement: machineStatement(row) }))
}
