import type { OpinionRequest as StoredRequest } from '../../../review/notes/opinion-requests.ts'
import { call, get, messageOf, reviewPath } from '../api.ts'
import { createStore } from '../store.ts'
import type { Json, Page } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { reasonName } from '../wording.ts'

type OpinionRequest = Json<StoredRequest>
type AnsweredRequest = OpinionRequest & { readonly decision: NonNullable<OpinionRequest['decision']> }

/** What this moderator left to colleagues and has not dismissed yet; null until it is known. */
export const opinionRequests = createStore<{ readonly items: readonly OpinionRequest[] | null }>({
  items: null,
})

export function isAnswered(one: OpinionRequest): one is AnsweredRequest {
  return one.decision !== null
}

/** Reads them again if this comment is one of them. While they are being read, only their answer tells that. */
export function hearOf(commentId: unknown): void {
  if (underWay > 0) heardOf.add(commentId)
  else if (isRequested(commentId)) void readOpinionRequests()
}

function isRequested(commentId: unknown): boolean {
  return opinionRequests.get().items?.some((one) => one.commentId === commentId) ?? false
}

let underWay = 0
/** Comments about which something was heard while they were being read. */
const heardOf = new Set<unknown>()
let sent = 0
let latest = 0
/** Decisions of colleagues that have been announced here. */
const known = new Set<string>()

/** Reads them again, and announces what colleagues have decided since the last time. */
export async function readOpinionRequests(): Promise<void> {
  await read()
  if (underWay > 0) return
  const isOutdated = [...heardOf].some(isRequested)
  heardOf.clear()
  if (isOutdated) await readOpinionRequests()
}

async function read(): Promise<void> {
  sent += 1
  const turn = sent
  underWay += 1
  const page = await get<Page<OpinionRequest>>('/v1/review/second-opinions', { limit: 100 }).catch(
    () => undefined,
  )
  underWay -= 1
  if (page === undefined || turn < latest) return
  latest = turn
  const isFirst = opinionRequests.get().items === null
  opinionRequests.set({ items: page.items })
  for (const one of page.items.filter(isAnswered)) {
    const key = `${one.commentId} ${one.decision.createdAt}`
    if (!isFirst && !known.has(key)) toast(`${wordsOf(one)}.`)
    known.add(key)
  }
}

/** Another person signed in: answers to the person before are not for them. */
export function forgetOpinionRequests(): void {
  latest = sent + 1
  opinionRequests.set({ items: null })
}

/** The moderator has seen these decisions of colleagues. */
export async function dismiss(answered: readonly AnsweredRequest[]): Promise<void> {
  opinionRequests.set(({ items }) => ({
    items: items?.filter((one) => !isAnswered(one) || !answered.includes(one)) ?? null,
  }))
  const gone = answered.map(({ commentId, site }) =>
    call('DELETE', reviewPath({ id: commentId, site }, '/second-opinion'), undefined, { outlives: true }),
  )
  await Promise.all(gone).catch((error: unknown) => {
    toast(messageOf(error))
    return readOpinionRequests()
  })
}

/** Who decided what about whose comment, as the beginning of a sentence. */
export function wordsOf({ decision: { moderator, action, reason }, author }: AnsweredRequest): string {
  const what = action === 'approve' ? 'approved' : `rejected (${reasonName(reason).toLowerCase()})`
  return `${moderator} ${what} the comment by ${author}`
}
