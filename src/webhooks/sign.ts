import { createHmac } from 'node:crypto'

/** Headers of a signed message (Standard Webhooks 1.0): HMAC-SHA256 over `id.timestamp.body`, key decoded first. */
export function signedHeaders(
  secret: string,
  message: { readonly id: string; readonly at: Date; readonly body: string },
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(message.at.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key)
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64')
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
