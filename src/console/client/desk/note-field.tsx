import { useLayoutEffect, useRef } from 'preact/hooks'
import { leaveField } from '../ui/use-focus.ts'
import type { NoteSubject } from './notes.ts'

/** A note for colleagues, left at once or sent along with what is done about the comment. */
export function NoteField({
  text,
  asked,
  onText,
  onLeave,
}: {
  readonly text: string
  /** How often it was asked for; zero for one that is here because its words were kept, which takes no keys. */
  readonly asked: number
  onText(text: string): void
  onLeave(about: NoteSubject): void
}) {
  const box = useRef<HTMLDivElement>(null)
  // Takes the focus before the next key arrives, which would otherwise be taken for a command.
  useLayoutEffect(() => {
    if (asked === 0) return
    box.current?.querySelector('textarea')?.focus()
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [asked])
  useLayoutEffect(() => {
    const here = box.current
    return () => {
      const { activeElement: focused } = document
      if (focused instanceof HTMLElement && here?.contains(focused)) leaveField(focused)
    }
  }, [])
  const isEmpty = text.trim() === ''
  return (
    <div class="note-field" ref={box}>
      <label for="desk-note">A note for colleagues only</label>
      <textarea
        id="desk-note"
        rows={2}
        maxLength={2_000}
        value={text}
        aria-describedby="desk-note-help"
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isEmpty) return
          onLeave('comment')
          // Before the answer: the next key is a command again.
          leaveField(event.currentTarget)
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
