import { get } from '../api.ts'
import { bulkTurns } from '../bulk/selection.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import { useStore } from '../store.ts'
import type { Item, Page } from '../types.ts'
import { CommentList } from '../ui/comment-list.tsx'
import { submits, typedIn } from '../ui/form.tsx'
import { usePaged } from '../ui/load.ts'
import { useCommands } from '../ui/use-commands.ts'
import { STATUS_NAMES } from '../wording.ts'

/** A choice among those of status: published and picked. */
const PICKED = 'picked'

const TERMS = ['site', 'q', 'author', 'article', 'status'] as const
type Asked = Readonly<Record<(typeof TERMS)[number], string | null>>

/** Finds comments in any status by their words, author's name, article or status. */
export function SearchPage() {
  const { query } = usePlace()
  const { turn } = useStore(bulkTurns)
  const asked = Object.fromEntries(TERMS.map((name) => [name, query.get(name)])) as Asked
  const list = usePaged(`${turn} ${query}`, (cursor) =>
    get<Page<Item>>('/v1/review/comments', {
      ...asked,
      ...(asked.status === PICKED && { status: 'approved', picked: 'true' }),
      limit: 50,
      cursor,
    }),
  )
  useCommands({ search: () => document.querySelector<HTMLInputElement>('input[name=q]')?.focus() })
  return (
    <main class="page" id="main">
      <header>
        <h1>Search</h1>
        <p>All words must occur, in the text or the name; “quotes” keep words together.</p>
      </header>
      <Terms key={query.toString()} asked={asked} />
      <CommentList list={list} empty="Nothing matches." />
    </main>
  )
}

/** The search terms; the address keeps them. */
function Terms({ asked }: { readonly asked: Asked }) {
  return (
    <search>
      <form
        class="row"
        onSubmit={submits((form) =>
          go(
            hrefOf('search', null, {
              site: asked.site,
              q: typedIn(form, 'q'),
              author: typedIn(form, 'author'),
              article: asked.article,
              status: typedIn(form, 'status'),
            }),
          ),
        )}
      >
        <label class="field">
          Words
          <input name="q" type="search" defaultValue={asked.q ?? ''} autofocus />
        </label>
        <label class="field">
          Author’s name
          <input name="author" defaultValue={asked.author ?? ''} />
        </label>
        <label class="field">
          Status
          <select name="status" defaultValue={asked.status ?? ''}>
            <option value="">any</option>
            {Object.entries(STATUS_NAMES).map(([code, name]) => (
              <option key={code} value={code} selected={code === asked.status}>
                {name.toLowerCase()}
              </option>
            ))}
            <option value={PICKED} selected={asked.status === PICKED}>
              editors’ choice
            </option>
          </select>
        </label>
        <button type="submit" class="primary">
          Find
        </button>
      </form>
    </search>
  )
}
