import type { Item } from '../types.ts'

/** What colleagues say of a comment and its author. */
export type Said = Pick<Item, 'secondOpinions' | 'notes'>
export type Note = Said['notes'][number]

/** While an older version of the service still answers as well, an item may come without these. */
export function saidOf({ secondOpinions = [], notes = [] }: Partial<Said>): Said {
  return { secondOpinions, notes }
}
