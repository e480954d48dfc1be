import type { Deps } from '../deps.ts'
import { CallFailed } from '../http/call.ts'
import { callNamed, type OutgoingAnswer } from '../http/outgoing.ts'
import { signedHeaders } from '../http/sign.ts'
import { SealedOtherwise, unseal } from '../seal.ts'

export type WebhookRef = { readonly siteId: string; readonly webhookId: string }

/** The place for which a webhook's secret is sealed. */
export function webhookSecretPlace({ siteId, webhookId }: WebhookRef): string {
  return `webhook ${siteId} ${webhookId}`
}

const TIMEOUT_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

/** A webhook's address and secrets: former secrets too while they sign, latest first, separated by spaces. */
export type Receiver = WebhookRef & {
  readonly url: string
  readonly sealedSecret: string
  readonly formerSealedSecret: string | null
}

type Message = { readonly id: string; readonly body: string }

/**
 * Sends a receiver one signed message.
 * @returns its complete answer, or why there was none.
 */
export async function callReceiver(
  deps: Deps,
  { url, ...receiver }: Receiver,
  { id, body }: Message,
  signal?: AbortSignal,
): Promise<OutgoingAnswer | string> {
  try {
    const secrets = secretsOf(deps.secret, receiver)
    return await callNamed(deps, url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signedHeaders(secrets, { id, at: deps.now(), body }),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      ...(signal && { signal }),
    })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof SealedOtherwise) return `its secret ${error.message}`
    if (error instanceof CallFailed) return error.message
    throw error
  }
}

/**
 * The secrets that sign. A former secret that can no longer be opened is left out.
 * @throws {SealedOtherwise} for the present one.
 */
function secretsOf(
  secretKey: string,
  { sealedSecret, formerSealedSecret, ...ref }: Omit<Receiver, 'url'>,
): string[] {
  const open = (sealed: string) => unseal(secretKey, webhookSecretPlace(ref), sealed)
  const former = (formerSealedSecret?.split(' ') ?? []).flatMap((sealed) => {
    try {
      return open(sealed)
    } catch (error) {
      if (error instanceof SealedOtherwise) return []
      throw error
    }
  })
  return [open(sealedSecret), ...former]
}
