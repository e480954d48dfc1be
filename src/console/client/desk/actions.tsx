import { SelectMenu } from '../bulk/select-menu.tsx'
import { plural } from '../format.ts'
import { COMMANDS, type Command, keys } from '../keys.ts'
import { hrefOf } from '../router.ts'
import { useStore } from '../store.ts'
import type { Item, ReasonCode } from '../types.ts'
import { Key } from '../ui/key.tsx'
import { reasonName } from '../wording.ts'
import { skip } from './desk.ts'
import { suggestedReason } from './reason-picker.tsx'
import type { Desk } from './state.ts'
import { undoLast } from './undo.ts'
import { matchOf, type View } from './view.ts'

function useHint() {
  const { map, on } = useStore(keys)
  return (command: Command) => on && <Key name={map[command]} />
}

/** What can be decided, always in reach of a thumb. */
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
  const hint = useHint()
  const suggested = item === undefined ? null : suggestedReason(item)
  return (
    <div class="actions" role="toolbar" aria-label="Decide">
      <button type="button" class="good" disabled={!item} onClick={() => onTake('approve', null)}>
        {COMMANDS.approve.name} {hint('approve')}
      </button>
      <button type="button" class="bad" disabled={!item} onClick={onReasons} aria-haspopup="dialog">
        Reject {hint('reject')}
      </button>
      {suggested !== null && (
        <button type="button" class="wide-only suggested" onClick={() => onTake('reject', suggested)}>
          Reject as {reasonName(suggested).toLowerCase()} {hint('rejectSuggested')}
        </button>
      )}
      <button type="button" disabled={!item} onClick={() => item && skip(item)}>
        Skip {hint('skip')}
      </button>
      <button
        type="button"
        disabled={desk.done.length === 0 && desk.sending.size === 0}
        onClick={() => void undoLast()}
      >
        Undo {hint('undo')}
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
  onPick,
  onAnswer,
  onNote,
  onAsk,
  onBan,
  onArticle,
}: {
  readonly item: Item
  readonly view: View
  onPick(): void
  onAnswer(): void
  onNote(): void
  onAsk(): void
  onBan(): void
  onArticle(): void
}) {
  const hint = useHint()
  const { id, site } = item.comment
  return (
    <div class="tools">
      <button type="button" class="quiet" title={COMMANDS.pick.name} onClick={onPick}>
        Pick {hint('pick')}
      </button>
      <button
        type="button"
        class="quiet"
        title={COMMANDS.answer.name}
        onClick={onAnswer}
        aria-haspopup="dialog"
      >
        Answer {hint('answer')}
      </button>
      <button type="button" class="quiet" onClick={onNote}>
        Note {hint('note')}
      </button>
      <button type="button" class="quiet" title={COMMANDS.secondOpinion.name} onClick={onAsk}>
        Second opinion {hint('secondOpinion')}
      </button>
      <button type="button" class="quiet" onClick={onBan} aria-haspopup="dialog">
        Ban {hint('ban')}
      </button>
      <button
        type="button"
        class="quiet"
        title={COMMANDS.article.name}
        onClick={onArticle}
        aria-haspopup="dialog"
      >
        Article {hint('article')}
      </button>
      <a class="button quiet" href={hrefOf('thread', item.article.key, { site })}>
        Thread {hint('thread')}
      </a>
      <a class="button quiet" href={hrefOf('author', id, { site })}>
        Author {hint('author')}
      </a>
      <a class="button quiet" href={hrefOf('comment', id, { site })}>
        Record
      </a>
      <SelectMenu item={item} view={matchOf(view)} />
    </div>
  )
}
