import { expect } from 'vitest'
import { words } from '../service.ts'
import { submission } from './acts.ts'
import { isEditable, isRejectedByPerson, noteDecided } from './model.ts'
import { CONFLICT, chosen, deciding, idOf, owned, type Prepare } from './requests.ts'

/** Two people at the same moment, each by another process. */
export const RACES = {
  'send the same twice': ({ model, chance }) => {
    const { request, settle } = submission(model, chance, undefined)
    return {
      request,
      rival: request,
      settle: async (answered, how) => {
        await settle(answered, how)
        expect(how.rival?.status).toBe(answered.status)
        if (answered.status < 300) expect(idOf(how.rival?.body ?? {})).toBe(idOf(answered.body))
      },
    }
  },
  'approve while a colleague rejects': ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined || comment.status === 'withdrawn') return undefined
    const { version } = comment
    return {
      request: deciding(stage, model, comment, 'approve', version),
      rival: deciding(stage, model, comment, 'reject', version),
      settle: ({ status }, { rival }) => {
        expect([status, rival?.status].toSorted()).toEqual([200, CONFLICT])
        if (comment.isErased) expect(status).toBe(CONFLICT)
        noteDecided(comment, status === 200 ? 'approved' : 'rejected')
      },
    }
  },
  'withdraw while a moderator rejects': ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined || comment.status === 'withdrawn' || isRejectedByPerson(comment))
      return undefined
    return {
      request: owned(model, comment, 'DELETE'),
      rival: deciding(stage, model, comment, 'reject', comment.version),
      settle: ({ status }, { rival }) => {
        expect([status < 300, rival?.status === 200].toSorted()).toEqual([false, true])
        expect(Math.max(status, rival?.status ?? 0)).toBe(CONFLICT)
        if (status === CONFLICT) return noteDecided(comment, 'rejected')
        comment.status = 'withdrawn'
        comment.version += 1
      },
    }
  },
  'edit while a moderator approves': ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined || !isEditable(comment)) return undefined
    if (model.closed.has(comment.article)) return undefined
    const text = words()
    return {
      request: owned(model, comment, 'PATCH', { text }),
      rival: deciding(stage, model, comment, 'approve', comment.version),
      settle: ({ status, body }, { rival }) => {
        // The edit may follow the decision; the decision never the edit, which it did not see.
        if (rival?.status === 200) noteDecided(comment, 'approved')
        else expect(rival?.status).toBe(CONFLICT)
        if (status === CONFLICT) return expect(rival?.status).toBe(200)
        expect([200, 202]).toContain(status)
        comment.text = text
        comment.version += 1
        comment.isDecided = false
        comment.status = body['status'] as typeof comment.status
      },
    }
  },
} satisfies Record<string, Prepare>
