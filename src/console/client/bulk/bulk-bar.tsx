import { useLayoutEffect, useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { useStore } from '../store.ts'
import { Key, KeyOf } from '../ui/key.tsx'
import { useCommands } from '../ui/use-commands.ts'
import { BackgroundDialog } from './background-dialog.tsx'
import { PreviewDialog } from './preview-dialog.tsx'
import { clearSelection, selection } from './selection.ts'

/** Takes the place of the single decision's buttons while several comments are selected. */
export function BulkBar() {
  const { selected, beyond } = useStore(selection)
  const [open, setOpen] = useState<'approve' | 'reject' | 'beyond' | null>(null)
  const close = () => setOpen(null)
  useCommands({
    approve: () => setOpen('approve'),
    reject: () => setOpen('reject'),
    rejectSuggested: () => setOpen('reject'),
  })
  useLayoutEffect(clearOnEscape, [])
  return (
    <>
      <div class="actions" role="toolbar" aria-label="Decide on the selected comments">
        <strong class="count">{plural(selected.size, 'comment')} selected</strong>
        <button type="button" class="good" onClick={() => setOpen('approve')}>
          Approve… <KeyOf command="approve" />
        </button>
        <button type="button" class="bad" onClick={() => setOpen('reject')}>
          Reject… <KeyOf command="reject" />
        </button>
        {beyond && (
          <button type="button" onClick={() => setOpen('beyond')}>
            All that match…
          </button>
        )}
        <button type="button" onClick={clearSelection}>
          Clear <Key name="Esc" />
        </button>
      </div>
      {(open === 'approve' || open === 'reject') && <PreviewDialog action={open} onClose={close} />}
      {open === 'beyond' && beyond && <BackgroundDialog match={beyond} onClose={close} />}
    </>
  )
}

/** Escape belongs to a dialog, a menu or a field first. So this listens before they do, while they are still open. */
function clearOnEscape(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    const elsewhere =
      'dialog[open], details.menu[open], input:not([type=checkbox]):focus, textarea:focus, select:focus'
    if (document.querySelector(elsewhere) === null) clearSelection()
  }
  addEventListener('keydown', onKey, true)
  return () => removeEventListener('keydown', onKey, true)
}
