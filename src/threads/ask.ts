import { articleKey } from '../comments/article-key.ts'
import { remembering } from '../http/remembering.ts'
import type { ThreadForm } from './forms.ts'
import type { ThreadPage } from './thread.ts'

/** What readers ask for and memory can answer. Two asks with the same key get the same bytes. */
export type Ask =
  | {
      readonly kind: 'thread'
      readonly articleKey: string
      readonly page: ThreadPage
      readonly form: ThreadForm
    }
  | {
      readonly kind: 'replies'
      readonly commentId: string
      readonly limit: number
      readonly cursor?: string | undefined
    }
  | { readonly kind: 'counts'; readonly articles: readonly CountedArticle[] }
  | { readonly kind: 'trending'; readonly days: number; readonly limit: number }
  | { readonly kind: 'picks'; readonly days: number; readonly limit: number }
  | { readonly kind: 'feed'; readonly articleKey: string }

/** An article by the name that the asking page uses, and the key by which we know it. */
type CountedArticle = { readonly name: string; readonly key: string }

export const COUNTED_AT_MOST = 100
export const TRENDING_AT_MOST = 100

/**
 * In one order and without repetitions, so that the same question has the same answer; undefined if one cannot be an
 * article.
 */
export function countedArticles(names: readonly string[]): readonly CountedArticle[] | undefined {
  const articles: CountedArticle[] = []
  for (const name of names.toSorted()) {
    if (name === articles.at(-1)?.name) continue
    const key = keyOf(name)
    if (key === null) return undefined
    articles.push({ name, key })
  }
  return articles
}

const keyOf = remembering(articleKey)

/** The key of an ask's answer in memory: everything the answer depends on except the site's own state. */
export function askKey(siteId: string, ask: Ask): string {
  return JSON.stringify([siteId, ask.kind, ...parts(ask)])
}

function parts(ask: Ask): readonly unknown[] {
  switch (ask.kind) {
    case 'thread': {
      const { sort, limit, cursor } = ask.page
      return [ask.articleKey, sort, limit, cursor ?? null, ask.form.mediaType, ask.form.variant ?? null]
    }
    case 'replies':
      return [ask.commentId, ask.limit, ask.cursor ?? null]
    case 'counts':
      return ask.articles.map(({ name }) => name)
    case 'trending':
    case 'picks':
      return [ask.days, ask.limit]
    case 'feed':
      return [ask.articleKey]
  }
}
