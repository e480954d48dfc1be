import { useState } from 'preact/hooks'
import { selection, toggle } from '../bulk/selection.ts'
import { care } from '../care.ts'
import { AnswerDialog } from '../desk/answer-dialog.tsx'
import { decideNow } from '../desk/decide-now.ts'
import { EscalateDialog } from '../desk/escalate-dialog.tsx'
import { togglePick } from '../desk/pick.ts'
import { ReasonPicker } from '../desk/reason-picker.tsx'
import { ago, moment, plural } from '../format.ts'
import { isHarsh } from '../item/item-view.tsx'
import { remarksOf } from '../item/remarks.ts'
import { suggestedReason } from '../item/suggested-reason.ts'
import { go, hrefOf } from '../router.ts'
import { langOf } from '../session.ts'
import { useStore } from '../store.ts'
import type { Item, ReasonCode } from '../types.ts'
import { reasonName, STATUS_NAMES, timesReported } from '../wording.ts'
import { ArticleLink, ArticleMarks } from './article.tsx'
import { runCommand } from './use-commands.ts'

/** The dialog that is open about a comment. */
type OpenDialog = 'reasons' | 'answer' | 'escalation' | null

/** One comment in a list, in any status, with what can be done about it. */
export function CommentRow({
  item,
  onChange,
  showArticle,
}: {
  readonly item: Item
  onChange(item: Item): void
  readonly showArticle: boolean
}) {
  const { comment } = item
  const { selected } = useStore(selection)
  const { cover } = useStore(care)
  const { acts, openDialog, isShown } = useActs(item, onChange)
  const isCovered = cover && !isShown && isHarsh(item)
  const commands = commandsOf(item, acts, { areManySelected: selected.size > 0 })
  return (
    <li
      class="comment-row"
      data-row={comment.id}
      data-status={comment.status}
      tabIndex={-1}
      onKeyDown={(event) => runCommand(event, commands)}
    >
      <input
        type="checkbox"
        checked={selected.has(comment.id)}
        aria-label={`Select the comment by ${comment.author.name}`}
        onChange={() => toggle(item)}
      />
      <div class="stack tight">
        <Head item={item} showArticle={showArticle} />
        {isCovered ? (
          <button type="button" class="link" onClick={acts.show}>
            Covered: show the text
          </button>
        ) : (
          <p class="words" dir="auto" lang={langOf(comment.site)}>
            {comment.text}
          </p>
        )}
      </div>
      <RowActions comment={comment} acts={acts} />
      <Dialogs
        {...{ openDialog, item, onChange }}
        onReject={(reason) => acts.reject?.(reason)}
        onClose={() => acts.open(null)}
      />
    </li>
  )
}

function Dialogs({
  openDialog,
  item,
  onChange,
  onReject,
  onClose,
}: {
  readonly openDialog: OpenDialog
  readonly item: Item
  onChange(item: Item): void
  onReject(reason: ReasonCode): void
  onClose(): void
}) {
  if (openDialog === 'answer') return <AnswerDialog {...{ item, onChange, onClose }} />
  if (openDialog === 'escalation') return <EscalateDialog {...{ item, onChange, onClose }} />
  if (openDialog === null) return null
  const title = `Why reject ${item.comment.author.name.slice(0, 60)}’s comment?`
  return <ReasonPicker {...{ title, onClose }} suggested={suggestedReason(item)} onPick={onReject} />
}

/** What can be done about the comment of a row; an act that is undefined is not possible in its status. */
type Acts = {
  readonly approve: (() => void) | undefined
  /** Asks for the reason if none is given. */
  readonly reject: ((reason: ReasonCode | null) => void) | undefined
  pick(): void
  open(dialog: OpenDialog): void
  show(): void
}

function useActs(item: Item, onChange: (item: Item) => void) {
  const { status } = item.comment
  const [isShown, setShown] = useState(false)
  const [openDialog, open] = useState<OpenDialog>(null)
  const take = (action: 'approve' | 'reject', reason: ReasonCode | null) => {
    open(null)
    void decideNow(item, { action, reason }, onChange)
  }
  const mayApprove = status !== 'approved' && status !== 'withdrawn'
  const mayReject = status !== 'rejected' && status !== 'withdrawn'
  const acts: Acts = {
    approve: mayApprove ? () => take('approve', null) : undefined,
    reject: mayReject ? (reason) => (reason ? take('reject', reason) : open('reasons')) : undefined,
    pick: () => void togglePick(item, onChange),
    open,
    show: () => setShown(true),
  }
  return { acts, openDialog, isShown }
}

/** What each key does. While many comments are selected, decisions are about those. */
function commandsOf(
  item: Item,
  { approve, reject, pick, open, show }: Acts,
  { areManySelected }: { readonly areManySelected: boolean },
) {
  const { comment, article } = item
  const { id, site } = comment
  const isWithdrawn = comment.status === 'withdrawn'
  return {
    ...(!areManySelected && {
      approve: () => approve?.(),
      pick: () => isWithdrawn || pick(),
      reject: () => reject?.(null),
      rejectSuggested: () => reject?.(suggestedReason(item)),
    }),
    answer: () => isWithdrawn || open('answer'),
    escalate: () => open('escalation'),
    select: () => toggle(item),
    show,
    record: () => go(hrefOf('comment', id, { site })),
    thread: () => go(hrefOf('thread', article.key, { site })),
    author: () => go(hrefOf('author', id, { site })),
  }
}

function RowActions({ comment, acts }: Pick<Item, 'comment'> & { readonly acts: Acts }) {
  const { approve, reject, pick, open } = acts
  return (
    <div class="row-actions">
      {approve && (
        <button type="button" onClick={approve}>
          Approve
        </button>
      )}
      {comment.status === 'approved' && (
        <>
          <button type="button" onClick={() => open('answer')}>
            Answer
          </button>
          <button type="button" onClick={pick}>
            {comment.picked ? 'Unpick' : 'Pick'}
          </button>
        </>
      )}
      {reject && (
        <button type="button" onClick={() => reject(null)}>
          Reject
        </button>
      )}
      <a class="button quiet" href={hrefOf('comment', comment.id, { site: comment.site })}>
        Record<span class="hushed"> of the comment by {comment.author.name}</span>
      </a>
    </div>
  )
}

/** Who wrote it, what became of it, when and where. */
function Head({ item, showArticle }: { readonly item: Item; readonly showArticle: boolean }) {
  const { comment, article, reports, escalation } = item
  const { secondOpinions, notes } = remarksOf(item)
  return (
    <p class="row">
      <a class="strong" href={hrefOf('author', comment.id, { site: comment.site })}>
        <bdi>{comment.author.name}</bdi>
      </a>
      {comment.author.badge && <span class="chip">{comment.author.badge}</span>}
      <span class={`chip ${comment.status}`}>
        {STATUS_NAMES[comment.status]}
        {comment.reason && comment.status === 'rejected' && `: ${reasonName(comment.reason).toLowerCase()}`}
      </span>
      {comment.picked && comment.status === 'approved' && <span class="chip good">Editors’ choice</span>}
      {reports.length > 0 && <span class="chip bad">{timesReported(reports)} × reported</span>}
      {escalation && <span class="chip bad">Escalated by {escalation.moderator}</span>}
      {secondOpinions.length > 0 && <span class="chip warn">Second opinion</span>}
      {notes.length > 0 && <span class="chip">{plural(notes.length, 'note')}</span>}
      <time class="soft" dateTime={comment.submittedAt} title={moment(comment.submittedAt)}>
        {ago(comment.submittedAt)}
      </time>
      {showArticle && (
        <>
          <ArticleLink soft site={comment.site} article={article} />
          <ArticleMarks article={article} />
        </>
      )}
    </p>
  )
}
