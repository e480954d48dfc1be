import type { COMMENT_SOURCES, CommentStatus } from '../db/states.ts'

/** One comment of another system as its reader found it; none of it is trusted yet. */
export type SourceComment = {
  /** Its id in the other system, by which a second run recognises it. */
  readonly sourceId: string
  readonly parentSourceId: string | null
  readonly article: SourceArticle
  readonly name: string
  readonly text: string
  readonly email: string | null
  readonly website: string | null
  readonly status: CommentStatus
  readonly reason: string | null
  readonly createdAt: string
  readonly editedAt?: string | null
  readonly likes?: number
  /** Its words were deleted there, but others had answered. */
  readonly isEmpty?: boolean
  /** What no other system tells about a comment. */
  readonly own?: OwnDetails
}

/** What our own export adds; times RFC 3339. */
export type OwnDetails = {
  readonly badge: string | null
  readonly color: string | null
  readonly verified: boolean
  readonly source: (typeof COMMENT_SOURCES)[number]
  readonly decidedAt: string | null
  readonly erasedAt: string | null
  /** The newsroom chose it. */
  readonly pick: {
    readonly id: string
    readonly pickedAt: string
    readonly moderatorId: string
    readonly moderatorName: string
  } | null
  /** Its former texts, oldest first. */
  readonly revisions: readonly { readonly text: string; readonly replacedAt: string }[]
}

export type SourceArticle = {
  readonly id: string | null
  readonly url: string | null
  readonly title: string | null
  readonly open?: boolean
  readonly premoderated?: boolean
  readonly section?: string | null
  readonly createdAt?: string | null
}

/** A problem with one row: where and what, without the row's words. */
export type Trouble = { readonly at: string; readonly what: string }

/** What a format's reader yields, in the order of the file. */
export type Found =
  | { readonly comment: SourceComment }
  /** An article without any comments in the file. */
  | { readonly article: SourceArticle }
  | { readonly trouble: Trouble }
  /** Something that is not imported, such as a pingback. */
  | { readonly skipped: string }

/** A file that cannot be read to its end: what came before is kept. */
export class BrokenFile extends Error {}
