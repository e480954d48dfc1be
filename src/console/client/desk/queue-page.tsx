import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { BulkBar } from '../bulk/bulk-bar.tsx'
import { selection, selectMatching, toggle } from '../bulk/selection.ts'
import { care } from '../care.ts'
import { go, hrefOf, usePlace } from '../router.ts'
import { useStore } from '../store.ts'
import type { Me, ReasonCode } from '../types.ts'
import { Guard } from '../ui/guard.tsx'
import { useCommands } from '../ui/use-commands.ts'
import { Actions, Tools } from './actions.tsx'
import { DecidedBefore } from './background.tsx'
import { BanDialog } from './ban-dialog.tsx'
import {
  claimCurrent,
  decide,
  desk as deskStore,
  drop,
  holdClaims,
  loadMore,
  openView,
  skip,
  step,
  undoLast,
} from './desk.ts'
import { Evidence } from './evidence.tsx'
import { ItemView } from './item-view.tsx'
import { NextList } from './next-list.tsx'
import { ReasonPicker, suggestedReason } from './reason-picker.tsx'
import { currentItem, type Desk, isForColleague } from './state.ts'
import { useRecord } from './use-record.ts'
import { viewOf } from './view.ts'
import { ViewBar } from './view-bar.tsx'

/** Stepping through the list does not lease everything on the way. */
const CLAIM_AFTER_MS = 250

type Open = 'reasons' | 'ban' | null

/** The desk itself: one comment in the middle, what waits on one side, the evidence on the other. */
export function QueuePage({ me }: { readonly me: Me }) {
  const { query } = usePlace()
  const desk = useStore(deskStore)
  const { selected } = useStore(selection)
  const { cover } = useStore(care)
  const [open, setOpen] = useState<Open>(null)
  const [lit, setLit] = useState<string | null>(null)
  const [shownId, setShownId] = useState<string | null>(null)
  const [note, setNote] = useState<{ readonly id: string; readonly text: string } | null>(null)
  const item = currentItem(desk)
  const decidable = item !== undefined && !isForColleague(desk, item) ? item : undefined
  const whole = useRecord(item)
  const view = viewOf(query)

  useEffect(() => void openView(me, viewOf(query)), [me.id, query])
  useEffect(holdClaims, [])
  useEffect(() => {
    const timer = setTimeout(() => void claimCurrent(), CLAIM_AFTER_MS)
    return () => clearTimeout(timer)
  }, [item?.comment.id])

  const noteOf = (id: string) => (note?.id === id ? note.text : '')
  const take = (action: 'approve' | 'reject', reason: ReasonCode | null) => {
    if (decidable === undefined) return
    decide(decidable, action, reason, noteOf(decidable.comment.id))
    setOpen(null)
    setNote(null)
  }
  const writeNote = () => item && setNote({ id: item.comment.id, text: noteOf(item.comment.id) })
  useCommands({
    approve: () => take('approve', null),
    reject: () => decidable && setOpen('reasons'),
    rejectSuggested: () => {
      const suggested = decidable && suggestedReason(decidable)
      if (suggested) take('reject', suggested)
      else if (decidable) setOpen('reasons')
    },
    skip: () => item && skip(item),
    undo: () => void undoLast(),
    next: () => step(1),
    previous: () => step(-1),
    note: writeNote,
    thread: () => item && go(hrefOf('thread', item.article.key, { site: item.comment.site })),
    author: () => item && go(hrefOf('author', item.comment.id, { site: item.comment.site })),
    ban: () => item && setOpen('ban'),
    show: () => item && setShownId(item.comment.id),
    select: () => item && toggle(item),
    similar: () => item && void selectMatching({ site: item.comment.site, similar: item.comment.id }),
    search: () => document.querySelector<HTMLInputElement>('#desk-search')?.focus(),
  })

  return (
    <main class="queue" id="main">
      <ViewBar view={view} me={me} />
      <NextList
        desk={desk}
        selected={new Set(selected.keys())}
        onToggle={(id) => {
          const row = desk.items.find(({ comment }) => comment.id === id)
          if (row) toggle(row)
        }}
        onMore={() => void loadMore()}
        cover={cover}
      />
      {item === undefined ? (
        <Nothing desk={desk} />
      ) : (
        <Guard
          key={item.comment.id}
          fallback={<div class="item">This comment cannot be drawn. Reject it or open its record.</div>}
        >
          <ItemView
            item={item}
            trouble={desk.trouble.get(item.comment.id)}
            lit={lit}
            shown={shownId === item.comment.id}
            onShow={() => setShownId(item.comment.id)}
            onDrop={() => drop(item.comment.id)}
          >
            {decidable === undefined && (
              <p class="note warn">
                This is an appeal against your own decision: a colleague must answer it.
              </p>
            )}
            {note !== null && note.id === item.comment.id && (
              <NoteField text={note.text} onText={(text) => setNote({ ...note, text })} />
            )}
            <Tools item={item} view={view} onNote={writeNote} onBan={() => setOpen('ban')} />
          </ItemView>
          <Evidence item={item} whole={whole} onLight={setLit}>
            <DecidedBefore whole={whole} />
          </Evidence>
        </Guard>
      )}
      {selected.size > 0 ? (
        <BulkBar />
      ) : (
        <Actions item={decidable} desk={desk} onTake={take} onReasons={() => setOpen('reasons')} />
      )}
      {open === 'reasons' && item && (
        <ReasonPicker
          title={`Why reject ${item.comment.author.name.slice(0, 60)}’s comment?`}
          suggested={suggestedReason(item)}
          onPick={(reason) => take('reject', reason)}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'ban' && item && <BanDialog item={item} onClose={() => setOpen(null)} />}
    </main>
  )
}

function NoteField({ text, onText }: { readonly text: string; onText(text: string): void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  // Before the next key arrives, which would be taken for a command.
  useLayoutEffect(() => field.current?.focus(), [])
  return (
    <div class="note-field">
      <label for="desk-note">A note with the decision, for colleagues only</label>
      <textarea
        id="desk-note"
        rows={2}
        maxLength={1000}
        value={text}
        ref={field}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <small class="soft">Escape goes back to the keys; the note is kept and sent with your decision.</small>
    </div>
  )
}

function Nothing({ desk }: { readonly desk: Desk }) {
  return (
    <div class="item empty">
      {desk.loading || desk.leasing ? (
        <p>Fetching the queue…</p>
      ) : (
        <>
          <h1>{whatIsLeft(desk)}</h1>
          <p>New comments appear here by themselves.</p>
        </>
      )}
    </div>
  )
}

/** Why nothing lies on the desk, whatever the list still names. */
function whatIsLeft(desk: Desk): string {
  const forColleagues = desk.items.filter((item) => isForColleague(desk, item)).length
  if (desk.items.length === 0) return 'The desk is clear'
  if (forColleagues === 0) return 'Colleagues are on all that is left'
  const which = forColleagues === 1 ? 'an appeal' : 'appeals'
  const against = `${which} against your own decision${forColleagues === 1 ? '' : 's'}`
  const answer = `a colleague must answer ${forColleagues === 1 ? 'it' : 'them'}`
  return forColleagues === desk.items.length
    ? `What is left is ${against}: ${answer}`
    : `What is left is with colleagues, or ${against}: ${answer}`
}
