import { createHmac, randomBytes } from 'node:crypto'

/**
 * Headers of a signed message (Standard Webhooks 1.0): HMAC-SHA256 over `id.timestamp.body`, with the decoded key.
 * With several secrets there is one signature for each, so that receivers can change theirs in their own time.
 */
export function signedHeaders(
  secrets: string | readonly string[],
  message: { readonly id: string; readonly at: Date; readonly body: string },
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(message.at.getTime() / 1000))
  const signed = `${message.id}.${timestamp}.${message.body}`
  const signatures = [secrets].flat().map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  })
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
