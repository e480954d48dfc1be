import { useState } from 'preact/hooks'
import { count, plural } from '../format.ts'
import { langOf } from '../session.ts'
import { useStore } from '../store.ts'
import type { Item, ReasonCode } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { decideMany } from './decide-many.ts'
import { mostSuggested, ReasonField } from './reason-field.tsx'
import { selection, toggle } from './selection.ts'

/** Everything that is about to be decided, before it is: each comment can still be left out. */
export function PreviewDialog({
  action,
  onClose,
}: {
  readonly action: 'approve' | 'reject'
  onClose(): void
}) {
  const { selected } = useStore(selection)
  const [items] = useState(() => [...selected.values()])
  const chosen = items.filter(({ comment }) => selected.has(comment.id))
  const [reason, setReason] = useState<ReasonCode | null>(() => mostSuggested(items))
  const [busy, setBusy] = useState(false)
  const verb = action === 'approve' ? 'Approve' : 'Reject'
  const submit = async (form: HTMLFormElement) => {
    const note = typedIn(form, 'note')
    setBusy(true)
    try {
      await decideMany(chosen, { action, reason: action === 'reject' ? reason : null, note })
    } finally {
      setBusy(false)
    }
  }
  return (
    <FormDialog
      title={`${verb} ${plural(chosen.length, 'comment')}?`}
      button={busy ? 'Deciding…' : `${verb} ${count(chosen.length)}`}
      kind={action === 'approve' ? 'good' : 'bad'}
      disabled={chosen.length === 0 || (action === 'reject' && reason === null)}
      autofocus
      onSubmit={submit}
      onClose={onClose}
      wide
    >
      <p class="soft">
        {plural(new Set(chosen.map(({ comment }) => comment.author.name)).size, 'name')} on{' '}
        {plural(new Set(chosen.map(({ article }) => article.key)).size, 'article')}. You can undo it all
        afterwards.
      </p>
      <Scroller label="What will be decided" kind="preview">
        <ul>
          {items.map((item) => (
            <PreviewRow key={item.comment.id} item={item} isChosen={selected.has(item.comment.id)} />
          ))}
        </ul>
      </Scroller>
      {action === 'reject' && <ReasonField value={reason} onChange={setReason} />}
      <label class="field">
        Note for colleagues
        <input name="note" maxLength={1000} />
      </label>
    </FormDialog>
  )
}

function PreviewRow({ item, isChosen }: { readonly item: Item; readonly isChosen: boolean }) {
  return (
    <li>
      <label class="check">
        <input type="checkbox" checked={isChosen} onChange={() => toggle(item)} />
        <span>
          <bdi class="strong">{item.comment.author.name}</bdi>
          <span class="words" dir="auto" lang={langOf(item.comment.site)}>
            {item.comment.text.slice(0, 160)}
          </span>
        </span>
      </label>
    </li>
  )
}
