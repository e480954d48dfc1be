import type { ReasonCode } from '../../checks/check.ts'
import type { DecisionView } from '../../review/decisions/decisions.ts'
import type { DeskSignal } from '../../review/desk-signal.ts'
import type { ReviewItem } from '../../review/items.ts'
import type { CommentRecord } from '../../review/record.ts'

export type { DeskSignal as Signal, ReasonCode }

/** A server's type as it arrives through JSON: times are text. */
export type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Member)[]
    ? readonly Json<Member>[]
    : T extends object
      ? { readonly [Key in keyof T]: Json<T[Key]> }
      : T

export type Item = Json<ReviewItem>
export type Whole = Json<CommentRecord>
export type DeskComment = Item['comment']
export type Claim = NonNullable<Item['claim']>

export type Decision = Json<DecisionView>

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

export type Me = {
  readonly id: string
  readonly name: string
  readonly role: 'moderator' | 'admin'
  readonly sites: readonly { readonly slug: string; readonly name: string; readonly locale: string }[]
  readonly makesSites: boolean
  /** The service's address from the settings; null where they name none. */
  readonly publicUrl: string | null
  readonly endsAt: string
}
