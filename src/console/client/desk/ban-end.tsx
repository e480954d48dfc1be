import { serviceTime } from '../api.ts'
import { typedIn } from '../ui/form.tsx'

const ENDS = [
  { hours: 24, name: 'a day' },
  { hours: 24 * 7, name: 'a week' },
  { hours: 24 * 30, name: '30 days' },
  { hours: 24 * 365, name: 'a year' },
  { hours: 0, name: 'no end' },
] as const

/** How long a ban is to last; `hours` is preselected. */
export function EndField({
  label,
  kind,
  hours,
}: {
  readonly label: string
  readonly kind: 'field' | 'row'
  readonly hours: (typeof ENDS)[number]['hours']
}) {
  return (
    <label class={kind}>
      {label}
      <select name="hours">
        {ENDS.map((end) => (
          <option key={end.hours} value={end.hours} selected={end.hours === hours}>
            {end.name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** What was chosen, as the API takes it. */
export function endIn(form: HTMLFormElement): { readonly expiresAt?: string } {
  const hours = Number(typedIn(form, 'hours'))
  return hours > 0 ? { expiresAt: new Date(serviceTime().getTime() + hours * 3_600_000).toISOString() } : {}
}
