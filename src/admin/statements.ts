import { REASON_CODES, type ReasonCode } from '../checks/check.ts'
import type { Queryable } from '../db/client.ts'
import type { Site } from '../sites/queries.ts'
import { groundFor } from '../statements/grounds.ts'
import { STATEMENT_LOCALES } from '../statements/locale/words.ts'

/** What authors are told that a rejection rests on, by reason and language. */
export type StatementText = {
  readonly reason: ReasonCode
  readonly locale: string
  readonly clause: string
  /** What stands when the site has no words of its own. */
  readonly standard: string
  readonly own: boolean
  readonly updatedBy: string | null
  readonly updatedAt: Date | null
}

type Row = Pick<StatementText, 'locale' | 'clause' | 'updatedBy' | 'updatedAt'> & { readonly reason: string }

/** Every reason in the site's own language, in those it has written in, and in those that have standard words. */
export async function listStatements(
  db: Queryable,
  site: Site,
): Promise<{ readonly locales: readonly string[]; readonly items: readonly StatementText[] }> {
  const rows = await db.query(
    (sql) => sql<Row[]>`
    select reason, locale, clause, updated_by, updated_at from statement_texts where site_id = ${site.id}
    order by locale, reason`,
  )
  const { locale } = site.policy.text
  const locales = [...new Set([locale, ...rows.map((row) => row.locale), ...STATEMENT_LOCALES])]
  const items = locales.flatMap((shown) =>
    REASON_CODES.map((reason) => {
      const row = rows.find((own) => own.reason === reason && own.locale === shown)
      return textOf(reason, shown, row)
    }),
  )
  return { locales, items }
}

/** Puts a site's own words in place; statements that were given already keep theirs. */
export async function putStatement(
  db: Queryable,
  siteId: string,
  text: {
    readonly reason: ReasonCode
    readonly locale: string
    readonly clause: string
    readonly updatedBy: string
    readonly updatedAt: Date
  },
): Promise<StatementText> {
  const { reason, locale, clause, updatedBy, updatedAt } = text
  await db.query(
    (sql) => sql`
    insert into statement_texts (site_id, reason, locale, clause, updated_by, updated_at)
    values (${siteId}, ${reason}, ${locale}, ${clause}, ${updatedBy}, ${updatedAt})
    on conflict (site_id, reason, locale) do update
      set clause = excluded.clause, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
  )
  return textOf(reason, locale, text)
}

/** Back to the standard words; true when there were others. */
export async function removeStatement(
  db: Queryable,
  siteId: string,
  { reason, locale }: { readonly reason: ReasonCode; readonly locale: string },
): Promise<boolean> {
  const gone = await db.query(
    (sql) => sql`
    delete from statement_texts where site_id = ${siteId} and reason = ${reason} and locale = ${locale} returning 1`,
  )
  return gone.length > 0
}

function textOf(
  reason: ReasonCode,
  locale: string,
  own: Omit<Row, 'reason' | 'locale'> | undefined,
): StatementText {
  const standard = groundFor(reason, locale).clause
  const { clause = standard, updatedBy = null, updatedAt = null } = own ?? {}
  return { reason, locale, clause, standard, own: own !== undefined, updatedBy, updatedAt }
}
