import { call, get, messageOf } from '../api.ts'
import { bulkTurns } from '../bulk/selection.ts'
import { safeHref } from '../format.ts'
import { usePlace } from '../router.ts'
import { useStore } from '../store.ts'
import type { Item, Me, Page } from '../types.ts'
import { CommentList } from '../ui/comment-list.tsx'
import { usePaged } from '../ui/load.ts'
import { toast } from '../ui/say.tsx'

/** Everything under one article, whatever became of it, newest first. */
export function ThreadPage({ me }: { readonly me: Me }) {
  const { subject, query } = usePlace()
  const { turn } = useStore(bulkTurns)
  const article = subject ?? ''
  const site = query.get('site')
  const list = usePaged(`${turn} ${site} ${article}`, (cursor) =>
    get<Page<Item>>('/v1/review/comments', { site, article, limit: 50, cursor }),
  )
  const first = list.items?.[0]?.article
  const outside = safeHref(first?.url)
  const slug = list.items?.[0]?.comment.site
  const setOpen = async (open: boolean) => {
    try {
      await call('PUT', `/v1/admin/sites/${slug}/articles/${encodeURIComponent(article)}`, { open })
      list.change((items) => items.map((item) => ({ ...item, article: { ...item.article, open } })))
    } catch (error) {
      toast(messageOf(error))
    }
  }
  return (
    <main class="page" id="main">
      <header>
        <h1>
          <bdi>{first?.title ?? article}</bdi>
        </h1>
        <span class="row">
          {outside && (
            <a href={outside} target="_blank" rel="noreferrer noopener">
              Open the article
            </a>
          )}
          {first && me.role === 'admin' && (
            <button type="button" onClick={() => void setOpen(!first.open)}>
              {first.open ? 'Close for comments' : 'Open for comments'}
            </button>
          )}
        </span>
        <p>
          The whole thread in moderation: waiting, approved, rejected and withdrawn.
          {first && (first.open ? ' It is open for comments.' : ' It is closed for comments.')}
        </p>
      </header>
      <CommentList list={list} empty="Nobody has commented here." showArticle={false} />
    </main>
  )
}
