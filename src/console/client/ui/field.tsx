import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

type FieldProps = {
  readonly label: string
  readonly help: string
  readonly trouble: string | undefined
  readonly children: (shared: {
    readonly id: string
    readonly required: true
    readonly spellcheck: false
    readonly autocomplete: 'off'
    readonly 'aria-describedby': string
    readonly 'aria-invalid': boolean
  }) => ComponentChildren
}

/** A field with its name and what it is for, in whose place stands what is wrong with it. */
export function Field({ label, help, trouble, children }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        required: true,
        spellcheck: false,
        autocomplete: 'off',
        'aria-describedby': `${id}-help`,
        'aria-invalid': trouble !== undefined,
      })}
      <small id={`${id}-help`}>{trouble ? <strong class="wrong">{trouble}</strong> : help}</small>
    </div>
  )
}
