import { hash } from 'node:crypto'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'
import { acceptedEncoding, ENCODINGS, type Encoding } from './negotiate.ts'
import { remembering } from './remembering.ts'

/** An answer that only needs sending: its bytes in each encoding there is, and its headers. */
export type Finished = {
  /** The entity tag of the bytes, without quotes. Each encoding adds its own ending, so that every tag is strong. */
  readonly tag: string
  readonly bodies: { readonly identity: Buffer; gzip?: Buffer; br?: Buffer }
  /** With its charset. */
  readonly type: string
  /** Lower-case names; what depends on the encoding and the caller is added when it is sent. */
  readonly headers: Readonly<Record<string, string>>
  /** Called when somebody takes compressed bytes and there are none yet. */
  onWanted?: (() => void) | undefined
  /** Whole heads as they were sent, by encoding or known tag (`send.ts`). */
  readonly heads: Map<string, string[]>
}

type Conditions = {
  readonly acceptEncoding: string | undefined
  readonly ifNoneMatch: string | undefined
}

type Sendable = {
  readonly status: 200 | 304
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

/** @param body bytes are kept as they are, so they must not be a slice of something larger. */
export function finish(
  body: string | Buffer,
  type: string,
  headers: Readonly<Record<string, string>>,
): Finished {
  const identity = typeof body === 'string' ? ownBytes(body) : body
  return { tag: hash('sha1', identity, 'base64url'), bodies: { identity }, type, headers, heads: new Map() }
}

/** In memory of their own: a slice of Node's shared pool would keep all of the pool alive. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

const ENDINGS = { identity: '', gzip: '-gz', br: '-br' } as const satisfies Record<Encoding, string>

/** The answer a request gets: the bytes in the encoding it takes, or word that it has them already. */
function sendable(finished: Finished, { acceptEncoding, ifNoneMatch }: Conditions): Sendable {
  const known = ifNoneMatch === undefined ? undefined : knownTag(finished.tag, ifNoneMatch)
  if (known !== undefined) return { status: 304, headers: { ...finished.headers, etag: known }, body: null }
  const encoding = encodingFor(finished, acceptEncoding)
  return {
    status: 200,
    headers: { ...finished.headers, ...bodyHeaders(finished, encoding) },
    body: finished.bodies[encoding] ?? finished.bodies.identity,
  }
}

/** Answers with it through the framework, in the encoding the request takes or with word that it has it already. */
export function answerFinished(c: Context<AppEnv>, finished: Finished): Response {
  const { status, headers, body } = sendable(finished, {
    acceptEncoding: c.req.header('accept-encoding'),
    ifNoneMatch: c.req.header('if-none-match'),
  })
  // No bytes of ours lie in shared memory.
  return c.newResponse(body as Uint8Array<ArrayBuffer> | null, status, headers)
}

const encodings = remembering((accept) => acceptedEncoding(accept, ENCODINGS))

/**
 * The encoding an answer goes out in. The first caller who takes compressed bytes gets plain ones, and has compressed
 * ones made for the next.
 */
export function encodingFor(finished: Finished, accept: string | undefined): Encoding {
  const encoding = accept === undefined ? 'identity' : encodings(accept)
  if (finished.bodies[encoding] !== undefined) return encoding
  finished.onWanted?.()
  finished.onWanted = undefined
  return 'identity'
}

/** The headers that describe the bytes themselves. */
export function bodyHeaders({ tag, bodies, type }: Finished, encoding: Encoding): Record<string, string> {
  return {
    'content-type': type,
    'content-length': String(bodies[encoding]?.length ?? 0),
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    etag: `"${tag}${ENDINGS[encoding]}"`,
  }
}

/**
 * The tag among those a caller holds that names these very bytes, in whichever encoding it has them. Proxies
 * that compress weaken tags; the comparison of this header is the weak one (RFC 9110, 13.1.2).
 */
export function knownTag(tag: string, ifNoneMatch: string): string | undefined {
  if (ifNoneMatch.trim() === '*') return `"${tag}"`
  if (!ifNoneMatch.includes(tag)) return undefined
  return Object.values(ENDINGS)
    .map((ending) => `"${tag}${ending}"`)
    .find((quoted) => ifNoneMatch.includes(quoted))
}
