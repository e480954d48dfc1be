import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { onTheirTime } from '../db/in-time.ts'
import { AppError } from '../errors.ts'
import { parseJsonStrictly, UnstorableNameError } from '../text/json.ts'
import type { AppEnv } from './env.ts'

/** The largest request body: a comment of 20,000 graphemes, or 500 decisions with notes, with room to spare. */
const MAX_BODY_BYTES = 256 * 1024
/**
 * A body sent one byte at a time costs a thousand times what its size does; no honest sender cuts one into this many.
 */
const MOST_PIECES = 4_000
const MAX_DEPTH = 20

export type ReadBody =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'form'; readonly value: URLSearchParams }

/**
 * Reads a body strictly: its type must be accepted here, its bytes are counted as they arrive and must be UTF-8, and
 * JSON must be well formed and not deep.
 * @throws {AppError} `unsupported-media-type`, `too-large`, `invalid-request`, `invalid-fields`.
 */
export async function readBody(
  c: Context<AppEnv>,
  options: { readonly form?: boolean; readonly maxBytes?: number } = {},
): Promise<ReadBody> {
  const type = mediaType(c)
  const isForm = type === 'application/x-www-form-urlencoded'
  if (type !== 'application/json' && !(isForm && options.form)) {
    throw new AppError('unsupported-media-type', 'Send application/json.')
  }
  const text = decode(await onTheirTime(() => readBytes(c, options.maxBytes ?? MAX_BODY_BYTES)))
  if (isForm) return { type: 'form', value: parseForm(text) }
  return { type: 'json', value: parseJson(text) }
}

/**
 * For routes whose body the router validates: reads the body strictly first and leaves the text where the validator
 * looks for it. Requests without a body pass.
 */
export const readJsonFirst = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.method === 'OPTIONS') return next()
  const bytes = await onTheirTime(() => readBytes(c, MAX_BODY_BYTES))
  if (bytes.length > 0) {
    if (mediaType(c) !== 'application/json') {
      throw new AppError('unsupported-media-type', 'Send application/json.')
    }
    const text = decode(bytes)
    parseJson(text)
    // The cache holds promises, although its type says otherwise.
    c.req.bodyCache.text = Promise.resolve(text) as never
  }
  return next()
})

/**
 * For routes that replace something, after `readJsonFirst`: a missing body is a mistake, and must not count as one
 * that leaves everything out.
 */
export const needBody = createMiddleware<AppEnv>(async (c, next) => {
  const replaces = c.req.method === 'PUT' || c.req.method === 'PATCH'
  // A path that no route takes is reported as such, with a body or without.
  const isTaken = matchedRoutes(c).some(({ method }) => method === c.req.method)
  if (replaces && isTaken && c.req.bodyCache.text === undefined)
    throw new AppError('invalid-request', 'Send a JSON body.')
  return next()
})

function mediaType(c: Context<AppEnv>): string {
  const encoding = c.req.header('content-encoding')
  if (encoding !== undefined && encoding !== 'identity') {
    throw new AppError('unsupported-media-type', 'Send the body uncompressed.')
  }
  const [type, ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';')
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='))
  if (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)) {
    throw new AppError('unsupported-media-type', 'Send UTF-8.')
  }
  return (type ?? '').trim()
}

async function readBytes(c: Context<AppEnv>, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError('too-large', `At most ${maxBytes} bytes are taken.`)
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLarge()
  const source: AsyncIterable<Uint8Array> | null = c.env?.incoming ?? c.req.raw.body
  if (source === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes || chunks.length === MOST_PIECES) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid-request', 'The body ended early.', { cause: error })
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch (error) {
    throw new AppError('invalid-request', 'The body is not UTF-8.', { cause: error })
  }
}

function parseJson(text: string): unknown {
  try {
    return parseJsonStrictly(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (error instanceof UnstorableNameError) {
      throw new AppError('invalid-fields', 'The name of a field holds characters that cannot be stored.')
    }
    throw new AppError('invalid-request', 'The body is not well-formed JSON.', { cause: error })
  }
}

/** @throws {AppError} `invalid-request` for percent-encoded bytes that are not UTF-8. */
function parseForm(text: string): URLSearchParams {
  try {
    decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    throw new AppError('invalid-request', 'The form is not percent-encoded UTF-8.', { cause: error })
  }
  return new URLSearchParams(text)
}
