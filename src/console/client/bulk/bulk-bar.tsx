import { useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { useStore } from '../store.ts'
import { BackgroundDialog } from './background-dialog.tsx'
import { PreviewDialog } from './preview-dialog.tsx'
import { clearSelection, selection } from './selection.ts'

/** Takes the place of the single decision's buttons while several comments are selected. */
export function BulkBar() {
  const { selected, beyond } = useStore(selection)
  const [open, setOpen] = useState<'approve' | 'reject' | 'beyond' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <div class="actions" role="toolbar" aria-label="Decide on the selected comments">
        <strong class="count">{plural(selected.size, 'comment')} selected</strong>
        <button type="button" class="good" onClick={() => setOpen('approve')}>
          Approve…
        </button>
        <button type="button" class="bad" onClick={() => setOpen('reject')}>
          Reject…
        </button>
        {beyond && (
          <button type="button" onClick={() => setOpen('beyond')}>
            All that match…
          </button>
        )}
        <button type="button" onClick={clearSelection}>
          Clear
        </button>
      </div>
      {(open === 'approve' || open === 'reject') && <PreviewDialog action={open} onClose={close} />}
      {open === 'beyond' && beyond && <BackgroundDialog match={beyond} onClose={close} />}
    </>
  )
}
