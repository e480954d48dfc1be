import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { FieldError } from '../../../errors.ts'
import { fieldErrors, messageOf } from '../api.ts'
import { submits } from './form.tsx'

/** What is wrong with a form, by field. */
export type Troubles = ReadonlyMap<string, string>

/** What is wrong with the form and with none of its fields. */
const WHOLE = ''
export const NO_TROUBLE: Troubles = new Map()
const WRONG = '[aria-invalid="true"], [data-wrong="true"]'

type Props = {
  readonly title: string
  readonly trouble: Troubles
  readonly busy: boolean
  readonly button: string
  onSend(form: HTMLFormElement): unknown
  readonly children: ComponentChildren
}

/** A form on a page. The first field that was refused gets the keyboard; what concerns none is said above the button. */
export function FieldForm({ title, trouble, busy, button, onSend, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>(WRONG)?.focus(), [trouble])
  return (
    <form class="card stack" ref={form} onSubmit={submits(onSend)}>
      <h2>{title}</h2>
      {children}
      {trouble.has(WHOLE) && (
        <p class="note bad" role="alert">
          {trouble.get(WHOLE)}
        </p>
      )}
      <p class="row">
        <button type="submit" class="primary" aria-disabled={busy}>
          {button}
        </button>
      </p>
    </form>
  )
}

/**
 * What the service refused, by the first part of the field's name.
 * @param wordsOf what is said of one; given the rest of the name, which is the place in a list.
 */
export function troublesIn(
  error: unknown,
  wordsOf = ({ message }: FieldError, _place: string | undefined): string => message,
): Troubles {
  const found = new Map<string, string>()
  for (const wrong of fieldErrors(error)) {
    const [name = WHOLE, place] = wrong.field.split('.')
    found.set(name, [found.get(name), wordsOf(wrong, place)].filter(Boolean).join(' '))
  }
  return found.size > 0 ? found : new Map([[WHOLE, messageOf(error)]])
}
