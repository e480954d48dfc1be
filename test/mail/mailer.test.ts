import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Message, openMailer, type Sent } from '../../src/mail/mailer.ts'
import { aMailbox, type Mailbox } from '../helpers/mailbox.ts'

const MAIL_FROM = 'Desk <comments@news.example>'
const MESSAGE: Message = {
  to: 'ada@mail.example',
  name: 'subscription.1',
  sender: 'The News',
  subject: 'Something happened',
  text: 'It did.\n',
  stopUrl: 'https://comments.example/stop',
  date: new Date('2026-11-29T08:00:00Z'),
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  // Those who call first: a server waits for whoever is connected.
  for (const close of closing.splice(0).reverse()) await close()
})

async function aBox(options: Parameters<typeof aMailbox>[0] = {}): Promise<Mailbox> {
  const box = await aMailbox(options)
  closing.push(box.close)
  return box
}

/** Of a step, where one is to be missed. */
const STEP_MS = 300
/** Of five steps at most, on a machine that has other work. */
const WITHIN_MS = 8_000

async function theMailer(url: string, stepMs?: number) {
  const mailer = await openMailer({ SMTP_URL: url, MAIL_FROM }, stepMs)
  closing.push(mailer.close)
  return mailer
}

/** A server that says what it is told to, byte by byte if need be. */
async function aServer(speak: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    open.add(socket.on('error', () => {}))
    speak(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return `smtp://127.0.0.1:${(server.address() as { port: number }).port}`
}

describe('a message', () => {
  it('goes out whole, from who the setting says, and each try under the same id', async () => {
    const box = await aBox()
    const mailer = await theMailer(box.url)
    expect(await mailer.trouble()).toBeNull()
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await mailer.send(MESSAGE)).toEqual({ is: 'sent' })
    const [first, second] = box.mails
    expect([first?.to, first?.subject, first?.text.trim()]).toEqual([
      'ada@mail.example',
      'Something happened',
      'It did.',
    ])
    expect(first?.header('from')).toBe('Desk <comments@news.example>')
    expect(first?.header('message-id')).toBe('<subscription.1@news.example>')
    expect(second?.header('message-id')).toBe('<subscription.1@news.example>')
    expect(first?.header('date')).toBe('Sun, 29 Nov 2026 08:00:00 +0000')
    expect(first?.header('x-mailer')).toBe('')
  })

  it.each<[string, { code: number; says: string; at?: 'RCPT' | 'DATA' }, Sent['is']]>([
    ['no such mailbox', { code: 550, says: '5.1.1 User unknown' }, 'gone'],
    ['no such mailbox, said in the old way', { code: 550, says: 'No such user here' }, 'gone'],
    ['no such mailbox, said late', { code: 550, says: '5.1.1 User unknown', at: 'DATA' }, 'gone'],
    ['a mailbox that is disabled', { code: 550, says: '5.2.1 Disabled' }, 'gone'],
    ['a mailbox that is full', { code: 552, says: '5.2.2 Over quota' }, 'again'],
    ['a server that does not pass on for us', { code: 554, says: '5.7.1 Relay access denied' }, 'again'],
    ['the same, said in the old way', { code: 554, says: 'Relay access denied' }, 'again'],
    ['a sender it does not like', { code: 550, says: '5.1.8 Bad sender' }, 'again'],
    ['a message it takes for spam', { code: 554, says: 'Spam', at: 'DATA' }, 'again'],
    ['later, please', { code: 451, says: '4.7.1 Greylisted' }, 'again'],
    ['later, please, said late', { code: 452, says: '4.3.1 Full', at: 'DATA' }, 'again'],
  ])('that meets %s', async (_, refusal, is) => {
    const box = await aBox()
    box.refuse(() => refusal)
    const sent = await (await theMailer(box.url)).send(MESSAGE)
    expect(sent.is).toBe(is)
    // What a server says may name the address.
    expect((sent as { why: string }).why).toMatch(
      new RegExp(`^E(ENVELOPE|MESSAGE) (RCPT TO|DATA) ${refusal.code}$`),
    )
  })
})

describe('a server for mail', () => {
  it.each<[string, () => Promise<string>, RegExp, number?]>([
    ['is away', async () => 'smtp://127.0.0.1:1', /^ECONNREFUSED/],
    [
      'has no address',
      async () => 'smtp://nowhere.invalid',
      /^(EDNS|ENOTFOUND|EAI_AGAIN|ETIMEOUT|ECANCELLED|ESERVFAIL|ECONNREFUSED)/,
      STEP_MS,
    ],
    ['says nothing', () => aServer(() => {}), /^ETIMEDOUT/, STEP_MS],
    ['hangs up', () => aServer((socket) => socket.end()), /^E/],
    [
      'is no server for mail',
      () => aServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      /^E/,
    ],
    ['is not ready', () => aServer((socket) => socket.write('421 4.3.2 Later\r\n')), /421$/],
  ])('that %s is named by codes, in time', async (_, url, why, stepMs = WITHIN_MS / 2) => {
    const began = performance.now()
    expect(await (await theMailer(await url(), stepMs)).trouble()).toMatch(why)
    expect(performance.now() - began).toBeLessThan(WITHIN_MS)
  })

  it('that answers one letter at a time is given up after the time of a message', async () => {
    const url = await aServer((socket) => {
      const timer = setInterval(() => socket.write('2'), STEP_MS / 3)
      socket.on('close', () => clearInterval(timer))
    })
    const mailer = await theMailer(url, STEP_MS)
    const began = performance.now()
    expect(await mailer.trouble()).not.toBeNull()
    expect((await mailer.send(MESSAGE)).is).toBe('again')
    expect(performance.now() - began).toBeLessThan(WITHIN_MS)
  })

  it('that holds a message is left when the service stops', async () => {
    const box = await aBox()
    box.hold(new Promise(() => {}))
    const stopping = new AbortController()
    const sending = (await theMailer(box.url)).send(MESSAGE, stopping.signal)
    await expect.poll(() => box.tried.length).toBe(1)
    stopping.abort()
    expect((await sending).is).toBe('again')
  })

  it.each([
    ['smtps', { secure: true }],
    ['smtp', { disabledCommands: [] }],
  ])('whose certificate nobody vouches for gets nothing over %s', async (scheme, options) => {
    const box = await aBox(options)
    const mailer = await theMailer(`${scheme}://127.0.0.1:${box.port}`)
    expect(await mailer.trouble()).toMatch(
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|CERT_HAS_EXPIRED|ETLS|ESOCKET|SELF_SIGNED)/,
    )
    expect((await mailer.send(MESSAGE)).is).toBe('again')
    expect(box.mails).toEqual([])
  })

  it('that knows no password of ours is trouble, and one with the right one is none', async () => {
    const asked: string[] = []
    const box = await aBox({
      authOptional: false,
      onAuth({ username = '', password = '' }, _, done) {
        asked.push(`${username} ${password}`)
        if (password === 'p@ss/word') done(null, { user: username })
        else done(new Error('Wrong'))
      },
    })
    const at = (password: string) => `smtp://us%40news.example:${password}@127.0.0.1:${box.port}`
    expect(await (await theMailer(at('wrong'))).trouble()).toBe('EAUTH AUTH PLAIN 535')
    expect(await (await theMailer(at('p%40ss%2Fword'))).trouble()).toBeNull()
    expect(asked).toContain('us@news.example p@ss/word')
  })
})
