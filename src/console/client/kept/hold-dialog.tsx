import { call } from '../api.ts'
import { go, hrefOf } from '../router.ts'
import type { Item } from '../types.ts'
import { FormDialog, typedIn } from '../ui/form.tsx'
import { toast } from '../ui/say.tsx'
import { CAUSES, keptPath } from './kept.ts'

/** Lets an admin keep a comment as evidence. The comment itself does not change. */
export function HoldDialog({ item, onClose }: { readonly item: Item; onClose(): void }) {
  const { id, site, author } = item.comment
  const submit = async (form: HTMLFormElement) => {
    const note = typedIn(form, 'note')
    const body = { commentId: id, cause: typedIn(form, 'cause'), ...(note && { note }) }
    await call('POST', keptPath(site), body)
    toast('Kept for six months.', { name: 'Show', run: () => go(hrefOf('evidence', null, { site })) })
  }
  return (
    <FormDialog
      title={`Keep ${author.name.slice(0, 60)}’s comment as evidence`}
      about={`hold ${id}`}
      button="Keep it"
      onSubmit={submit}
      onClose={onClose}
    >
      <label class="field">
        Because of
        <select name="cause" autofocus>
          {(['authority-order', 'legal-claim'] as const).map((cause) => (
            <option key={cause} value={cause}>
              {CAUSES[cause]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Note
        <input name="note" maxLength={1_000} placeholder="Which order, which claim" />
      </label>
      <p class="soft">A sealed copy is kept for six months. The comment itself does not change.</p>
    </FormDialog>
  )
}
