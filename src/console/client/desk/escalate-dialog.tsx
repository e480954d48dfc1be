import type { Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { escalate } from './escalate.ts'

const HAPPENS = {
  pending: 'It is rejected as a threat.',
  approved: 'It is hidden at once, as a threat.',
  rejected: 'It is hidden already.',
  withdrawn: 'It is hidden already.',
} as const satisfies Record<Item['comment']['status'], string>

/** One key opens it, Enter escalates; `onChange` gets the comment as it then is. */
export function EscalateDialog({
  item,
  onChange,
  onClose,
}: {
  readonly item: Item
  onChange(item: Item): void
  onClose(): void
}) {
  const { comment } = item
  return (
    <FormDialog
      title={`Escalate ${comment.author.name.slice(0, 60)}’s comment?`}
      about={`escalate ${comment.id}`}
      button={
        <button type="submit" class="bad">
          Escalate
        </button>
      }
      onSubmit={(form) => escalate(item, typedIn(form, 'note'), onChange)}
      onClose={onClose}
    >
      <p>
        For what puts somebody’s life or safety in danger. {HAPPENS[comment.status]} A copy is kept as
        evidence, and the newsroom’s chat is told, where it has one.
      </p>
      <label class="field">
        Who may be in danger, and what makes you think so
        <input name="note" maxLength={1_000} autocomplete="off" autofocus />
      </label>
      <p class="note warn">
        Postbag calls nobody outside: if it cannot wait, call the police yourself first.
      </p>
    </FormDialog>
  )
}
