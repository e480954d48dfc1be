import { errorCode } from '../db/errors.ts'
import { parseJsonStrictly } from '../text/json.ts'

/** What another service answered: its status, headers and at most 16 KiB of text. */
export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string }

type Call = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: URLSearchParams | string
  /** For the whole exchange, including the last byte of the body. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** Why a call brought no usable answer, in a few words that may be stored: without address or content. */
export class CallFailed extends Error {}

const MAX_REPLY_BYTES = 16 * 1024

/**
 * One POST to another service within one time limit. Redirects are errors: what we send is meant for one address
 * only.
 * @throws {CallFailed}
 */
export async function call(
  fetcher: typeof fetch,
  { url, headers, body, timeoutMs, signal }: Call,
): Promise<Reply> {
  const limit = AbortSignal.timeout(timeoutMs)
  const until = signal === undefined ? limit : AbortSignal.any([limit, signal])
  try {
    const response = await fetcher(url, {
      method: 'POST',
      redirect: 'manual',
      signal: until,
      body,
      ...(headers && { headers }),
    })
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      throw new CallFailed('answered with a redirect')
    }
    return { status: response.status, headers: response.headers, text: await readText(response) }
  } catch (error) {
    if (error instanceof CallFailed) throw error
    throw new CallFailed(until.aborted ? 'no answer in time' : `could not be reached${whyIn(error)}`, {
      cause: error,
    })
  }
}

/** The code of the cause that the platform's fetch wraps, such as ENOTFOUND. */
function whyIn(error: unknown): string {
  const code = errorCode(error instanceof Error ? error.cause : undefined)
  return code === undefined ? '' : ` (${code})`
}

/**
 * The JSON of a reply with status 200, parsed so strictly that it can only mean one thing.
 * @throws {CallFailed}
 */
export function jsonOf({ status, text }: Reply): unknown {
  if (status !== 200) throw new CallFailed(`answered ${status}`)
  try {
    return parseJsonStrictly(text, { maxDepth: 10, uniqueNames: true })
  } catch (error) {
    throw new CallFailed('answered no sound JSON', { cause: error })
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > MAX_REPLY_BYTES) throw new CallFailed('answered too much')
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (error) {
    throw new CallFailed('answered no UTF-8', { cause: error })
  }
}
