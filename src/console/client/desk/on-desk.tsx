import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { BulkBar } from '../bulk/bulk-bar.tsx'
import { selection } from '../bulk/selection.ts'
import { DecidedBefore } from '../item/background.tsx'
import { Evidence } from '../item/evidence.tsx'
import { ItemView } from '../item/item-view.tsx'
import { suggestedReason } from '../item/suggested-reason.ts'
import { useStore } from '../store.ts'
import type { Item, ReasonCode } from '../types.ts'
import { noteAbout, useDraft } from '../ui/drafts.ts'
import { Guard } from '../ui/guard.tsx'
import type { View } from '../views/view.ts'
import { Actions, Tools } from './actions.tsx'
import { useAnswerDialog } from './answer-dialog.tsx'
import { type Article, withArticle } from './article.ts'
import { ArticleDialog } from './article-dialog.tsx'
import { BanDialog } from './ban-dialog.tsx'
import { isMeantForFormer } from './by-itself.ts'
import { decide, drop } from './desk.ts'
import { type Acts, type OpenDialog, useDeskCommands } from './desk-commands.ts'
import { followEscalated } from './escalate.ts'
import { EscalateDialog } from './escalate-dialog.tsx'
import { claimCurrent } from './leases.ts'
import { NoteField } from './note-field.tsx'
import { leaveNote, type NoteSubject } from './notes.ts'
import { Nothing } from './nothing.tsx'
import { ReasonPicker } from './reason-picker.tsx'
import { leaveToColleagues } from './second-opinion.ts'
import { currentItem, type Desk, desk as deskStore } from './state.ts'
import { useRecord } from './use-record.ts'
import { heldByOther, isForColleague, isMine, nextItem, whoHolds } from './whose.ts'

/**
 * A comment is leased once it has been on the desk this long, so that stepping through the list leases nothing on the
 * way.
 */
const CLAIM_AFTER_MS = 250

/** The comment on the desk, with what can be done about it. */
export function OnDesk({ desk, view }: { readonly desk: Desk; readonly view: View }) {
  const { selected } = useStore(selection)
  const { dialog, answer } = useAnswerDialog()
  const [shownId, show] = useState<string | null>(null)
  const item = currentItem(desk)
  const decidable = item !== undefined && !isForColleague(desk, item) ? item : undefined
  useLease(desk, item)
  const { openDialog, open } = useOpenDialog(item)
  const note = useNote(item)
  const take = (action: 'approve' | 'reject', reason: ReasonCode | null, picks = false) => {
    if (decidable === undefined || isMeantForFormer()) return
    decide(decidable, { action, reason, note: note.words, picks })
    open(null)
    note.forget()
  }
  const acts: Acts = {
    take,
    open,
    show,
    onPick: () => take('approve', null, true),
    onAnswer: () => decidable && answer(decidable),
    onNote: note.open,
    onAsk: () => decidable && void note.clearOnce(leaveToColleagues(decidable, note.words)),
  }
  useDeskCommands(item, acts, { decidable, areManySelected: selected.size > 0 })
  return (
    <>
      {item === undefined ? (
        <Nothing desk={desk} />
      ) : (
        <Guard
          key={item.comment.id}
          fallback={<div class="item">This comment cannot be drawn. Reject it or open its record.</div>}
        >
          <CommentOnDesk
            item={item}
            {...{ desk, view, acts, note, isShown: shownId === item.comment.id }}
            isForColleague={decidable === undefined}
          />
        </Guard>
      )}
      {selected.size > 0 ? (
        <BulkBar />
      ) : (
        <Actions item={decidable} desk={desk} onTake={take} onReasons={() => open('reasons')} />
      )}
      {dialog}
      {item && (
        <Dialog
          {...{ openDialog, item }}
          onReject={(reason) => take('reject', reason)}
          onClose={() => open(null)}
        />
      )}
    </>
  )
}

/** Leases the comment on the desk, unless it is leased already. */
function useLease(desk: Desk, item: Item | undefined): void {
  const isLeased = item !== undefined && isMine(desk, item)
  useEffect(() => {
    const timer = setTimeout(() => void claimCurrent(), CLAIM_AFTER_MS)
    return () => clearTimeout(timer)
  }, [item?.comment.id, isLeased])
}

/**
 * Which dialog is open about this comment only: another one that took its place meanwhile must not be rejected for
 * that reason.
 */
function useOpenDialog(item: Item | undefined) {
  const [opened, setOpened] = useState<{ readonly id: string; readonly what: OpenDialog } | null>(null)
  const openDialog = opened !== null && opened.id === item?.comment.id ? opened.what : null
  const open = (what: OpenDialog) => setOpened(item ? { id: item.comment.id, what } : null)
  return { openDialog, open }
}

/** The dialog that is open about the comment. */
function Dialog({
  openDialog,
  item,
  onReject,
  onClose,
}: {
  readonly openDialog: OpenDialog
  readonly item: Item
  readonly onReject: (reason: ReasonCode) => void
  readonly onClose: () => void
}) {
  if (openDialog === 'reasons') {
    const title = `Why reject ${item.comment.author.name.slice(0, 60)}’s comment?`
    return <ReasonPicker {...{ title, onClose }} suggested={suggestedReason(item)} onPick={onReject} />
  }
  if (openDialog === 'ban') return <BanDialog {...{ item, onClose }} />
  if (openDialog === 'escalation') return <EscalateDialog {...{ item, onClose }} onChange={followEscalated} />
  if (openDialog === 'article') {
    const article = { ...item.article, site: item.comment.site }
    const onChange = (changed: Article) => deskStore.set((now) => withArticle(now, changed))
    return <ArticleDialog {...{ article, onChange, onClose }} />
  }
  return null
}

/** The note for colleagues that is being written about a comment; `text` is null while none is. */
function useNote(item: Item | undefined) {
  const id = item?.comment.id ?? ''
  const { draft: text, change, forget } = useDraft<string | null>(noteAbout(id), null)
  const [last, setLast] = useState({ id, asked: 0 })
  // A comment that one comes back to later was not asked about again.
  useLayoutEffect(() => () => setLast({ id: '', asked: 0 }), [id])
  const words = text ?? ''
  /** The comment whose note was asked for after one was sent: its field stays, since keys go there. */
  const openedSince = useRef('')
  const open = () => {
    openedSince.current = id
    change((latest) => latest ?? '')
    setLast((before) => ({ id, asked: before.asked + 1 }))
  }
  const clearOnce = async (sent: Promise<boolean>) => {
    // What was typed since then stays.
    const rest = (latest: string | null) =>
      latest?.startsWith(words) ? latest.slice(words.length).trimStart() : latest
    openedSince.current = ''
    if (await sent) change((latest) => rest(latest) || (openedSince.current === id ? '' : null))
  }
  const leave = (about: NoteSubject) => item && void clearOnce(leaveNote(item, about, words))
  const write = (written: string) => change(() => written)
  return { text, words, asked: last.id === id ? last.asked : 0, open, write, forget, clearOnce, leave }
}

/** The comment and the evidence beside it. */
function CommentOnDesk({
  item,
  desk,
  view,
  acts,
  note,
  isShown,
  isForColleague,
}: {
  readonly item: Item
  readonly desk: Desk
  readonly view: View
  readonly acts: Acts
  readonly note: ReturnType<typeof useNote>
  readonly isShown: boolean
  readonly isForColleague: boolean
}) {
  const [lit, setLit] = useState<string | null>(null)
  const whole = useRecord(item, nextItem(desk, desk.items.indexOf(item)))
  const { id } = item.comment
  const holder = heldByOther(desk, item)
  return (
    <>
      <ItemView
        item={item}
        trouble={desk.trouble.get(id)}
        lit={lit}
        shown={isShown}
        onShow={() => acts.show(id)}
        onDrop={() => drop(id)}
      >
        {holder && <p class="note warn">{whoHolds(desk, holder)}.</p>}
        {isForColleague && (
          <p class="note warn">This is an appeal against your own decision: a colleague must answer it.</p>
        )}
        {note.text !== null && (
          <NoteField text={note.text} asked={note.asked} onText={note.write} onLeave={note.leave} />
        )}
        <Tools {...{ item, view, acts }} />
      </ItemView>
      <Evidence item={item} whole={whole} onLight={setLit}>
        <DecidedBefore whole={whole} />
      </Evidence>
    </>
  )
}
