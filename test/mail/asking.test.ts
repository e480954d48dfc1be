import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueKey } from '../../src/mail/key.ts'
import { aMailingService, aPerson, type MailingService } from '../helpers/mailing.ts'
import { aService } from '../helpers/service.ts'

let service: MailingService
beforeAll(async () => {
  service = await aMailingService()
})
afterAll(() => service.close())

async function aComment(network: Record<string, string> = aPerson().network) {
  return (await service.submit({}, {}, network)).body
}

/** Questions that were sent to an address. */
async function sentTo(email: string): Promise<number> {
  await service.send()
  return service.mailbox.to(email).length
}

describe('asking for mail', () => {
  it.each([
    [undefined],
    [''],
    [7],
    [['a@mail.example', 'b@mail.example']],
    ['ada'],
    ['ada@mail'],
    ['a@mail.example,b@mail.example'],
    ['Ada <a@mail.example>'],
    ['a@mail.example\r\nBcc: b@mail.example'],
    ['a\u202e@mail.example'],
    ['a\u200b@mail.example'],
    [`${'a'.repeat(65)}@mail.example`],
  ])('takes no address like %j, and says so at the field', async (email) => {
    const own = await aComment()
    const refused = await service.ask(own, email)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      errors: [{ field: 'email', code: 'invalid', message: 'You have entered an incorrect email address!' }],
    })
  })

  it('is for who has the receipt, on pages of the site', async () => {
    const [own, other] = [await aComment(), await aComment()]
    const { email } = aPerson()
    expect((await service.ask({ ...own, receipt: other.receipt }, email)).status).toBe(401)
    expect((await service.end({ ...own, receipt: other.receipt })).status).toBe(401)
    expect((await service.ask(own, email, { origin: 'https://elsewhere.example' })).status).toBe(403)
    const answer = await service.ask(own, email, { origin: 'https://news.example' })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://news.example')
    await service.withdraw(own)
    expect((await service.ask(own, email)).status).toBe(409)
  })

  it('again sends nothing more at once, and the link once more after a few minutes', async () => {
    const { email, network } = aPerson()
    const own = await aComment(network)
    for (let time = 0; time < 3; time += 1) expect((await service.ask(own, email, network)).status).toBe(200)
    expect(await sentTo(email)).toBe(1)
    await service.deps.db.query(
      (sql) => sql`update subscriptions set asked_at = asked_at - interval '6 minutes'`,
    )
    await service.ask(own, email, network)
    expect(await sentTo(email)).toBe(2)
    const [first, second] = service.mailbox.to(email)
    expect(first?.header('message-id')).not.toBe(second?.header('message-id'))
  })

  it('for two comments asks the address once, and one answer is for both', async () => {
    const { email, network } = aPerson()
    const both = [await aComment(network), await aComment(network)]
    for (const own of both) await service.ask(own, email, network)
    expect(await sentTo(email)).toBe(1)
    await service.page(service.mailbox.to(email)[0]?.link('confirm') ?? '', 'POST')
    for (const own of both) expect(await service.state(own)).toBe('on')
  })

  it('with another address ends what was asked with the one before', async () => {
    const [own, one, other] = [await aComment(), aPerson(), aPerson()]
    await service.ask(own, one.email)
    await service.send()
    await service.ask(own, other.email)
    expect([await sentTo(one.email), await sentTo(other.email)]).toEqual([1, 1])
    const confirm = service.mailbox.to(one.email)[0]?.link('confirm') ?? ''
    expect((await service.page(confirm, 'POST')).status).toBe(404)
    expect(await service.state(own)).toBe('confirming')
  })

  it('is not known where the service sends no mail', async () => {
    const without = await aService()
    const { body } = await without.submit()
    const [path, by] = [
      `/v1/sites/news/comments/${body.comment.id}`,
      { authorization: `Receipt ${body.receipt}` },
    ]
    expect((await without.call('PUT', `${path}/mail`, { email: 'a@mail.example' }, by)).status).toBe(404)
    expect(await (await without.call('GET', path, undefined, by)).json()).not.toHaveProperty('mail')
    for (const [given, mail] of [
      [without, false],
      [service, true],
    ] as const) {
      expect(await (await given.call('GET', '/v1/sites/news/widget')).json()).toMatchObject({ mail })
    }
    await without.close()
  })
})

describe('somebody else’s address', () => {
  it('is asked four times a day at most, whoever types it, also all at once', async () => {
    const { email } = aPerson()
    const own = await Promise.all(Array.from({ length: 12 }, () => aComment()))
    const answers = await Promise.all(own.map((one) => service.ask(one, email, aPerson().network)))
    const taken = answers.filter(({ status }) => status === 200)
    expect(taken).toHaveLength(4)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await sentTo(email)).toBe(4)
    // Ending it, or taking the comment back, makes no room.
    for (const [index, one] of own.entries()) if (answers[index]?.status === 200) await service.withdraw(one)
    await service.deps.db.query((sql) => sql`delete from rates`)
    expect((await service.ask(await aComment(), email, aPerson().network)).status).toBe(429)
  })

  it('is typed three times for one comment at most, and six times a minute from one network', async () => {
    const { network } = aPerson()
    const own = await aComment(network)
    const asked = async (one = own) => (await service.ask(one, aPerson().email, network)).status
    expect([await asked(), await asked(), await asked(), await asked()]).toEqual([200, 200, 200, 429])
    const others = [await aComment(network), await aComment(network), await aComment(network)]
    expect([await asked(others[0]), await asked(others[1])]).toEqual([200, 200])
    // What was refused was not spent.
    expect([await asked(others[2]), await asked(others[2])]).toEqual([200, 429])
  })

  it('is typed twenty times a day from one network, if nobody ever says yes', async () => {
    const { email, network } = aPerson()
    const own = await aComment(network)
    await service.ask(own, email, network)
    const set = (asks: number) =>
      service.deps.db.query(
        (sql) => sql`update subscriptions set asks = ${asks} where comment_id = ${own.comment.id}`,
      )
    await set(20)
    const next = await aComment(network)
    expect((await service.ask(next, aPerson().email, network)).status).toBe(429)
    await set(19)
    expect((await service.ask(next, aPerson().email, network)).status).toBe(200)
  })
})

describe('an address that said no', () => {
  async function aRefusal() {
    const { email } = aPerson()
    await service.ask(await aComment(), email, aPerson().network)
    await service.send()
    const stop = service.mailbox.to(email)[0]?.link('stop') ?? ''
    const page = await (await service.page(stop, 'POST')).text()
    return { email, stop, allow: new URL(/href="([^"]+\/allow\/[^"]+)"/.exec(page)?.[1] ?? '', stop).href }
  }

  it('is not asked again, whoever types it, also after what was asked is forgotten; they are not told', async () => {
    const { email } = await aRefusal()
    await service.deps.db.query((sql) => sql`delete from subscriptions`)
    for (const typed of [email, email.toUpperCase()]) {
      const own = await aComment()
      const answer = await service.ask(own, typed, aPerson().network)
      expect([answer.status, await answer.json()]).toEqual([200, { mail: 'confirming' }])
      expect(await service.state(own)).toBe('confirming')
    }
    expect([await sentTo(email), await sentTo(email.toUpperCase())]).toEqual([1, 0])
  })

  it('is either ended and remembered, or neither', async () => {
    const { email } = aPerson()
    await service.ask(await aComment(), email, aPerson().network)
    await service.send()
    const stop = service.mailbox.to(email)[0]?.link('stop') ?? ''
    const addresses = async () => (await service.rows()).filter((row) => row['sealedAddress'] !== null).length
    const before = await addresses()
    const { db } = service.deps
    await db.query((sql) =>
      sql.unsafe('alter table mail_refusals add constraint no_room check (false) not valid'),
    )
    expect((await service.page(stop, 'POST')).status).toBeGreaterThanOrEqual(500)
    await db.query((sql) => sql`alter table mail_refusals drop constraint no_room`)
    expect(await addresses()).toBe(before)
    expect((await service.page(stop, 'POST')).status).toBe(200)
    expect(await addresses()).toBe(before - 1)
  })

  it('hears of no notice that is sent in its name', async () => {
    const { email } = await aRefusal()
    const { comment } = await aComment()
    const notice = { name: 'Ada', email, goodFaith: true }
    const body = { reason: 'illegal', note: 'It names a witness.', notice }
    const answer = await service.call('POST', `/v1/sites/news/comments/${comment.id}/reports`, body)
    expect(answer.status).toBe(202)
    await service.decide(comment.id, { action: 'reject', reason: 'illegal' })
    await service.sendAll()
    expect(service.mailbox.to(email)).toHaveLength(1)
  })

  it('is asked again once it allows that on the page of its link, and by nobody’s mere look at that page', async () => {
    const { email, stop, allow } = await aRefusal()
    await service.deps.db.query((sql) => sql`delete from subscriptions`)
    expect(await (await service.page(allow)).text()).toContain('Allow emails again</button>')
    await service.ask(await aComment(), email, aPerson().network)
    expect(await sentTo(email)).toBe(1)
    expect(await (await service.page(stop, 'POST')).text()).toContain('/allow/')
    expect((await service.page(allow, 'POST')).status).toBe(200)
    expect((await service.page(allow, 'POST')).status).toBe(404)
    await service.ask(await aComment(), email, aPerson().network)
    expect(await sentTo(email)).toBe(2)
  })

  it('is none that ends mail it had confirmed: its next comment asks', async () => {
    const own = await service.aSubscriber()
    const stop = service.mailbox.to(own.email)[0]?.link('stop') ?? ''
    expect(await (await service.page(stop, 'POST')).text()).not.toContain('/allow/')
    await service.ask(await aComment(), own.email, aPerson().network)
    expect(await sentTo(own.email)).toBe(2)
  })
})

describe('the page of a link', () => {
  it('does nothing for a key that is wrong, for something else, of another site, or past its time', async () => {
    const { email, network } = aPerson()
    const own = await aComment(network)
    await service.ask(own, email, network)
    await service.send()
    const [question] = service.mailbox.to(email)
    const [confirm, stop] = [question?.link('confirm') ?? '', question?.link('stop') ?? '']
    const key = confirm.split('/').at(-1) ?? ''
    const [id = '', day = '', signature = ''] = key.split('.')
    const [row] = await service.deps.db.query(
      (sql) => sql<{ siteId: string }[]>`select site_id from subscriptions where id = ${id}`,
    )
    const subject = { siteId: row?.siteId ?? '', id }
    const keyOf = (daysAgo: number) =>
      issueKey(service.deps.secret, 'confirm', subject, new Date(Date.now() - daysAgo * 86_400_000))
    expect(keyOf(0)).toBe(key)
    const wrong = [
      stop.replace('/stop/', '/confirm/'),
      confirm.replace('/confirm/', '/appeal/'),
      confirm.slice(0, -1),
      confirm.replace(key, `${id}.${(Number.parseInt(day, 36) + 1).toString(36)}.${signature}`),
      confirm.replace(key, 'x'),
      confirm.replace(key, keyOf(4)),
    ]
    for (const url of wrong) {
      for (const method of ['GET', 'POST'])
        expect([url, (await service.page(url, method)).status]).toEqual([url, 404])
    }
    expect(await service.state(own)).toBe('confirming')
    expect((await service.page(confirm, 'POST')).status).toBe(200)
    expect((await service.page(confirm, 'POST')).status).toBe(200)
    expect(await service.state(own)).toBe('on')
  })

  it('runs nothing, is framed by nobody, kept by nobody and found by nobody', async () => {
    const own = await service.aSubscriber()
    const page = await service.page(service.mailbox.to(own.email)[0]?.link('stop') ?? '')
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=UTF-8',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page.headers.get('set-cookie')).toBeNull()
  })
})
