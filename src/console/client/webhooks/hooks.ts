import type { Delivery, Webhook } from '../../../webhooks/queries.ts'
import type { EVENT_TYPES } from '../../../webhooks/schema.ts'
import type { Json } from '../types.ts'

export type Hook = Json<Webhook>
export type HookWithSecret = Hook & { readonly secret: string }
export type Sent = Json<Delivery>

/** What happened, by the type of its event. */
export const EVENTS = {
  'comment.held': 'Held for a moderator',
  'comment.approved': 'Published',
  'comment.rejected': 'Rejected',
  'comment.edited': 'Changed by its author',
  'comment.withdrawn': 'Withdrawn by its author',
  'comment.reported': 'Reported by a reader',
  'comment.escalated': 'Escalated as dangerous',
  'comment.erased': 'Erased',
  'comment.picked': 'Made editors’ choice, or no longer',
  'article.changed': 'Article closed, pre-moderated or opened',
} as const satisfies Record<(typeof EVENT_TYPES)[number], string>

/** A type that a later version sends is named by itself. */
export function eventName(type: string): string {
  return Object.hasOwn(EVENTS, type) ? EVENTS[type as keyof typeof EVENTS] : type
}

export function hooksPath(site: string, id = '', rest = ''): string {
  return `/v1/admin/sites/${encodeURIComponent(site)}/webhooks${id && `/${id}`}${rest}`
}

type Tone = 'good' | 'warn' | 'bad' | ''

/** Whether a webhook is called, and whether anything did not arrive. */
export function stateOf(hook: Hook): { readonly tone: Tone; readonly words: string } {
  if (hook.disabledBecause === 'gone') return { tone: 'bad', words: 'ended by its receiver' }
  if (hook.disabledAt !== null) return { tone: 'warn', words: 'paused' }
  if (hook.parked > 0) return { tone: 'bad', words: 'some did not arrive' }
  return { tone: 'good', words: 'on' }
}

/** What became of one delivery, and what its receiver said or why it said nothing. */
export function sentHow({ state, lastStatus, lastError }: Sent): {
  readonly tone: Tone
  readonly words: string
  readonly why: string | null
} {
  const why = lastError ?? (lastStatus === null ? null : `answered ${lastStatus}`)
  if (state === 'delivered') return { tone: 'good', words: 'arrived', why }
  if (state === 'parked') return { tone: 'bad', words: 'given up', why }
  return why === null ? { tone: '', words: 'on its way', why } : { tone: 'warn', words: 'tried again', why }
}
