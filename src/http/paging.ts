import { hash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../errors.ts'

/** One page of a list: `next` is the cursor of the following page, null at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

export const DEFAULT_LIMIT = 50

/** `?limit=` of a list, 1 to 100. */
export function limitParam(defaultLimit = DEFAULT_LIMIT) {
  return numberParam(100).default(defaultLimit)
}

/** A whole number from 1 to `max` in a query. */
export function numberParam(max: number) {
  const error = `This takes a whole number from 1 to ${max}.`
  return z.coerce.number({ error }).int({ error, abort: true }).min(1, error).max(max, error)
}

export const cursorParam = z.string().min(1).max(500).optional()

/** The name that ties cursors to a list of these sites: what it lists, and everything that chooses its rows. */
export function listName(
  what: string,
  sites: readonly { readonly id: string }[],
  ...chosenBy: readonly unknown[]
): string {
  const choice = JSON.stringify([sites.map(({ id }) => id), ...chosenBy])
  return `${what} ${hash('sha256', choice, 'base64url').slice(0, 12)}`
}

/** A cursor: the key of a page's last row behind a checksum, which ties it to this list; opaque to callers. */
export function encodeCursor(list: string, key: readonly (string | number | boolean)[]): string {
  return withChecksum(list, JSON.stringify(key))
}

const CHECKSUM_LENGTH = 8

function withChecksum(list: string, key: string): string {
  const checksum = hash('sha1', `${list}\n${key}`, 'base64url').slice(0, CHECKSUM_LENGTH)
  return checksum + Buffer.from(key).toString('base64url')
}

/**
 * The key behind a cursor of this list, checked by `schema` (a tuple).
 * @throws {AppError} `invalid-request` for a cursor that this list did not issue.
 */
export function decodeCursor<T>(list: string, cursor: string, schema: z.ZodType<T>): T {
  const key = Buffer.from(cursor.slice(CHECKSUM_LENGTH), 'base64url').toString()
  try {
    if (withChecksum(list, key) !== cursor) throw new Error('not of this list')
    return schema.parse(JSON.parse(key))
  } catch (error) {
    throw new AppError('invalid-request', 'This cursor was not issued for this list: begin without one.', {
      cause: error,
    })
  }
}

/** Cuts a list fetched with one row too many and names the next page. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (last: T) => string,
): { readonly items: readonly T[]; readonly next: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** A time in a cursor, within what the database can hold. */
export const instant = z.iso.datetime().refine((at) => at >= '0001')

/** The key of lists ordered by time and id. */
export const timeAndId = z.tuple([instant, z.uuid()])
