import type { News } from './news.ts'

/* Event streams as text, and the times in the ids of events. */

/**
 * News as event stream; every event carries the id of the last one, which is where to go on from. An import changes the
 * count alone.
 */
export function written({ ids, events, count }: News, knownCount: number | null): Buffer {
  const last = ids.at(-1)
  const id = last === undefined ? '' : `id: ${last}\n`
  const texts = events.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n`)
  if (count !== knownCount) texts.push(`event: count\ndata: ${JSON.stringify({ count })}\n`)
  return Buffer.from(texts.map((text) => `${id}${text}\n`).join(''))
}

export const BEAT = Buffer.from(': beat\n\n')

/** Word to read the thread anew, and where to go on from after that. */
export function reset(now: Date): Buffer {
  return Buffer.from(`id: ${firstIdAt(now.getTime())}\nevent: reset\ndata: {}\n\n`)
}

/** Where to go on from for a reader who is cut off before anything happens; a browser keeps it without an event. */
export function startAt(now: Date): Buffer {
  return Buffer.from(`id: ${firstIdAt(now.getTime())}\n\n`)
}

/** After a cut everybody comes back, not all at the same moment. */
export function comeBack(ms: number): Buffer {
  return Buffer.from(`retry: ${ms + Math.floor(Math.random() * ms)}\n\n`)
}

/** When a UUIDv7 was made, in milliseconds. */
export function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** The least UUIDv7 of a moment. */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
