import { useId } from 'preact/hooks'
import { useAttempt } from '../ui/attempt.ts'
import { useDraft } from '../ui/drafts.ts'
import { Field } from '../ui/field.tsx'
import { FieldForm, NO_TROUBLE, type Troubles, troublesIn } from '../ui/field-form.tsx'
import { EVENTS, type Hook } from './hooks.ts'

/** A webhook as it is filled in; of which events counts only where it is not of all. */
type Typed = {
  readonly url: string
  readonly isAll: boolean
  readonly events: readonly string[]
  readonly sendsText: boolean
}
type Sent = Pick<Hook, 'url' | 'events' | 'sendsText'>

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
    return whatIsWrong(error)
  })
  const type = (typed: Partial<Typed>) => change((latest) => ({ ...latest, ...typed }))
  const send = () =>
    attempt(async () => {
      const { url, isAll, events, sendsText } = draft
      if (!isAll && events.length === 0) throw new NoEvent()
      await onSend({ url: url.trim(), events: isAll ? null : events, sendsText })
      taken(draft)
    })
  return (
    <FieldForm title={title} trouble={trouble} busy={busy} button={button} onSend={send}>
      <UrlField url={draft.url} trouble={trouble.get('url')} onUrl={(url) => type({ url })} />
      <EventsField draft={draft} trouble={trouble.get('events')} onType={type} />
      <TextChoice isOn={draft.sendsText} onChange={(sendsText) => type({ sendsText })} />
    </FieldForm>
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

function whatIsWrong(error: unknown): Troubles {
  return error instanceof NoEvent ? new Map([['events', 'Choose at least one.']]) : troublesIn(error)
}
