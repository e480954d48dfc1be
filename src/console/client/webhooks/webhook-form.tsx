import { useEffect, useId, useRef } from 'preact/hooks'
import { fieldErrors, messageOf } from '../api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useDraft } from '../ui/drafts.ts'
import { Field } from '../ui/field.tsx'
import { submits } from '../ui/form.tsx'
import { EVENTS, type Hook } from './hooks.ts'

/** A webhook as it is filled in; of which events counts only where it is not of all. */
type Typed = {
  readonly url: string
  readonly isAll: boolean
  readonly events: readonly string[]
  readonly sendsText: boolean
}
type Troubles = ReadonlyMap<string, string>
type Sent = Pick<Hook, 'url' | 'events' | 'sendsText'>

/** What is wrong with the form and with none of its fields. */
const WHOLE = ''
const NO_TROUBLE: Troubles = new Map()
const WRONG = '[aria-invalid="true"], [data-wrong="true"]'

type FormProps = {
  readonly title: string
  /** What the draft is kept under. */
  readonly about: string
  readonly stored: Typed
  readonly button: string
  onSend(sent: Sent): Promise<void>
  onRefused?(): void
}

/** Address and events of a webhook; what the service refuses is said at the field. */
export function WebhookForm({ title, about, stored, button, onSend, onRefused }: FormProps) {
  const { draft, change, taken } = useDraft<Typed>(about, stored)
  const { trouble, busy, attempt } = useAttempt(NO_TROUBLE, (error) => {
    onRefused?.()
    return troublesIn(error)
  })
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>(WRONG)?.focus(), [trouble])
  const type = (typed: Partial<Typed>) => change((latest) => ({ ...latest, ...typed }))
  const send = () =>
    attempt(async () => {
      const { url, isAll, events, sendsText } = draft
      if (!isAll && events.length === 0) throw new NoEvent()
      await onSend({ url: url.trim(), events: isAll ? null : events, sendsText })
      taken(draft)
    })
  return (
    <form class="card stack" ref={form} onSubmit={submits(send)}>
      <h2>{title}</h2>
      <UrlField url={draft.url} trouble={trouble.get('url')} onUrl={(url) => type({ url })} />
      <EventsField draft={draft} trouble={trouble.get('events')} onType={type} />
      <TextChoice isOn={draft.sendsText} onChange={(sendsText) => type({ sendsText })} />
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

type UrlProps = { readonly url: string; readonly trouble: string | undefined; onUrl(url: string): void }

function UrlField({ url, trouble, onUrl }: UrlProps) {
  return (
    <Field
      label="Address"
      help="Where messages are posted: by https, on the public internet."
      trouble={trouble}
    >
      {(shared) => (
        <input
          {...shared}
          inputMode="url"
          maxLength={2000}
          autocapitalize="none"
          placeholder="https://hooks.herald.example/postbag"
          value={url}
          onInput={(event) => onUrl(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

type EventsProps = {
  readonly draft: Typed
  readonly trouble: string | undefined
  onType(typed: Partial<Typed>): void
}

function EventsField({ draft: { isAll, events }, trouble, onType }: EventsProps) {
  const help = useId()
  const which = (name: string, value: boolean) => (
    <label class="check">
      <input
        type="radio"
        name={`${help}-which`}
        checked={isAll === value}
        aria-describedby={trouble && help}
        data-wrong={trouble !== undefined && isAll === value}
        onChange={() => onType({ isAll: value })}
      />
      {name}
    </label>
  )
  const turn = (event: string, isOn: boolean) =>
    onType({ events: isOn ? [...events, event] : events.filter((other) => other !== event) })
  return (
    <fieldset class="choices field">
      <legend>Events</legend>
      {which('All, also kinds that later versions add', true)}
      {which('Only these:', false)}
      {!isAll && (
        <div class="ticks">
          {Object.entries(EVENTS).map(([event, name]) => (
            <label key={event} class="check">
              <input
                type="checkbox"
                checked={events.includes(event)}
                onChange={({ currentTarget }) => turn(event, currentTarget.checked)}
              />
              <span>
                {name} <code>{event}</code>
              </span>
            </label>
          ))}
        </div>
      )}
      {trouble && (
        <strong class="wrong" id={help}>
          {trouble}
        </strong>
      )}
    </fieldset>
  )
}

function TextChoice({ isOn, onChange }: { readonly isOn: boolean; onChange(isOn: boolean): void }) {
  const help = useId()
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          aria-describedby={help}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        Send the comment itself too
      </label>
      <small id={help}>
        Only while readers may see it. Otherwise a message says which comment it is about.
      </small>
    </div>
  )
}

/** The service would say how long a list has to be. */
class NoEvent extends Error {}

/** What is wrong, by field. */
function troublesIn(error: unknown): Troubles {
  if (error instanceof NoEvent) return new Map([['events', 'Choose at least one.']])
  const found = new Map<string, string>()
  for (const { field, message } of fieldErrors(error)) {
    const [name = WHOLE] = field.split('.')
    found.set(name, [found.get(name), message].filter(Boolean).join(' '))
  }
  return found.size > 0 ? found : new Map([[WHOLE, messageOf(error)]])
}
