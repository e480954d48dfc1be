import type { ViewProps, Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { stopReplying } from './acts.ts'
import { listFresh } from './arrivals.ts'
import { hasConsent } from './captcha.ts'
import { Mine } from './own.tsx'

/** What a reader should know before they send. */
export function Hints({ widget, state }: ViewProps) {
  const { text } = widget.speak
  const { info, signedIn } = state
  return (
    <>
      {info?.identity?.required && signedIn === null && <p class="hint">{text('signIn')}</p>}
      {info?.captcha.provider.startsWith('recaptcha') && hasConsent(widget) && (
        <p class="hint">{text('protected')}</p>
      )}
    </>
  )
}

const times = new Map<string, { format(at: number): string }>()

/** The tooltip on a comment's time. */
export function linkTitle({ speak: { region, formats, text } }: Widget, at: string): string {
  const time =
    times.get(region) ?? new formats.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'short' })
  times.set(region, time)
  return `${text('permalink')} · ${time.format(Date.parse(at))}`
}

/** What a fold hides: also the replies to replies, and those that are not loaded, as far as the thread knows. */
export function unfoldText({ speak }: Widget, comment: Comment): string {
  return speak.text('show', { n: countBelow(comment) })
}

function countBelow({ replies, replyCount }: Comment): number {
  return replies.reduce((n, reply) => n + countBelow(reply), Math.max(replyCount, replies.length))
}

/** How many characters are left, once somebody has begun to write. */
export function Counter({ widget, state, place }: ViewProps & { readonly place: string }) {
  const left = state.writing[place]?.left ?? null
  if (left === null) return null
  const isOver = left < 0
  return (
    <span
      class={isOver ? 'over' : ''}
      textContent={widget.speak.text(isOver ? 'over' : 'left', { n: Math.abs(left) })}
    />
  )
}

/** Closes the form below a comment; what was written there is kept. */
export function Cancel({ widget, parent }: { readonly widget: Widget; readonly parent: Comment }) {
  return (
    <button type="button" class="quiet" onClick={() => stopReplying(widget, parent.id)}>
      {widget.speak.text('cancel')}
    </button>
  )
}

/** Above the thread: how many comments have arrived, to be shown on request, and the reader's own comments. */
export function Above({ widget, state }: ViewProps) {
  const n = listFresh(state).length
  return (
    <>
      <div class="new">
        {n > 0 && (
          <button type="button" data-do="fresh" part="new" textContent={widget.speak.text('fresh', { n })} />
        )}
      </div>
      <Mine widget={widget} state={state} parentId={null} />
    </>
  )
}
