import type { CommentStatus } from '../db/states.ts'

/** One comment of another system, as its reader found it; nothing of it is trusted yet. */
export type SourceComment = {
  /** Of the system it comes from: what a second run recognises it by. */
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
  /** The words were deleted there, but others had answered. */
  readonly isEmpty?: boolean
  /** What no other system tells of a comment. */
  readonly own?: OwnDetails
}

/** What our own export says beyond that; times RFC 3339. */
export type OwnDetails = {
  readonly badge: string | null
  readonly color: string | null
  readonly verified: boolean
  readonly source: 'reader' | 'import' | 'newsroom'
  readonly decidedAt: string | null
  readonly erasedAt: string | null
  /** Chosen by the newsroom. */
  readonly pick: {
    readonly id: string
    readonly pickedAt: string
    readonly moderatorId: string
    readonly moderatorName: string
  } | null
  /** What it said before, oldest first. */
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

/** What is wrong with one row: where it was, and what, without its words. */
export type Trouble = { readonly at: string; readonly what: string }

/** What a reader of a format makes of a file, in the order of the file. */
export type Found =
  | { readonly comment: SourceComment }
  /** One that no comment of the file stands under. */
  | { readonly article: SourceArticle }
  | { readonly trouble: Trouble }
  /** Nothing to import, such as a pingback. */
  | { readonly skipped: string }

/** A file that cannot be read to its end: what came before stands. */
export class BrokenFile extends Error {}
