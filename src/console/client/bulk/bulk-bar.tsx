import { plural } from '../format.ts'
import { useStore } from '../store.ts'
import { clearSelection, selection } from './selection.ts'

/** Takes the place of the single decision's buttons while several comments are selected. */
export function BulkBar() {
  const { selected } = useStore(selection)
  return (
    <div class="actions" role="toolbar" aria-label="Decide on the selected comments">
      <strong>{plural(selected.size, 'comment')} selected</strong>
      <button type="button" onClick={clearSelection}>
        Clear
      </button>
    </div>
  )
}
