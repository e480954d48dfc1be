import type { AskedOpinion } from '../../../review/notes/asked.ts'
import { call, get, messageOf } from '../api.ts'
import { createStore } from '../store.ts'
import type { Json, Page } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'

type Asked = Json<AskedOpinion>
export type Given = Asked & { readonly decision: NonNullable<Asked['decision']> }

/** What we left to colleagues and have not let go of; null until it is known. */
export const asked = createStore<{ readonly items: readonly Asked[] | null }>({ items: null })

export function isGiven(one: Asked): one is Given {
  return one.decision !== null
}

/** Whether it is one of them. */
export function isAsked(commentId: unknown): boolean {
  return asked.get().items?.some((one) => one.commentId === commentId) ?? false
}

/** Reads it again, and says what colleagues have decided since the last time. */
export async function readAsked(): Promise<void> {
  const page = await get<Page<Asked>>('/v1/review/second-opinions', { limit: 100 }).catch(() => undefined)
  if (page === undefined) return
  const awaited = new Set(asked.get().items?.flatMap((one) => (isGiven(one) ? [] : [one.commentId])))
  asked.set({ items: page.items })
  const fresh = page.items.filter(isGiven).filter(({ commentId }) => awaited.has(commentId))
  for (const one of fresh) toast(`${wordsOf(one)}.`)
}

/** We were told. */
export async function letGo(told: readonly Given[]): Promise<void> {
  asked.set(({ items }) => ({ items: items?.filter((one) => !isGiven(one) || !told.includes(one)) ?? null }))
  const gone = told.map(({ commentId, site }) =>
    call(
      'DELETE',
      `/v1/review/comments/${commentId}/second-opinion?site=${encodeURIComponent(site)}`,
      undefined,
      { outlives: true },
    ),
  )
  await Promise.all(gone).catch((error: unknown) => {
    toast(messageOf(error))
    return readAsked()
  })
}

/** Who decided what about whose comment, as the beginning of a sentence. */
export function wordsOf({ decision: { moderator, action, reason }, author }: Given): string {
  const what = action === 'approve' ? 'approved' : `rejected (${reasonName(reason).toLowerCase()})`
  return `${moderator} ${what} the comment by ${author}`
}
