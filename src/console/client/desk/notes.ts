import { call, messageOf, reviewPath, troubleIn } from '../api.ts'
import { type Note, remarksOf } from '../item/remarks.ts'
import type { Item } from '../types.ts'
import { announce, toast } from '../ui/say.tsx'
import { refresh } from './desk.ts'
import { type Desk, desk } from './state.ts'

export type NoteSubject = Note['about']

type Place = { readonly id: string; readonly site: string }

/** Leaves a note for colleagues; false when that was refused, which is announced. */
export async function leaveNote({ comment }: Item, about: NoteSubject, text: string): Promise<boolean> {
  try {
    const note = await post(comment, { about, text })
    desk.set((now) =>
      withNotes(now, comment.id, (notes) => [...notes.filter(({ id }) => id !== note.id), note]),
    )
    if (about === 'author') void refresh()
    announce(about === 'author' ? 'Left on the author.' : 'Left on the comment.')
    return true
  } catch (error) {
    toast(troubleIn(error))
    return false
  }
}

/** Removes a note wherever it is shown, and offers an undo for one's own; false when that was refused. */
export async function takeNoteBack(note: Note, site: string, mayUndo: boolean): Promise<boolean> {
  try {
    await call('DELETE', `/v1/review/notes/${note.id}`)
  } catch (error) {
    toast(messageOf(error))
    return false
  }
  desk.set((now) => withNotes(now, null, (notes) => notes.filter(({ id }) => id !== note.id)))
  const again = () =>
    post({ id: note.commentId, site }, note).then(
      () => {
        toast('The note is back.')
        return refresh()
      },
      (error: unknown) => toast(`Not undone: ${messageOf(error)}`),
    )
  toast('The note is gone.', mayUndo ? { name: 'Undo', run: () => void again() } : undefined)
  return true
}

function post(place: Place, { about, text }: Pick<Note, 'about' | 'text'>): Promise<Note> {
  return call<Note>('POST', reviewPath(place, '/notes'), { about, text })
}

/** Changes the notes of one comment, or of all of them. */
function withNotes(now: Desk, id: string | null, change: (notes: readonly Note[]) => readonly Note[]): Desk {
  const items = now.items.map((item) =>
    id === null || item.comment.id === id ? { ...item, notes: change(remarksOf(item).notes) } : item,
  )
  return { ...now, items }
}
