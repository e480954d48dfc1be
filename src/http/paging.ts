import { z } from 'zod'
import { AppError } from '../errors.ts'

/** One page of a list: `next` is the cursor of the following page, null at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

/** `?limit=` of a list, 1 to 100. */
export function limitParam(defaultLimit = 50) {
  return z.coerce.number().int().min(1).max(100).default(defaultLimit)
}

export const cursorParam = z.string().min(1).max(500).optional()

/** A cursor: the list it belongs to and the key of the last row, opaque to callers. */
export function encodeCursor(list: string, key: readonly (string | number | boolean)[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url')
}

/**
 * The key behind a cursor of this list, checked by `schema` (a tuple).
 * @throws {AppError} `invalid-request` for a cursor that this list did not issue.
 */
export function decodeCursor<T>(list: string, cursor: string, schema: z.ZodType<T>): T {
  try {
    const [name, ...key] = z.array(z.unknown()).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (name !== list) throw new Error('another list')
    return schema.parse(key)
  } catch (error) {
    throw new AppError('invalid-request', 'This cursor was not issued for this list.', { cause: error })
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
