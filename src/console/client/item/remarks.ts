import type { Item } from '../types.ts'

/** What colleagues say of a comment and its author. */
export type Remarks = Pick<Item, 'secondOpinions' | 'notes'>
export type Note = Remarks['notes'][number]

/** While an older version of the service still answers as well, an item may come without these. */
export function remarksOf({ secondOpinions = [], notes = [] }: Partial<Remarks>): Remarks {
  return { secondOpinions, notes }
}
