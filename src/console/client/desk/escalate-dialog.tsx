import type { Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { escalate } from './escalate.ts'

const HAPPENS = {
  pending: 'It is rejected as a threat.',
  approved: 'It is hidden at once, as a threat.',
  rejected: 'It is hidden already.',
  withdrawn: 'It is hidden already.',
} as const satisfies Record<Item['comment']['status'], string>

/** Opened by one key; Enter escalates. `onChange` gets the comment as it is afterwards. */
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
      button="Escalate"
      kind="bad"
      onSubmit={(form) => escalate(item, typedIn(form, 'note'), onChange)}
      onClose={onClose}
    >
      <p>
        For comments that put somebody’s life or safety in danger. {HAPPENS[comment.status]} A copy is kept as
        evidence, and the newsroom’s chat is told, where it has one.
      </p>
      <label class="field">
        Who may be in danger, and what makes you think so
        <input name="note" maxLength={1_000} autocomplete="off" autofocus />
      </label>
      <p class="note warn">Postbag contacts no authority. In an emergency, call the police first.</p>
    </FormDialog>
  )
}
