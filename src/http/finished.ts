import { hash } from 'node:crypto'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'
import { acceptedEncoding, type Encoding } from './negotiate.ts'
import { remembering } from './remembering.ts'

/** An answer ready to send: its bytes in each available encoding, and its headers. */
export type Finished = {
  /** The entity tag of the bytes, without quotes. Each encoding adds its own suffix, so that every tag is strong. */
  readonly tag: string
  readonly bodies: { readonly identity: Buffer; gzip?: Buffer; br?: Buffer }
  /** With its charset. */
  readonly type: string
  /** Lower-case names; headers that depend on the encoding and the caller are added when it is sent. */
  readonly headers: Readonly<Record<string, string>>
  /** Called when somebody accepts compressed bytes and there are none yet. */
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

/** @param body bytes are kept as they are, so they must not be a slice of a larger buffer. */
export function finish(
  body: string | Buffer,
  type: string,
  headers: Readonly<Record<string, string>>,
): Finished {
  const identity = typeof body === 'string' ? ownBytes(body) : body
  return { tag: hash('sha1', identity, 'base64url'), bodies: { identity }, type, headers, heads: new Map() }
}

/** Copied into a buffer of its own: a slice of Node's shared pool would keep the whole pool alive. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

const ENDINGS = { identity: '', gzip: '-gz', br: '-br' } as const satisfies Record<Encoding, string>

/** The answer for one request: the bytes in an encoding it accepts, or 304 if it has them already. */
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

/**
 * Sends the answer through the framework, in an encoding the request accepts, or as 304 if the caller has it already.
 */
export function answerFinished(c: Context<AppEnv>, finished: Finished): Response {
  const { status, headers, body } = sendable(finished, {
    acceptEncoding: c.req.header('accept-encoding'),
    ifNoneMatch: c.req.header('if-none-match'),
  })
  // Our buffers never use shared memory, which the type would allow.
  return c.newResponse(body as Uint8Array<ArrayBuffer> | null, status, headers)
}

const encodings = remembering(acceptedEncoding)

/**
 * The encoding to send. The first caller who accepts compressed bytes gets plain ones, and causes compressed ones to
 * be made for the next.
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
 * The one among the caller's tags that names these very bytes, in whichever encoding it has them. Compressing proxies
 * weaken tags, and this header is compared weakly (RFC 9110, 13.1.2).
 */
export function knownTag(tag: string, ifNoneMatch: string): string | undefined {
  if (ifNoneMatch.trim() === '*') return `"${tag}"`
  if (!ifNoneMatch.includes(tag)) return undefined
  return Object.values(ENDINGS)
    .map((ending) => `"${tag}${ending}"`)
    .find((quoted) => ifNoneMatch.includes(quoted))
}
