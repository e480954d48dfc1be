import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { until } from './until.ts'

/** One message as it came over the wire: who it is for, its headers unfolded, its text decoded. */
type Mail = {
  readonly to: string
  readonly from: string
  readonly raw: string
  header(name: string): string
  readonly subject: string
  readonly text: string
  /** The link to the page of ours for this. */
  link(purpose: 'confirm' | 'stop' | 'appeal'): string
}

export type Mailbox = Awaited<ReturnType<typeof aMailbox>>

/** What a server says instead of taking a message. */
type Refusal = { readonly code: number; readonly says: string; readonly at?: 'RCPT' | 'DATA' }

/** A real server for mail on loopback, which takes every message, or does as it is told. */
export async function aMailbox(options: SMTPServerOptions = {}) {
  const mails: Mail[] = []
  const tried: string[] = []
  let refuse: (to: string) => Refusal | undefined = () => undefined
  let gate: Promise<unknown> = Promise.resolve()
  const fault = (to: string, at: 'RCPT' | 'DATA') => {
    const refusal = refuse(to)
    if (refusal === undefined || (refusal.at ?? 'RCPT') !== at) return null
    return Object.assign(new Error(refusal.says), { responseCode: refusal.code })
  }
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (_, __, done) => done(null, { user: 'anybody' }),
    onRcptTo({ address }, _, done) {
      tried.push(address)
      done(fault(address, 'RCPT'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        await gate
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const trouble = fault(to, 'DATA')
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        if (trouble === null) mails.push(read(to, from, Buffer.concat(chunks).toString()))
        done(trouble)
      })
    },
    ...options,
  })
  server.on('error', () => {})
  greetAtOnce(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    /** Addresses that were named to it, whatever became of that. */
    tried,
    to: (address: string) => mails.filter(({ to }) => to === address),
    refuse(how: typeof refuse) {
      refuse = how
    },
    /** Answers no message before this. */
    hold(until: Promise<unknown>) {
      gate = until
    },
    async next(address: string, count = 1): Promise<Mail> {
      await until(() => mails.filter(({ to }) => to === address).length >= count)
      return mails.filter(({ to }) => to === address)[count - 1] as Mail
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** The library's server lets a tenth of a second pass, at each connection, to catch clients that talk before it does. */
function greetAtOnce(server: SMTPServer): void {
  const connect = server.connect.bind(server)
  server.connect = (...of) => {
    connect(...of)
    const connection = [...server.connections].at(-1)
    const greet = connection?.connectionReady.bind(connection)
    if (connection !== undefined) connection.connectionReady = () => {}
    greet?.()
  }
}

function read(to: string, from: string, raw: string): Mail {
  const [head = '', body = ''] = raw.split(/\r\n\r\n([\s\S]*)/)
  const unfolded = head.replaceAll(/\r\n[ \t]/g, ' ')
  const header = (name: string) =>
    unfolded
      .split('\r\n')
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
      .map((line) => decodeWords(line.slice(name.length + 2)))
      .join('\n')
  const text = decodeBody(body, header('content-transfer-encoding')).replaceAll('\r\n', '\n')
  return {
    to,
    from,
    raw,
    header,
    subject: header('subject'),
    text,
    link: (purpose) => new RegExp(`https?://\\S+/mail/${purpose}/\\S+`).exec(text)?.[0] ?? '',
  }
}

/** Encoded words (RFC 2047), joined where only a space is between two. */
function decodeWords(line: string): string {
  return line
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/(?:=\?utf-8\?([bq])\?([^?]*)\?=)+/gi, (run) =>
      Buffer.concat(
        [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind = '', data = '']) =>
          kind.toLowerCase() === 'b'
            ? Buffer.from(data, 'base64')
            : quotedPrintable(data.replaceAll('_', ' ')),
        ),
      ).toString(),
    )
}

function decodeBody(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString()
  if (/quoted-printable/i.test(encoding)) return quotedPrintable(body.replaceAll('=\r\n', '')).toString()
  return body
}

function quotedPrintable(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}
