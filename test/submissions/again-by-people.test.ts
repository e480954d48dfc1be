import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import { aServiceWithAkismet, HARMLESS } from '../helpers/akismet.ts'
import { by } from '../helpers/author.ts'

const { service, intake, says, asked, held, waiting, later, stateOf, desk, fresh, close } =
  await aServiceWithAkismet()
beforeEach(fresh)
afterAll(close)

describe('it is left to people', () => {
  const heldNow = async (article: string) => {
    const made = await held({}, article)
    says(HARMLESS)
    return made
  }
  const untouched = async () => {
    await later()
    expect(asked()).toEqual([])
    expect(await waiting()).toEqual([])
  }

  it('once a moderator has decided', async () => {
    const { id } = await heldNow('decided')
    const decision = { action: 'reject', reason: 'off-topic', version: 1 }
    expect((await desk('PUT', `/comments/${id}/decision`, decision)).status).toBe(200)
    await untouched()
    expect(await stateOf(id)).toMatchObject({ status: 'rejected' })
  })

  it('while a moderator is working on it', async () => {
    const { id } = await heldNow('claimed')
    await desk('POST', '/claims', { site: 'news', count: 100 })
    await later()
    expect([asked().length, (await waiting()).length]).toEqual([0, 1])
    await service.deps.db.query((sql) => sql`update claims set expires_at = now() - interval '1 second'`)
    await later()
    expect(await stateOf(id)).toMatchObject({ status: 'approved' })
  })

  it('once a colleague was asked for an opinion', async () => {
    const { id } = await heldNow('opinion')
    expect((await desk('PUT', `/comments/${id}/second-opinion`, { version: 1 })).ok).toBe(true)
    await untouched()
  })

  it('once what is known of its sender cannot be read, under another SECRET_KEY', async () => {
    const { id } = await heldNow('key')
    const deps = { ...intake.deps, secret: 'another-secret-key-than-that-of-the-start' }
    await later({ ...intake, deps })
    await untouched()
    expect(await stateOf(id)).toMatchObject({ status: 'pending', verdicts: 1 })
  })

  it('once its author has withdrawn it', async () => {
    const { id, receipt } = await heldNow('withdrawn')
    await service.call('DELETE', `/v1/sites/news/comments/${id}`, undefined, by(receipt))
    await untouched()
  })

  it('once its article is closed', async () => {
    const { id } = await heldNow('closed')
    await service.deps.db.query((sql) => sql`update articles set open = false where key = 'closed'`)
    await untouched()
    expect(await stateOf(id)).toMatchObject({ status: 'pending' })
  })

  it('once its author is banned', async () => {
    const { id } = await heldNow('banned')
    const ban = { site: 'news', kind: 'author', commentId: id }
    const made = await desk('POST', '/bans', ban)
    expect(made.status).toBe(201)
    await untouched()
    const { id: banId } = (await made.json()) as { id: string }
    await desk('DELETE', `/bans/${banId}`)
  })

  it('after a day, and nothing of the sender is left', async () => {
    await heldNow('old')
    await service.deps.db.query(
      (sql) => sql`update waiting_checks set created_at = now() - interval '25 hours'`,
    )
    await removePassing(service.deps.db, { signal: AbortSignal.timeout(60_000) })
    expect(await waiting()).toEqual([])
  })

  it('after an erasure, and nothing of the sender is left', async () => {
    const { id } = await heldNow('erased')
    const body = { commentId: id }
    const path = '/v1/admin/sites/news/erasures'
    expect((await service.call('POST', path, body, service.as(service.admin))).status).toBe(200)
    expect(await waiting()).toEqual([])
  })
})
