import type { ReasonCode } from '../types.ts'
import { REASONS } from '../wording.ts'

/** The reason of a rejection as a choice in a form. */
export function ReasonField({
  value,
  onChange,
}: {
  readonly value: ReasonCode | null
  onChange(reason: ReasonCode | null): void
}) {
  return (
    <label class="field">
      Reason
      <select
        value={value ?? ''}
        required
        onChange={(event) =>
          onChange(REASONS.find(({ code }) => code === event.currentTarget.value)?.code ?? null)
        }
      >
        <option value="">Choose one</option>
        {REASONS.map(({ code, name, when }) => (
          <option key={code} value={code}>
            {name}: {when.toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  )
}
