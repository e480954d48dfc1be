import { SORTS } from '../settings.ts'
import { loadThread } from '../thread/load.ts'
import type { ViewProps } from '../widget.ts'
import type { Sort } from '../wire.ts'
import { CommentItem } from './comment.tsx'
import { Composer } from './composer.tsx'

/** The whole widget, and the text that screen readers announce. */
export function App({ widget, state }: ViewProps) {
  return (
    <>
      <Comments widget={widget} state={state} />
      <p class={state.isTrouble ? 'notice trouble' : 'unseen'} role="status" textContent={state.said} />
    </>
  )
}

/** The count, the form, what is new, and the thread. */
function Comments({ widget, state }: ViewProps) {
  const { text } = widget.speak
  const { phase, count, isOpen, info, later, reporting } = state
  if (phase === 'failed') {
    return (
      <div class="notice" role="alert" part="notice">
        <p>{text('failed')}</p>
        <button type="button" class="quiet" data-do="retry">
          {text('retry')}
        </button>
      </div>
    )
  }
  if (!info) return <Skeleton label={text('loading')} />
  return (
    <section aria-labelledby="heading" part="root">
      <header class="top">
        {/* biome-ignore lint/a11y/useHeadingContent: its content is an attribute */}
        <h2
          id="heading"
          part="heading"
          tabIndex={-1}
          textContent={text(count > 0 ? 'comments' : 'noComments', { n: count })}
        />
        {count > 1 && <SortChoice widget={widget} state={state} />}
      </header>
      {state.returned && <state.returned.NewsList widget={widget} state={state} />}
      {isOpen || (
        <p class="notice" part="notice">
          {text('closed')}
        </p>
      )}
      {!widget.settings.readOnly && (isOpen || state.writing['top']) && (
        <Composer widget={widget} state={state} parent={null} />
      )}
      <slot name="captcha" />
      <Thread widget={widget} state={state} />
      {later && reporting && <later.ReportDialog key={reporting.id} widget={widget} comment={reporting} />}
    </section>
  )
}

function Thread({ widget, state }: ViewProps) {
  const { text } = widget.speak
  const { comments, count, next, own, unsent, isOpen, later } = state
  const isEmpty = comments.length + count + unsent.length + own.length === 0
  return (
    <>
      {later && <later.Above widget={widget} state={state} />}
      {isEmpty && isOpen && <p class="empty">{text('empty')}</p>}
      <ol class="thread" aria-busy={state.wanted !== state.sort}>
        {comments.map((comment) => (
          <CommentItem
            key={comment.id}
            widget={widget}
            state={state}
            comment={comment}
            parent={null}
            depth={1}
          />
        ))}
      </ol>
      {next !== null && (
        <button type="button" class="more" data-do="more" part="more">
          {text('more')}
        </button>
      )}
      <p class="actions">
        <a class="time" part="feed" href={`${widget.settings.articleUrl}/feed.atom`}>
          {text('feed')}
        </a>
      </p>
    </>
  )
}

function SortChoice({ widget, state }: ViewProps) {
  const { text } = widget.speak
  return (
    <label class="sort" part="toolbar">
      {text('sort')}
      <select
        value={state.wanted}
        onChange={({ currentTarget }) => void loadThread(widget, currentTarget.value as Sort)}
      >
        {SORTS.slice(0, state.picks || state.wanted === 'picked' ? 4 : 3).map((sort) => (
          <option key={sort} value={sort}>
            {text(sort)}
          </option>
        ))}
      </select>
    </label>
  )
}

function Skeleton({ label }: { readonly label: string }) {
  return (
    <section>
      <p class="top">{label}</p>
      <div class="bone" />
      <div class="bone" />
      <div class="bone" />
    </section>
  )
}
