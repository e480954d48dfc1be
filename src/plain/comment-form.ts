import { html } from 'hono/html'
import { HONEYPOT } from '../comments/field-rules.ts'
import type { Speak } from '../widget/locale/speak.ts'
import { type Filled, line, textArea } from './form-fields.ts'

/** Values of hidden fields are passed along. */
type CommentForm = Filled & {
  /** The address it is posted to. */
  readonly action: string
  /** The level of the form's heading, 3 by default. */
  readonly level?: 2 | 3
  readonly replyTo?: { readonly name: string; readonly cancelUrl: string } | null
}

/**
 * The anchor on the article's page that tells a reader that the comment waits. It starts like a comment's anchor, so
 * that the widget, which replaces the plain form, loads at once and says it too.
 */
export const HELD_ANCHOR = 'comment-held'

const HIDDEN_FIELDS = ['parentId', 'url', 'title', 'identity'] as const

/**
 * The comment form that works without script. Fields are marked as required for assistive tools, but the browser is
 * told not to block the form: the service's own messages appear at the fields.
 */
export function commentForm(speak: Speak, form: CommentForm) {
  const { action, values, replyTo, level = 3 } = form
  const heading = replyTo ? speak.text('replyTo', { name: replyTo.name }) : speak.text('write')
  return html`<form class="postbag-form" id="postbag-form" method="post" action="${action}" accept-charset="utf-8" novalidate aria-labelledby="postbag-form-title">
<h${level} id="postbag-form-title">${heading}</h${level}>
${replyTo ? html`<p><a href="${replyTo.cancelUrl}">${speak.text('cancel')}</a></p>` : ''}
${textArea(speak, form, { name: 'text', label: speak.text('comment'), required: true })}
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
