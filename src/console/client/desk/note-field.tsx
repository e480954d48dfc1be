import { useLayoutEffect, useRef } from 'preact/hooks'

export function NoteField({ text, onText }: { readonly text: string; onText(text: string): void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  // Focuses before the next key arrives, which would otherwise be taken for a command.
  useLayoutEffect(() => field.current?.focus(), [])
  return (
    <div class="note-field">
      <label for="desk-note">A note with the decision, for colleagues only</label>
      <textarea
        id="desk-note"
        rows={2}
        maxLength={1000}
        value={text}
        ref={field}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <small class="soft">Escape goes back to the keys; the note is kept and sent with your decision.</small>
    </div>
  )
}
