import { SelectMenu } from '../bulk/select-menu.tsx'
import { plural } from '../format.ts'
import { suggestedReason } from '../item/suggested-reason.ts'
import { COMMANDS, type Command } from '../keys.ts'
import type { Item, ReasonCode } from '../types.ts'
import { KeyOf } from '../ui/key.tsx'
import { matchOf, type View } from '../views/view.ts'
import { reasonName } from '../wording.ts'
import { skip } from './desk.ts'
import type { Acts } from './desk-commands.ts'
import type { Desk } from './state.ts'
import { undo } from './undo.ts'

/** The decisions, always within reach of a thumb. */
export function Actions({
  item,
  desk,
  onTake,
  onReasons,
}: {
  readonly item: Item | undefined
  readonly desk: Desk
  onTake(action: 'approve' | 'reject', reason: ReasonCode | null): void
  onReasons(): void
}) {
  const suggested = item === undefined ? null : suggestedReason(item)
  return (
    <div class="actions" role="toolbar" aria-label="Decide">
      <button type="button" class="good" disabled={!item} onClick={() => onTake('approve', null)}>
        {COMMANDS.approve.name} <KeyOf command="approve" />
      </button>
      <button type="button" class="bad" disabled={!item} onClick={onReasons} aria-haspopup="dialog">
        Reject <KeyOf command="reject" />
      </button>
      {suggested !== null && (
        <button type="button" class="wide-only suggested" onClick={() => onTake('reject', suggested)}>
          Reject as {reasonName(suggested).toLowerCase()} <KeyOf command="rejectSuggested" />
        </button>
      )}
      <button type="button" disabled={!item} onClick={() => item && skip(item)}>
        Skip <KeyOf command="skip" />
      </button>
      <button type="button" disabled={desk.done.length === 0} onClick={() => void undo()}>
        Undo <KeyOf command="undo" />
      </button>
      <span class="tally">
        {desk.decidedHere > 0 && `${plural(desk.decidedHere, 'decision')} in this sitting`}
        {desk.sending.size > 0 && ` · saving ${desk.sending.size}`}
      </span>
    </div>
  )
}

/** What else can be done about a comment; each has a key. */
export function Tools({
  item,
  view,
  acts,
}: {
  readonly item: Item
  readonly view: View
  readonly acts: Acts
}) {
  const { onPick, onAnswer, onNote, onAsk, open } = acts
  return (
    <div class="tools">
      <Tool command="pick" name="Pick" onClick={onPick} />
      <Tool command="answer" name="Answer" onClick={onAnswer} hasDialog />
      <Tool command="note" name="Note" onClick={onNote} />
      <Tool command="secondOpinion" name="Second opinion" onClick={onAsk} />
      <Tool command="ban" name="Ban" onClick={() => open('ban')} hasDialog />
      <Tool command="escalate" name="Escalate" onClick={() => open('escalation')} hasDialog />
      <Tool command="article" name="Article" onClick={() => open('article')} hasDialog />
      <SelectMenu item={item} view={matchOf(view)} />
    </div>
  )
}

/** A button whose title says in full what its short name means. */
function Tool({
  command,
  name,
  onClick,
  hasDialog = false,
}: {
  readonly command: Command
  readonly name: string
  onClick(): void
  readonly hasDialog?: boolean
}) {
  return (
    <button
      type="button"
      class="quiet"
      title={COMMANDS[command].name}
      aria-haspopup={hasDialog ? 'dialog' : undefined}
      onClick={onClick}
    >
      {name} <KeyOf command={command} />
    </button>
  )
}
