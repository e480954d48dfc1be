import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { words } from '../service.ts'
import {
  ARTICLES,
  isEditable,
  isRejectedByPerson,
  isVisible,
  type Known,
  type Model,
  mayBe,
  noteDecided,
} from './model.ts'
import {
  type Act,
  type Chance,
  CONFLICT,
  type Context,
  chosen,
  deciding,
  decisionId,
  from,
  idOf,
  only,
  owned,
  type Prepare,
  pathOf,
  posting,
  statusOf,
} from './requests.ts'

/** What one person does at a time. */
export const ACTS = {
  submit: ({ model, chance }) => submission(model, chance, undefined),
  reply: ({ model, chance }) => {
    const parent = chosen(model, chance.first)
    return parent && submission(model, chance, parent)
  },
  retry: ({ model, chance }) => {
    const known = chosen(model, chance.first)
    // Erased, it is not known any more by its key either.
    if (known === undefined || known.isErased) return undefined
    const { sent, article, answered, id } = known
    return {
      request: posting(model, article, sent),
      settle: ({ status, body }) => {
        expect(status).toBe(answered.status)
        expect(idOf(body)).toBe(id)
        expect(body['status']).toBe(answered.told)
      },
    }
  },
  'the same key with another text': ({ model, chance }) => {
    const known = chosen(model, chance.first)
    // Erased, it is not known any more by its key either.
    if (known === undefined || known.isErased) return undefined
    const sent = { ...known.sent, body: { ...known.sent.body, text: words() } }
    return { request: posting(model, known.article, sent), settle: only(CONFLICT) }
  },
  edit: ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined) return undefined
    const text = words()
    const isClosed = model.closed.has(comment.article)
    const allowed = isEditable(comment)
    const isOver = comment.isErased && comment.status !== 'withdrawn' && !isRejectedByPerson(comment)
    return {
      request: owned(model, comment, 'PATCH', { text }),
      settle: async ({ status, body }, { isAgain }) => {
        if (!allowed) return expect(status).toBe(isOver ? 403 : CONFLICT)
        if (isClosed) return expect(status).toBe(403)
        const wasDone = isAgain && status === CONFLICT
        if (!wasDone) expect([200, 202], JSON.stringify(body)).toContain(status)
        comment.text = text
        comment.version += 1
        comment.isDecided = false
        comment.status = wasDone ? await statusOf(stage, model, comment) : (body['status'] as Known['status'])
      },
    }
  },
  withdraw: ({ model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined) return undefined
    const allowed = !isRejectedByPerson(comment)
    return {
      request: owned(model, comment, 'DELETE'),
      settle: ({ status }) => {
        if (!allowed) return expect(status).toBe(CONFLICT)
        expect(status).toBeLessThan(300)
        if (comment.status !== 'withdrawn') comment.version += 1
        comment.status = 'withdrawn'
      },
    }
  },
  approve: (context) => decision(context, 'approve'),
  reject: (context) => decision(context, 'reject'),
  'decide on what was seen too long ago': ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined || comment.version < 2) return undefined
    return {
      request: deciding(stage, model, comment, 'approve', comment.version - 1),
      settle: only(CONFLICT),
    }
  },
  undo: async ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    const latest = comment?.decisions.at(-1)
    if (comment === undefined || latest === undefined) return undefined
    const allowed = !latest.isUndone && latest.version === comment.version
    const id = await decisionId(stage, model, comment, latest.version)
    return {
      request: {
        method: 'POST',
        path: `/v1/review/decisions/${id}/undo`,
        headers: stage.moderator,
      },
      settle: ({ status, body }, { isAgain }) => {
        if (!allowed) return expect(status).toBe(CONFLICT)
        if (!(isAgain && status === CONFLICT)) expect(status, JSON.stringify(body)).toBe(200)
        latest.isUndone = true
        comment.version += 1
        comment.status = latest.from.status
        comment.isDecided = latest.from.status !== 'pending'
      },
    }
  },
  'approve and reject together': ({ stage, model, chance }) => {
    const [one, other] = [chosen(model, chance.first), chosen(model, chance.second)]
    if (one === undefined || other === undefined || one === other) return undefined
    const asked = [
      { comment: one, action: 'approve', to: 'approved' },
      { comment: other, action: 'reject', reason: 'off-topic', to: 'rejected' },
    ] as const
    return {
      request: {
        method: 'POST',
        path: '/v1/review/decisions',
        headers: stage.moderator,
        body: {
          decisions: asked.map(({ comment: { id, version }, to: _, ...rest }) => ({
            id,
            site: model.site,
            version,
            ...rest,
          })),
        },
      },
      settle: ({ status, body }, { isAgain }) => {
        expect(status).toBe(200)
        const results = body['results'] as { readonly status: number }[]
        for (const [at, { comment, action, to }] of asked.entries()) {
          const allowed = mayBe(action, comment)
          const wasDone = isAgain && allowed && results[at]?.status === CONFLICT
          if (!wasDone) expect(results[at]?.status).toBe(allowed ? 200 : CONFLICT)
          if (allowed) noteDecided(comment, to)
        }
      },
    }
  },
  erase: ({ stage, model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined) return undefined
    const isAnswered = model.comments.some(
      ({ parent, status }) => parent === comment && status === 'approved',
    )
    return {
      request: {
        method: 'POST',
        path: `/v1/admin/sites/${model.site}/erasures`,
        headers: stage.admin,
        body: { commentId: comment.id },
      },
      settle: ({ status, body }, { isAgain }) => {
        expect(status).toBe(200)
        if (!isAgain) expect(body['erased']).toBe(comment.isErased ? 0 : 1)
        if (comment.isErased) return
        comment.version += 1
        comment.text = ''
        comment.isErased = true
        const stays = comment.status === 'rejected' || (comment.status === 'approved' && isAnswered)
        if (!stays) comment.status = 'withdrawn'
      },
    }
  },
  like: (context) => liking(context, 'PUT'),
  'take a like back': (context) => liking(context, 'DELETE'),
  report: ({ model, chance }) => {
    const comment = chosen(model, chance.first)
    if (comment === undefined) return undefined
    return {
      request: {
        method: 'POST',
        path: `${pathOf(model, comment)}/reports`,
        headers: from(chance.second),
        body: { reason: 'abuse' },
      },
      settle: ({ status }) => {
        if (isVisible(comment)) expect(status).toBeLessThan(300)
        else expect(status).toBe(404)
      },
    }
  },
  'close or open an article': (context) => switching(context, 'open'),
  'pre-moderate an article, or no longer': (context) => switching(context, 'premoderated'),
} satisfies Record<string, Prepare>

export function submission(model: Model, { first, second }: Chance, parent: Known | undefined): Act {
  const article = parent?.article ?? ARTICLES[first % ARTICLES.length] ?? ''
  const text = words()
  const body = { name: 'Ada Lovelace', text, ...(parent && { parentId: parent.id }) }
  const sent = { key: randomUUID(), reader: String(second), body }
  const isParentHidden = parent !== undefined && !isVisible(parent)
  const isClosed = model.closed.has(article)
  return {
    request: posting(model, article, sent),
    settle: ({ status, body: answer }) => {
      if (isClosed) return expect(status).toBe(403)
      if (isParentHidden) return expect(status).toBe(CONFLICT)
      expect([201, 202], JSON.stringify(answer)).toContain(status)
      if (model.premoderated.has(article)) expect(status).toBe(202)
      model.comments.push({
        id: idOf(answer),
        receipt: String(answer['receipt']),
        article,
        parent,
        sent,
        answered: { status, told: answer['status'] },
        text,
        status: status === 201 ? 'approved' : 'pending',
        version: 1,
        isDecided: false,
        isErased: false,
        decisions: [],
        likers: new Set(),
      })
    },
  }
}

function decision({ stage, model, chance }: Context, action: 'approve' | 'reject'): Act | undefined {
  const comment = chosen(model, chance.first)
  if (comment === undefined) return undefined
  const allowed = mayBe(action, comment)
  return {
    request: deciding(stage, model, comment, action, comment.version),
    settle: ({ status, body }, { isAgain }) => {
      if (!allowed) return expect(status).toBe(CONFLICT)
      if (!(isAgain && status === CONFLICT)) expect(status, JSON.stringify(body)).toBe(200)
      noteDecided(comment, action === 'approve' ? 'approved' : 'rejected')
    },
  }
}

function liking({ model, chance }: Context, method: 'PUT' | 'DELETE'): Act | undefined {
  const comment = chosen(model, chance.first)
  if (comment === undefined) return undefined
  const liker = String(chance.second % 3)
  return {
    request: { method, path: `${pathOf(model, comment)}/like`, headers: from(chance.second % 3) },
    settle: ({ status, body }) => {
      if (!isVisible(comment) && method === 'PUT') return expect(status).toBe(404)
      if (method === 'PUT') comment.likers.add(liker)
      else comment.likers.delete(liker)
      if (isVisible(comment)) expect(body['likes']).toBe(comment.likers.size)
    },
  }
}

function switching({ stage, model, chance }: Context, name: 'open' | 'premoderated'): Act | undefined {
  const article = chosen(model, chance.first)?.article
  if (article === undefined) return undefined
  const set = name === 'open' ? model.closed : model.premoderated
  const isOn = !set.has(article)
  return {
    request: {
      method: 'PUT',
      path: `/v1/review/articles/${article}?site=${model.site}`,
      headers: stage.moderator,
      body: { [name]: name === 'open' ? !isOn : isOn },
    },
    settle: ({ status }) => {
      expect(status).toBe(200)
      if (isOn) set.add(article)
      else set.delete(article)
    },
  }
}
