import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { whoAmI } from '../session.ts'
import type { Decision, Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { decideNow, reviewPath } from './decide-now.ts'
import { desk, drop } from './desk.ts'
import { withDecided } from './done.ts'
import { undoListed } from './undo.ts'

const STORED = 'postbag.answers-as'

/** Answers a comment for the newsroom, approving it first if need be; `onChange` gets it as it then is. */
export function AnswerDialog({
  item,
  onChange,
  onClose,
}: {
  readonly item: Item
  onChange(item: Item): void
  onClose(): void
}) {
  const { comment } = item
  // Approved once, however often its answer has to be tried.
  const [shown, setShown] = useState(comment.status === 'approved' ? item : null)
  const publish = async (form: HTMLFormElement) => {
    const open = shown ?? (await decideNow(item, 'approve', null, onChange))
    if (open === undefined) return
    setShown(open)
    const answer = { name: typedIn(form, 'name'), text: typedIn(form, 'text') }
    const { decision } = await call<{ readonly decision: Decision }>(
      'POST',
      reviewPath(item, '/answers'),
      answer,
    )
    rememberName(answer.name)
    told(decision.id)
  }
  return (
    <FormDialog
      title={`Answer ${comment.author.name.slice(0, 60)}`}
      button={
        <button type="submit" class="primary">
          {shown ? 'Publish' : 'Approve and publish'}
        </button>
      }
      onSubmit={publish}
      onClose={onClose}
    >
      <blockquote class="parent">
        <p class="words" dir="auto">
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

/** For the comment on the desk, which leaves it once it is approved, while its answer is still on its way. */
export function useAnswerDialog() {
  const [item, answer] = useState<Item | null>(null)
  const dialog = item && (
    <AnswerDialog
      item={item}
      onChange={({ comment }) => comment.status === 'approved' && drop(comment.id)}
      onClose={() => answer(null)}
    />
  )
  return { dialog, answer }
}

function told(decisionId: string): void {
  const listed = { decisionId, onUndone() {} }
  desk.set((now) => withDecided(now, listed))
  toast('Answered.', { name: 'Undo', run: () => void undoListed(listed) })
}

function rememberedName(): string {
  try {
    return localStorage.getItem(STORED) ?? whoAmI()?.name ?? ''
  } catch {
    return whoAmI()?.name ?? ''
  }
}

function rememberName(name: string): void {
  try {
    localStorage.setItem(STORED, name)
  } catch {
    // A browser that keeps nothing asks again.
  }
}
