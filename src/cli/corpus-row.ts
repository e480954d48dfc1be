import { z } from 'zod'

/** Corpora name comments, authors and articles by numbers too; an empty name is none. */
const name = z.union([z.string(), z.number()]).transform(String)
const known = name.nullish().transform((value) => value || null)

/** A comment of a corpus as a line of JSON has it; what is missing or null is not known. */
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
export const corpusLabel = z.union([z.literal(0), z.literal(1)])
