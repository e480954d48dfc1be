import { useState } from 'preact/hooks'
import { call, reviewPath } from '../api.ts'
import { langOf, whoAmI } from '../session.ts'
import type { Decision, Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { byItself } from './by-itself.ts'
import { takeItem, withDecided } from './changes.ts'
import { announceDecided, decideUnannounced } from './decide-now.ts'
import { drop } from './desk.ts'
import { desk, type Listed } from './state.ts'
import { undoMany } from './undo.ts'

/** Each moderator's own: several may share a browser, and readers see the name. */
const stored = () => `postbag.answers-as.${whoAmI()?.id}`

/** Answers a comment for the newsroom, approving it first if need be; `onChange` gets the comment as it is then. */
export function AnswerDialog({
  item,
  onChange,
  onClose,
}: {
  readonly item: Item
  onChange(item: Item): void
  onClose(): void
}) {
  // The comment as it is now: approved only once, however often its answer has to be retried.
  const [now, setNow] = useState(item)
  const { comment } = now
  const change = (changed: Item) => {
    setNow(changed)
    onChange(changed)
  }
  return (
    <FormDialog
      title={`Answer ${comment.author.name.slice(0, 60)}`}
      about={`answer ${comment.id}`}
      button={comment.status === 'approved' ? 'Publish' : 'Approve and publish'}
      onSubmit={(form) => publish(now, form, change)}
      onClose={onClose}
    >
      <blockquote class="parent">
        <p class="words" dir="auto" lang={langOf(comment.site)}>
          {comment.text}
        </p>
      </blockquote>
      <label class="field">
        Answer
        <textarea name="text" rows={5} required autofocus />
      </label>
      <label class="field">
        Signed
        <input name="name" required maxLength={80} defaultValue={rememberedName()} />
      </label>
      <p class="soft">Readers see it at once, with the site’s name beside yours.</p>
    </FormDialog>
  )
}

async function publish(item: Item, form: HTMLFormElement, onChange: (item: Item) => void): Promise<void> {
  const isApproved = item.comment.status === 'approved'
  const approved = isApproved ? null : await decideUnannounced(item, { action: 'approve' }, onChange)
  const answer = { name: typedIn(form, 'name'), text: typedIn(form, 'text') }
  try {
    const { decision } = await call<{ readonly decision: Decision }>(
      'POST',
      reviewPath(item.comment, '/answers'),
      answer,
    )
    rememberName(answer.name)
    if (approved) tellBoth(decision.id, approved.listed)
    else announceDecided('Answered.', { decisionId: decision.id, onUndone() {} })
  } catch (error) {
    if (approved) announceDecided('Approved.', approved.listed)
    throw error
  }
}

/** For the comment on the desk: it leaves the desk once approved, and comes back when that is undone. */
export function useAnswerDialog() {
  const [item, answer] = useState<Item | null>(null)
  const dialog = item && <AnswerDialog item={item} onChange={follow} onClose={() => answer(null)} />
  return { dialog, answer }
}

function follow(item: Item): void {
  const { id, status } = item.comment
  if (status === 'approved') drop(id)
  if (status === 'pending') byItself((now) => takeItem(now, item))
}

/** An answer that also approved is undone as it was made: both at once. */
function tellBoth(answerId: string, { decisionId, onUndone }: Listed): void {
  const both = { decisionIds: [answerId, decisionId], onUndone }
  desk.set((now) => withDecided(now, both))
  toast('Approved and answered.', { name: 'Undo', run: () => void undoMany(both) })
}

function rememberedName(): string {
  try {
    return localStorage.getItem(stored()) ?? whoAmI()?.name ?? ''
  } catch {
    return whoAmI()?.name ?? ''
  }
}

function rememberName(name: string): void {
  try {
    localStorage.setItem(stored(), name)
  } catch {
    // A browser that stores nothing asks again.
  }
}
