import { useLayoutEffect, useRef } from 'preact/hooks'
import { leaveField } from '../ui/use-focus.ts'
import type { NoteSubject } from './notes.ts'

/** A note for colleagues, left at once or sent along with what is done about the comment. */
export function NoteField({
  text,
  onText,
  onLeave,
}: {
  readonly text: string
  onText(text: string): void
  onLeave(about: NoteSubject): void
}) {
  const field = useRef<HTMLTextAreaElement>(null)
  // Takes the focus before the next key arrives, which would otherwise be taken for a command.
  useLayoutEffect(() => {
    const area = field.current
    area?.focus()
    area?.parentElement?.scrollIntoView({ block: 'nearest' })
    return () => area !== null && document.activeElement === area && leaveField(area)
  }, [])
  const isEmpty = text.trim() === ''
  return (
    <div class="note-field">
      <label for="desk-note">A note for colleagues only</label>
      <textarea
        id="desk-note"
        rows={2}
        maxLength={2_000}
        value={text}
        ref={field}
        aria-describedby="desk-note-help"
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isEmpty) onLeave('comment')
        }}
      />
      <p class="row">
        <button type="button" disabled={isEmpty} onClick={() => onLeave('comment')}>
          Leave on comment
        </button>
        <button type="button" disabled={isEmpty} onClick={() => onLeave('author')}>
          Leave on author
        </button>
      </p>
      <small class="soft" id="desk-note-help">
        Ctrl+Enter leaves it on the comment. Escape goes back to the keys: then it is sent along with your
        decision, or when you ask for a second opinion.
      </small>
    </div>
  )
}
