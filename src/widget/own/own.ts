import type { Appeal, Comment, MailState, Statement, Status } from '../wire.ts'
import { loadList } from './storage.ts'

/** A comment of this reader: what opens it, and what was last heard of it. */
export type Own = {
  readonly article: string
  readonly comment: Comment
  readonly receipt: string
  readonly status: Status
  readonly statement?: Statement | null
  readonly appeal?: Appeal
  readonly mail?: MailState
  /** The end of the edit window, null when it is over, absent before the service was asked. */
  readonly editableUntil?: string | null
  /** Milliseconds since 1970, by this browser's clock. */
  readonly sentAt: number
}

/** A comment that has not reached the service, kept whole until it has. */
export type Unsent = {
  readonly article: string
  readonly id: string
  /** Known to this browser alone, unlike the id; absent in what earlier versions kept. */
  readonly key?: string | undefined
  readonly body: Readonly<Record<string, unknown>>
  readonly writtenAt: number
}

/** The reader's own comments on a site, newest first. */
export function listOwn(site: string): readonly Own[] {
  return loadList(`own:${site}`)
}

/** What waits for a connection, oldest first. */
export function listUnsent(site: string, article: string): readonly Unsent[] {
  return loadList<Unsent>(`unsent:${site}`).filter((unsent) => unsent.article === article)
}
