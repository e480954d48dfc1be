import type { Deps } from '../deps.ts'
import { CallFailed } from '../http/call.ts'
import { callTarget } from '../http/outgoing.ts'
import { findTarget, TargetRefused } from '../http/targets.ts'
import { SealedOtherwise, unseal } from '../seal.ts'
import { chatMessage } from './message.ts'
import { type Alert, settleAlert } from './queries.ts'

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
  const error = await post(deps, alert, signal)
  await settleAlert(deps.db, alert.siteId, error)
  deps.metrics.alerts.inc({ outcome: error === null ? 'sent' : 'failed' })
  if (error === null) deps.log.info({ site: alert.site, waiting: alert.count }, 'alert.sent')
  else deps.log.warn({ site: alert.site, why: error }, 'alert.failed')
  return error
}

async function post({ config, resolve, secret, now }: Deps, alert: Alert, signal?: AbortSignal) {
  const { siteId, site, name, sealedUrl } = alert
  try {
    const url = unseal(secret, alertsPlace(siteId), sealedUrl)
    const target = await findTarget(url, { privateHosts: config.PRIVATE_HOSTS, resolve })
    const { status } = await callTarget(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chatMessage({ site, name, publicUrl: config.PUBLIC_URL }, alert, now()),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      ...(signal && { signal }),
    })
    return status >= 200 && status < 300 ? null : `answered ${status}`
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof SealedOtherwise) return `its address ${error.message}`
    if (error instanceof TargetRefused || error instanceof CallFailed) return error.message
    throw error
  }
}
