import { expect } from 'vitest'
import { until } from '../until.ts'
import { halves } from '../whole.ts'
import type { Follower } from './follower.ts'
import { ARTICLES, isVisible, type Known, type Model } from './model.ts'
import { pathOf } from './requests.ts'
import { BOTH, type Stage, type Which } from './stage.ts'

type Shown = {
  readonly id: string
  readonly text: string
  readonly likes: number
  readonly parentId: string | null
}
type Tree = Shown & {
  readonly replies: readonly Tree[]
  readonly replyCount: number
  readonly moreReplies: string | null
}

/** What readers must no longer see is gone at once from the process that took the act. */
export async function expectGone(
  stage: Stage,
  model: Model,
  which: Which,
  gone: readonly Known[],
): Promise<void> {
  for (const comment of gone) {
    expect((await stage.ask(which, { method: 'GET', path: pathOf(model, comment) })).status).toBe(404)
    const { shown } = await threadOf(stage, model, which, comment.article)
    expect(shown.map(({ id }) => id)).not.toContain(comment.id)
  }
}

/** Everything that readers, authors and moderators see, of either process, is what the story says. */
export async function expectAsTold(
  stage: Stage,
  model: Model,
  followers: readonly Follower[],
): Promise<void> {
  for (const which of BOTH) {
    for (const article of ARTICLES) await expectThread(stage, model, which, article)
    for (const comment of model.comments) await expectRecords(stage, model, which, comment)
    await expectQueue(stage, model, which)
  }
  for (const follower of followers) await expectFollowed(model, follower)
  expect(await halves(stage.db)).toEqual([])
}

async function expectThread(stage: Stage, model: Model, which: Which, article: string): Promise<void> {
  const expected = model.comments
    .filter((comment) => comment.article === article && isVisible(comment))
    .map(({ id, text, likers, parent }) => ({ id, text, likes: likers.size, parentId: parent?.id ?? null }))
  // Pages are made anew at most a few times a second, and other processes hear of a change by a notification.
  let last: unknown
  await until(async () => {
    last = await threadOf(stage, model, which, article)
    return JSON.stringify(last) === JSON.stringify({ count: expected.length, shown: sorted(expected) })
  }, 5_000).catch(() => expect(last).toEqual({ count: expected.length, shown: sorted(expected) }))
}

/** An open page shows what a page loaded now would show. */
async function expectFollowed(model: Model, { article, shown }: Follower): Promise<void> {
  const visible = model.comments.filter((comment) => comment.article === article && isVisible(comment))
  const expected = {
    count: visible.length,
    shown: visible.map(({ id, text }) => [id, text]).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  }
  await until(() => JSON.stringify(shown()) === JSON.stringify(expected), 10_000).catch(() =>
    expect(shown()).toEqual(expected),
  )
}

async function threadOf(stage: Stage, { site }: Model, which: Which, article: string) {
  const path = `/v1/sites/${site}/articles/${article}/comments?limit=100&sort=oldest`
  const { status, body } = await stage.ask(which, { method: 'GET', path })
  expect(status).toBe(200)
  return {
    count: (body['article'] as { count: number }).count,
    shown: sorted(flat(body['comments'] as readonly Tree[])),
  }
}

function flat(comments: readonly Tree[]): Shown[] {
  return comments.flatMap(({ replies, replyCount, moreReplies, ...comment }) => {
    if (moreReplies === null) expect(replyCount).toBe(replies.length)
    return [comment, ...flat(replies)].map(({ id, text, likes, parentId }) => ({ id, text, likes, parentId }))
  })
}

function sorted(shown: readonly Shown[]): Shown[] {
  return shown.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

async function expectRecords(stage: Stage, model: Model, which: Which, comment: Known): Promise<void> {
  const path = pathOf(model, comment)
  const headers = { authorization: `Receipt ${comment.receipt}` }
  const own = await stage.ask(which, { method: 'GET', path, headers })
  expect(own.body).toMatchObject({ status: comment.status, comment: { text: comment.text } })
  const anyone = await stage.ask(which, { method: 'GET', path })
  expect(anyone.status).toBe(isVisible(comment) ? 200 : 404)
  const record = await stage.ask(which, {
    method: 'GET',
    path: `/v1/review/comments/${comment.id}?site=${model.site}`,
    headers: stage.moderator,
  })
  expect(record.status).toBe(200)
  const { version, decisions } = record.body
  expect({ version, text: (record.body['comment'] as Shown).text }).toEqual({
    version: comment.version,
    text: comment.text,
  })
  const takenBack = comment.decisions.filter(({ isUndone }) => isUndone)
  expect(decisions).toHaveLength(comment.decisions.length + takenBack.length)
}

/** Whatever waits is in the queue, and nothing that was decided without a report or a blind check. */
async function expectQueue(stage: Stage, model: Model, which: Which): Promise<void> {
  const { status, body } = await stage.ask(which, {
    method: 'GET',
    path: `/v1/review/queue?site=${model.site}&limit=100`,
    headers: stage.moderator,
  })
  expect(status).toBe(200)
  const queued = (body['items'] as { comment: Shown }[]).map(({ comment }) => comment.id)
  const waiting = model.comments.filter(({ status }) => status === 'pending').map(({ id }) => id)
  expect(queued).toEqual(expect.arrayContaining(waiting))
  for (const { id, status } of model.comments) if (status === 'withdrawn') expect(queued).not.toContain(id)
}
