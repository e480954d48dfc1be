import { Problem } from '../api.ts'
import { useAttempt } from '../ui/attempt.ts'
import { useDraft } from '../ui/drafts.ts'
import { Field } from '../ui/field.tsx'
import { FieldForm, NO_TROUBLE, type Troubles, troublesIn } from '../ui/field-form.tsx'
import { slugOf } from './slug.ts'

/** A site as it is typed, one origin a line. A slug that nobody has touched yet follows the name. */
type Typed = { readonly name: string; readonly slug?: string; readonly origins: string }
type Sent = { readonly slug: string; readonly name: string; readonly origins: readonly string[] }

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
    return whatIsWrong(error, origins)
  })
  const type = (typed: Partial<Typed>) => change((latest) => ({ ...latest, ...typed }))
  const send = (element: HTMLFormElement) =>
    attempt(async () => {
      await onSend({ slug, name: draft.name.trim(), origins }, element)
      taken(draft)
    })
  return (
    <FieldForm title={title} trouble={trouble} busy={busy} button={button} onSend={send}>
      <NameField name={draft.name} trouble={trouble.get('name')} onName={(name) => type({ name })} />
      {isNew && (
        <SlugField slug={slug} trouble={trouble.get('slug')} onSlug={(typed) => type({ slug: typed })} />
      )}
      <OriginsField
        origins={draft.origins}
        trouble={trouble.get('origins')}
        onOrigins={(typed) => type({ origins: typed })}
      />
    </FieldForm>
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
function whatIsWrong(error: unknown, origins: readonly string[]): Troubles {
  if (error instanceof Problem && error.code === 'conflict') return new Map([['slug', error.message]])
  return troublesIn(error, ({ message }, place) => {
    const origin = place === undefined ? undefined : origins[Number(place)]
    return origin ? `“${origin}”: ${message}` : message
  })
}
