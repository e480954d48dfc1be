import { aStream, type Heard } from '../stream.ts'
import type { Stage, Which } from './stage.ts'

type Shown = { readonly id: string; readonly text: string; readonly replies: readonly Shown[] }

/** A reader who keeps a page open: what it shows by now, as events say since it was loaded. */
export type Follower = Awaited<ReturnType<typeof aFollower>>

const AGAIN_MS = 100

/** Loads a thread and follows its events from one process, coming back after each cut as a browser does. */
export async function aFollower(
  stage: Stage,
  { site, article, which }: { readonly site: string; readonly article: string; readonly which: Which },
) {
  const path = `/v1/sites/${site}/articles/${article}`
  const shown = new Map<string, string>()
  let count = 0
  let isOver = false
  let lastEventId: string | undefined
  let cut = () => {}

  const load = async (): Promise<void> => {
    const request = { method: 'GET', path: `${path}/comments?limit=100` }
    const { body } = await stage.ask(which, request)
    shown.clear()
    for (const comment of flat(body['comments'] as readonly Shown[])) shown.set(comment.id, comment.text)
    count = (body['article'] as { count: number }).count
  }
  const take = async ({ event, id, data }: Heard): Promise<void> => {
    if (id !== undefined) lastEventId = id
    if (event === 'reset') await load()
    if (event === 'count') count = (data as { count: number }).count
    if (event === 'removed') shown.delete((data as { id: string }).id)
    if (event === 'approved') {
      const { comment } = data as { comment: Shown }
      shown.set(comment.id, comment.text)
    }
  }
  const follow = async (): Promise<void> => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
    const { response, heard } = await aStream(stage.url(which, `${path}/events`), headers)
    cut = () => response.destroy()
    let taken = 0
    let isCut = false
    response.once('close', () => {
      isCut = true
    })
    while (!isCut || taken < heard.length) {
      for (const one of heard.slice(taken)) {
        await take(one)
        taken += 1
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  await load()
  const following = (async () => {
    while (!isOver) {
      // The process is killed now and then, and takes no connections until it is up again.
      await follow().catch(() => {})
      if (!isOver) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  })()
  return {
    which,
    article,
    shown: () => ({ count, shown: [...shown].toSorted(([a], [b]) => (a < b ? -1 : 1)) }),
    async close(): Promise<void> {
      isOver = true
      cut()
      await following
    },
  }
}

function flat(comments: readonly Shown[]): Shown[] {
  return comments.flatMap((comment) => [comment, ...flat(comment.replies)])
}
