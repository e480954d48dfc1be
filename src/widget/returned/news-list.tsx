import type { Speak } from '../locale/speak.ts'
import type { Elsewhere, News } from '../thread/store.ts'
import type { ViewProps } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { dismiss } from './answers.ts'

const NAMED_AT_MOST = 5
const ELSEWHERE_AT_MOST = 3

/** What a returning reader is told, with links to it. */
export function NewsList({ widget, state }: ViewProps) {
  const { text } = widget.speak
  const { unread = 0, first = '', answers = [], elsewhere = [] } = state.news ?? {}
  return (
    <div class="news">
      {unread + answers.length + elsewhere.length > 0 && (
        <ul part="news">
          {answers.length > 0 && (
            <li class="answers">
              {text('answers', { n: answers.length })}
              {answers.slice(0, NAMED_AT_MOST).map(({ id, name }) => (
                <a key={id} href={`#comment-${id}`} data-do="link" data-id={id}>
                  <bdi>{name}</bdi>
                </a>
              ))}
            </li>
          )}
          {unread > 0 && (
            <li>
              <span class="dot" />
              <a href={`#comment-${first}`} data-do="link" data-id={first}>
                {text('sinceVisit', { n: unread })}
              </a>
            </li>
          )}
          {elsewhere.slice(0, ELSEWHERE_AT_MOST).map((one) => (
            <ElsewhereItem key={one.article} widget={widget} state={state} one={one} />
          ))}
        </ul>
      )}
    </div>
  )
}

/** The answers in words, for readers who do not see them appear. */
export function answersIn(speak: Speak, { answers, elsewhere }: News): string {
  const here = answers.length > 0 ? [speak.text('answers', { n: answers.length })] : []
  return [...here, ...elsewhere.slice(0, ELSEWHERE_AT_MOST).map((one) => answersBelow(speak, one))].join(' ')
}

/** A title may run in the other direction than the text around it. */
function answersBelow({ text }: Speak, { title, url, answers }: Elsewhere): string {
  return text('answersBelow', { n: answers.length, title: `\u2068${title ?? url}\u2069` })
}

function ElsewhereItem({ widget, one }: ViewProps & { readonly one: Elsewhere }) {
  const { text } = widget.speak
  const { url, answers } = one
  const said = answersBelow(widget.speak, one)
  return (
    <li>
      <a href={`${url}#comment-${answers[0]?.id}`}>{said}</a>
      <button
        type="button"
        aria-label={`${text('dismiss')}: ${said}`}
        title={text('dismiss')}
        onClick={() => {
          dismiss(widget, one)
          widget.root.querySelector<HTMLElement>('h2')?.focus()
        }}
      >
        ✕
      </button>
    </li>
  )
}

/** Marks a comment by shape and word, without taking up room. */
export function Unread({ widget, state, comment }: ViewProps & { readonly comment: Comment }) {
  if (!state.isUnread?.(comment)) return null
  return (
    <span class="dot" part="unread">
      <span class="unseen">{widget.speak.text('unread')}</span>
    </span>
  )
}
