import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aMailingService, aPerson, type MailingService } from '../helpers/mailing.ts'
import { words } from '../helpers/service.ts'

let service: MailingService
beforeAll(async () => {
  service = await aMailingService()
})
afterAll(() => service.close())

describe('an author who wants to hear by e-mail', () => {
  it('is asked first whether the address is meant, in words of ours alone, and then hears of a reply', async () => {
    const { email, network } = aPerson()
    const given = { title: 'A bridge too far', url: 'https://news.example/bridge', name: 'Canary Name' }
    const { body } = await service.submit(given, { article: 'a-bridge' }, network)
    expect(await service.state(body)).toBe('off')
    expect(await (await service.ask(body, email, network)).json()).toEqual({ mail: 'confirming' })
    await service.send()
    const [question] = service.mailbox.to(email)
    expect(question?.subject).toBe('Please confirm your email address · The News')
    expect(question?.raw).not.toMatch(/canary|bridge/i)
    await service.submit({ parentId: body.comment.id }, { article: 'a-bridge' }, aPerson().network)
    await service.sendAll()
    expect(service.mailbox.to(email)).toHaveLength(1)
    expect(await service.state(body)).toBe('confirming')
    await service.deps.db.query((sql) => sql`update subscriptions set asked_at = now() - interval '1 hour'`)
    await service.ask(body, email, network)
    await service.send()

    const confirm = question?.link('confirm') ?? ''
    expect(confirm).toMatch(/^https:\/\/comments\.example\/v1\/sites\/news\/mail\/confirm\//)
    const page = await service.page(confirm)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Confirm my address')])
    expect(await service.state(body)).toBe('confirming')
    expect(await (await service.page(confirm, 'POST')).text()).toContain('Thank you')
    expect(await service.state(body)).toBe('on')

    await service.send()
    const [, , news] = service.mailbox.to(email)
    expect(news?.subject).toBe('1 new reply to you under “A bridge too far” · The News')
    expect(news?.text).toContain(`https://news.example/bridge#comment-${body.comment.id}`)
    expect(news?.from).toBe('comments@news.example')
    expect(news?.header('from')).toBe('The News <comments@news.example>')
    expect(news?.header('content-type')).toMatch(/^text\/plain; charset=utf-8/)
    expect(news?.header('list-unsubscribe')).toBe(`<${news?.link('stop')}>`)
    expect(news?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(news?.header('auto-submitted')).toBe('auto-generated')
    await service.sendAll()
    expect(service.mailbox.to(email)).toHaveLength(3)
  })

  it('hears of several replies in one message, shortly, and of none of their own', async () => {
    const own = await service.aSubscriber()
    await service.aReply(own.id, { name: 'Bob', text: `First: ${words()}` })
    await service.aReply(own.id, { name: 'Cem', text: `Second: ${words().repeat(40)}` })
    await service.submit({ parentId: own.id }, {}, own.network)
    await service.aReply(own.id, { name: 'The author, elsewhere', email: own.email.toUpperCase() })
    await service.pass()
    await service.send()
    expect(own.news()).toEqual([])
    await service.sendAll()
    const [news] = own.news()
    expect(news?.subject).toContain('2 new replies to you')
    expect(news?.text).toMatch(/Bob:\n> First: [\s\S]*Cem:\n> Second: .{200,280}…\n/)
    expect(own.news()).toHaveLength(1)
  })

  it('hears of a reply once a moderator publishes it, and of none that readers do not see', async () => {
    const own = await service.aSubscriber()
    const held = await service.aReply(own.id, {
      text: 'Look at http://one.example and http://two.example here.',
    })
    const gone = await service.aReply(own.id)
    await service.sendAll()
    expect(own.news()).toHaveLength(1)
    await service.decide(gone, { action: 'reject', reason: 'spam' })
    await service.decide(held, { action: 'approve' })
    await service.sendAll()
    expect(own.news()).toHaveLength(2)
    expect(own.news()[1]?.text).toContain('> Look at […] and […] here.')
    await service.decide(held, { action: 'reject', reason: 'spam' })
    await service.decide(held, { action: 'approve' })
    await service.sendAll()
    expect(own.news()).toHaveLength(2)
    const soonGone = await service.aReply(own.id)
    await service.pass()
    await service.decide(soonGone, { action: 'reject', reason: 'spam' })
    await service.sendAll()
    expect(own.news()).toHaveLength(2)
  })

  it('hears what was decided: that it is published, or removed and why, and where to appeal', async () => {
    const own = await service.aSubscriber({ text: 'Read http://one.example and http://two.example first.' })
    await service.decide(own.id, { action: 'approve' })
    await service.sendAll()
    expect(own.news()[0]?.subject).toBe('Your comment is published · The News')
    await service.decide(own.id, { action: 'approve' })
    await service.sendAll()
    expect(own.news()).toHaveLength(1)
    await service.decide(own.id, { action: 'reject', reason: 'abuse' })
    await service.sendAll()
    const [, removed] = own.news()
    expect(removed?.subject).toBe('Your comment was removed · The News')
    for (const said of ['Insult or abuse. Comments must not insult', 'A moderator has read', 'out-of-court'])
      expect(removed?.text).toContain(said)

    const appeal = removed?.link('appeal') ?? ''
    expect(await (await service.page(appeal)).text()).toContain('<textarea')
    // Pressed twice, or once more because the answer did not come.
    for (const body of ['note=It+was+a+joke.', '']) {
      expect(await (await service.page(appeal, 'POST', body)).text()).toContain('Somebody else')
    }
    await service.decide(own.id, { action: 'reject', reason: 'abuse' }, service.admin)
    await service.sendAll()
    const [, , refused] = own.news()
    expect(refused?.subject).toBe('Your comment was removed · The News')
    expect(refused?.link('appeal')).toBe('')
    expect(await (await service.page(appeal, 'POST', '')).text()).toContain('This link no longer works.')
  })

  it('hears at once why, where the comment was rejected before the address was confirmed', async () => {
    const { email, network } = aPerson()
    const { body } = await service.submit(
      { text: 'See http://one.example, http://two.example.' },
      {},
      network,
    )
    await service.ask(body, email, network)
    await service.send()
    await service.decide(body.comment.id, { action: 'reject', reason: 'spam' })
    await service.sendAll()
    expect(service.mailbox.to(email)).toHaveLength(1)
    await service.page(service.mailbox.to(email)[0]?.link('confirm') ?? '', 'POST')
    await service.send()
    expect(service.mailbox.to(email)[1]?.subject).toBe('Your comment was not published · The News')
  })

  it('confirms an address once: nobody else’s comment is meant by that, though it names the same address', async () => {
    const own = await service.aSubscriber()
    const second = await service.submit({}, {}, own.network)
    expect(await (await service.ask(second.body, own.email, own.network)).json()).toEqual({ mail: 'on' })
    const stranger = aPerson()
    const third = await service.submit({}, {}, stranger.network)
    const asked = await service.ask(third.body, own.email, stranger.network)
    expect(await asked.json()).toEqual({ mail: 'confirming' })
    const fourth = (await service.submit({}, {}, own.network)).body
    await service.end(own)
    await service.end(second.body)
    await service.ask(fourth, own.email, own.network)
    await service.send()
    await service.page(service.mailbox.to(own.email).at(-1)?.link('confirm') ?? '', 'POST')
    expect(await service.state(fourth)).toBe('on')
    expect(await service.state(third.body)).toBe('confirming')
  })

  it('hears less often the more there is, and no more than twenty times a day', async () => {
    const own = await service.aSubscriber()
    const due = async () => {
      await service.aReply(own.id)
      await service.pass()
      const [row] = await service.deps.db.query(
        (sql) => sql<{ minutes: number }[]>`
        select round(extract(epoch from due_at - now()) / 60)::int as minutes from subscriptions
        where comment_id = ${own.id}`,
      )
      await service.later(2_000)
      await service.send()
      return row?.minutes
    }
    expect([await due(), await due(), await due()]).toEqual([3, 12, 48])
    const set = (sent: number) =>
      service.deps.db.query(
        (sql) => sql`update subscriptions set sent = ${sent} where comment_id = ${own.id}`,
      )
    await set(19)
    await due()
    expect(own.news()).toHaveLength(4)
    await due()
    expect(own.news()).toHaveLength(4)
    await set(0)
    await service.sendAll()
    expect(own.news()[4]?.subject).toContain('1 new reply')
  })
})

describe('the messages about a comment end', () => {
  it.each([
    [
      'by the link in each of them, also pressed by a program',
      async (own: Subscriber) => {
        const url = service.mailbox.to(own.email)[0]?.link('stop') ?? ''
        expect((await service.page(url)).status).toBe(200)
        expect(await service.state(own)).toBe('on')
        expect((await service.page(url, 'POST', 'List-Unsubscribe=One-Click')).status).toBe(200)
        expect((await service.page(url, 'POST')).status).toBe(200)
      },
    ],
    [
      'with the receipt',
      async (own: Subscriber) => {
        expect(await (await service.end(own)).json()).toEqual({ mail: 'off' })
        expect((await service.end(own)).status).toBe(200)
      },
    ],
    [
      'with the comment, when its author withdraws it',
      async (own: Subscriber) => {
        expect((await service.withdraw(own)).status).toBe(200)
      },
    ],
  ])('%s: the address is gone', async (_, end) => {
    const own = await service.aSubscriber()
    await end(own)
    expect(await service.state(own)).toBe('off')
    const left = (await service.rows()).filter(({ commentId }) => commentId === own.id)
    expect(left.map(({ sealedAddress, dueAt }) => [sealedAddress, dueAt])).toEqual([[null, null]])
    const before = service.mailbox.mails.length
    await service.aReply(own.id)
    await service.sendAll()
    expect(service.mailbox.mails.length).toBe(before)
  })
})

type Subscriber = Awaited<ReturnType<MailingService['aSubscriber']>>
