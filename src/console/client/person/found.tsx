import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { moment, plural } from '../format.ts'
import { saveFile } from '../ui/save-file.ts'
import { type Found, linesOf, sizeOf } from './disclosure.ts'
import type { Person } from './erase.ts'
import { EraseDialog } from './erase-dialog.tsx'

type Props = {
  readonly site: string
  readonly found: Found
  /** Called when something of it was erased. */
  onErased(): void
}

/** What was found about a person: how much, to be saved as a file or erased. It takes the focus, to be read next. */
export function FoundCard({ site, found, onErased }: Props) {
  const title = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => title.current?.focus(), [])
  const { person, comments, notices } = found
  const isEmpty = comments.length + notices.length === 0
  return (
    <section class="card stack" aria-labelledby="found">
      <h2 id="found" ref={title} tabIndex={-1} class="words">
        What is kept <Whose person={person} />
      </h2>
      {isEmpty ? <p>Nothing, on this site.</p> : <Kept site={site} found={found} onErased={onErased} />}
    </section>
  )
}

function Kept({ site, found, onErased }: Props) {
  const [namesEvidence, nameEvidence] = useState(true)
  const [isErasing, setErasing] = useState(false)
  const { person, at } = found
  const size = sizeOf(found)
  const save = () =>
    saveFile(
      `postbag-${site}-person-${at.toISOString().slice(0, 10)}.jsonl`,
      'application/x-ndjson',
      linesOf(found, { namesEvidence }),
    )
  return (
    <>
      <Amounts size={size} />
      <p>
        The file has all of it as of {moment(at)}, a line of JSON for each comment and notice: words, name and
        addresses, verdicts, decisions, appeals and bans, and what moderators noted. Read it before you hand
        it out. Likes and reports cannot be found: they name nobody.
      </p>
      {isOfAuthor(person) && (
        <p>
          One author, as far as can be told without accounts: the same network and name, or the same e-mail
          address. Make sure that all of it is theirs.
        </p>
      )}
      {size.held > 0 && (
        <div class="note warn">
          <p>The person may know of what is held as evidence, unless an authority forbids telling them.</p>
          <label class="check">
            <input
              type="checkbox"
              checked={namesEvidence}
              onChange={(event) => nameEvidence(event.currentTarget.checked)}
            />
            Name it in the file
          </label>
        </div>
      )}
      <p class="row">
        <button type="button" class="primary" onClick={save}>
          Save as a file
        </button>
        <button type="button" aria-haspopup="dialog" onClick={() => setErasing(true)}>
          Erase…
        </button>
      </p>
      {isErasing && (
        <EraseDialog
          title="Erase what is kept?"
          site={site}
          notices={size.notices}
          personOf={() => person}
          onDone={onErased}
          onClose={() => setErasing(false)}
        >
          <p class="words">
            This is kept <Whose person={person} />:
          </p>
          <Amounts size={size} goes />
        </EraseDialog>
      )}
    </>
  )
}

type AmountsProps = {
  readonly size: ReturnType<typeof sizeOf>
  /** Says what stays of it when it is erased. */
  readonly goes?: boolean
}

function Amounts({ size: { comments, formerTexts, notices, held }, goes = false }: AmountsProps) {
  return (
    <ul>
      <li>
        {plural(comments, 'comment')}
        {formerTexts > 0 && `, with ${plural(formerTexts, 'earlier text')}`}
      </li>
      {notices > 0 && (
        <li>
          {plural(notices, 'notice')} that they sent
          {goes && `, which ${notices === 1 ? 'loses' : 'lose'} words and sender`}
        </li>
      )}
      {held > 0 && (
        <li>
          {plural(held, 'copy', 'copies')} held as evidence
          {goes && `, which ${held === 1 ? 'stays' : 'stay'}`}
        </li>
      )}
    </ul>
  )
}

function Whose({ person }: { readonly person: Person }) {
  if ('email' in person) {
    return (
      <>
        under <bdi>{person.email}</bdi>
      </>
    )
  }
  return <>{isOfAuthor(person) ? 'of the author' : 'of the comment'}</>
}

function isOfAuthor(person: Person): boolean {
  return 'scope' in person && person.scope === 'author'
}
