import { get } from '../api.ts'
import { safeHref } from '../format.ts'
import { usePlace } from '../router.ts'
import type { Item, Page } from '../types.ts'
import { CommentList } from '../ui/comment-list.tsx'
import { usePaged } from '../ui/load.ts'

/** Everything under one article, whatever became of it, newest first. */
export function ThreadPage() {
  const { subject, query } = usePlace()
  const article = subject ?? ''
  const site = query.get('site')
  const list = usePaged(`${site} ${article}`, (cursor) =>
    get<Page<Item>>('/v1/review/comments', { site, article, limit: 50, cursor }),
  )
  const first = list.items?.[0]?.article
  const outside = safeHref(first?.url)
  return (
    <main class="page" id="main">
      <header>
        <h1>
          <bdi>{first?.title ?? article}</bdi>
        </h1>
        {outside && (
          <a href={outside} target="_blank" rel="noreferrer noopener">
            Open the article
          </a>
        )}
        <p>
          The whole thread in moderation: waiting, approved, rejected and withdrawn.
          {first && (first.open ? ' It is open for comments.' : ' It is closed for comments.')}
        </p>
      </header>
      <CommentList list={list} empty="Nobody has commented here." showArticle={false} />
    </main>
  )
}
