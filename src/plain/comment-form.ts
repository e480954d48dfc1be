import { html } from 'hono/html'
import type { FieldError } from '../errors.ts'
import { HONEYPOT } from '../submissions/fields.ts'
import type { Speak } from '../widget/locale/speak.ts'
import { fieldMessage } from './messages.ts'

type FormFields = {
  /** Where it is posted. */
  readonly action: string
  readonly maxLength: number
  /** What the reader wrote before, by field; hidden fields travel along. */
  readonly values: Readonly<Record<string, string>>
  readonly errors?: readonly FieldError[]
  /** Of the form's heading, 3 unless said. */
  readonly level?: 2 | 3
  readonly replyTo?: { readonly name: string; readonly cancelUrl: string } | null
}

/**
 * Anchor on the article's page that tells a reader the comment waits. It begins as that of a comment does, so the
 * widget, which takes the plain form's place, comes at once and says it too.
 */
export const HELD_ANCHOR = 'comment-held'

const HIDDEN_FIELDS = ['parentId', 'url', 'title', 'identity'] as const

/**
 * The comment form that needs no script. Fields are marked as required for readers' tools, but the browser is
 * told not to stop the form: the service's own messages appear at the fields.
 */
export function commentForm(speak: Speak, form: FormFields) {
  const { action, values, replyTo, level = 3 } = form
  const heading = replyTo ? speak.text('replyTo', { name: replyTo.name }) : speak.text('write')
  return html`<form class="postbag-form" id="postbag-form" method="post" action="${action}" accept-charset="utf-8" novalidate aria-labelledby="postbag-form-title">
<h${level} id="postbag-form-title">${heading}</h${level}>
${replyTo ? html`<p><a href="${replyTo.cancelUrl}">${speak.text('cancel')}</a></p>` : ''}
${textArea(speak, form)}
<div class="postbag-pair">
${line(speak, form, { name: 'name', label: speak.text('name'), autocomplete: 'name', type: 'text', required: true })}
${line(speak, form, { name: 'email', label: speak.text('email'), hint: speak.text('emailHint'), autocomplete: 'email', type: 'email' })}
${line(speak, form, { name: 'website', label: speak.text('website'), hint: speak.text('optional'), autocomplete: 'url', type: 'url' })}
</div>
<div class="postbag-trap" aria-hidden="true"><label for="postbag-${HONEYPOT}">Subject</label><input id="postbag-${HONEYPOT}" name="${HONEYPOT}" tabindex="-1" autocomplete="off" /></div>
${HIDDEN_FIELDS.map((name) =>
  values[name] ? html`<input type="hidden" name="${name}" value="${values[name]}" />` : '',
)}
<p><button type="submit">${speak.text('send')}</button></p>
</form>`
}

function textArea(speak: Speak, form: FormFields) {
  const trouble = troubleOf(speak, form, 'text')
  return html`<p class="postbag-field"><label for="postbag-text">${speak.text('comment')}</label>
<textarea id="postbag-text" name="text" rows="6" required dir="auto"${marked(trouble, 'text')}>${form.values['text'] ?? ''}</textarea>${trouble}</p>`
}

type Line = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly autocomplete: string
  readonly type: string
  readonly required?: boolean
}

function line(speak: Speak, form: FormFields, { name, label, hint, autocomplete, type, required }: Line) {
  const trouble = troubleOf(speak, form, name)
  return html`<p class="postbag-field"><label for="postbag-${name}">${label}${hint ? html` <small>(${hint})</small>` : ''}</label>
<input id="postbag-${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" dir="auto" value="${form.values[name] ?? ''}"${required ? html` required` : ''}${marked(trouble, name)} />${trouble}</p>`
}

function troubleOf(speak: Speak, { errors = [], maxLength }: FormFields, field: string) {
  const error = errors.find((one) => one.field === field)
  if (error === undefined) return ''
  return html`<span class="postbag-trouble" id="postbag-${field}-trouble">${fieldMessage(speak, error, maxLength)}</span>`
}

function marked(trouble: unknown, field: string) {
  return trouble === '' ? '' : html` aria-invalid="true" aria-describedby="postbag-${field}-trouble"`
}
