import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Problem, troubleIn } from '../api.ts'
import { plural } from '../format.ts'
import { hrefOf } from '../router.ts'
import type { Item } from '../types.ts'
import { useAttempt } from '../ui/attempt.ts'
import { Dialog } from '../ui/dialog.tsx'
import { submits, typedIn } from '../ui/form.tsx'
import { useLoaded } from '../ui/load.ts'
import { announce } from '../ui/say.tsx'
import { countByAuthor, type Erased, eraseAll, type Person } from './erase.ts'

const WORD = 'erase'

type Props = {
  readonly title: string
  readonly site: string
  /** How many notices they sent, where that is known: those lose their words too. */
  readonly notices?: number
  personOf(form: HTMLFormElement): Person
  /** Called when the outcome has been read. */
  onDone(): void
  onClose(): void
  /** What of the person is meant. */
  readonly children: ComponentChildren
}

/** Erases a person's words once the word for it has been typed, and says what came of it. */
export function EraseDialog({ title, site, notices = 0, personOf, onDone, onClose, children }: Props) {
  const [gone, setGone] = useState<Erased>({ erased: 0, held: 0 })
  const [isOver, setOver] = useState(false)
  const sum = useRef(gone)
  const { trouble, busy, attempt } = useAttempt<string | null>(null, (error) =>
    troubleAfter(sum.current, error),
  )
  const erase = (form: HTMLFormElement) =>
    attempt(async () => {
      if (typedIn(form, 'word').toLowerCase() !== WORD) throw new Unconfirmed()
      await eraseAll(site, personOf(form), ({ erased, held }) => {
        sum.current = { erased: sum.current.erased + erased, held: sum.current.held + held }
        setGone(sum.current)
      })
      setOver(true)
      announce(`${plural(sum.current.erased, 'comment')} erased.`)
    })
  if (isOver) return <Outcome title={title} site={site} gone={gone} notices={notices} onClose={onDone} />
  return (
    // Until it is known what came of it, only its own buttons close it.
    <Dialog title={title} onClose={gone.erased > 0 ? onDone : onClose} stays={busy}>
      <form class="stack" onSubmit={submits(erase)}>
        {children}
        <p>
          Names, words, addresses, former texts and what moderators noted go for good, and mail to the person
          ends. A comment with replies stays as an empty place, and evidence is kept.
        </p>
        <label class="field">
          Type “{WORD}” to go on
          <input
            name="word"
            required
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby={trouble === null ? undefined : 'erase-trouble'}
            aria-invalid={trouble !== null}
          />
        </label>
        {trouble && (
          <p class="note bad" id="erase-trouble" role="alert">
            {trouble}
          </p>
        )}
        {busy && <p role="status">{plural(gone.erased, 'comment')} erased so far…</p>}
        <p class="row">
          <button type="submit" class="bad" aria-disabled={busy}>
            Erase
          </button>
          {!busy && (
            <button type="button" onClick={gone.erased > 0 ? onDone : onClose}>
              Cancel
            </button>
          )}
        </p>
      </form>
    </Dialog>
  )
}

class Unconfirmed extends Problem {
  constructor() {
    super(0, 'unconfirmed', `Type the word ${WORD} and press the button again. Nothing was erased.`)
  }
}

function troubleAfter({ erased }: Erased, error: unknown): string {
  const trouble = troubleIn(error)
  return erased === 0
    ? trouble
    : `${plural(erased, 'comment')} erased so far. ${trouble} Press Erase to go on.`
}

type OutcomeProps = {
  readonly title: string
  readonly site: string
  readonly gone: Erased
  readonly notices: number
  onClose(): void
}

function Outcome({ title, site, gone: { erased, held }, notices, onClose }: OutcomeProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{erased === 0 ? 'There was no comment to erase.' : `${plural(erased, 'comment')} erased.`}</p>
      {notices > 0 && <p>{plural(notices, 'notice')} emptied of words and sender.</p>}
      {held > 0 && (
        <p class="note warn">
          {held === 1 ? 'Of one a copy is kept' : `Of ${held} copies are kept`} as{' '}
          <a href={hrefOf('evidence', null, { site })}>evidence</a>: tell the person.
        </p>
      )}
      <p class="row">
        <button type="button" onClick={onClose} autofocus>
          Close
        </button>
      </p>
    </Dialog>
  )
}

type CommentProps = { readonly item: Item; onDone(): void; onClose(): void }

/** Erases one comment, or everything by its author. */
export function EraseCommentDialog({ item: { comment }, onDone, onClose }: CommentProps) {
  const { id, site, author } = comment
  return (
    <EraseDialog
      title={`Erase what ${author.name.slice(0, 60)} wrote?`}
      site={site}
      personOf={(form) => ({
        commentId: id,
        scope: typedIn(form, 'scope') === 'author' ? 'author' : 'comment',
      })}
      onDone={onDone}
      onClose={onClose}
    >
      <fieldset class="choices field">
        <legend>What</legend>
        <label class="check">
          <input type="radio" name="scope" value="comment" defaultChecked autofocus />
          This comment alone
        </label>
        <label class="check">
          <input type="radio" name="scope" value="author" />
          <span>
            Everything by its author: <AuthorsCount site={site} commentId={id} />
          </span>
        </label>
      </fieldset>
    </EraseDialog>
  )
}

/** Erases everything by the author of a comment. */
export function EraseAuthorDialog({ item: { comment }, onDone, onClose }: CommentProps) {
  const { id, site, author } = comment
  return (
    <EraseDialog
      title={`Erase everything by ${author.name.slice(0, 60)}?`}
      site={site}
      personOf={() => ({ commentId: id, scope: 'author' })}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        On this page: <AuthorsCount site={site} commentId={id} />.
      </p>
    </EraseDialog>
  )
}

/** How many comments would go. */
function AuthorsCount({ site, commentId }: { readonly site: string; readonly commentId: string }) {
  const { value, error } = useLoaded(`${site} ${commentId}`, async () => ({
    count: await countByAuthor(site, commentId),
  }))
  if (error) return <>their number could not be read</>
  if (value === null) return <>counting…</>
  return <>{value.count === null ? 'more than 200 comments' : plural(value.count, 'comment')}</>
}
