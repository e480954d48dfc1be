import type { Deps } from '../deps.ts'
import { CallFailed } from '../http/call.ts'
import { callNamed } from '../http/outgoing.ts'
import { SealedOtherwise, unseal } from '../seal.ts'
import type { EscalationRef } from './escalations.ts'
import { chatMessage, escalationMessage } from './message.ts'
import { type Alert, type Chat, findChat, settleAlert } from './queries.ts'

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

/** Where a chat's address is sealed for. */
export function alertsPlace(siteId: string): string {
  return `alerts ${siteId}`
}

/**
 * Sends one alert and notes what became of it.
 * @returns why the chat did not take it; null when it did.
 */
export async function sendAlert(deps: Deps, alert: Alert, signal?: AbortSignal): Promise<string | null> {
  const { site, name } = alert
  const text = chatMessage({ site, name, publicUrl: deps.config.PUBLIC_URL }, alert, deps.now())
  const error = await post(deps, alert, text, signal)
  await settleAlert(deps.db, alert.siteId, error)
  deps.metrics.alerts.inc({ outcome: error === null ? 'sent' : 'failed' })
  if (error === null) deps.log.info({ site: alert.site, waiting: alert.count }, 'alert.sent')
  else deps.log.warn({ site: alert.site, why: error }, 'alert.failed')
  return error
}

/** Sends the message about an escalated comment. It does not count as an alert of what waits. @throws if not taken. */
export async function sendEscalation(
  deps: Deps,
  { siteId, commentId }: EscalationRef,
  signal?: AbortSignal,
): Promise<void> {
  const chat = await findChat(deps.db, siteId)
  if (chat === undefined) return
  const { site, name } = chat
  const text = escalationMessage({ site, name, publicUrl: deps.config.PUBLIC_URL }, commentId)
  const error = await post(deps, chat, text, signal)
  deps.metrics.alerts.inc({ outcome: error === null ? 'sent' : 'failed' })
  if (error === null) return deps.log.info({ site, commentId }, 'alert.sent')
  deps.log.warn({ site, commentId, why: error }, 'alert.failed')
  throw new Error('the chat did not take it')
}

/** @returns why the chat did not take it; null when it did. */
async function post(
  deps: Deps,
  { siteId, sealedUrl }: Pick<Chat, 'siteId' | 'sealedUrl'>,
  body: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    const url = unseal(deps.secret, alertsPlace(siteId), sealedUrl)
    const { status } = await callNamed(deps, url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      ...(signal && { signal }),
    })
    return status >= 200 && status < 300 ? null : `answered ${status}`
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof SealedOtherwise) return `its address ${error.message}`
    if (error instanceof CallFailed) return error.message
    throw error
  }
}
