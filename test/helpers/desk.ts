import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { weighReports } from '../../src/comments/reports.ts'
import type { ReviewItem } from '../../src/review/items.ts'
import { insertToken } from '../../src/tokens/queries.ts'
import type { Read } from './reader.ts'
import { aSite, type Service, words } from './service.ts'

/** An item as it arrives. */
export type Item = Read<ReviewItem>

type Reply<T = Record<string, unknown>> = {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

/** Calls as the holder of one token; the body is parsed whatever the status. */
export function asHolder(
  service: Pick<Service, 'call' | 'as'>,
  token: string,
  headers: Readonly<Record<string, string>> = {},
) {
  return async <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Reply<T>> => {
    const response = await service.call(method, path, body, { ...service.as(token), ...headers })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text && JSON.parse(text)) as T }
  }
}

export type Holder = ReturnType<typeof asHolder>

export type Decided = {
  readonly comment: Item['comment']
  readonly decision: { readonly id: string; readonly [key: string]: unknown }
}

export function decide(who: Holder, id: string, body: Record<string, unknown>): Promise<Reply<Decided>> {
  return who<Decided>('PUT', `/v1/review/comments/${id}/decision`, body)
}

/** Decides on a comment as it is now; the decision's id. */
export async function decideNow(who: Holder, id: string, action: string, reason?: string): Promise<string> {
  const { version } = await recordOf(who, id)
  const { status, body } = await decide(who, id, { action, version, ...(reason && { reason }) })
  if (status !== 200) throw new Error(`a decision answered ${status} ${JSON.stringify(body)}`)
  return body.decision.id
}

/** The whole record of a comment. */
export async function recordOf(
  who: Holder,
  id: string,
): Promise<Item & { readonly decisions: readonly Record<string, unknown>[] }> {
  return (await who<Awaited<ReturnType<typeof recordOf>>>('GET', `/v1/review/comments/${id}`)).body
}

/** How many comments an article of the one site that has it counts. */
export async function countOf(service: Service, article: string): Promise<number | undefined> {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ n: number }[]>`select comment_count as n from articles where key = ${article}`,
  )
  return row?.n
}

/** Another moderator, for all sites or some. */
export async function aModerator(
  service: Service,
  { name = 'Nora Night', role = 'moderator' as const, siteIds = null as readonly string[] | null } = {},
) {
  const token = await insertToken(service.deps.db, { name, role, siteIds })
  return { ...token, call: asHolder(service, token.secret) }
}

let number = 0

/** A comment that its links hold for review; no two texts are alike: no three words in a row are in another. */
export async function aHeldComment(
  service: Service,
  fields: Record<string, unknown> = {},
  where: { site?: string; article?: string } = {},
): Promise<{ readonly id: string; readonly receipt: string }> {
  number += 1
  const text = `${words()} https://one${number}.example/a ${words()} https://two${number}.example/b`
  const { status, body } = await service.submit({ text, ...fields }, where)
  if (status !== 202) throw new Error(`expected a held comment, got ${status}`)
  return { id: body.comment.id, receipt: body.receipt }
}

/** A moderator at the queue of a site of its own, so that each test sees only what it put there. */
export async function aQueue(service: Service, who: Holder) {
  const site = await aSite(service.deps)
  const list = async (query = '') => {
    const { status, body } = await who<Queue>('GET', `/v1/review/queue?site=${site.slug}${query}`)
    if (status !== 200) throw new Error(`the queue answered ${status}`)
    return body
  }
  const ids = async (query = '') => (await list(query)).items.map(({ comment }) => comment.id)
  const held = async (fields = {}, article = 'bridge') =>
    (await aHeldComment(service, fields, { site: site.slug, article })).id
  return { site, list, ids, held }
}

export type Queue = { readonly items: readonly Item[]; readonly next: string | null }

/** What the queue is ordered by. */
export async function setRisk(service: Service, id: string, risk: number): Promise<void> {
  await service.deps.db.query((sql) => sql`update comments set risk = ${risk} where id = ${id}`)
}

/** A reader's report, with the place in the queue it gives. */
export async function aReport(
  service: Service,
  commentId: string,
  report: { readonly reporter?: string; readonly reason?: string; readonly outcome?: string | null } = {},
): Promise<void> {
  const { reporter = randomBytes(8).toString('hex'), reason = 'abuse', outcome = null } = report
  await service.deps.db.transaction(async (tx) => {
    await tx.query(
      (sql) => sql`
      insert into reports (site_id, id, comment_id, reason, reporter_hash, created_at, outcome)
      select c.site_id, ${randomUUIDv7()}, c.id, ${reason}, decode(md5(${reporter}), 'hex'), now(), ${outcome}
      from comments c where c.id = ${commentId}`,
    )
    await weighReports(tx, await siteOf(service, commentId), [commentId])
  })
}

async function siteOf(service: Service, commentId: string): Promise<string> {
  const [row] = await service.deps.db.query(
    (sql) => sql<{ siteId: string }[]>`select site_id from comments where id = ${commentId}`,
  )
  if (row === undefined) throw new Error('no such comment')
  return row.siteId
}
