import type { Appeal, Comment, MailState, Statement, Status } from '../wire.ts'
import { loadList } from './storage.ts'

/** One of this reader's comments: its receipt, and its last known state. */
export type Own = {
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
export type Unsent = {
  readonly article: string
  readonly id: string
  /** Known only to this browser, unlike the id; absent in what earlier versions stored. */
  readonly key?: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/** The reader's own comments on a site, newest first. */
export function listOwn(site: string): readonly Own[] {
  return loadList(`own:${site}`)
}

/** Comments that wait for a connection, oldest first. */
export function listUnsent(site: string, article: string): readonly Unsent[] {
  return loadList<Unsent>(`unsent:${site}`).filter((unsent) => unsent.article === article)
}
