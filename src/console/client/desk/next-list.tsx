import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { ago, count, directionOf, plural } from '../format.ts'
import { openNotices } from '../item/notices.tsx'
import { remarksOf } from '../item/remarks.ts'
import { langOf } from '../session.ts'
import type { Item, Signal } from '../types.ts'
import { Guard } from '../ui/guard.tsx'
import { checkName, HARSH_REASONS, reasonName, timesReported } from '../wording.ts'
import { select } from './desk.ts'
import type { Desk } from './state.ts'
import { heldByOther, isForColleague, isLeft, whoHolds } from './whose.ts'

/** The waiting comments: the one on the desk is marked, and those of colleagues carry a name. */
export function NextList({
  desk,
  selected,
  onToggle,
  onMore,
  cover,
  waiting,
}: {
  readonly desk: Desk
  readonly selected: ReadonlySet<string>
  onToggle(id: string): void
  onMore(): void
  readonly cover: boolean
  /** How many wait in all, where that is known. */
  readonly waiting: string | null
}) {
  const [isOpen, setOpen] = useState(false)
  const { items, next } = desk
  const title = desk.loading ? 'Fetching the queue…' : `${howMany(desk, waiting)} waiting`
  useEffect(() => {
    // Somebody with the desk in a tab behind others sees that something came.
    document.title = `${items.length > 0 ? `${title} · ` : ''}Queue · Postbag desk`
  }, [title, items.length])
  return (
    <section class="next" aria-label="Waiting comments" aria-busy={desk.loading} data-open={isOpen}>
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          class="link narrow-only"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Hide the list' : 'Show the list'}
        </button>
      </header>
      <ol tabIndex={items.length > 0 ? 0 : -1} aria-label="Waiting comments, in order">
        {items.map((item) => (
          <Guard
            key={item.comment.id}
            fallback={<li class="next-row">This comment cannot be drawn here.</li>}
          >
            <Row {...{ item, desk, onToggle, cover }} isSelected={selected.has(item.comment.id)} />
          </Guard>
        ))}
        {next && (
          <li class="next-row">
            <button type="button" onClick={onMore}>
              Load more
            </button>
          </li>
        )}
      </ol>
    </section>
  )
}

function howMany({ items, next }: Desk, waiting: string | null): string {
  return next === null ? plural(items.length, 'comment') : (waiting ?? `More than ${count(items.length)}`)
}

type RowProps = {
  readonly item: Item
  readonly isSelected: boolean
  onToggle(id: string): void
  readonly cover: boolean
}

/** Drawn again only if it would say something else: there may be hundreds, and each decision changes the desk. */
function Row({ item, desk, isSelected, onToggle, cover }: RowProps & { readonly desk: Desk }) {
  const { comment } = item
  const isCurrent = comment.id === desk.currentId
  const claim = heldByOther(desk, item)
  const holder = claim && whoHolds(desk, claim)
  const left = isLeft(desk, item)
  const isSkipped = desk.skipped.has(comment.id)
  const forColleague = isForColleague(desk, item)
  const when = ago(comment.submittedAt)
  const row = useInView(isCurrent, desk.loading)
  return useMemo(
    () => (
      <li
        ref={row}
        class="next-row"
        aria-current={isCurrent ? 'true' : undefined}
        data-held={holder !== null || left}
        data-row={comment.id}
      >
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={`Select the comment by ${comment.author.name}`}
          onChange={() => onToggle(comment.id)}
        />
        <Opener {...{ item, cover, holder, left, isSkipped, forColleague, when }} />
      </li>
    ),
    [item, isCurrent, isSelected, onToggle, cover, holder, left, isSkipped, forColleague, when],
  )
}

type OpenerProps = Pick<RowProps, 'item' | 'cover'> & {
  /** Who works on it elsewhere, in words. */
  readonly holder: string | null
  readonly left: boolean
  readonly isSkipped: boolean
  readonly forColleague: boolean
  readonly when: string
}

/** What the row says; it opens the comment. */
function Opener({ item, cover, holder, left, isSkipped, forColleague, when }: OpenerProps) {
  const { comment, appeal } = item
  const marked = markedIn(item)
  const isCovered = cover && marked.some(({ reason }) => reason !== undefined && HARSH_REASONS.has(reason))
  return (
    <button type="button" class="open" onClick={() => select(comment.id)}>
      <span class="who">
        <b>{comment.author.name}</b>
        <span class="soft">{when}</span>
      </span>
      <span class="says" dir={directionOf(comment.text)} lang={isCovered ? undefined : langOf(comment.site)}>
        {isCovered ? 'Covered: may hurt to read' : comment.text.slice(0, 220)}
      </span>
      <span class="why">
        {holder && <span class="chip warn">{holder}</span>}
        {isSkipped && <span>skipped</span>}
        <Opinions item={item} isLeft={left} />
        {appeal && <b>{forColleague ? 'appeal, for a colleague' : 'appeal'}</b>}
        <Found item={item} marked={marked} />
      </span>
    </button>
  )
}

/** Keeps the row of the comment on the desk in view. */
function useInView(isCurrent: boolean, isFetching: boolean) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    const list = row.current?.closest('.next')
    // Only where the list itself scrolls: on a phone this would move the comment out of sight.
    if (!isCurrent || !list || list.scrollHeight <= list.clientHeight) return
    row.current?.scrollIntoView({ block: 'nearest' })
    // A leased comment may be on the desk before the list has arrived.
  }, [isCurrent, isFetching])
  return row
}

/** What readers reported and checks marked. */
function Found({ item, marked }: { readonly item: Item; readonly marked: readonly Signal[] }) {
  const { reports } = item
  return (
    <>
      {openNotices(reports).length > 0 && <b>notice</b>}
      {reports.length > 0 && <b>{timesReported(reports)} × reported</b>}
      {marked.length > 0
        ? marksOf(marked).map((name) => <span key={name}>{name}</span>)
        : reports.length === 0 && <span>{guessOf(item) ?? 'nothing marked'}</span>}
    </>
  )
}

function markedIn({ signals }: Item): readonly Signal[] {
  return signals.filter(({ outcome }) => outcome === 'suspect' || outcome === 'block')
}

/** Who asks for a second opinion, and how many notes there are. */
function Opinions({ item, isLeft }: { readonly item: Item; readonly isLeft: boolean }) {
  const { secondOpinions, notes } = remarksOf(item)
  const others = secondOpinions.map(({ moderator }) => moderator).join(', ')
  return (
    <>
      {isLeft && <span>left to colleagues</span>}
      {!isLeft && others !== '' && <b>second opinion for {others}</b>}
      {notes.length > 0 && <span>{plural(notes.length, 'note')}</span>}
    </>
  )
}

/** The judge's guess, for a comment that no check marked. */
function guessOf({ judge }: Item): string | null {
  return judge?.likelyReason ? `likely ${reasonName(judge.likelyReason).toLowerCase()}` : null
}

/** What the marks say, each thing once. */
function marksOf(marked: readonly Signal[]): string[] {
  const names = marked.map(({ check, reason }) => (reason ? reasonName(reason) : checkName(check)))
  return [...new Set(names)].slice(0, 3)
}
