import type { Item } from '../types.ts'
import { Dialog } from '../ui/dialog.tsx'

/** Bans the author of a comment in one of several ways, with an end. */
export function BanDialog({ item, onClose }: { readonly item: Item; onClose(): void }) {
  return (
    <Dialog title={`Ban ${item.comment.author.name.slice(0, 60)}?`} onClose={onClose}>
      <p>Not built yet.</p>
    </Dialog>
  )
}
