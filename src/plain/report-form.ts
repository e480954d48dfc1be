import { html, raw } from 'hono/html'
import type { PublicComment } from '../comments/public-comment.ts'
import { REASONS } from '../widget/later/reasons.ts'
import type { Speak } from '../widget/locale/speak.ts'
import { type Filled, line, marked, textArea, troubleAt } from './form-fields.ts'
import type { Html } from './page.ts'
import type { PlainSpeak } from './speak.ts'
import { ofText } from './thread.ts'

type Shown = Pick<PublicComment, 'author' | 'text' | 'html' | 'createdAt'>
/** The comment that a report is about, and its address. */
export type Subject = { readonly comment: Shown; readonly url: string }

/** Longer comments are folded after this many characters, so that the form stays near. */
const SHORT = 500

/**
 * The form for reporting a comment, or giving notice that it is illegal, without script. The style sheet shows a
 * notice's fields only when that reason is chosen; where it cannot tell, everybody sees them.
 */
export function reportForm(speak: PlainSpeak, form: Filled, subject: Subject | null): Html {
  const note = html`<span class="postbag-no-notice">${speak.text('reportNote')} </span><span class="postbag-notice">${speak.text('noticeNote')}</span>`
  return html`${subject === null ? '' : reportedComment(speak, subject)}
<form class="postbag-form postbag-report" method="post" accept-charset="utf-8" novalidate>
${reasons(speak, form)}
${textArea(speak, form, { name: 'note', label: note })}
<fieldset class="postbag-group postbag-notice">
<legend>${speak.text('reasonIllegal')}</legend>
${line(speak, form, { name: 'notice.name', label: speak.text('noticeName'), autocomplete: 'name', type: 'text', required: true })}
${line(speak, form, { name: 'notice.email', label: speak.text('email'), autocomplete: 'email', type: 'email', required: true })}
${box(speak, form, { name: 'notice.childAbuse', label: speak.text('noticeChild') })}
${box(speak, form, { name: 'notice.goodFaith', label: speak.text('noticeFaith'), required: true })}
<p><small>${speak.text('noticeHint')}</small></p>
</fieldset>
<p class="postbag-deeds"><button type="submit">${speak.text('reportSend')}</button>${subject === null ? '' : html` <a href="${subject.url}">${speak.text('cancel')}</a>`}</p>
</form>`
}

function reportedComment(speak: PlainSpeak, { comment }: Subject): Html {
  const { author, text, html: markup, createdAt } = comment
  const at = createdAt.toISOString()
  return html`<details class="postbag-reported"${text.length > SHORT ? '' : raw(' open')}>
<summary><span class="postbag-name" dir="auto">${author.name}</span> <time class="postbag-time" datetime="${at}">${speak.when(at)}</time></summary>
<div class="postbag-text" dir="auto"${ofText(speak)}>${raw(markup)}</div>
</details>`
}

function reasons(speak: Speak, form: Filled): Html {
  const offered = Object.entries(REASONS).filter(([code]) => code !== 'duplicate')
  // Links to the field lead to its first choice.
  return html`<fieldset class="postbag-group" role="radiogroup"${marked(form, 'reason')}>
<legend>${speak.text('reportWhy')}</legend>
${offered.map(
  ([code, key], index) =>
    html`<label class="postbag-check"><input type="radio"${index === 0 ? raw(' id="postbag-reason"') : ''} name="reason" value="${code}"${form.values['reason'] === code ? raw(' checked') : ''} required /> ${speak.text(key)}</label>`,
)}
${troubleAt(speak, form, 'reason')}
</fieldset>`
}

type Box = { readonly name: string; readonly label: string; readonly required?: boolean }

function box(speak: Speak, form: Filled, { name, label, required }: Box): Html {
  const isTicked = form.values[name] !== undefined
  return html`<p class="postbag-field"><label class="postbag-check"><input id="postbag-${name}" type="checkbox" name="${name}"${isTicked ? raw(' checked') : ''}${required ? raw(' required') : ''}${marked(form, name)} /> ${label}</label>${troubleAt(speak, form, name)}</p>`
}
