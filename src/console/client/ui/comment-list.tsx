import { useEffect, useRef } from 'preact/hooks'
import { selectAll } from '../bulk/selection.ts'
import { redo, undo } from '../desk/undo.ts'
import { plural } from '../format.ts'
import type { Item } from '../types.ts'
import { CommentRow } from './comment-row.tsx'
import { Guard } from './guard.tsx'
import type { Paged } from './load.ts'
import { announce, toast } from './say.tsx'
import { More } from './table.tsx'
import { useCommands } from './use-commands.ts'

/** Comments of any status, page by page. */
export function CommentList({
  list,
  empty,
  showArticle = true,
}: {
  readonly list: Paged<Item>
  readonly empty: string
  readonly showArticle?: boolean
}) {
  const { items, hasMore, error } = list
  const rows = useRef<HTMLUListElement>(null)
  useCommands({
    next: () => focusRow(rows.current, 1),
    previous: () => focusRow(rows.current, -1),
    undo,
    redo,
  })
  const found = items === null ? null : `${plural(items.length, 'comment')}${hasMore ? ' so far' : ''}`
  useEffect(() => {
    if (found !== null) announce(`${found}.`)
  }, [found])
  if (error !== null && (items === null || items.length === 0)) return <p class="note bad">{error}</p>
  if (items === null) return <p class="empty">Fetching…</p>
  if (items.length === 0 && !hasMore) return <p class="empty">{empty}</p>
  return (
    <div class="stack">
      <p class="row spread">
        <span class="soft">{found}</span>
        <button
          type="button"
          class="link"
          onClick={() => toast(`${plural(selectAll(items), 'comment')} selected.`)}
        >
          Select these
        </button>
      </p>
      <ul class="comment-list" ref={rows}>
        {items.map((item) => (
          <Guard
            key={item.comment.id}
            fallback={<li class="comment-row">This comment cannot be drawn here.</li>}
          >
            <CommentRow
              item={item}
              showArticle={showArticle}
              onChange={(changed) =>
                list.change((now) =>
                  now.map((each) => (each.comment.id === changed.comment.id ? changed : each)),
                )
              }
            />
          </Guard>
        ))}
      </ul>
      {error && <p class="note bad">{error}</p>}
      <More list={list}>{items.length === 0 ? 'Nothing found yet: look further back' : 'More'}</More>
    </div>
  )
}

/** Moves the focus by one row, or to the first row from elsewhere; keys are about the row that has it. */
function focusRow(list: HTMLUListElement | null, by: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('.comment-row') ?? [])]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const row = rows[at === -1 ? 0 : at + by]
  row?.focus()
}
