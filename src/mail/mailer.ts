import type { Config } from '../config.ts'
import { withDeadline } from '../db/deadline.ts'

/** One message to one address, in plain text. */
export type Message = {
  readonly to: string
  /** The same for each try, so that a message that arrives twice is shown once. */
  readonly name: string
  /** The sender's name, unless the setting has one. */
  readonly sender: string
  readonly subject: string
  readonly text: string
  /**
   * The address that ends all messages: a page for people, and at once for mail programs that post to it (RFC 8058).
   */
  readonly stopUrl: string
  readonly date: Date
}

/**
 * `gone`: there is no such address, for good. `again`: not now; why, in codes only, since servers' replies name
 * addresses.
 */
export type Sent =
  | { readonly is: 'sent' }
  | { readonly is: 'gone'; readonly why: string }
  | { readonly is: 'again'; readonly why: string }

export type Mailer = {
  /** Why the server takes nothing at present: away, silent, not who it claims to be, or it rejects our login. */
  trouble(): Promise<string | null>
  /** Never throws. */
  send(message: Message, signal?: AbortSignal): Promise<Sent>
  close(): void
}

const CONNECTIONS = 4
/** For each step: connecting, the greeting, and each reply. */
const STEP_MS = 10_000
/** How many such steps a whole message may take. */
const STEPS = 5

/**
 * Speaks to the server in `SMTP_URL`. Its certificate must be valid, and a password is only sent encrypted, except
 * within this machine. The library is loaded here, so that a service without mail does not spend memory on it.
 */
export async function openMailer(
  { SMTP_URL = '', MAIL_FROM = '' }: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>,
  stepMs = STEP_MS,
): Promise<Mailer> {
  const { createTransport } = await import('nodemailer')
  const [, name = '', address = MAIL_FROM] = /^(.*)<(.*)>$/.exec(MAIL_FROM) ?? []
  const transport = createTransport({
    ...serverIn(SMTP_URL),
    pool: true,
    maxConnections: CONNECTIONS,
    // What failed is retried by us, later.
    maxRequeues: 0,
    dnsTimeout: stepMs,
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    trouble: () => withDeadline(transport.verify(), stepMs * STEPS).then(() => null, reasonOf),
    async send({ to, sender, subject, text, stopUrl, date, ...message }, signal) {
      const limit = AbortSignal.timeout(stepMs * STEPS)
      try {
        await transport.sendMail({
          from: { name: name.trim() || sender, address },
          to: { name: '', address: to },
          messageId: `<${message.name}@${address.split('@').at(-1)}>`,
          subject,
          text,
          date,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'List-Unsubscribe': `<${stopUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          },
          xMailer: false,
          signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
        })
        return { is: 'sent' }
      } catch (error) {
        return { is: isGone(error as SmtpError) ? 'gone' : 'again', why: reasonOf(error as SmtpError) }
      }
    },
    close: () => transport.close({ force: true }),
  }
}

function serverIn(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const secure = protocol.toLowerCase() === 'smtps:'
  const host = hostname.replace(/^\[|\]$/g, '')
  const isHere = /^(localhost|127(\.\d+){3}|::1)$/.test(host)
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  return {
    host,
    secure,
    ...(port !== '' && { port: Number(port) }),
    ...(username !== '' && { auth, requireTLS: !secure && !isHere }),
  }
}

/** The members we read: the library's own code, the command, and the server's reply. */
type SmtpError = {
  readonly code?: string
  readonly originalCode?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

/**
 * Whether the server refused the address for good: it does not exist (RFC 3463: 5.1.0 to 5.1.6, 5.1.10), or is
 * disabled (5.2.1). Any other refusal may be about us or the message, or may pass.
 */
function isGone({ command = '', responseCode = 0, response = '' }: SmtpError): boolean {
  if (responseCode < 500 || responseCode > 599) return false
  const [, status] = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
  if (status === undefined) return command === 'RCPT TO' && responseCode !== 554
  return /^5\.(1\.([0-6]|10)|2\.1)$/.test(status)
}

function reasonOf({ code, originalCode, command, responseCode }: SmtpError): string {
  return [originalCode ?? code ?? 'failed', command, responseCode]
    .filter((part) => part !== undefined)
    .join(' ')
}
