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
  /** `undefined` is the default. */
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
    case 'share':
      return (
        <span class="row">
          <input
            {...shared}
            type="number"
            min={0}
            max={100}
            step="any"
            value={typeof value === 'number' ? rounded(value * 100) : ''}
            onInput={(event) => whenNumber(event.currentTarget, (given) => onChange(rounded(given / 100)))}
            onChange={(event) => event.currentTarget.value === '' && onChange(undefined)}
          />
          %
        </span>
      )
    default:
      return (
        <span class="row">
          <input
            {...shared}
            type="number"
            min={kind.min}
            max={kind.max}
            step="any"
            value={typeof value === 'number' ? value : ''}
            onInput={(event) => whenNumber(event.currentTarget, (given) => onChange(given))}
            onChange={(event) =>
              event.currentTarget.value === '' && onChange(kind.of === 'optional' ? null : undefined)
            }
          />
          {kind.unit}
        </span>
      )
  }
}

/** Half a number, such as "0.", is none yet; an emptied field counts when it is left. */
function whenNumber(input: HTMLInputElement, act: (given: number) => void): void {
  if (input.value !== '' && Number.isFinite(input.valueAsNumber)) act(input.valueAsNumber)
}

/** Without what binary fractions add. */
function rounded(value: number): number {
  return Number(value.toPrecision(10))
}
