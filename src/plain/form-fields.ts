import { html } from 'hono/html'
import type { FieldError } from '../errors.ts'
import type { Speak } from '../widget/locale/speak.ts'
import { fieldMessage } from './messages.ts'
import type { Html } from './page.ts'

/** What a form shows: each field is called `postbag-` and its name, and its error stands below it. */
export type Filled = {
  /** What the reader wrote before, by field. */
  readonly values: Readonly<Record<string, string>>
  readonly errors?: readonly FieldError[]
}

type Field = { readonly name: string; readonly label: string | Html; readonly required?: boolean }
type Line = Field & { readonly hint?: string; readonly autocomplete: string; readonly type: string }

export function textArea(speak: Speak, form: Filled, { name, label, required }: Field): Html {
  return html`<p class="postbag-field"><label for="postbag-${name}">${label}</label>
<textarea id="postbag-${name}" name="${name}" rows="6"${required ? html` required` : ''} dir="auto"${marked(form, name)}>${form.values[name] ?? ''}</textarea>${troubleAt(speak, form, name)}</p>`
}

export function line(speak: Speak, form: Filled, field: Line): Html {
  const { name, label, hint, autocomplete, type, required } = field
  return html`<p class="postbag-field"><label for="postbag-${name}">${label}${hint ? html` <small>${hint}</small>` : ''}</label>
<input id="postbag-${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" dir="auto" value="${form.values[name] ?? ''}"${required ? html` required` : ''}${marked(form, name)} />${troubleAt(speak, form, name)}</p>`
}

/** The error of a field, to be shown below it. */
export function troubleAt(speak: Speak, { errors = [] }: Filled, field: string): Html | '' {
  const error = errors.find((one) => one.field === field)
  if (error === undefined) return ''
  return html`<span class="postbag-trouble" id="postbag-${field}-trouble">${fieldMessage(speak, error)}</span>`
}

/** Marks a field as invalid, for screen readers. */
export function marked({ errors = [] }: Filled, field: string): Html | '' {
  if (!errors.some((one) => one.field === field)) return ''
  return html` aria-invalid="true" aria-describedby="postbag-${field}-trouble"`
}

/** All errors, with a link to each field; `message` if no field is to blame. */
export function troubles(speak: Speak, { errors = [] }: Filled, message: string): Html {
  if (errors.length === 0) return html`<p class="postbag-troubles" role="alert">${message}</p>`
  return html`<div class="postbag-troubles" role="alert"><ul>${errors.map(
    (one) => html`<li><a href="#postbag-${one.field}">${fieldMessage(speak, one)}</a></li>`,
  )}</ul></div>`
}
