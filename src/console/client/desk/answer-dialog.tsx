import { useState } from 'preact/hooks'
import { call, messageOf, Problem } from '../api.ts'
import { whoAmI } from '../session.ts'
import type { Decision, Item } from '../types.ts'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/say.tsx'
import { decideNow, reviewPath } from './decide-now.ts'
import { desk, drop } from './desk.ts'
import { withDecided } from './done.ts'
import { undoListed } from './undo.ts'

const STORED = 'postbag.answers-as'

type Told = { onChange(item: Item): void; onClose(): void }

/** Answers a comment for the newsroom, approving it first if need be; `onChange` gets it as it then is. */
export function AnswerDialog({ item, onChange, onClose }: Told & { readonly item: Item }) {
  const { comment } = item
  const { publish, isPublished, isSending, error } = usePublishing(item, { onChange, onClose })
  return (
    <Dialog title={`Answer ${comment.author.name.slice(0, 60)}`} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isSending) void publish(new FormData(event.currentTarget))
        }}
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
        {error && (
          <p class="note bad" role="alert">
            {error}
          </p>
        )}
        <p class="row">
          <button type="submit" class="primary" aria-disabled={isSending}>
            {isPublished ? 'Publish' : 'Approve and publish'}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  )
}

/** What is answered is approved once, however often its answer has to be tried. */
function usePublishing(item: Item, { onChange, onClose }: Told) {
  const [error, setError] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)
  const [shown, setShown] = useState(item.comment.status === 'approved' ? item : null)
  const publish = async (given: FormData) => {
    const [name, text] = [String(given.get('name')), String(given.get('text'))]
    setSending(true)
    setError(null)
    try {
      const open = shown ?? (await decideNow(item, 'approve', null, onChange))
      if (open === undefined) return onClose()
      setShown(open)
      const { decision } = await call<{ readonly decision: Decision }>('POST', reviewPath(item, '/answers'), {
        name,
        text,
      })
      rememberName(name)
      told(decision.id)
      onClose()
    } catch (problem) {
      setError(whatIsWrong(problem))
      setSending(false)
    }
  }
  return { publish, isPublished: shown !== null, isSending, error }
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

function whatIsWrong(problem: unknown): string {
  const fields = problem instanceof Problem && Array.isArray(problem.body.errors) ? problem.body.errors : []
  return fields.map(({ message }: { message: string }) => message).join(' ') || messageOf(problem)
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
