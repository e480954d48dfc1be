import { suggestedReason } from '../item/suggested-reason.ts'
import type { Item, ReasonCode } from '../types.ts'
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

/** The reason that the evidence points to most often. */
export function mostSuggested(items: readonly Item[]): ReasonCode | null {
  const tally = new Map<ReasonCode, number>()
  for (const item of items) {
    const reason = suggestedReason(item)
    if (reason !== null) tally.set(reason, (tally.get(reason) ?? 0) + 1)
  }
  return [...tally].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
