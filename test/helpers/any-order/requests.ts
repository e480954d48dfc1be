import { expect } from 'vitest'
import type { Known, Model } from './model.ts'
import type { Answered, Request, Stage, Which } from './stage.ts'

/** Numbers of chance, from which an act takes what it is about. */
export type Chance = { readonly which: Which; readonly first: number; readonly second: number }

/** One thing that somebody does: what is sent, and what the answer means. */
export type Act = {
  readonly request: Request
  /** What somebody else asks of the other process at the same moment; nobody is killed then. */
  readonly rival?: Request
  /**
   * Checks the answer, or both, and notes what is so from now on. Sent again after a lost answer, it may have been done before:
   * then a conflict is right as well.
   */
  readonly settle: (
    answered: Answered,
    how: { readonly isAgain: boolean; readonly rival?: Answered },
  ) => void | Promise<void>
}

export type Context = { readonly stage: Stage; readonly model: Model; readonly chance: Chance }

/** What can be done; undefined where there is nothing yet to do it with. */
export type Prepare = (context: Context) => Act | undefined | Promise<Act | undefined>

export const CONFLICT = 409

export function posting(model: Model, article: string, { key, reader, body }: Known['sent']): Request {
  return {
    method: 'POST',
    path: `/v1/sites/${model.site}/articles/${article}/comments`,
    headers: { ...from(Number(reader)), 'idempotency-key': key },
    body,
  }
}

export function deciding(
  stage: Stage,
  model: Model,
  { id }: Known,
  action: 'approve' | 'reject',
  version: number,
): Request {
  return {
    method: 'PUT',
    path: `/v1/review/comments/${id}/decision?site=${model.site}`,
    headers: stage.moderator,
    body: { action, version, ...(action === 'reject' && { reason: 'spam' }) },
  }
}

export function owned(model: Model, comment: Known, method: string, body?: unknown): Request {
  return {
    method,
    path: pathOf(model, comment),
    headers: { ...from(Number(comment.sent.reader)), authorization: `Receipt ${comment.receipt}` },
    body,
  }
}

export async function decisionId(
  stage: Stage,
  model: Model,
  { id }: Known,
  version: number,
): Promise<string> {
  const [row] = await stage.db.query(
    (sql) => sql<{ id: string }[]>`
    select d.id from decisions d join sites s on s.id = d.site_id
    where s.slug = ${model.site} and d.comment_id = ${id} and d.version = ${version}`,
  )
  expect(row).toBeDefined()
  return row?.id ?? ''
}

export async function statusOf(stage: Stage, model: Model, { id }: Known): Promise<Known['status']> {
  const [row] = await stage.db.query(
    (sql) => sql<Pick<Known, 'status'>[]>`
    select c.status from comments c join sites s on s.id = c.site_id where s.slug = ${model.site} and c.id = ${id}`,
  )
  expect(row).toBeDefined()
  return row?.status ?? 'pending'
}

export function pathOf({ site }: Model, { id }: Known): string {
  return `/v1/sites/${site}/comments/${id}`
}

export function chosen({ comments }: Model, number: number): Known | undefined {
  return comments[number % Math.max(1, comments.length)]
}

/** A reader's network. */
export function from(number: number): Record<string, string> {
  return { 'x-forwarded-for': `203.0.113.${number % 250}` }
}

export function idOf(body: Record<string, unknown>): string {
  return (body['comment'] as { id: string }).id
}

export function only(expected: number): Act['settle'] {
  return ({ status, body }) => expect(status, JSON.stringify(body)).toBe(expected)
}
