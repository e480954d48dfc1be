import { useId } from 'preact/hooks'
import type { Field } from './fields.ts'

/** One setting with its explanation; says whether the site chose it, and gives the default back. */
export function PolicyField({
  field,
  value,
  isOwn,
  trouble,
  onChange,
}: {
  readonly field: Field
  readonly value: unknown
  readonly isOwn: boolean
  readonly trouble: string | undefined
  /** Called with `undefined` to go back to the default. */
  onChange(value: unknown): void
}) {
  const id = useId()
  return (
    <div class="setting" data-own={isOwn} data-path={field.path}>
      <label for={id}>{field.name}</label>
      <div class="row">
        <Control id={id} field={field} value={value} isWrong={trouble !== undefined} onChange={onChange} />
        {isOwn && (
          <button type="button" class="link" onClick={() => onChange(undefined)}>
            Default<span class="hushed"> for {field.name}</span>
          </button>
        )}
      </div>
      <small id={`${id}-help`}>{trouble ? <strong class="wrong">{trouble}</strong> : field.help}</small>
    </div>
  )
}

function Control({
  id,
  field,
  value,
  isWrong,
  onChange,
}: {
  readonly id: string
  readonly field: Field
  readonly value: unknown
  readonly isWrong: boolean
  onChange(value: unknown): void
}) {
  const { kind } = field
  const shared = { id, 'aria-describedby': `${id}-help`, 'aria-invalid': isWrong }
  switch (kind.of) {
    case 'choice':
      return (
        <select {...shared} value={String(value)} onChange={(event) => onChange(event.currentTarget.value)}>
          {kind.options.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )
    case 'switch':
      return (
        <input
          {...shared}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'text':
      return (
        <input
          {...shared}
          value={String(value ?? '')}
          onInput={(event) => onChange(event.currentTarget.value.trim())}
        />
      )
    default:
      return <NumberControl {...shared} kind={kind} value={value} onChange={onChange} />
  }
}

type Shared = {
  readonly id: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
}

/** A share is shown in percent; an optional number may be left empty. */
function NumberControl({
  kind,
  value,
  onChange,
  ...shared
}: Shared & {
  readonly kind: Exclude<Field['kind'], { readonly of: 'choice' | 'switch' | 'text' }>
  readonly value: unknown
  onChange(value: unknown): void
}) {
  if (kind.of === 'share') {
    return (
      <NumberInput
        {...shared}
        min={0}
        max={100}
        unit="%"
        value={typeof value === 'number' ? rounded(value * 100) : ''}
        onNumber={(given) => onChange(rounded(given / 100))}
        onEmptied={() => onChange(undefined)}
      />
    )
  }
  return (
    <NumberInput
      {...shared}
      min={kind.min}
      max={kind.max}
      unit={kind.unit}
      value={typeof value === 'number' ? value : ''}
      onNumber={onChange}
      onEmptied={() => onChange(kind.of === 'optional' ? null : undefined)}
    />
  )
}

/** A half-typed number such as "0." does not count yet; an emptied field counts once it loses the focus. */
function NumberInput({
  unit,
  onNumber,
  onEmptied,
  ...shown
}: Shared & {
  readonly min: number
  readonly max: number
  readonly unit: string
  readonly value: number | ''
  onNumber(given: number): void
  onEmptied(): void
}) {
  return (
    <span class="row">
      <input
        {...shown}
        type="number"
        step="any"
        onInput={({ currentTarget: { value, valueAsNumber } }) => {
          if (value !== '' && Number.isFinite(valueAsNumber)) onNumber(valueAsNumber)
        }}
        onChange={(event) => event.currentTarget.value === '' && onEmptied()}
      />
      {unit}
    </span>
  )
}

/** Without the noise that binary fractions add. */
function rounded(value: number): number {
  return Number(value.toPrecision(10))
}
