import { useState } from 'preact/hooks'
import { get } from '../api.ts'
import { bulkTurns } from '../bulk/selection.ts'
import type { Article } from '../desk/article.ts'
import { ArticleDialog } from '../desk/article-dialog.tsx'
import { safeHref } from '../format.ts'
import { COMMANDS } from '../keys.ts'
import { usePlace } from '../router.ts'
import { useStore } from '../store.ts'
import type { Item, Page } from '../types.ts'
import { ArticleMarks } from '../ui/article.tsx'
import { CommentList } from '../ui/comment-list.tsx'
import { usePaged } from '../ui/load.ts'
import { useCommands } from '../ui/use-commands.ts'

/** Everything under one article, whatever became of it, newest first. */
export function ThreadPage() {
  const { subject, query } = usePlace()
  const { turn } = useStore(bulkTurns)
  const [isTurning, setTurning] = useState(false)
  const article = subject ?? ''
  const site = query.get('site')
  const list = usePaged(`${turn} ${site} ${article}`, (cursor) =>
    get<Page<Item>>('/v1/review/comments', { site, article, limit: 50, cursor }),
  )
  const first = list.items?.[0]?.article
  const outside = safeHref(first?.url)
  const slug = list.items?.[0]?.comment.site
  const inHand = first && slug ? { ...first, site: slug } : undefined
  useCommands({ article: () => inHand && setTurning(true) })
  const onChange = ({ open, premoderated }: Article) =>
    list.change((items) =>
      items.map((item) => ({ ...item, article: { ...item.article, open, premoderated } })),
    )
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
          {first && <ArticleMarks article={first} />}
          {inHand && (
            <button
              type="button"
              title={COMMANDS.article.name}
              aria-haspopup="dialog"
              onClick={() => setTurning(true)}
            >
              Close or open
            </button>
          )}
        </span>
        <p>The whole thread in moderation: waiting, approved, rejected and withdrawn.</p>
      </header>
      <CommentList list={list} empty="Nobody has commented here." showArticle={false} />
      {isTurning && inHand && (
        <ArticleDialog article={inHand} onChange={onChange} onClose={() => setTurning(false)} />
      )}
    </main>
  )
}
