import { z } from '@hono/zod-openapi'
import { NOTE_SUBJECTS } from './notes.ts'

const at = z.iso.datetime()

/** Who left it, and when. */
const left = { moderatorId: z.uuid(), moderator: z.string(), createdAt: at }

export const Note = z
  .object({
    id: z.uuid(),
    about: z.enum(NOTE_SUBJECTS),
    commentId: z.uuid().openapi({ description: 'where it was written' }),
    text: z.string(),
    ...left,
  })
  .openapi('Note')

export const SecondOpinion = z.object({ note: z.string().nullable(), ...left }).openapi('SecondOpinion')

export const Escalation = z.object(left).openapi('Escalation')

export const AskedOpinion = z
  .object({
    site: z.string(),
    commentId: z.uuid(),
    author: z.string(),
    note: z.string().nullable(),
    createdAt: at,
    decision: z
      .object({
        action: z.enum(['approve', 'reject']),
        reason: z.string().nullable(),
        note: z.string().nullable(),
        moderator: z.string(),
        createdAt: at,
      })
      .nullable()
      .openapi({ description: "a colleague's last word since; null while it waits or when you decided" }),
  })
  .openapi('AskedOpinion')

/** What colleagues left with a review item. */
export const leftForColleagues = {
  // Not `.nullable()`, which would have it be null and an escalation at once.
  escalation: z.union([Escalation, z.null()]).openapi({
    description: 'who escalated it last as a danger to life or safety',
  }),
  secondOpinions: z.array(SecondOpinion).openapi({ description: 'who leaves it to colleagues' }),
  notes: z.array(Note).openapi({
    description: 'what moderators left on it and on its author: the newest twenty, oldest first',
  }),
}
