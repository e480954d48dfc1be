import { useEffect, useRef } from 'preact/hooks'
import { fieldErrors, messageOf, Problem } from '../api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useDraft } from '../ui/drafts.ts'
import { Field } from '../ui/field.tsx'
import { submits } from '../ui/form.tsx'
import { slugOf } from './slug.ts'

/** A site as it is typed, one origin a line. A slug that nobody has touched yet follows the name. */
type Typed = { readonly name: string; readonly slug?: string; readonly origins: string }
type Troubles = ReadonlyMap<string, string>
type Sent = { readonly slug: string; readonly name: string; readonly origins: readonly string[] }

/** What is wrong with the form and with none of its fields. */
const WHOLE = ''
const NO_TROUBLE: Troubles = new Map()

type FormProps = {
  readonly title: string
  /** What the draft is kept under. */
  readonly about: string
  readonly stored: Typed
  readonly button: string
  /** A site that is there keeps its slug. */
  readonly isNew: boolean
  onSend(sent: Sent, form: HTMLFormElement): Promise<void>
  onRefused?(): void
}

/** Name and origins of a site, and the slug of a new one; what the service refuses is said at the field. */
export function SiteForm({ title, about, stored, button, isNew, onSend, onRefused }: FormProps) {
  const { draft, change, taken } = useDraft<Typed>(about, stored)
  const origins = linesOf(draft.origins)
  const slug = draft.slug ?? slugOf(draft.name)
  const { trouble, busy, attempt } = useAttempt(NO_TROUBLE, (error) => {
    onRefused?.()
    return troublesIn(error, origins)
  })
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [trouble])
  const type = (typed: Partial<Typed>) => change((latest) => ({ ...latest, ...typed }))
  const send = (element: HTMLFormElement) =>
    attempt(async () => {
      await onSend({ slug, name: draft.name.trim(), origins }, element)
      taken(draft)
    })
  return (
    <form class="card stack" ref={form} onSubmit={submits(send)}>
      <h2>{title}</h2>
      <NameField name={draft.name} trouble={trouble.get('name')} onName={(name) => type({ name })} />
      {isNew && (
        <SlugField slug={slug} trouble={trouble.get('slug')} onSlug={(typed) => type({ slug: typed })} />
      )}
      <OriginsField
        origins={draft.origins}
        trouble={trouble.get('origins')}
        onOrigins={(typed) => type({ origins: typed })}
      />
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

type NameProps = { readonly name: string; readonly trouble: string | undefined; onName(name: string): void }

function NameField({ name, trouble, onName }: NameProps) {
  return (
    <Field label="Name" help="Readers see it at the newsroom’s answers and in mail." trouble={trouble}>
      {(shared) => (
        <input
          {...shared}
          maxLength={200}
          value={name}
          onInput={(event) => onName(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

type SlugProps = { readonly slug: string; readonly trouble: string | undefined; onSlug(slug: string): void }

function SlugField({ slug, trouble, onSlug }: SlugProps) {
  return (
    <Field
      label="Slug"
      help="Its name in addresses and in your pages. It cannot be changed later."
      trouble={trouble}
    >
      {(shared) => (
        <input
          {...shared}
          maxLength={63}
          autocapitalize="none"
          value={slug}
          onInput={(event) => onSlug(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

type OriginsProps = {
  readonly origins: string
  readonly trouble: string | undefined
  onOrigins(origins: string): void
}

function OriginsField({ origins, trouble, onOrigins }: OriginsProps) {
  return (
    <Field
      label="Origins of its pages"
      help="One a line, such as https://herald.example; https://*.herald.example stands for everything below that name. Browsers show comments on no other pages."
      trouble={trouble}
    >
      {(shared) => (
        <textarea
          {...shared}
          rows={3}
          autocapitalize="none"
          placeholder="https://herald.example"
          value={origins}
          onInput={(event) => onOrigins(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** The lines of a text without the empty ones; of an empty text one empty line, which is no origin. */
function linesOf(text: string): string[] {
  return text.trim().split(/\s*\n\s*/)
}

/** What is wrong, by field; of several origins it names the one. */
function troublesIn(error: unknown, origins: readonly string[]): Troubles {
  if (error instanceof Problem && error.code === 'conflict') return new Map([['slug', error.message]])
  const found = new Map<string, string>()
  for (const { field, message } of fieldErrors(error)) {
    const [name = WHOLE, index] = field.split('.')
    const origin = index === undefined ? undefined : origins[Number(index)]
    const said = origin ? `“${origin}”: ${message}` : message
    found.set(name, [found.get(name), said].filter(Boolean).join(' '))
  }
  return found.size > 0 ? found : new Map([[WHOLE, messageOf(error)]])
}
