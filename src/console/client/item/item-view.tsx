import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { care } from '../care.ts'
import { askNoMore } from '../desk/second-opinion.ts'
import type { Trouble } from '../desk/state.ts'
import { ago, directionOf, moment, safeHref } from '../format.ts'
import { hrefOf } from '../router.ts'
import { langOf } from '../session.ts'
import { useStore } from '../store.ts'
import type { DeskComment, Item } from '../types.ts'
import { ArticleLink, ArticleMarks } from '../ui/article.tsx'
import { KeyOf } from '../ui/key.tsx'
import { useReadFromStart } from '../ui/use-focus.ts'
import { HARSH_REASONS, STATUS_NAMES, timesReported } from '../wording.ts'
import { FromColleagues } from './colleagues.tsx'
import { MarkedText } from './marked-text.tsx'
import { pointersOf } from './marks.ts'
import { Notices } from './notices.tsx'
import { remarksOf } from './remarks.ts'

const LONG_TEXT = 900

/** The comment that lies on the desk. */
export function ItemView({
  item,
  trouble,
  lit,
  shown,
  onShow,
  onDrop,
  children,
}: {
  readonly item: Item
  readonly trouble: Trouble | undefined
  readonly lit: string | null
  readonly shown: boolean
  onShow(): void
  onDrop(): void
  readonly children?: ComponentChildren
}) {
  const { comment, parent } = item
  const { cover } = useStore(care)
  const isCovered = cover && !shown && isHarsh(item)
  const textId = useId()
  return (
    <article
      ref={useReadFromStart<HTMLElement>()}
      class="item"
      aria-label={`Comment by ${comment.author.name}`}
      aria-describedby={textId}
      tabIndex={-1}
      data-comment={comment.id}
    >
      {trouble && <TroubleNote trouble={trouble} onDrop={onDrop} />}
      <Head item={item} />
      <FromColleagues
        remarks={remarksOf(item)}
        site={comment.site}
        onAskNoMore={() => void askNoMore(item)}
      />
      <Notices reports={item.reports} />
      {parent && <Parent comment={parent} />}
      {isCovered ? (
        <div class="covered">
          <p id={textId}>Covered, because the checks found words that may hurt to read.</p>
          <button type="button" onClick={onShow}>
            Show the text <KeyOf command="show" />
          </button>
        </div>
      ) : (
        <p
          id={textId}
          class={`text words arrives${comment.text.length > LONG_TEXT ? ' long' : ''}`}
          dir={directionOf(comment.text)}
          lang={langOf(comment.site)}
        >
          <MarkedText text={comment.text} signals={pointersOf(item)} lit={lit} />
        </p>
      )}
      <Facts comment={comment} />
      {children}
    </article>
  )
}

export function isHarsh({ signals, verdict }: Item): boolean {
  const marked = signals.filter(({ outcome }) => outcome === 'suspect' || outcome === 'block')
  return (
    marked.some(({ reason }) => reason !== undefined && HARSH_REASONS.has(reason)) ||
    HARSH_REASONS.has(verdict?.reason ?? '')
  )
}

function TroubleNote({
  trouble: { kind, message, isSeen },
  onDrop,
}: {
  readonly trouble: Trouble
  onDrop(): void
}) {
  return (
    <div class={`note trouble ${kind === 'conflict' ? 'warn' : 'bad'}`}>
      <p>{message}</p>
      {kind === 'conflict' && (
        <p class="row">
          <button type="button" onClick={onDrop}>
            Leave it at that
          </button>
          <small>
            {isSeen
              ? 'or decide again to overrule it'
              : 'or decide all the same: it then comes back, to be decided again'}
          </small>
        </p>
      )}
    </div>
  )
}

function Head({ item }: { readonly item: Item }) {
  const { comment, article } = item
  return (
    <header class="head">
      <h1 class="name">
        <bdi>{comment.author.name}</bdi>{' '}
        {comment.author.badge && <span class="chip good">{comment.author.badge}</span>}
      </h1>
      <p class="where">
        <time dateTime={comment.submittedAt} title={moment(comment.submittedAt)}>
          {ago(comment.submittedAt)}
        </time>{' '}
        on <ArticleLink site={comment.site} article={article} /> <KeyOf command="thread" />
        {article.section && <> · {article.section}</>} ·{' '}
        <a class="soft" href={hrefOf('comment', comment.id, { site: comment.site })}>
          Record
        </a>{' '}
        <KeyOf command="record" />
      </p>
      <Marks item={item} />
    </header>
  )
}

/** What brought it here besides the checks, and what applies to its whole article. */
function Marks({ item }: { readonly item: Item }) {
  const { reports, appeal, escalation, comment, article } = item
  const outside = safeHref(article.url)
  return (
    <p class="row">
      {comment.status !== 'pending' && (
        <span class={`chip ${comment.status}`}>{STATUS_NAMES[comment.status]}</span>
      )}
      {reports.length > 0 && (
        <span class="chip bad">
          Reported {reports.length === 1 ? 'once' : `${timesReported(reports)} times`}
        </span>
      )}
      {appeal && <span class="chip warn">Appeal</span>}
      {escalation && (
        <span class="chip bad" title={moment(escalation.createdAt)}>
          Escalated by {escalation.moderator} {ago(escalation.createdAt)}
        </span>
      )}
      <ArticleMarks article={article} />
      {outside && (
        <a href={outside} target="_blank" rel="noreferrer noopener">
          Open the article
        </a>
      )}
    </p>
  )
}

function Parent({ comment }: { readonly comment: DeskComment }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <blockquote class="parent">
      <p>
        In reply to <bdi class="strong">{comment.author.name}</bdi>, {ago(comment.submittedAt)}
      </p>
      <p
        class="words"
        dir={directionOf(comment.text)}
        lang={langOf(comment.site)}
        style={isOpen ? { display: 'block' } : {}}
      >
        {comment.text}
      </p>
      {comment.text.length > 280 && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Less' : 'All of it'}
        </button>
      )}
    </blockquote>
  )
}

function Facts({ comment }: { readonly comment: DeskComment }) {
  return (
    <p class="facts">
      {comment.email && (
        <span>
          E-mail <bdi>{comment.email}</bdi>
        </span>
      )}
      {comment.author.website && (
        <span>
          Website <bdi>{comment.author.website}</bdi>
        </span>
      )}
      {comment.editedAt && <span>Edited {ago(comment.editedAt)}</span>}
    </p>
  )
}
