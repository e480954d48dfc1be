import { asHolder, decideNow } from './desk.ts'
import type { Answer, Service } from './service.ts'

/** What an author sees of a comment of their own. */
type Own = Answer & {
  readonly ancestors: { readonly id: string }[]
  readonly reasons: string[]
  readonly because: string[]
  readonly statement: { readonly reason: string; readonly automatedDecision: boolean } | null
  readonly editableUntil: string | null
  readonly appeal: { readonly isPossible: boolean; readonly outcome: string | null }
}

/** A text that waits for a moderator, for a service made with `HOLDING`. */
export const HELD = { text: 'This gadget is worth a look, I think.' }
export const HOLDING = { words: { hold: ['gadget'] } }
export const SPAM = { text: Array.from({ length: 12 }, (_, i) => `https://spam${i}.example/win`).join(' ') }

export const at = (id: string, site = 'news') => `/v1/sites/${site}/comments/${id}`
export const by = (receipt: string) => ({ authorization: `Receipt ${receipt}` })

/** What authors and one moderator do on the site `news`. */
export function anAuthor(service: Service) {
  const mo = asHolder(service, service.moderator)
  async function ask(
    method: string,
    id: string,
    how: { body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const response = await service.call(method, at(id), how.body, how.headers)
    return { status: response.status, headers: response.headers, body: (await response.json()) as Own }
  }
  return {
    ask,
    own: async ({ comment, receipt }: Answer) =>
      (await ask('GET', comment.id, { headers: by(receipt) })).body,
    decide: (id: string, action: string, reason?: string) => decideNow(mo, id, action, reason),
    /** What an article counts, and what readers see of it. */
    async thread(article: string) {
      const [row] = await service.deps.db.query(
        (sql) => sql<{ commentCount: number; visible: number; version: number }[]>`
        select a.comment_count, a.version, (select count(*)::int from comments c
          where c.site_id = a.site_id and c.article_id = a.id and c.visible) as visible
        from articles a where a.key = ${article}`,
      )
      return row
    },
  }
}
