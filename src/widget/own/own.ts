import type { Appeal, Comment, MailState, Statement, Status } from '../wire.ts'
import { loadList } from './storage.ts'

/**
 * The publisher's id of whoever wrote it under a login; null without one, absent in what earlier versions stored.
 * Others may use the same browser, so what it keeps of one reader is not another's.
 */
type Written = { readonly reader?: string | null }

/** One of this reader's comments: its receipt, and its last known state. */
export type Own = Written & {
  readonly article: string
  readonly comment: Comment
  readonly receipt: string
  readonly status: Status
  readonly statement?: Statement | null
  readonly appeal?: Appeal
  readonly mail?: MailState
  /** The end of the edit window; null if it is over, absent if the service has not been asked. */
  readonly editableUntil?: string | null
  /** Milliseconds since 1970, by this browser's clock. */
  readonly sentAt: number
}

/** A comment that has not reached the service, kept in full until it has. */
export type Unsent = Written & {
  readonly article: string
  readonly id: string
  /** Known only to this browser, unlike the id; absent in what earlier versions stored. */
  readonly key?: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/** Who uses this browser now: the id and the name in their login, if they are signed in. */
export type Present = { readonly reader?: string | null; readonly signedIn: string | null }

/** Whether a comment is theirs, or was written without a login. */
export function isTheirs({ reader, comment: { author } }: Own, present: Present): boolean {
  if (reader === undefined) return !author.verified || author.name === present.signedIn
  return reader === null || reader === present.reader
}

/** The comments on a site that were written in this browser, newest first. */
export function listOwn(site: string): readonly Own[] {
  return loadList(`own:${site}`)
}

/** Comments that wait for a connection, oldest first. */
export function listUnsent(site: string, article: string): readonly Unsent[] {
  return loadList<Unsent>(`unsent:${site}`).filter((unsent) => unsent.article === article)
}
