import type { Queryable } from '../db/client.ts'
import { keyedHash } from '../hash.ts'
import { ofLastMinute, type Spent, secondsUntilOneMore, tooFast } from '../http/rate-limit.ts'
import type { Site } from '../sites/queries.ts'

/**
 * Who likes and reports: the reader named by the publisher's login, else the network they call from. Both are kept as
 * keyed hashes only.
 */
export type Reader = { readonly bucket: string; readonly signedId: string | null }

/** The reader across the whole site: reports are counted and weighed by this. */
export function reporterHash(secret: string, siteId: string, reader: Reader): Buffer {
  return keyedHash(secret, 'reporter', siteId, ...readerParts(reader))
}

/** The reader at one comment only, so that the likes of one reader cannot be linked. */
export function likerHash(secret: string, siteId: string, commentId: string, reader: Reader): Buffer {
  return keyedHash(secret, 'liker', siteId, commentId, ...readerParts(reader))
}

/** Two parts for a login and one for a network, so that a network can never pass for a login. */
export function readerParts({ bucket, signedId }: Reader): readonly string[] {
  return signedId === null ? [bucket] : ['signed', signedId]
}

type Allowance = { readonly name: string; readonly bucket: Buffer; readonly perMinute: number }

/**
 * Counts one act against a reader's allowance, over two neighbouring windows of a minute. It runs in the transaction
 * of the act, so that an act that fails costs nothing.
 * @throws {AppError} `rate-limited`.
 */
export async function spendAllowance(
  tx: Queryable,
  site: Site,
  { name, bucket, perMinute }: Allowance,
): Promise<void> {
  const [row] = await tx.query(
    (sql) => sql<Spent[]>`
    with clock as materialized (
      select floor(extract(epoch from now()) / 60)::bigint as minute,
        (extract(epoch from now()) / 60 - floor(extract(epoch from now()) / 60))::float8 as elapsed
    ), counted as (
      insert into rates (site_id, bucket, minute, count) select ${site.id}, ${bucket}, minute, 1 from clock
      on conflict (site_id, bucket, minute) do update set count = least(rates.count + 1, 1000000)
      returning count
    )
    select n.count as present, coalesce(p.count, 0) as former, c.elapsed
    from counted n cross join clock c
    left join rates p on p.site_id = ${site.id} and p.bucket = ${bucket} and p.minute = c.minute - 1`,
  )
  if (row === undefined || ofLastMinute(row) <= perMinute) return
  const spent = { ...row, present: row.present - 1 }
  throw tooFast({ name, perMinute, seconds: secondsUntilOneMore(spent, perMinute) })
}
