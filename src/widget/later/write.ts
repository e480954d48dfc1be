import { draftKey, keepDraft, type SavedName } from '../own/drafts.ts'
import type { Unsent } from '../own/own.ts'
import { placeOf, type Writing } from '../thread/store.ts'
import type { Widget } from '../widget.ts'
import type { Comment } from '../wire.ts'
import { stopReplying } from './acts.ts'
import { countCharacters } from './characters.ts'
import { keepName, keepNameHere } from './keep.ts'
import { write } from './load.ts'
import { focusComment } from './pages.ts'
import { send } from './send.ts'
import { isEscape } from './use-action.ts'
import { uuidv7 } from './uuid.ts'

/** Near the end a screen reader announces how much room is left; earlier that would only disturb. */
const SAID_AT = [100, 20, 0]

/** The last attempt in each form: sent again, the same comment keeps its id. */
const attempts = new WeakMap<HTMLFormElement, Unsent>()

/** Follows what is typed: counts what is left, keeps the name, and clears errors. */
export function typed(widget: Widget, parent: Comment | null, field: HTMLInputElement): void {
  const { store } = widget
  const { errors = {} } = store.get().writing[placeOf(parent)] ?? {}
  if (errors[field.name] !== undefined) {
    const { [field.name]: _, ...others } = errors
    change(widget, parent, { errors: others })
  }
  if (field.name === 'text') count(widget, parent, field.value)
  else if (field.form && 'name' in field.form.elements) keepNameHere(nameIn(field.form))
}

function count(widget: Widget, parent: Comment | null, text: string): void {
  const { info, writing } = widget.store.get()
  const before = writing[placeOf(parent)]?.left ?? 0
  const free = (info?.limits.text ?? 0) - countCharacters(text)
  change(widget, parent, { left: text === '' ? null : free })
  if (SAID_AT.includes(free)) widget.announce(widget.speak.text('left', { n: free }))
  else if (free < 0 && before >= 0) widget.announce(widget.speak.text('over', { n: -free }))
}

/** Escape closes the form below a comment. */
export function keyed(widget: Widget, event: Event): void {
  const form = (event.target as HTMLElement).closest('.composer')
  const id = form?.closest<HTMLElement>('[data-id]')?.dataset['id']
  if (id !== undefined && isEscape(event as KeyboardEvent)) stopReplying(widget, id)
}

/** Sends what the form holds; errors are shown at their fields, the first of which gets the keyboard focus. */
export async function submit(widget: Widget, parent: Comment | null, form: HTMLFormElement): Promise<void> {
  const { settings, store, speak } = widget
  if (store.get().writing[placeOf(parent)]?.isSending) return
  const fields = read(form, parent)
  const text = form.querySelector('textarea')?.value ?? ''
  const missing = findMissing(fields, form, speak)
  if (Object.keys(missing).length > 0) {
    widget.emit('error', { code: 'invalid-submission' })
    return showErrors(widget, parent, form, missing)
  }
  change(widget, parent, { isSending: true, said: '' })
  if ('name' in form.elements) keepName(nameIn(form))
  const unsent = again(attempts.get(form), {
    article: settings.article,
    id: uuidv7(),
    key: uuidv7(),
    reader: store.get().reader ?? null,
    body: {
      ...fields,
      url: settings.pageUrl,
      title: widget.host.dataset['title'] || document.title,
      openedAt: openedAt(widget, parent),
    },
  })
  attempts.set(form, unsent)
  const sent = await send(widget, unsent).catch(
    () => ({ is: 'refused', code: 'unknown', errors: { form: speak.text('error') } }) as const,
  )
  if (sent.is === 'refused') return showErrors(widget, parent, form, sent.errors)
  attempts.delete(form)
  const rest = finish(widget, parent, form, text)
  const said = sent.is === 'unsent' ? '' : speak.text(sent.is === 'approved' ? 'published' : 'thanks')
  change(widget, parent, { isSending: false, errors: {}, said })
  if (sent.is === 'unsent') widget.announce(speak.text('unsent'))
  // Somebody who went on writing meanwhile, here or below another comment, is not disturbed.
  if (parent === null || rest !== '' || store.get().replyingTo?.id !== parent.id) return
  const { activeElement: at } = widget.root
  store.set({ replyingTo: null })
  if (at === null || form.contains(at)) focusComment(widget, sent.id)
}

function openedAt({ store, startedAt }: Widget, parent: Comment | null): string {
  const since = parent === null ? startedAt : store.get().replyingTo?.openedAt
  return new Date(since ?? startedAt).toISOString()
}

/** Removes from the form what was sent; the rest was written meanwhile, and stays as a draft. */
function finish(widget: Widget, parent: Comment | null, form: HTMLFormElement, sent: string): string {
  const { root, settings } = widget
  // Meanwhile the form may have been replaced by another one with the same words in it.
  const now = root.getElementById(`text-${placeOf(parent)}`) as HTMLTextAreaElement | null
  const field = form.querySelector('textarea')
  for (const one of new Set([field, now])) {
    if (one?.value.startsWith(sent)) one.value = one.value.slice(sent.length).trimStart()
  }
  const rest = (now ?? field)?.value ?? ''
  keepDraft(draftKey(settings.site, settings.article, placeOf(parent)), rest)
  if (rest === '') change(widget, parent, { left: null })
  else count(widget, parent, rest)
  return rest
}

/** Says that a comment sent by the plain form waits. */
export function announceHeld(widget: Widget): void {
  const said = widget.speak.text('thanks')
  change(widget, null, { said })
  widget.announce(said)
  requestAnimationFrame(() =>
    widget.root.querySelector('.composer .done')?.scrollIntoView({ block: 'center' }),
  )
}

const ORDER = ['text', 'name', 'email', 'website']

function showErrors(
  widget: Widget,
  parent: Comment | null,
  form: HTMLFormElement,
  errors: Readonly<Record<string, string>>,
): void {
  change(widget, parent, { errors, isSending: false, said: '' })
  widget.announce(Object.values(errors).join(' '))
  const first = ORDER.find((name) => errors[name] !== undefined)
  if (first === undefined) return
  requestAnimationFrame(() => form.querySelector<HTMLElement>(`[name=${first}]`)?.focus())
}

function change(widget: Widget, parent: Comment | null, change: Partial<Writing>): void {
  write(widget, placeOf(parent), change)
}

type Body = Readonly<Record<string, string>>

/** What the form holds; empty fields are left out, so the honeypot is only included if something filled it in. */
function read(form: HTMLFormElement, parent: Comment | null): Body {
  const given = [...new FormData(form)].filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && entry[1] !== '' && entry[0] !== 'keep',
  )
  return { ...Object.fromEntries(given), ...(parent && { parentId: parent.id }) }
}

function findMissing(
  fields: Body,
  form: HTMLFormElement,
  { text }: Widget['speak'],
): Readonly<Record<string, string>> {
  return {
    ...(!fields['text']?.trim() && { text: text('errorTextRequired') }),
    ...('name' in form.elements && !fields['name']?.trim() && { name: text('errorNameRequired') }),
  }
}

function again(before: Unsent | undefined, now: Unsent): Unsent {
  const content = ({ body }: Unsent) =>
    JSON.stringify(['text', 'name', 'email', 'website', 'parentId'].map((name) => body[name]))
  return before !== undefined && content(before) === content(now)
    ? { ...now, id: before.id, key: before.key }
    : now
}

function nameIn(form: HTMLFormElement): SavedName {
  const given = new FormData(form)
  const value = (name: string) => String(given.get(name) ?? '')
  return { name: value('name'), email: value('email'), website: value('website'), isKept: given.has('keep') }
}
