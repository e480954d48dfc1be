import { useState } from 'preact/hooks'
import { get, serviceTime } from '../api.ts'
import { ago, moment } from '../format.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { Key } from '../ui/key.tsx'
import { useLoaded } from '../ui/load.ts'
import {
  type Article,
  type ArticleInHand,
  type ArticleState,
  articlePath,
  changeState,
  stateOf,
} from './article.ts'

const STATES: readonly {
  readonly state: ArticleState
  readonly key: string
  readonly name: string
  readonly what: string
}[] = [
  { state: 'open', key: '1', name: 'Open', what: 'the checks decide what readers see at once' },
  {
    state: 'premoderated',
    key: '2',
    name: 'Pre-moderated',
    what: 'every comment waits for a moderator, whoever wrote it',
  },
  { state: 'closed', key: '3', name: 'Closed', what: 'nobody can write, what is there can be read' },
]

/** One key opens it, one key switches: what the article is now, and what it is to be. */
export function ArticleDialog({
  article,
  onChange,
  onClose,
}: {
  readonly article: ArticleInHand
  onChange(article: Article): void
  onClose(): void
}) {
  const { value } = useLoaded(articlePath(article), () => get<Article>(articlePath(article)))
  const [chosen, choose] = useState<ArticleState | null>(null)
  const known = value ?? article
  const now = stateOf(known)
  const submit = async (form: HTMLFormElement) => {
    const to = typedIn(form, 'state') as ArticleState
    choose(to)
    // Sent even if nothing seems to change: a colleague may have changed it meanwhile.
    await changeState(known, to, onChange)
  }
  return (
    <FormDialog
      title="Comments on this article"
      button="Save"
      onKey={chooseByKey}
      onSubmit={submit}
      onClose={onClose}
    >
      <p class="strong">
        <bdi>{article.title ?? article.key}</bdi>
      </p>
      <fieldset class="choices">
        <legend class="hushed">Comments on it are</legend>
        {STATES.map(({ state, key, name, what }) => (
          <label key={state} class="check">
            <input
              type="radio"
              name="state"
              value={state}
              checked={state === (chosen ?? now)}
              autofocus={state === now}
              onChange={() => choose(state)}
            />
            <span>
              <Key name={key} /> {name} {state === now && <span class="chip">Now</span>}
              <small class="soft"> – {what}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {value && <Since article={value} />}
      <p class="soft">
        It counts at once, on readers’ open pages too. What waits or is published stays as it is.
      </p>
    </FormDialog>
  )
}

/** The key of a state chooses it and saves at once. */
function chooseByKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const pressed = STATES.find(({ key }) => key === event.key)
  if (pressed === undefined || !(event.currentTarget instanceof Element)) return
  const radio = event.currentTarget.querySelector<HTMLInputElement>(`input[value=${pressed.state}]`)
  if (radio === null) return
  event.preventDefault()
  radio.checked = true
  radio.form?.requestSubmit()
}

/** Who changed it last, and what the policy does to it besides. */
function Since({ article: { changed, closesAt } }: { readonly article: Article }) {
  const isOver = closesAt !== null && new Date(closesAt) <= serviceTime()
  return (
    <p class={isOver ? 'note warn' : 'soft'}>
      {changed && `Last changed by ${changed.moderator} ${ago(changed.at)}. `}
      {closesAt !== null &&
        (isOver
          ? `The site’s policy closed it ${moment(closesAt)}: opening it here changes nothing.`
          : `The site’s policy closes it ${moment(closesAt)}.`)}
    </p>
  )
}
