import { sendDue } from '../../src/mail/send.ts'
import { relayBatch } from '../../src/outbox/relay.ts'
import { aMailbox } from './mailbox.ts'
import { NO_QUEUES } from './relaying.ts'
import { aService, type Service, type ServiceOptions } from './service.ts'

export const MAIL_SETTINGS = {
  PUBLIC_URL: 'https://comments.example',
  MAIL_FROM: 'comments@news.example',
}

/** A service that sends mail to a mailbox on loopback, as much and as soon as a test says. */
export async function aMailingService(options: ServiceOptions = {}) {
  const mailbox = await aMailbox()
  const service = await aService({
    ...options,
    env: { SMTP_URL: mailbox.url, TRUSTED_PROXIES: '127.0.0.1', ...MAIL_SETTINGS, ...options.env },
  })
  const readers = mailing(service)
  return {
    ...service,
    ...readers,
    mailbox,
    /** A comment whose author has asked for mail, and confirmed that. */
    async aSubscriber(fields: Record<string, unknown> = {}) {
      const person = aPerson()
      const { body } = await service.submit(fields, {}, person.network)
      await readers.ask(body, person.email, person.network)
      await readers.send()
      const question = await mailbox.next(person.email)
      await readers.page(question.link('confirm'), 'POST')
      await readers.send()
      return { ...person, ...body, id: body.comment.id, news: () => mailbox.to(person.email).slice(1) }
    },
    /** A reply by somebody else. @returns its id. */
    async aReply(parentId: string, fields: Record<string, unknown> = {}) {
      const reply = await service.submit({ name: 'Bob', parentId, ...fields }, {}, aPerson().network)
      return reply.body.comment?.id
    },
    async close() {
      await service.close()
      await mailbox.close()
    },
  }
}

export type MailingService = Awaited<ReturnType<typeof aMailingService>>

let people = 0
/** Somebody with an address and a network of their own, where this machine is a trusted proxy. */
export function aPerson() {
  people += 1
  return {
    email: `reader${people}@mail.example`,
    network: { 'x-forwarded-for': `203.0.${people >> 8}.${people & 255}` },
  }
}

/** What a reader and the service do about mail. */
function mailing(service: Service) {
  const { db } = service.deps
  const path = ({ comment }: { comment: { id: string } }) => `/v1/sites/news/comments/${comment.id}`
  const by = ({ receipt }: { receipt: string }) => ({ authorization: `Receipt ${receipt}` })
  type Own = { readonly comment: { readonly id: string }; readonly receipt: string }
  const send = () => sendDue(service.deps, new AbortController().signal)
  return {
    ask: (own: Own, email: unknown, headers = {}) =>
      service.call('PUT', `${path(own)}/mail`, { email }, { ...by(own), ...headers }),
    end: (own: Own) => service.call('DELETE', `${path(own)}/mail`, undefined, by(own)),
    async state(own: Own) {
      const answer = await service.call('GET', path(own), undefined, by(own))
      return ((await answer.json()) as { mail?: string }).mail
    },
    withdraw: (own: Own) => service.call('DELETE', path(own), undefined, by(own)),
    async decide(
      id: string,
      decision: { action: 'approve' | 'reject'; reason?: string },
      by = service.moderator,
    ) {
      const record = await service.call(
        'GET',
        `/v1/review/comments/${id}`,
        undefined,
        service.as(service.admin),
      )
      const { version } = (await record.json()) as { version: number }
      const decided = await service.call(
        'PUT',
        `/v1/review/comments/${id}/decision`,
        { ...decision, version },
        service.as(by),
      )
      if (decided.status !== 200) throw new Error(`decision answered ${decided.status}`)
    },
    /** Sends what is due this very moment. */
    send,
    /** Passes on what happened, lets the minutes of gathering pass, and sends. */
    async sendAll() {
      await this.pass()
      await this.later(2_000)
      await send()
    },
    /** Passes on what happened, to nobody but authors. */
    async pass() {
      while ((await relayBatch(db, NO_QUEUES)) > 0);
    },
    /** Lets so many minutes pass for what is to be sent. */
    async later(minutes: number) {
      await db.query(
        (sql) => sql`update subscriptions set due_at = due_at - ${minutes} * interval '1 minute'`,
      )
    },
    /** The page behind a link of a message. */
    page: (url: string, method = 'GET', body?: string) =>
      service.app.request(new URL(url).pathname, {
        method,
        ...(body !== undefined && { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      }),
    rows: () =>
      db.query((sql) => sql<Record<string, unknown>[]>`select * from subscriptions order by asked_at, id`),
  }
}
