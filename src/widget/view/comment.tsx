import { Component, type JSX } from 'preact'
import type { ViewProps } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { Avatar } from './avatar.tsx'
import { Composer } from './composer.tsx'
import { RichText } from './rich-text.tsx'

export type CommentProps = ViewProps & {
  readonly comment: Comment
  /** The comment that is answered, named for readers who cannot see the indent. */
  readonly parent: Comment | null
  readonly depth: number
}

/** Redrawn only when something it shows has changed; before somebody acts, hardly anything changes. */
export class CommentItem extends Component<CommentProps> {
  override shouldComponentUpdate(next: CommentProps): boolean {
    return next.state.later?.isChanged(this.props, next) ?? true
  }

  override render({ widget, state, comment, parent, depth }: CommentProps) {
    const { id } = comment
    const isFolded = isLong(comment) && !state.whole.has(id)
    const gone = state.removed.has(id) ? 'removed' : isErased(comment) && 'erased'
    const content = (
      <>
        {!isErased(comment) && (
          <Head widget={widget} state={state} comment={comment} parent={parent} depth={depth} />
        )}
        {gone ? (
          <p class="gone" id={isErased(comment) ? `by-${id}` : undefined}>
            {widget.speak.text(gone)}
          </p>
        ) : (
          <>
            <div class={isFolded ? 'long' : undefined}>
              <div class="text" part="text" dir="auto">
                <RichText html={comment.html} />
              </div>
            </div>
            {isLong(comment) && (
              <button type="button" class="fold" data-do="whole" part="whole" aria-expanded={!isFolded}>
                {widget.speak.text(isFolded ? 'readMore' : 'readLess')}
              </button>
            )}
            <Actions widget={widget} state={state} comment={comment} />
          </>
        )}
      </>
    )
    return (
      <li
        id={`comment-${id}`}
        data-id={id}
        class={state.marked === id ? 'comment marked' : 'comment'}
        part="comment"
      >
        <article tabIndex={-1} aria-labelledby={`by-${id}`}>
          {state.later?.veiled(this.props, content) ?? content}
        </article>
        {state.replyingTo?.id === id && <Composer widget={widget} state={state} parent={comment} />}
        <Replies widget={widget} state={state} comment={comment} depth={depth} />
        {state.later && <state.later.Mine widget={widget} state={state} parentId={id} />}
      </li>
    )
  }
}

/** Below this depth replies stand in one column on a phone, one level deeper everywhere. */
const NESTED = 3

/** A text of more lines is folded; the widest column has about so many characters in each. */
const LINES = 12
const LINE = /.{1,90}/g

/** Not measured, so that the first drawing is as high as it stays. */
function isLong({ text }: Comment): boolean {
  return (text.match(LINE)?.length ?? 0) > LINES
}

/** Its words and name are erased; only its place above the replies is left. */
function isErased({ html }: Comment): boolean {
  return !html
}

/** Avatar, name and time; whom it answers is visible to all where the indent does not show it. */
export function Head({ widget, state, comment, parent, depth }: CommentProps) {
  const { speak, settings } = widget
  const { author, id, createdAt, editedAt } = comment
  return (
    <header class="head">
      <Avatar name={author.name} color={author.color} />
      {state.returned && <state.returned.Unread widget={widget} state={state} comment={comment} />}
      <span class="who">
        <span id={`by-${id}`} class="author" part="author">
          {author.website ? (
            <a href={author.website} rel="ugc nofollow noopener">
              <bdi>{author.name}</bdi>
            </a>
          ) : (
            <bdi>{author.name}</bdi>
          )}
        </span>
        {(author.badge || author.verified) && (
          <span class="badge" part="badge">
            {author.badge}
            {author.verified && (
              <span role="img" aria-label={speak.text('verified')}>
                {' ✓'}
              </span>
            )}
          </span>
        )}
        {comment.picked && (
          <span class="badge" part="badge">
            {speak.text('picked')}
          </span>
        )}
        {parent && !isErased(parent) && (
          <a
            class={depth > NESTED ? 'time' : 'unseen'}
            {...(depth > NESTED && { href: `#comment-${parent.id}` })}
            data-do="link"
            data-id={parent.id}
          >
            {speak.text('inReply', { name: parent.author.name })}
          </a>
        )}
        <a
          class="time"
          part="time"
          data-do="link"
          href={`${settings.pageUrl}#comment-${id}`}
          title={state.later?.linkTitle(widget, createdAt)}
        >
          <time dateTime={createdAt}>{speak.ago(createdAt, state.now)}</time>
          {editedAt !== null && ` · ${speak.text('edited')}`}
        </a>
      </span>
    </header>
  )
}

function Actions({ widget, state, comment }: Omit<CommentProps, 'parent' | 'depth'>) {
  const { text, number } = widget.speak
  const { id, likes, author } = comment
  const { later } = state
  const mine = state.mine.get(id)
  const isLiked = state.liked.has(id)
  const canWrite = state.isOpen && !widget.settings.readOnly
  /** Called as what it does. */
  const action = (
    what: 'reply' | 'quote' | 'report' | 'hideAuthor',
    more?: JSX.IntrinsicElements['button'],
  ) => (
    <button type="button" data-do={what} part="action" {...more}>
      {text(what)}
    </button>
  )
  return (
    <div class="actions" part="actions">
      <button
        type="button"
        data-do="like"
        part="action"
        aria-pressed={isLiked}
        aria-label={likes > 0 ? `${text('like')}, ${text('likes', { n: likes })}` : text('like')}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 13.7 2.9 8.6a3.3 3.3 0 0 1 4.7-4.7l.4.4.4-.4a3.3 3.3 0 0 1 4.7 4.7z" />
        </svg>
        {text('like')}
        {likes > 0 && ` ${number(likes)}`}
      </button>
      {canWrite && (
        <>
          {action('reply', { 'aria-label': text('replyTo', { name: author.name }) })}
          {action('quote')}
        </>
      )}
      {mine ? (
        later && <later.OwnActions widget={widget} state={state} one={mine} />
      ) : (
        <>
          {action('report', { 'aria-haspopup': 'dialog' })}
          {author.badge !== state.info?.name &&
            action('hideAuthor', {
              'aria-label': text('hideAll', { name: author.name }),
              part: 'action hide',
            })}
        </>
      )}
    </div>
  )
}

function Replies({ widget, state, comment, depth }: Omit<CommentProps, 'parent'>) {
  const { text } = widget.speak
  const { id, replies, moreReplies, replyCount } = comment
  if (replies.length === 0 && moreReplies === null) return null
  const isCollapsed = state.collapsed.has(id)
  const more = Math.max(replyCount - replies.length, 1)
  return (
    <div class="below" data-depth={depth}>
      <button type="button" class="fold" data-do="fold" aria-expanded={!isCollapsed}>
        {isCollapsed ? state.later?.unfoldText(widget, comment) : text('hide')}
      </button>
      {!isCollapsed && (
        <>
          <ol class="replies" part="replies">
            {replies.map((child) => (
              <CommentItem
                key={child.id}
                widget={widget}
                state={state}
                comment={child}
                parent={[comment, ...replies].find((one) => one.id === child.parentId) ?? null}
                depth={depth + 1}
              />
            ))}
          </ol>
          {moreReplies !== null && (
            <button type="button" class="more small" data-do="replies" part="more">
              {text('moreReplies', { n: more })}
            </button>
          )}
        </>
      )}
    </div>
  )
}
