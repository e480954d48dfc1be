import type { CommentStatus } from '../../../src/db/states.ts'

/** A comment as its story so far says it has to be. */
export type Known = {
  readonly id: string
  readonly receipt: string
  readonly article: string
  readonly parent: Known | undefined
  /** What was sent, and what the first answer to it said. */
  readonly sent: { readonly key: string; readonly reader: string; readonly body: Record<string, unknown> }
  readonly answered: { readonly status: number; readonly told: unknown }
  text: string
  status: CommentStatus
  version: number
  /** A person decided, and nothing took that back. */
  isDecided: boolean
  /** Its words are gone; at most an empty place is left. */
  isErased: boolean
  readonly decisions: Decision[]
  readonly likers: Set<string>
}

type Decision = {
  readonly from: Pick<Known, 'status' | 'isDecided'>
  readonly version: number
  isUndone: boolean
}

/** Everything that was done on one site. */
export type Model = {
  readonly site: string
  readonly comments: Known[]
  readonly closed: Set<string>
  readonly premoderated: Set<string>
}

export const ARTICLES = ['bridge', 'harbour'] as const

export function aModel(site: string): Model {
  return { site, comments: [], closed: new Set(), premoderated: new Set() }
}

export function isVisible({ status, parent }: Known): boolean {
  return status === 'approved' && (parent === undefined || isVisible(parent))
}

/** Its author may neither edit nor withdraw it: a moderator rejected it. */
export function isRejectedByPerson({ status, isDecided }: Known): boolean {
  return status === 'rejected' && isDecided
}

/** Its author can still change its text, unless the article is closed. */
export function isEditable(comment: Known): boolean {
  return comment.status !== 'withdrawn' && !comment.isErased && !isRejectedByPerson(comment)
}

export function mayBe(action: 'approve' | 'reject', { status, isErased }: Known): boolean {
  return status !== 'withdrawn' && !(action === 'approve' && isErased)
}

export function noteDecided(comment: Known, to: 'approved' | 'rejected'): void {
  const { status, isDecided } = comment
  comment.version += 1
  comment.decisions.push({ from: { status, isDecided }, version: comment.version, isUndone: false })
  comment.status = to
  comment.isDecided = true
}
