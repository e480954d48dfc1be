import { useState } from 'preact/hooks'
import type { Speak } from '../locale/speak.ts'
import type { TextKey } from '../locale/texts.ts'
import { savedName } from '../own/drafts.ts'

/** The fields that make a report a notice of illegal content: who sends it, and that it is meant. */
export function NoticeFields({ text }: Pick<Speak, 'text'>) {
  const [isNameless, setNameless] = useState(false)
  return (
    <>
      <p class="field">
        <label for="report-name">{text('noticeName')}</label>
        <input {...line('name')} maxLength={80} disabled={isNameless} />
      </p>
      <p class="field">
        <label for="report-email">{text('email')}</label>
        <input {...line('email')} type="email" disabled={isNameless} />
      </p>
      <label class="check">
        <input
          type="checkbox"
          name="childAbuse"
          onChange={({ currentTarget }) => setNameless(currentTarget.checked)}
        />{' '}
        {text('noticeChild')}
      </label>
      <label class="check">
        <input type="checkbox" name="goodFaith" required /> {text('noticeFaith')}
      </label>
      <p class="hint">{text('noticeHint')}</p>
    </>
  )
}

/** Filled in with what was typed with an earlier comment. */
function line(name: 'name' | 'email') {
  const defaultValue = savedName()?.[name] ?? ''
  const own = { id: `report-${name}`, name, autoComplete: name, defaultValue } as const
  return { ...own, dir: 'auto', part: 'input', required: true } as const
}

/** The content of the fields, in the form that the service takes. */
export function noticeIn(given: FormData) {
  return {
    name: given.get('name'),
    email: given.get('email'),
    childAbuse: given.has('childAbuse'),
    goodFaith: true,
  }
}

/**
 * Moves the keyboard focus to the first field with a problem.
 * @returns what to say about it.
 */
export function firstTrouble(form: HTMLFormElement): TextKey | undefined {
  const field = form.querySelector<HTMLInputElement>('input:invalid, textarea:invalid')
  if (field === null) return undefined
  field.focus()
  return field.validity.typeMismatch ? 'errorEmail' : 'errorNotice'
}
