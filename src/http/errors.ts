import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { errorCode, isAway, isShort, isSilence } from '../db/errors.ts'
import { AppError, type ErrorCode, type FieldError, problemOf } from '../errors.ts'
import { throttle } from '../throttle.ts'
import type { AppEnv } from './env.ts'

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
}

const WARN_EVERY_MS = 60_000
const FAILED_EVERY_MS = 1_000

/** What a problem says to people, in another language than English. */
export type Translation = {
  /** A language tag (RFC 5646). */
  readonly language: string
  readonly words: {
    readonly title: string
    readonly detail: string
    readonly errors?: readonly FieldError[]
  }
}

/** Undefined where English is what readers of the locale get. */
type Translate = (error: AppError, locale: string) => Promise<Translation | undefined>

/**
 * The one place that turns an error into an answer, on public routes in the site's language. Unknown errors become 500
 * with a fixed sentence.
 */
export function errorRenderer(
  translate: Translate,
): (error: unknown, c: Context<AppEnv>) => Promise<Response> {
  const isDue = throttle(WARN_EVERY_MS)
  const isFailureDue = throttle(FAILED_EVERY_MS)
  return async (error, c) => {
    const known = asAppError(error)
    c.set('problem', known.code)
    if (known.code === 'internal') noteFailure(c, error, isFailureDue)
    if (known.code === 'unavailable') noteUnavailable(c, known, isDue)
    const { locale, requestId } = c.var
    // Whatever is wrong with words, the problem is told.
    const translation =
      locale === undefined ? undefined : await translate(known, locale).catch(() => undefined)
    return problem(known, { requestId, translation, kept: c.res.headers })
  }
}

/**
 * Whatever fails one request may fail hundreds in a second: one a second is logged in full for each code and place.
 */
function noteFailure(c: Context<AppEnv>, error: unknown, isDue: (key: string) => boolean): void {
  const place = error instanceof Error ? error.stack?.match(/^\s+at .*$/m)?.[0] : undefined
  const level = isDue(`${errorCode(error)} ${place}`) ? 'error' : 'debug'
  c.var.log?.[level]({ err: error }, 'request.failed')
}

/**
 * Logs why a request got 503, at most once a minute for each cause. A database that is away and a check that cannot
 * judge have log lines of their own.
 */
function noteUnavailable(c: Context<AppEnv>, { cause }: AppError, isDue: (key: string) => boolean): void {
  const code = errorCode(cause)
  // A database that falls silent now and then may still answer the lookout, so nothing else would report this.
  const isSaid = code === undefined || (isAway(cause) && !isSilence(cause)) || isShort(cause)
  if (!isSaid && isDue(code)) c.var.log?.warn({ err: cause }, 'request.unavailable')
  else c.var.log?.debug({ err: cause }, 'request.unavailable')
}

type Around = {
  readonly requestId: string
  readonly translation: Translation | undefined
  /** Headers that middleware has set before: cross-origin, security. */
  readonly kept: Headers
}

/** The error document of RFC 9457. */
function problem(error: AppError, { requestId, translation, kept }: Around): Response {
  const document = { ...problemOf(error), ...translation?.words }
  const headers = new Headers(kept)
  headers.set('content-type', 'application/problem+json; charset=utf-8')
  headers.set('cache-control', 'no-store')
  if (translation !== undefined) headers.set('content-language', translation.language)
  headers.delete('etag')
  headers.delete('content-length')
  for (const [name, value] of Object.entries(error.headers)) headers.set(name, value)
  return new Response(JSON.stringify({ ...document, requestId }), { status: document.status, headers })
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException) {
    return new AppError(BY_STATUS[error.status] ?? (error.status < 500 ? 'invalid-request' : 'internal'))
  }
  return new AppError('internal', 'Something went wrong on our side. It has been noted.', { cause: error })
}
