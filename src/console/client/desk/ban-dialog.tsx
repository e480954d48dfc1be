import { call, messageOf } from '../api.ts'
import type { Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { EndField, endIn } from './ban-end.tsx'

const KINDS = [
  { kind: 'author', name: 'This author', what: 'the same name from the same network' },
  { kind: 'network', name: 'Their network', what: 'everybody who shares their connection' },
  { kind: 'email', name: 'Their e-mail address', what: 'wherever they write from' },
  { kind: 'name', name: 'This name', what: 'whoever uses it, however it is spelt' },
  { kind: 'domain', name: 'Their website’s domain', what: 'every comment that links to it' },
] as const

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
      button={
        <button type="submit" class="bad">
          Put in force
        </button>
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <Whom comment={comment} />
      <How />
      <EndField label="For" kind="field" hours={168} />
      <label class="field">
        Note for colleagues
        <input name="note" maxLength={500} />
      </label>
    </FormDialog>
  )
}

function Whom({ comment }: Pick<Item, 'comment'>) {
  const possible = KINDS.filter(
    ({ kind }) =>
      (kind !== 'email' || comment.email !== null) && (kind !== 'domain' || comment.author.website !== null),
  )
  return (
    <fieldset class="choices">
      <legend class="hushed">Whom</legend>
      {possible.map(({ kind, name, what }, index) => (
        <label key={kind} class="check">
          <input type="radio" name="kind" value={kind} defaultChecked={index === 0} autofocus={index === 0} />
          <span>
            {name}
            <small class="soft"> – {what}</small>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const EFFECTS = [
  { effect: 'refuse', name: 'Ban', what: 'what they write is refused, and they are told' },
  { effect: 'hold', name: 'Watch', what: 'what they write waits for a moderator' },
] as const

function How() {
  return (
    <fieldset class="choices">
      <legend class="hushed">How</legend>
      {EFFECTS.map(({ effect, name, what }, index) => (
        <label key={effect} class="check">
          <input type="radio" name="effect" value={effect} defaultChecked={index === 0} />
          <span>
            {name}
            <small class="soft"> – {what}</small>
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
