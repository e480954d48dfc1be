import { beforeAll, describe, expect, it } from 'vitest'
import type { Thread } from '../../src/threads/thread.ts'
import { by } from '../helpers/author.ts'
import { asHolder, type Holder, recordOf } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
let slow: Service
let mo: Holder
let ask: () => void
let asked: Promise<void>
let release: (response: Response) => void
beforeAll(async () => {
  slow = await aService({
    env: { CUSTOM_CHECK_URL: 'https://model.example/', CUSTOM_CHECK_SECRET: SECRET },
    policy: { checks: { custom: { timeoutMs: 5_000 } } },
    deps: {
      fetch: () =>
        new Promise((resolve) => {
          release = resolve
          ask()
        }),
    },
  })
  mo = asHolder(slow, slow.moderator)
  return () => slow.close()
})

const turn = (article: string, change: Record<string, unknown>) =>
  mo('PUT', `/v1/review/articles/${article}?site=news`, change)

/** Submits; changes the article while a check still thinks about it; what came of it. */
async function meanwhile(article: string, change: Record<string, unknown>) {
  asked = new Promise((resolve) => {
    ask = resolve
  })
  const submitted = slow.submit({}, { article })
  await asked
  if (Object.keys(change).length > 0) expect((await turn(article, change)).status).toBe(200)
  release(new Response(null, { status: 204 }))
  return submitted
}

const published = async (article: string) =>
  ((await (await slow.call('GET', `/v1/sites/news/articles/${article}/comments`)).json()) as Thread).comments
    .length

describe('what is on its way while the article is changed', () => {
  it('stays as it was where it is an edit', async () => {
    const first = await meanwhile('edit-race', {})
    asked = new Promise((resolve) => {
      ask = resolve
    })
    const path = `/v1/sites/news/comments/${first.body.comment.id}`
    const edit = { text: 'Words that nobody has read when the article is pre-moderated.' }
    const edited = slow.call('PATCH', path, edit, by(first.body.receipt))
    await asked
    expect((await turn('edit-race', { premoderated: true })).status).toBe(200)
    release(new Response(null, { status: 204 }))
    expect((await edited).status).toBe(409)
    const { comment } = await recordOf(mo, first.body.comment.id)
    expect(comment).toMatchObject({ status: 'approved', editedAt: null })
  })

  it('is refused where it was closed', async () => {
    expect((await meanwhile('race', {})).status).toBe(201)
    const late = await meanwhile('race', { open: false })
    expect(late).toMatchObject({ status: 403, body: { type: 'urn:postbag:problem:comments-closed' } })
    expect(await published('race')).toBe(1)
  })

  it('is held where it was pre-moderated', async () => {
    expect((await meanwhile('held-race', {})).status).toBe(201)
    const late = await meanwhile('held-race', { premoderated: true })
    expect(late.status).toBe(202)
    const { verdict } = await recordOf(mo, late.body.comment.id)
    expect(verdict?.because).toEqual(['article-pre-moderation'])
    expect(await published('held-race')).toBe(1)
  })
})
