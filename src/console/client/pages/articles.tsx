import { useState } from 'preact/hooks'
import { get } from '../api.ts'
import { type Article, type ArticleInHand, stateOf } from '../desk/article.ts'
import { ArticleDialog } from '../desk/article-dialog.tsx'
import { ago, count, moment } from '../format.ts'
import { usePlace } from '../router.ts'
import type { Page } from '../types.ts'
import { ArticleLink, ArticleMarks } from '../ui/article.tsx'
import { usePaged } from '../ui/load.ts'
import { More, Table } from '../ui/table.tsx'

type Shown = '' | 'closed' | 'premoderated'

/** What is closed or pre-moderated at present, so that nobody forgets it. */
export function ArticlesPage() {
  const site = usePlace().query.get('site')
  const [state, setState] = useState<Shown>('')
  const [turned, turn] = useState<ArticleInHand | null>(null)
  const list = usePaged(`${site} ${state}`, (cursor) =>
    get<Page<Article>>('/v1/review/articles', { site, state, limit: 100, cursor }),
  )
  const onChange = (article: Article) =>
    list.change((items) =>
      items.map((each) => (each.site === article.site && each.key === article.key ? article : each)),
    )
  return (
    <main class="page" id="main">
      <header>
        <h1>Articles</h1>
        <label class="row">
          Show
          <select value={state} onChange={(event) => setState(event.currentTarget.value as Shown)}>
            <option value="">all that are not simply open</option>
            <option value="closed">those closed</option>
            <option value="premoderated">those pre-moderated</option>
          </select>
        </label>
        <p>
          Articles that people closed or pre-moderated, the latest first. Any other is closed from a comment
          on it, or from its thread.
        </p>
      </header>
      {list.error && <p class="note bad">{list.error}</p>}
      {list.items?.length === 0 && <p class="empty">Every article is open.</p>}
      {list.items && list.items.length > 0 && <ArticleTable articles={list.items} onTurn={turn} />}
      <More list={list} />
      {turned && <ArticleDialog article={turned} onChange={onChange} onClose={() => turn(null)} />}
    </main>
  )
}

function ArticleTable({
  articles,
  onTurn,
}: {
  readonly articles: readonly Article[]
  onTurn(article: Article): void
}) {
  return (
    <Table label="Articles" columns={['Article', 'Now', 'Changed', 'Comments']} act="Change">
      {articles.map((article) => (
        <tr key={`${article.site} ${article.key}`}>
          <td data-label="Article">
            <ArticleLink site={article.site} article={article} />
          </td>
          <td data-label="Now">
            <span class="row">
              {stateOf(article) === 'open' && <span class="chip good">Open again</span>}
              <ArticleMarks article={article} />
            </span>
          </td>
          <td data-label="Changed">
            {article.changed && (
              <>
                {article.changed.moderator},{' '}
                <time dateTime={article.changed.at} title={moment(article.changed.at)}>
                  {ago(article.changed.at)}
                </time>
              </>
            )}
          </td>
          <td data-label="Comments">{count(article.commentCount)}</td>
          <td>
            <button type="button" class="link" aria-haspopup="dialog" onClick={() => onTurn(article)}>
              Change<span class="hushed"> {article.title ?? article.key}</span>
            </button>
          </td>
        </tr>
      ))}
    </Table>
  )
}
