import { z } from 'zod'
import type { Deps } from '../deps.ts'

/*
 * Live events for consoles. A notification is only a hint: it names what changed, and the console reads the rest.
 * After a gap in listening, consoles are told to read everything again (`reset`).
 */

export type ReviewEvent =
  | { readonly event: 'queue'; readonly siteId: string }
  | { readonly event: 'decided'; readonly siteId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly event: 'claimed'; readonly siteId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly event: 'bulk'; readonly siteId: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly event: 'revoked' | 'signed-out' | 'other-sites'; readonly tokenId: string }
  | { readonly event: 'site'; readonly siteId: string; readonly slug: string }
  | { readonly event: 'reset' }

const Notification = z.union([
  z.tuple([z.literal('queue'), z.uuid()]).transform(([event, siteId]) => ({ event, siteId })),
  z
    .tuple([z.literal('decided'), z.uuid(), z.uuid(), z.string(), z.int(), z.uuid(), z.string()])
    .transform(([event, siteId, commentId, status, version, decisionId, moderator]) => ({
      event,
      siteId,
      data: { commentId, status, version, decisionId, moderator },
    })),
  z
    .tuple([
      z.literal('claimed'),
      z.uuid(),
      z.string().nullable(),
      z.string().nullable(),
      z.string().nullable(),
      z.array(z.uuid()),
      // Left out where leases end, and by the version before, which may run beside this one.
      z.uuid().nullish(),
    ])
    .transform(([event, siteId, moderatorId, moderator, expiresAt, commentIds, window = null]) => ({
      event,
      siteId,
      data: {
        commentIds,
        moderatorId,
        moderator,
        window,
        expiresAt: expiresAt && new Date(expiresAt).toISOString(),
      },
    })),
  z
    .tuple([z.literal('bulk'), z.uuid(), z.uuid(), z.string(), z.int(), z.int(), z.int()])
    .transform(([event, siteId, id, state, total, done, skipped]) => ({
      event,
      siteId,
      data: { id, state, total, done, skipped },
    })),
  z
    .tuple([z.enum(['revoked', 'signed-out', 'other-sites']), z.uuid()])
    .transform(([event, tokenId]) => ({ event, tokenId })),
  z
    .tuple([z.literal('site'), z.uuid(), z.string()])
    .transform(([event, siteId, slug]) => ({ event, siteId, slug })),
])

/** What a notification means for consoles; undefined if it is not for them. */
function parseNotification(payload: string): ReviewEvent | undefined {
  try {
    return Notification.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}

export type ReviewEvents = {
  /** Calls `hear` with every event until the returned function is called. */
  subscribe(moderatorId: string, hear: (event: ReviewEvent) => void): () => void
  readonly size: () => number
  /** How many of them are this moderator's. */
  sizeOf(moderatorId: string): number
}

/** Passes notifications from all processes on to consoles. */
export function reviewEvents({ live }: Pick<Deps, 'live'>): ReviewEvents {
  const hearers = new Map<(event: ReviewEvent) => void, string>()
  const tell = (event: ReviewEvent) => {
    for (const hear of hearers.keys()) hear(event)
  }
  live.hear({
    onMessage: (payload) => {
      if (hearers.size === 0) return
      const event = parseNotification(payload)
      if (event !== undefined) tell(event)
    },
    onListening: () => tell({ event: 'reset' }),
  })
  return {
    size: () => hearers.size,
    sizeOf: (moderatorId) =>
      hearers.values().reduce((sum, whose) => sum + (whose === moderatorId ? 1 : 0), 0),
    subscribe(moderatorId, hear) {
      hearers.set(hear, moderatorId)
      return () => hearers.delete(hear)
    },
  }
}
