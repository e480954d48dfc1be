import { call, Problem } from '../api.ts'
import type { TextKey } from '../locale/texts.ts'
import { listUnsent, type Unsent } from '../own/own.ts'
import { setCount } from '../thread/load.ts'
import { findComment, place } from '../thread/tree.ts'
import type { Widget } from '../widget.ts'
import type { FieldError, Submitted } from '../wire.ts'
import { captchaToken, spendToken } from './captcha.ts'
import { loginOf } from './identity.ts'
import { inJson } from './in-json.ts'
import { forgetUnsent, keepOwn, keepUnsent } from './keep.ts'
import { showOwn } from './own-status.ts'
import { focusComment, showWhole } from './pages.ts'
import { FIELD_TROUBLES, REFUSALS } from './refusals.ts'

/** The outcome of sending, in the reader's words: if it failed, a text for each field or for the form. */
type Sent =
  | { readonly is: 'approved' | 'pending'; readonly id: string }
  | { readonly is: 'unsent'; readonly id: string }
  | { readonly is: 'refused'; readonly code: string; readonly errors: Readonly<Record<string, string>> }

/**
 * Sends one comment under an id of its own: after a lost answer the same comment is sent again, and never stored
 * twice. Without a connection it is kept and sent later.
 */
export async function send(widget: Widget, unsent: Unsent): Promise<Sent> {
  try {
    return await sendNow(widget, unsent)
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return refused(widget, error)
    keepUnsent(widget.settings.site, unsent)
    showUnsent(widget)
    return { is: 'unsent', id: unsent.id }
  }
}

/**
 * Retries everything that waits, and what the reader pressed; what the service refuses stays, with the reason. Only
 * under the login it was written under, or under none, does it go by itself: nobody's words are published as another's.
 */
export async function sendWaiting(widget: Widget, pressed?: string): Promise<void> {
  const { store } = widget
  for (const unsent of listWaiting(widget)) {
    if ((unsent.reader ?? null) !== (store.get().reader ?? null) && unsent.id !== pressed) continue
    if (store.get().unsent.some(({ id, isSending }) => id === unsent.id && isSending)) continue
    showUnsent(widget, { id: unsent.id, isSending: true, problem: null })
    const sent = await send(widget, unsent)
    const problem = sent.is === 'refused' ? Object.values(sent.errors).join(' ') : null
    showUnsent(widget, { id: unsent.id, isSending: false, problem })
    if (sent.is === 'unsent') return
  }
}

/** The same at the press of a button: what still waits is said. */
export async function sendAgain(widget: Widget, id: string): Promise<void> {
  await sendWaiting(widget, id)
  const left = widget.store.get().unsent.find((one) => one.id === id)
  if (left && !left.isSending) widget.announce(left.problem ?? widget.speak.text('unsent'))
}

export function discardUnsent(widget: Widget, id: string): void {
  const heading = isFocusOn(widget, id) && widget.root.getElementById('heading')
  forgetUnsent(widget.settings.site, id)
  showUnsent(widget)
  if (heading) heading.focus()
}

/** Whether the keyboard focus would be lost with a comment that waits. */
function isFocusOn({ root }: Widget, id: string): boolean {
  return root.getElementById(`unsent-${id}`)?.contains(root.activeElement) === true
}

/** Shows what waits; `now` says how one of them is doing. */
export function showUnsent(
  widget: Widget,
  now?: { id: string; isSending: boolean; problem: string | null },
): void {
  const { store } = widget
  const before = new Map(store.get().unsent.map((unsent) => [unsent.id, unsent]))
  const unsent = listWaiting(widget).map((one) => {
    const { isSending = false, problem = null } = now?.id === one.id ? now : (before.get(one.id) ?? {})
    return { ...one, isSending, problem }
  })
  store.set({ unsent })
}

/** What waits here, except for what somebody else wrote under a login of theirs. */
function listWaiting({ store, settings }: Widget): readonly Unsent[] {
  return listUnsent(settings.site, settings.article).filter(
    ({ reader = null }) => reader === null || reader === store.get().reader,
  )
}

async function sendNow(widget: Widget, unsent: Unsent): Promise<Sent> {
  const { settings, store } = widget
  const { identity, reader = null } = store.get()
  const post = async () => {
    const captcha = await captchaToken(widget)
    return call<Submitted>(`${settings.articleUrl}/comments`, {
      method: 'POST',
      ...inJson(
        { ...unsent.body, id: unsent.id, ...(captcha !== null && { captcha }) },
        { ...loginOf(identity), ...(unsent.key && { 'idempotency-key': unsent.key }) },
      ),
    })
  }
  const answer = await post().catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'captcha-failed') throw error
    spendToken(widget)
    return post()
  })
  spendToken(widget)
  const { comment, status, receipt } = answer
  keepOwn(settings.site, {
    article: settings.article,
    comment,
    receipt,
    status,
    reader,
    sentAt: Date.now(),
  })
  forgetUnsent(settings.site, unsent.id)
  if (isFocusOn(widget, unsent.id)) focusComment(widget, comment.id)
  showUnsent(widget)
  showWhole(widget, comment.id)
  if (status === 'approved') {
    const { comments, fresh, count } = store.get()
    const isHeard = findComment([...comments, ...fresh], comment.id) !== undefined
    store.set({
      comments: place(comments, comment),
      fresh: fresh.filter(({ id }) => id !== comment.id),
    })
    // If an event announced it before the answer came, it is counted already.
    if (!isHeard) setCount(widget, count + 1)
  }
  showOwn(widget)
  widget.announce(widget.speak.text(status === 'approved' ? 'published' : 'thanks'))
  widget.emit('submitted', { id: comment.id, status })
  if (status === 'approved') widget.emit('approved', { id: comment.id })
  return { is: status, id: comment.id }
}

/** Includes those that only an edit, a like or a report can get. */
const BY_CODE: Readonly<Record<string, TextKey>> = {
  ...REFUSALS,
  'not-found': 'removed',
  'edit-window-closed': 'editOver',
}

/** Why something did not work, in the reader's words, whatever it was. */
export function whatWentWrong(widget: Widget, error: unknown): string {
  if (!(error instanceof Problem)) return widget.speak.text('noAnswer')
  const answer = refused(widget, error)
  return error.status < 500 && answer.is === 'refused'
    ? Object.values(answer.errors).join(' ')
    : widget.speak.text('error')
}

const SHOWN_AT = ['text', 'name', 'email', 'website']

/** The service's refusal in the page's language; refusals not listed are shown as the service words them. */
function refused(widget: Widget, problem: Problem): Sent {
  const { speak, store } = widget
  const limits = store.get().info?.limits
  const errors: Record<string, string> = {}
  const fields: readonly FieldError[] = Array.isArray(problem.errors) ? problem.errors : []
  for (const { field, code, message } of fields) {
    const name = field.replace('notice.', '')
    const key = FIELD_TROUBLES[`${name} ${code}`]
    const n = (name === 'name' ? limits?.name : limits?.text) ?? 0
    errors[SHOWN_AT.includes(field) ? field : 'form'] = key === undefined ? message : speak.text(key, { n })
  }
  if (fields.length === 0) {
    const key = BY_CODE[problem.code]
    errors['form'] = key === undefined ? problem.message || speak.text('error') : speak.text(key)
  }
  widget.emit('error', { code: problem.code })
  return { is: 'refused', code: problem.code, errors }
}
