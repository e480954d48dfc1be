import type { DeskArticle } from '../../../review/articles/articles.ts'
import { call, messageOf } from '../api.ts'
import type { Json } from '../types.ts'
import { toast } from '../ui/say.tsx'
import { reversible } from './decide-now.ts'
import type { Desk } from './state.ts'

export type Article = Json<DeskArticle>
/** The part of an article that its comments carry as well. */
export type ArticleInHand = Pick<Article, 'site' | 'key' | 'title' | 'open' | 'premoderated'>
export type ArticleState = 'open' | 'premoderated' | 'closed'

type OnChange = (article: Article) => void

/** A closed article may be pre-moderated as well; it counts as closed. */
export function stateOf({ open, premoderated }: Pick<Article, 'open' | 'premoderated'>): ArticleState {
  if (!open) return 'closed'
  return premoderated ? 'premoderated' : 'open'
}

const CHANGES = {
  open: { open: true, premoderated: false },
  premoderated: { open: true, premoderated: true },
  closed: { open: false },
} as const satisfies Record<ArticleState, object>

const ANNOUNCEMENTS = {
  open: 'The article is open.',
  premoderated: 'The article is pre-moderated: every comment waits.',
  closed: 'The article is closed.',
} as const satisfies Record<ArticleState, string>

export function articlePath({ site, key }: Pick<Article, 'site' | 'key'>): string {
  return `/v1/review/articles/${encodeURIComponent(key)}?site=${encodeURIComponent(site)}`
}

/** Opens, pre-moderates or closes, and offers an undo; `onChange` gets the article as it is then. */
export async function changeState(
  before: ArticleInHand,
  to: ArticleState,
  onChange: OnChange,
): Promise<void> {
  const changed = await call<Article>('PUT', articlePath(before), CHANGES[to])
  onChange(changed)
  const done = reversible(async () => {
    const { open, premoderated } = before
    const body = { open, premoderated, after: changed.changed?.id ?? null }
    await call<Article>('PUT', articlePath(before), body).then(
      (back) => {
        onChange(back)
        toast('Undone.')
      },
      (error: unknown) => toast(`Not undone: ${messageOf(error)}`),
    )
  })
  toast(ANNOUNCEMENTS[to], { name: 'Undo', run: () => void done.takeBack() })
}

/** Puts an article's present switches into all of its comments. */
export function withArticle(desk: Desk, { site, key, open, premoderated }: ArticleInHand): Desk {
  const items = desk.items.map((item) =>
    item.comment.site === site && item.article.key === key
      ? { ...item, article: { ...item.article, open, premoderated } }
      : item,
  )
  return { ...desk, items }
}
