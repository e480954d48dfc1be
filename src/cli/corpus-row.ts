import { z } from 'zod'

/** Corpora name comments, authors and articles by numbers too. */
export const name = z
  .union([z.string(), z.number()], { error: 'must be a string or a number' })
  .transform(String)
/** An empty name counts as none. */
const known = name.nullish().transform((value) => value || null)

/** A comment of a corpus as one line of JSON; missing or null means unknown. */
export const corpusRow = {
  id: name.refine((id) => id !== '', 'is empty'),
  text: z.string(),
  author: known,
  date: known,
  group: known,
  parent: known,
  lang: known,
}

/** 1 means that a moderator rejects it. */
export const corpusLabel = z.union([z.literal(0), z.literal(1)], { error: 'must be 0 or 1' })
