import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removePassing } from '../../src/jobs/retention.ts'
import { createLogger } from '../../src/logger.ts'
import { takeDue } from '../../src/mail/due.ts'
import { sendDue } from '../../src/mail/send.ts'
import { forgetAuthors } from '../../src/people/forget.ts'
import { aMailingService, aPerson, MAIL_SETTINGS, type MailingService } from '../helpers/mailing.ts'
import { besides, words } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

const signal = new AbortController().signal
let service: MailingService
beforeAll(async () => {
  service = await aMailingService()
})
afterAll(() => service.close())

const rowOf = async (id: string) => (await service.rows()).find(({ commentId }) => commentId === id)

describe('what is due', () => {
  it('is sent once, though two processes look at once and again', async () => {
    const other = await besides(service)
    const authors = [await service.aSubscriber(), await service.aSubscriber(), await service.aSubscriber()]
    for (const { id } of authors) await service.aReply(id)
    await service.pass()
    await service.later(2_000)
    await Promise.all([service.deps, other.deps, service.deps].map((deps) => sendDue(deps, signal)))
    await service.sendAll()
    for (const own of authors) expect(own.news()).toHaveLength(1)
    await other.close()
  })

  it('is sent by another process when the one that took it has died', async () => {
    const own = await service.aSubscriber()
    await service.aReply(own.id)
    await service.pass()
    await service.later(5)
    expect(await takeDue(service.deps.db)).toHaveLength(1)
    await service.later(9)
    await service.send()
    expect(own.news()).toEqual([])
    await service.later(2)
    await service.send()
    expect(own.news()).toHaveLength(1)
  })

  it('is not lost when it comes while a message is under way', async () => {
    const own = await service.aSubscriber()
    await service.aReply(own.id, { text: `The first: ${words()}` })
    await service.pass()
    await service.later(2_000)
    let release = () => {}
    service.mailbox.hold(new Promise<void>((resolve) => (release = resolve)))
    const tried = service.mailbox.tried.length
    const sending = service.send()
    await until(() => service.mailbox.tried.length > tried)
    await service.aReply(own.id, { text: `The second: ${words()}` })
    await service.pass()
    release()
    await sending
    await service.sendAll()
    expect(own.news().map(({ text }) => /> The (\w+)/.exec(text)?.[1])).toEqual(['first', 'second'])
  })

  it('is with one process at a time, and of one address one by one, so that its messages are counted', async () => {
    const own = await service.aSubscriber()
    const second = (await service.submit({}, {}, own.network)).body
    await service.ask(second, own.email, own.network)
    for (const id of [own.id, second.comment.id]) await service.aReply(id)
    await service.pass()
    await service.later(2_000)
    const { db } = service.deps
    await db.transaction(async (tx) => {
      expect(await takeDue(tx)).toHaveLength(1)
      expect(await takeDue(db)).toEqual([])
    })
    for (let turn = 0; turn < 2; turn += 1) {
      await service.later(11)
      await service.send()
    }
    expect(own.news()).toHaveLength(2)
  })

  it('is tried again after pauses that grow, and given up after three days', async () => {
    const own = await service.aSubscriber()
    await service.aReply(own.id)
    await service.pass()
    service.mailbox.refuse(() => ({ code: 451, says: '4.7.1 Greylisted' }))
    const pauses: number[] = []
    for (let time = 0; time < 3; time += 1) {
      await service.later(2_000)
      await service.send()
      const { dueAt, tries } = (await rowOf(own.id)) ?? {}
      expect(tries).toBe(time + 1)
      pauses.push(((dueAt as Date).getTime() - Date.now()) / 60_000)
    }
    for (const [index, minutes] of [1, 2, 4].entries()) {
      expect(pauses[index]).toBeGreaterThan(minutes * 0.7)
      expect(pauses[index]).toBeLessThan(minutes * 1.3)
    }
    await service.deps.db.query(
      (sql) => sql`update subscriptions set tries = 41 where comment_id = ${own.id}`,
    )
    await service.later(2_000)
    await service.send()
    expect(await rowOf(own.id)).toMatchObject({ dueAt: null, tries: 0, sealedAddress: expect.any(String) })
    service.mailbox.refuse(() => undefined)
    await service.aReply(own.id)
    await service.sendAll()
    expect(own.news()).toHaveLength(1)
  })

  it('to an address that does not exist ends everything that goes there', async () => {
    const own = await service.aSubscriber()
    const second = await service.submit({}, {}, own.network)
    await service.ask(second.body, own.email, own.network)
    await service.aReply(own.id)
    service.mailbox.refuse((to) => (to === own.email ? { code: 550, says: '5.1.1 Unknown' } : undefined))
    await service.sendAll()
    service.mailbox.refuse(() => undefined)
    expect([await service.state(own), await service.state(second.body)]).toEqual(['off', 'off'])
  })

  it('waits, untouched, while the server is away, which is said and counted', async () => {
    const own = await service.aSubscriber()
    await service.aReply(own.id)
    await service.pass()
    await service.later(2_000)
    const before = await rowOf(own.id)
    const said: unknown[] = []
    const config = { ...service.deps.config, SMTP_URL: 'smtp://127.0.0.1:1' }
    const log = Object.assign(createLogger('silent'), { warn: (...what: unknown[]) => said.push(what) })
    await sendDue({ ...service.deps, config, log }, signal)
    expect(said).toEqual([[{ why: expect.stringMatching(/^ECONNREFUSED/) }, 'mail.away']])
    expect(await service.deps.metrics.registry.getSingleMetricAsString('postbag_mails_total')).toContain(
      'outcome="away"} 1',
    )
    expect(await rowOf(own.id)).toEqual(before)
    await service.send()
    expect(own.news()).toHaveLength(1)
  })

  it('is sent in the site’s language', async () => {
    const own = await service.aSubscriber()
    await service.call(
      'PUT',
      '/v1/admin/sites/news/policy',
      { policy: { text: { locale: 'pt-BR' } } },
      service.as(service.admin),
    )
    await service.aReply(own.id)
    await service.sendAll()
    expect(own.news()[0]?.text).toContain('Você recebe esta mensagem')
  })
})

describe('an address', () => {
  it('is asked right away by whichever process does background work', async () => {
    const running = await aMailingService({ jobs: true })
    const { email } = aPerson()
    const { body } = await running.submit()
    expect((await running.ask(body, email)).status).toBe(200)
    expect((await running.mailbox.next(email)).subject).toContain('Please confirm')
    await running.close()
  })

  it('stands nowhere in clear, and in no export', async () => {
    const own = await service.aSubscriber()
    const rows = await service.deps.db.query((sql) => sql`select s::text from subscriptions s`)
    expect(JSON.stringify(rows)).not.toContain(own.email)
    const path = '/v1/admin/sites/news/export?format=jsonl&personal=true'
    const file = await service.call('GET', path, undefined, service.as(service.admin))
    expect(file.status).toBe(200)
    expect(await file.text()).not.toContain(own.email)
  })

  it.each<[string, (own: { id: string; email: string }) => unknown]>([
    [
      'when a person’s data is erased by it, also where no comment has it',
      ({ email }) =>
        service.call(
          'POST',
          '/v1/admin/sites/news/erasures',
          { email: email.toUpperCase() },
          service.as(service.admin),
        ),
    ],
    [
      'when the comment is erased',
      ({ id }) =>
        service.call('POST', '/v1/admin/sites/news/erasures', { commentId: id }, service.as(service.admin)),
    ],
    [
      'when it is forgotten who wrote the comment',
      async ({ id }) => {
        const { db } = service.deps
        await db.query(
          (sql) => sql`update comments set created_at = now() - interval '400 days' where id = ${id}`,
        )
        await forgetAuthors(db, { siteId: service.site.id, days: 365, signal })
      },
    ],
  ])('is gone for good %s', async (_, remove) => {
    const own = await service.aSubscriber()
    await remove(own)
    expect(await rowOf(own.id)).toBeUndefined()
  })

  it('that does not answer is gone after three days, and so is what is left of one that ended', async () => {
    const [silent, confirmed] = [(await service.submit()).body, await service.aSubscriber()]
    const ended = await service.aSubscriber()
    await service.ask(silent, aPerson().email)
    await service.end(ended)
    const age = (days: number) =>
      service.deps.db.query(
        (sql) => sql`update subscriptions set asked_at = now() - ${days} * interval '1 day'`,
      )
    const left = async () => {
      await removePassing(service.deps.db, { signal })
      const rows = await Promise.all([silent.comment.id, ended.id, confirmed.id].map(rowOf))
      return rows.map((row) => row !== undefined)
    }
    await age(2.9)
    expect(await left()).toEqual([true, true, true])
    await age(3.1)
    expect(await left()).toEqual([false, false, true])
  })

  it('kept with another key is not written to, and what to do is said', async () => {
    const own = await service.aSubscriber()
    await service.aReply(own.id)
    await service.pass()
    await service.later(2_000)
    const said: unknown[] = []
    const log = Object.assign(createLogger('silent'), { warn: (...what: unknown[]) => said.push(what) })
    const secret = 'another secret of the tests, long enough'
    await sendDue({ ...service.deps, ...MAIL_SETTINGS, secret, log }, signal)
    expect(said).toContainEqual([expect.objectContaining({ why: 'SEALED_OTHERWISE' }), 'mail.failed'])
    expect(own.news()).toEqual([])
  })
})
