import { call, messageOf } from '../api.ts'
import type { Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { EndField, endIn } from './ban-end.tsx'

type Choice = { readonly value: string; readonly name: string; readonly what: string }

const KINDS = [
  { value: 'author', name: 'This author', what: 'the same name from the same network' },
  { value: 'network', name: 'Their network', what: 'everybody who shares their connection' },
  { value: 'email', name: 'Their e-mail address', what: 'wherever they write from' },
  { value: 'name', name: 'This name', what: 'whoever uses it, however it is spelt' },
  { value: 'domain', name: 'Their website’s domain', what: 'every comment that links to it' },
] as const satisfies readonly Choice[]

const EFFECTS = [
  { value: 'refuse', name: 'Ban', what: 'what they write is refused, and they are told' },
  { value: 'hold', name: 'Watch', what: 'what they write waits for a moderator' },
] as const satisfies readonly Choice[]

/** Bans or watches the author of a comment in one of several ways, with an end. It can be lifted on the bans page. */
export function BanDialog({ item, onClose }: { readonly item: Item; onClose(): void }) {
  const { comment } = item
  const submit = async (form: HTMLFormElement) => {
    const note = typedIn(form, 'note')
    const effect = typedIn(form, 'effect')
    const { id } = await call<{ readonly id: string }>('POST', '/v1/review/bans', {
      site: comment.site,
      kind: typedIn(form, 'kind'),
      effect,
      commentId: comment.id,
      ...(note && { note }),
      ...endIn(form),
    })
    toast(effect === 'hold' ? 'Watched: what they write waits for a moderator.' : 'Banned.', {
      name: 'Lift it',
      run: () => void lift(id),
    })
  }
  return (
    <FormDialog
      title={`Ban or watch ${comment.author.name.slice(0, 60)}`}
      about={`ban ${comment.id}`}
      button="Put in force"
      kind="bad"
      onSubmit={submit}
      onClose={onClose}
    >
      <Choices legend="Whom" name="kind" choices={kindsFor(comment)} autofocus />
      <Choices legend="How" name="effect" choices={EFFECTS} />
      <EndField label="For" kind="field" hours={168} />
      <label class="field">
        Note for colleagues
        <input name="note" maxLength={500} />
      </label>
    </FormDialog>
  )
}

/** The ways that there are for this author. */
function kindsFor({ email, author }: Item['comment']): readonly Choice[] {
  return KINDS.filter(
    ({ value }) => (value !== 'email' || email !== null) && (value !== 'domain' || author.website !== null),
  )
}

/** The first one is chosen until another is. */
function Choices({
  legend,
  name,
  choices,
  autofocus = false,
}: {
  readonly legend: string
  readonly name: string
  readonly choices: readonly Choice[]
  readonly autofocus?: boolean
}) {
  return (
    <fieldset class="choices">
      <legend class="hushed">{legend}</legend>
      {choices.map((choice, index) => (
        <label key={choice.value} class="check">
          <input
            type="radio"
            name={name}
            value={choice.value}
            defaultChecked={index === 0}
            autofocus={autofocus && index === 0}
          />
          <span>
            {choice.name}
            <small class="soft"> – {choice.what}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function lift(id: string): Promise<void> {
  return call('DELETE', `/v1/review/bans/${id}`).then(
    () => toast('Lifted.'),
    (error: unknown) => toast(`Not lifted: ${messageOf(error)}`),
  )
}
