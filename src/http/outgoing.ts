import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Deps } from '../deps.ts'
import { CallFailed } from './call.ts'
import { findTarget, type Target } from './targets.ts'

/** One call to an address that somebody else chose. */
export type OutgoingCall = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole exchange, including the last byte of the answer. */
  readonly timeoutMs: number
  /** An answer longer than this is a failure. */
  readonly maxBytes: number
  readonly signal?: AbortSignal
}

export type OutgoingAnswer = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/**
 * Makes one call to an address that somebody else chose, once that was looked up and may be called.
 * @throws {CallFailed}
 */
export async function callNamed(
  { config, resolve }: Pick<Deps, 'config' | 'resolve'>,
  url: string,
  call: OutgoingCall,
): Promise<OutgoingAnswer> {
  return callTarget(await findTarget(url, { privateHosts: config.PRIVATE_HOSTS, resolve }), call)
}

/**
 * Makes one call to the address that was checked, requiring the host name's own certificate. Redirects are answers
 * like any other and are not followed.
 * @throws {CallFailed}
 */
export async function callTarget({ url, address }: Target, call: OutgoingCall): Promise<OutgoingAnswer> {
  const { timeoutMs, signal } = call
  const limit = AbortSignal.timeout(timeoutMs)
  const until = signal === undefined ? limit : AbortSignal.any([limit, signal])
  try {
    return await exchange(url, { ...call, signal: until }, { agent: false, lookup: always(address) })
  } catch (error) {
    if (error instanceof CallFailed) throw error
    throw new CallFailed(limit.aborted ? 'no answer in time' : reasonOf(error), { cause: error })
  }
}

type Exchange = Omit<OutgoingCall, 'timeoutMs'>

/** One request and the whole of its answer, over http or https; throws the network's own errors. */
export function exchange(
  url: URL,
  { method, headers, body = '', maxBytes, signal }: Exchange,
  connection: Pick<RequestOptions, 'agent' | 'lookup'> = {},
): Promise<OutgoingAnswer> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method,
        ...connection,
        ...(signal && { signal }),
        ...(isIP(host) === 0 && { servername: host }),
        headers: {
          'accept-encoding': 'identity',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'Postbag',
          ...headers,
        },
      },
      (response) => readAnswer(response, maxBytes).then(resolve, reject),
    )
    request.on('error', reject)
    // After an upgrade the platform goes silent: neither an answer nor an error would come.
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      reject(new CallFailed('answered in another protocol'))
    })
    let notices = 0
    request.on('information', () => {
      notices += 1
      if (notices > MOST_NOTICES) request.destroy(new CallFailed('answered too much'))
    })
    request.end(body)
  })
}

/** Informational answers (1xx) do not count towards an answer's bytes, so they could go on without end. */
const MOST_NOTICES = 20

function always({ address, family }: Target['address']): LookupFunction {
  return (_, options, found) => {
    if (options.all) found(null, [{ address, family }])
    else found(null, address, family)
  }
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<OutgoingAnswer> {
  const encoding = response.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    response.destroy()
    throw new CallFailed('answered in an encoding that was not asked for')
  }
  const chunks: Buffer[] = []
  let size = 0
  // A message without an encoding set on it yields buffers.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      response.destroy()
      throw new CallFailed('answered too much')
    }
    chunks.push(chunk)
  }
  if (!response.complete) throw new CallFailed('the answer was cut short')
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
}

/** The network's own code for it, such as `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'could not be reached'
}
