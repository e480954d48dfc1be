import { z } from 'zod'
import type { Db, Queryable } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { decodeCursor, encodeCursor, listName, type Page, toPage } from '../http/paging.ts'
import { type Change, changesBetween } from '../sites/changes.ts'
import { DEFAULT_POLICY, type Policy, type PolicyInput, storedPolicy } from '../sites/policy.ts'

/** One version of a site's policy: its own part as it was given, and completed with the defaults. */
export type PolicyVersion = {
  readonly version: number
  readonly policy: Policy
  /** What the site chose itself; the rest are defaults. */
  readonly own: PolicyInput
  /** What holds where the site chose nothing. */
  readonly defaults: Policy
  readonly note: string | null
  readonly createdBy: string
  readonly createdAt: Date
}

export type PolicyChange = Omit<PolicyVersion, 'policy' | 'defaults'> & {
  /** What this version changed, in the policy as it took effect. */
  readonly changes: readonly Change[]
}

type Row = Omit<PolicyVersion, 'policy' | 'defaults'>

/** The version in force, or the one asked for. @throws {AppError} `not-found`. */
export async function getPolicy(db: Queryable, siteId: string, version?: number): Promise<PolicyVersion> {
  const [row] = await db.query(
    (sql) => sql<Row[]>`
    select p.version, p.policy as own, p.note, p.created_by, p.created_at
    from policies p join sites s on s.id = p.site_id
    where p.site_id = ${siteId} and p.version = coalesce(${version ?? null}::int, s.policy_version)`,
  )
  if (row === undefined) throw new AppError('not-found')
  return { ...row, policy: storedPolicy(row.own), defaults: DEFAULT_POLICY }
}

type NewPolicy = {
  readonly policy: PolicyInput
  readonly note: string | null
  readonly createdBy: string
  /** The version that the caller saw; undefined accepts any. */
  readonly expectedVersion?: number | undefined
}

/**
 * Puts a policy in force as the next version; no version is ever changed.
 * @returns the version, and where it differs from the one before it, by dotted path.
 * @throws {AppError} `conflict`, naming the version in force, when another one was expected.
 */
export async function putPolicy(
  db: Db,
  siteId: string,
  change: NewPolicy,
): Promise<{ readonly inForce: PolicyVersion; readonly changed: readonly string[] }> {
  const { policy, note, createdBy, expectedVersion } = change
  const { version, previous } = await db.transaction(async (tx) => {
    const [next] = await tx.query(
      (sql) => sql<{ policyVersion: number }[]>`
      update sites set policy_version = policy_version + 1
      where id = ${siteId} and (${expectedVersion ?? null}::int is null or policy_version = ${expectedVersion ?? null})
      returning policy_version`,
    )
    if (next === undefined) throw await explainConflict(tx, siteId)
    const [before] = await tx.query(
      (sql) => sql<{ policy: unknown }[]>`
      with put as (
        insert into policies (site_id, version, policy, note, created_by)
        values (${siteId}, ${next.policyVersion}, ${sql.json(policy)}, ${note}, ${createdBy})
      )
      select policy from policies where site_id = ${siteId} and version = ${next.policyVersion - 1}`,
    )
    return { version: next.policyVersion, previous: before?.policy }
  })
  const inForce = await getPolicy(db, siteId, version)
  return { inForce, changed: changesIn(inForce, previous).map(({ path }) => path) }
}

const Key = z.tuple([
  z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
])

/** Versions newest first, each with what it changed. */
export async function listPolicies(
  db: Queryable,
  siteId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<PolicyChange>> {
  const list = listName('policies', [{ id: siteId }])
  const [before = null] = cursor === undefined ? [] : decodeCursor(list, cursor, Key)
  const rows = await db.query(
    (sql) => sql<(Row & { readonly previous: unknown })[]>`
    select p.version, p.policy as own, p.note, p.created_by, p.created_at, o.policy as previous
    from policies p left join policies o on o.site_id = p.site_id and o.version = p.version - 1
    where p.site_id = ${siteId} and (${before}::int is null or p.version < ${before}::int)
    order by p.version desc limit ${limit + 1}`,
  )
  const { items, next } = toPage(rows, limit, (last) => encodeCursor(list, [last.version]))
  return {
    items: items.map(({ previous, ...row }) => ({
      ...row,
      changes: changesIn(row, previous),
    })),
    next,
  }
}

/** What a version changed, in the policy as it took effect. */
function changesIn({ own }: Pick<PolicyVersion, 'own'>, previous: unknown): Change[] {
  return changesBetween(storedPolicy(previous ?? {}), storedPolicy(own))
}

async function explainConflict(db: Queryable, siteId: string): Promise<AppError> {
  const [site] = await db.query(
    (sql) => sql<{ version: number }[]>`select policy_version as version from sites where id = ${siteId}`,
  )
  if (site === undefined) return new AppError('not-found')
  return new AppError('conflict', 'Somebody has changed the policy in the meantime: look at it again.', {
    members: { version: site.version },
  })
}
