import type { News, NewsEvent } from './news.ts'

/* Event streams as text, and the times in the ids of events. */

/** One event as text. A later one about the same thing replaces it. */
export type Written = { readonly about: string; readonly chunk: Buffer }

/** The subject of an event that tells readers to load everything again. */
export const EVERYTHING = 'everything'

/**
 * News as an event stream. The last of the news carries the id of the last event, from which a reader resumes; those
 * before it carry a moment before all of them, since a reader who is cut off in between lacks the rest. An import
 * changes only the count.
 */
export function written({ ids, events, count }: News, knownCount: number | null): Written[] {
  const [first] = ids
  const last = ids.at(-1)
  const all = count === knownCount ? events : [...events, { event: 'count', data: { count } } as const]
  return all.map((one, index) => {
    const from = index < events.length - 1 && first !== undefined ? firstIdAt(timeOf(first)) : last
    const id = from === undefined ? '' : `id: ${from}\n`
    const chunk = Buffer.from(`${id}event: ${one.event}\ndata: ${JSON.stringify(one.data)}\n\n`)
    return { about: subjectOf(one), chunk }
  })
}

function subjectOf(one: NewsEvent | { readonly event: 'count' }): string {
  if (one.event === 'approved') return one.data.comment.id
  if (one.event === 'removed') return one.data.id
  return one.event === 'reset' ? EVERYTHING : one.event
}

export const BEAT = Buffer.from(': beat\n\n')

/** Tells readers to load the thread again, and from where to resume after that. */
export function reset(now: Date): Buffer {
  return Buffer.from(`id: ${firstIdAt(now.getTime())}\nevent: reset\ndata: {}\n\n`)
}

/** From where a reader resumes who is cut off before anything happens; a browser remembers it without an event. */
export function startAt(now: Date): Buffer {
  return Buffer.from(`id: ${firstIdAt(now.getTime())}\n\n`)
}

/** After a cut everybody reconnects, but not all at the same moment. */
export function comeBack(ms: number): Buffer {
  return Buffer.from(`retry: ${ms + Math.floor(Math.random() * ms)}\n\n`)
}

/** When a UUIDv7 was made, in milliseconds. */
export function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** The smallest UUIDv7 of a moment. */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
