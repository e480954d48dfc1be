import { expect } from 'vitest'
import { signedHeaders } from '../../src/http/sign.ts'
import type { Received } from './receiver.ts'
import type { Service } from './service.ts'

export type Hook = { readonly id: string; readonly secret: string; readonly [key: string]: unknown }

/** What an admin does about webhooks, at the service of the present test. */
export function hookDesk(service: () => Service) {
  /** Asks below `/v1/admin/sites/`. */
  const admin = async (method: string, path: string, body?: unknown, token = service().admin) => {
    const response = await service().call(method, `/v1/admin/sites/${path}`, body, service().as(token))
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
  return {
    admin,
    async aHook(site: string, body: Record<string, unknown>): Promise<Hook> {
      const made = await admin('POST', `${site}/webhooks`, body)
      expect(made.status).toBe(201)
      return made.body as Hook
    },
    /** How many events were not yet handed on to webhooks. */
    async eventsWaiting(): Promise<number> {
      const { db } = service().deps
      return (await db.query((sql) => sql`select id from outbox where relayed_at is null`)).length
    },
  }
}

/** Whether this secret is among those that a delivery was signed with. */
export function isSigned(secret: string, { headers, body }: Received): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const expected = signedHeaders(secret, { id: String(headers['webhook-id']), at, body })
  return String(headers['webhook-signature']).split(' ').includes(expected['webhook-signature'])
}
