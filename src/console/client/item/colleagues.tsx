import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { takeNoteBack } from '../desk/notes.ts'
import { ago, moment, plural } from '../format.ts'
import { whoAmI } from '../session.ts'
import { lasting } from '../ui/say.tsx'
import type { Note, Remarks } from './remarks.ts'

type Opinion = Remarks['secondOpinions'][number]

/** Older notes are folded away and long ones cut: the comment itself must stay in sight. */
const MOST_OPEN = 3
const LONG = 360
const CUT = 240

/**
 * What colleagues say. Nothing moves while somebody reads: news from colleagues is announced beside the page, and
 * appears here once it is asked for.
 */
export function FromColleagues({
  remarks,
  site,
  onAskNoMore,
  onChange,
}: {
  readonly remarks: Remarks
  readonly site: string
  onAskNoMore?(): void
  onChange?(): void
}) {
  const me = whoAmI()
  const isMine = ({ moderatorId }: Opinion | Note) => moderatorId === me?.id
  const { asks, notes, hide } = useShown(remarks, isMine)
  if (asks.length + notes.length === 0) return null
  const onGone = (note: Note) => {
    hide(note)
    onChange?.()
  }
  const row = (note: Note) => (
    <NoteRow
      key={note.id}
      {...{ note, site, onGone }}
      isMine={isMine(note)}
      mayRemove={me?.role === 'admin'}
    />
  )
  const earlier = notes.slice(0, -MOST_OPEN)
  return (
    <section class="colleagues" aria-label="From colleagues">
      <ul>
        {asks.map((ask) => (
          <Saying
            key={ask.moderatorId}
            by={ask}
            words={ask.note ?? ''}
            what="asks for a second opinion "
            isAsking
          >
            {isMine(ask) && onAskNoMore && (
              <button type="button" class="link" onClick={onAskNoMore}>
                Ask no more
              </button>
            )}
          </Saying>
        ))}
        {earlier.length > 0 && (
          <li>
            <details>
              <summary>{plural(earlier.length, 'earlier note')}</summary>
              <ul>{earlier.map(row)}</ul>
            </details>
          </li>
        )}
        {notes.slice(-MOST_OPEN).map(row)}
      </ul>
    </section>
  )
}

function NoteRow({
  note,
  site,
  isMine,
  mayRemove,
  onGone,
}: {
  readonly note: Note
  readonly site: string
  readonly isMine: boolean
  readonly mayRemove: boolean
  onGone(note: Note): void
}) {
  const takeBack = async () => {
    if (await takeNoteBack(note, site, isMine)) onGone(note)
  }
  return (
    <Saying by={note} words={note.text} what={note.about === 'author' ? 'on the author, ' : ''}>
      {(isMine || mayRemove) && (
        <button type="button" class="link" onClick={() => void takeBack()}>
          {isMine ? 'Take back' : 'Remove'}
          <span class="hushed"> the note of {note.moderator}</span>
        </button>
      )}
    </Saying>
  )
}

/** Who says what, about whom or when. */
function Saying({
  by: { moderator, createdAt },
  what,
  words,
  isAsking = false,
  children,
}: {
  readonly by: Opinion | Note
  readonly what: string
  readonly words: string
  readonly isAsking?: boolean
  readonly children: ComponentChildren
}) {
  const [isOpen, setOpen] = useState(words.length <= LONG)
  return (
    <li class={`note${isAsking ? ' warn' : ''}`}>
      <p class="words">
        <bdi class="strong">{moderator}</bdi> <span class={isAsking ? 'strong' : 'soft'}>{what}</span>
        <time class="soft" dateTime={createdAt} title={moment(createdAt)}>
          {ago(createdAt)}
        </time>
        {words !== '' && ': '}
        <bdi>{isOpen ? words : `${words.slice(0, CUT)}… `}</bdi>
        {!isOpen && (
          <button type="button" class="link" onClick={() => setOpen(true)}>
            All of it
          </button>
        )}
      </p>
      {children}
    </li>
  )
}

/** What is shown: of colleagues what the moderator has seen, and their own words as they are now. */
function useShown(remarks: Remarks, isMine: (one: Opinion | Note) => boolean) {
  const [seen, see] = useState(remarks)
  const asks = [...seen.secondOpinions.filter((o) => !isMine(o)), ...remarks.secondOpinions.filter(isMine)]
  const notes = [...seen.notes.filter((n) => !isMine(n)), ...remarks.notes.filter(isMine)].sort(byTime)
  useNews(remarks, { secondOpinions: asks, notes }, () => see(remarks))
  const hide = (note: Note) =>
    see((before) => ({ ...before, notes: before.notes.filter(({ id }) => id !== note.id) }))
  return { asks, notes, hide }
}

/** Announces what was said but is not shown yet, until it is shown or gone. */
function useNews(remarks: Remarks, shown: Remarks, onShow: () => void): void {
  const known = new Set([...shown.notes.map(({ id }) => id), ...shown.secondOpinions.map(keyOf)])
  const notes = remarks.notes.filter(({ id }) => !known.has(id))
  const asks = remarks.secondOpinions.filter((opinion) => !known.has(keyOf(opinion)))
  const news = [
    ...asks.map(({ moderator }) => `${moderator} asks for a second opinion.`),
    ...notes.map(({ moderator }) => `${moderator} left a note.`),
  ].join(' ')
  useEffect(() => (news === '' ? undefined : lasting(news, { name: 'Show', run: onShow })), [news])
}

function keyOf({ moderatorId, note }: Opinion): string {
  return `${moderatorId} ${note}`
}

function byTime(a: Note, b: Note): number {
  return a.createdAt < b.createdAt ? -1 : 1
}
