import { decideNow, type Holder } from './desk.ts'
import type { Service } from './service.ts'

export const GOOD =
  'bridge harbour council ferry winter school teacher budget library railing crossing Tuesday'.split(' ')
export const BAD =
  'casino jackpot bonus crypto wallet profit signup discount pills miracle lottery guaranteed'.split(' ')
/** Both kinds share these, and both hold two links: only the words tell them apart, the rules hold all. */
const COMMON = 'the and with about many people said that they would come again and look at it'.split(' ')
let counter = 0

export function written(from: readonly string[]): string {
  counter += 1
  const pick = (words: readonly string[], count: number) =>
    Array.from({ length: count }, (_, i) => words[(counter * 7 + i * 5 + ((counter * i) % 3)) % words.length])
  return `${pick(COMMON, 6).join(' ')} ${pick(from, 7).join(' ')} https://a${counter}.example/x https://b${counter}.example/y`
}

type Row = {
  readonly status: string
  readonly action: string
  readonly probability: number | null
  readonly because: string[]
  readonly explanation: { readonly feature: string; readonly weight: number }[] | null
  readonly modelVersion: number | null
}

/** Two kinds of comments for the judge of the present test's service, what `mo` decides about them, what it makes of it. */
export function lessonsOf(service: () => Service, mo: () => Holder) {
  async function send(from: readonly string[]): Promise<string> {
    const { body } = await service().submit(
      { text: written(from), name: `Reader ${counter}` },
      { article: `a${counter % 9}` },
    )
    return body.comment.id
  }

  const decide = (id: string, action: 'approve' | 'reject') =>
    decideNow(mo(), id, action, action === 'reject' ? 'spam' : undefined)
  const undo = (decision: string) => mo()('POST', `/v1/review/decisions/${decision}/undo`)

  async function verdictOf(id: string): Promise<Row> {
    const [row] = await service().deps.db.query(
      (sql) => sql<Row[]>`
      select c.status, v.action, v.probability, v.because, v.explanation, v.model_version from comments c
      join verdicts v on v.site_id = c.site_id and v.comment_id = c.id where c.id = ${id}`,
    )
    if (row === undefined) throw new Error('no such comment')
    return row
  }

  const modelInForce = async () => {
    const [row] = await service().deps.db.query(
      (sql) =>
        sql<{ version: number | null }[]>`select model_version as version from sites where slug = 'news'`,
    )
    return row?.version ?? null
  }

  const newestModel = async () => {
    const [row] = await service().deps.db.query(
      (sql) => sql<{ version: number; lessons: number; state: Uint8Array }[]>`
      select version, lessons, state from models where site_id = ${service().site.id} order by version desc limit 1`,
    )
    return row
  }
  return { send, decide, undo, verdictOf, modelInForce, newestModel }
}
