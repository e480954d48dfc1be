import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendDue } from '../../src/alerts/jobs.ts'
import { insertToken } from '../../src/tokens/queries.ts'
import { manyHeld } from '../helpers/held.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(() => service.close())

async function admin(method: string, path: string, body?: unknown, token = service.admin) {
  const response = await service.call(method, `/v1/admin/sites/${path}`, body, service.as(token))
  const text = await response.text()
  return { status: response.status, text, body: text === '' ? null : JSON.parse(text) }
}

/** A site with a chat that takes every message or answers as it is told; `told` are the messages so far. */
async function aChat(set: Record<string, unknown> = {}, answer?: (response: ServerResponse) => void) {
  const receiver = await aReceiver(answer)
  const site = await aSite(service.deps)
  const url = `${receiver.url}/hooks/T1/a-secret-of-the-chat`
  const given = await admin('PUT', `${site.slug}/alerts`, { url, ...set })
  expect(given.status).toBe(200)
  return {
    site,
    receiver,
    put: given,
    told: () => receiver.received.map(({ body }) => (JSON.parse(body) as { text: string }).text),
    state: async () => (await admin('GET', `${site.slug}/alerts`)).body,
  }
}

/** Lets so many minutes pass for a site: everything noted of it happened earlier by that. */
async function later(siteId: string, minutes: number): Promise<void> {
  const { db } = service.deps
  const ago = `${minutes} minutes`
  await db.query(
    (sql) => sql`
    with c as (update comments set created_at = created_at - ${ago}::interval, edited_at = edited_at - ${ago}::interval
      where site_id = ${siteId}),
      r as (update reports set created_at = created_at - ${ago}::interval where site_id = ${siteId})
    update alerts set tried_at = tried_at - ${ago}::interval, sent_at = sent_at - ${ago}::interval
    where site_id = ${siteId}`,
  )
}

describe('a newsroom’s chat', () => {
  it('hears once that comments wait too long: how many and since when, and no word of them', async () => {
    const chat = await aChat({ afterMinutes: 30 })
    await manyHeld(service.deps.db, chat.site.id, 3, 'Words of a reader')
    await later(chat.site.id, 20)
    await sendDue(service.deps)
    expect(chat.told()).toEqual([])
    await later(chat.site.id, 11)
    await service.deps.db.transaction(async (tx) => {
      // As another process that has just taken it.
      await tx.query((sql) => sql`select from alerts where site_id = ${chat.site.id} for update`)
      await sendDue(service.deps)
    })
    expect(chat.told()).toEqual([])
    await Promise.all([sendDue(service.deps), sendDue(service.deps)])
    await sendDue(service.deps)
    expect(chat.told()).toEqual(['*The News*: 3 comments wait for a moderator, the oldest for 31 minutes.'])
    expect(chat.receiver.received[0]?.body).not.toContain('reader')
    expect(await chat.state()).toMatchObject({ sentAt: expect.any(String), lastError: null })
    await chat.receiver.close()
  })

  it('hears again of what came since, after its pause, and never again of the same', async () => {
    const chat = await aChat({ afterMinutes: 10, everyMinutes: 60 })
    const { db } = service.deps
    await manyHeld(db, chat.site.id, 1)
    await later(chat.site.id, 15)
    await sendDue(service.deps)
    await later(chat.site.id, 120)
    await sendDue(service.deps)
    expect(chat.told()).toHaveLength(1)
    await manyHeld(db, chat.site.id, 1)
    await later(chat.site.id, 11)
    await sendDue(service.deps)
    expect(chat.told()).toHaveLength(2)
    await later(chat.site.id, 1)
    await manyHeld(db, chat.site.id, 1)
    await later(chat.site.id, 20)
    await sendDue(service.deps)
    expect(chat.told()).toHaveLength(2)
    await later(chat.site.id, 40)
    await sendDue(service.deps)
    expect(chat.told()[2]).toBe('*The News*: 3 comments wait for a moderator, the oldest for 3 hours.')
    await chat.receiver.close()
  })

  it('hears of an old comment once readers report it, from the report on', async () => {
    const chat = await aChat({ afterMinutes: 10 })
    const { body } = await service.submit({}, { site: chat.site.slug })
    await later(chat.site.id, 600)
    const path = `/v1/sites/${chat.site.slug}/comments/${body.comment.id}/reports`
    expect((await service.call('POST', path, { reason: 'spam' })).status).toBe(202)
    await sendDue(service.deps)
    expect(chat.told()).toEqual([])
    await later(chat.site.id, 12)
    await sendDue(service.deps)
    expect(chat.told()).toEqual([
      '*The News*: 1 comment waits for a moderator, for 12 minutes. Readers reported it.',
    ])
    await chat.receiver.close()
  })

  it('hears again of a comment that was edited since, from the edit on', async () => {
    const chat = await aChat({ afterMinutes: 10, everyMinutes: 5 })
    const [{ db }, { id }] = [service.deps, chat.site]
    await manyHeld(db, id, 1)
    await later(id, 15)
    await sendDue(service.deps)
    await later(id, 60)
    await db.query((sql) => sql`update comments set edited_at = now() where site_id = ${id}`)
    await later(id, 11)
    await sendDue(service.deps)
    expect(chat.told()[1]).toBe('*The News*: 1 comment waits for a moderator, for 11 minutes.')
    await chat.receiver.close()
  })

  it('hears of an old rejection once its author appeals, from the appeal on', async () => {
    const chat = await aChat({ afterMinutes: 10 })
    const [{ slug, id: siteId }, { db }] = [chat.site, service.deps]
    const { body } = await service.submit({}, { site: slug })
    const path = `/v1/review/comments/${body.comment.id}/decision?site=${slug}`
    const decision = { action: 'reject', reason: 'abuse', version: 1 }
    expect((await service.call('PUT', path, decision, service.as(service.moderator))).status).toBe(200)
    await later(siteId, 600)
    const by = { authorization: `Receipt ${body.receipt}` }
    const appeal = await service.call(
      'POST',
      `/v1/sites/${slug}/comments/${body.comment.id}/appeal`,
      { text: 'Nobody was meant.' },
      by,
    )
    expect(appeal.status).toBeLessThan(300)
    await sendDue(service.deps)
    expect(chat.told()).toEqual([])
    await db.query(
      (sql) =>
        sql`update appeals set created_at = created_at - interval '11 minutes' where site_id = ${siteId}`,
    )
    await sendDue(service.deps)
    expect(chat.told()).toEqual(['*The News*: 1 comment waits for a moderator, for 11 minutes.'])
    await chat.receiver.close()
  })

  it('whose address was kept with another key is named with what to do', async () => {
    const [chat, other] = [await aChat(), await aChat()]
    await service.deps.db.query(
      (sql) => sql`
      update alerts set sealed_url = (select sealed_url from alerts where site_id = ${other.site.id})
      where site_id = ${chat.site.id}`,
    )
    const tried = await admin('POST', `${chat.site.slug}/alerts/test`)
    expect(tried.body.error).toContain('another SECRET_KEY, so set it again')
    await Promise.all([chat.receiver.close(), other.receiver.close()])
  })

  it('that does not take it is called again after five minutes, and the admin sees why it did not', async () => {
    let status = 404
    const chat = await aChat({ afterMinutes: 5 }, (response) => response.writeHead(status).end('no_service'))
    await manyHeld(service.deps.db, chat.site.id, 1)
    await later(chat.site.id, 6)
    await sendDue(service.deps)
    await sendDue(service.deps)
    expect(chat.told()).toHaveLength(1)
    expect(await chat.state()).toMatchObject({ sentAt: null, lastError: 'answered 404' })
    status = 200
    await later(chat.site.id, 5)
    await sendDue(service.deps)
    expect(chat.told()).toHaveLength(2)
    expect(await chat.state()).toMatchObject({ sentAt: expect.any(String), lastError: null })
    await chat.receiver.close()
  })

  it('that does not answer holds up no other', async () => {
    const hung = await aChat({ afterMinutes: 5 }, () => {})
    const quick = await aChat({ afterMinutes: 5 })
    for (const { site } of [hung, quick]) {
      await manyHeld(service.deps.db, site.id, 1)
      await later(site.id, 6)
    }
    const patience = new AbortController()
    const sending = sendDue(service.deps, patience.signal).catch(() => 'given up')
    await expect.poll(() => quick.told().length).toBe(1)
    patience.abort()
    expect(await sending).toBe('given up')
    await Promise.all([hung.receiver.close(), quick.receiver.close()])
  })

  it('is tried at once when an admin asks, and what it answered is told', async () => {
    const chat = await aChat()
    expect((await admin('POST', `${chat.site.slug}/alerts/test`)).body).toEqual({ error: null })
    expect(chat.told()).toEqual(['*The News*: no comment waits for a moderator.'])
    await chat.receiver.close()
    expect((await admin('POST', `${chat.site.slug}/alerts/test`)).body).toEqual({ error: 'ECONNREFUSED' })
  })

  it('has an address that is never shown, and forgotten when asked', async () => {
    const chat = await aChat()
    const stored = await service.deps.db.query((sql) => sql`select to_json(a) as row from alerts a`)
    const state = await admin('GET', `${chat.site.slug}/alerts`)
    for (const text of [JSON.stringify(stored), state.text, chat.put.text])
      expect(text).not.toContain('a-secret')
    expect(state.body).toMatchObject({
      host: new URL(chat.receiver.url).host,
      afterMinutes: 30,
      everyMinutes: 60,
      setBy: 'Ada Admin',
    })
    const times = await admin('PUT', `${chat.site.slug}/alerts`, { afterMinutes: 5 })
    expect(times.body).toMatchObject({ host: new URL(chat.receiver.url).host, afterMinutes: 5 })
    expect((await admin('DELETE', `${chat.site.slug}/alerts`)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) {
      expect((await admin(method, `${chat.site.slug}/alerts`)).status).toBe(404)
    }
    expect((await admin('POST', `${chat.site.slug}/alerts/test`)).status).toBe(404)
    await chat.receiver.close()
  })

  it.each([
    [{ url: 'http://chat.example/hook' }, 'url'],
    [{ url: 'https://169.254.169.254/hook' }, 'url'],
    [{ url: 'https://127.0.0.1/x', afterMinutes: 0 }, 'afterMinutes'],
    [{ url: 'https://127.0.0.1/x', everyMinutes: 1 }, 'everyMinutes'],
    [{}, 'url'],
  ])('is not set by %j', async (body, field) => {
    const refused = await admin('PUT', 'news/alerts', body)
    expect(refused.status).toBe(422)
    expect(refused.body.errors[0].field).toBe(field)
  })

  it('is a matter of the site’s own admins', async () => {
    const [mine, theirs] = await Promise.all([aSite(service.deps), aSite(service.deps)])
    const { secret } = await insertToken(service.deps.db, {
      name: 'Of one site',
      role: 'admin',
      siteIds: [mine.id],
    })
    expect((await admin('GET', `${theirs.slug}/alerts`, undefined, secret)).status).toBe(404)
    expect((await admin('GET', `${mine.slug}/alerts`, undefined, service.moderator)).status).toBe(403)
  })
})
