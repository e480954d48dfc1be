import type { FieldError } from '../../errors.ts'

/** What the service said instead of doing it: a problem document, or that it could not be reached. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, message: string, body: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.body = body
  }
}

/** How long an answer is waited for; hundreds of decisions or erasures in one request take their time. */
export const TIME_LIMITS_MS = { usual: 15_000, long: 60_000 }
let onSignedOut = () => {}
/** By how much the service's clock is ahead of this computer's. */
let aheadMs = 0
/** How many sessions this window has seen. */
let sessions = 0

/** Called whenever an answer says that the session has ended. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

/** Called when somebody has signed in. */
export function beginSession(): void {
  sessions += 1
}

/** The time by the service's clock, by which leases end; this computer's clock may be minutes off. */
export function serviceTime(): Date {
  return new Date(Date.now() + aheadMs)
}

export type CallOptions = {
  readonly headers?: Readonly<Record<string, string>>
  readonly isLong?: boolean
  /** Completed even if the window is closed or left meanwhile; browsers allow that for small bodies only. */
  readonly outlives?: boolean
}

/**
 * One call of the service with the session's cookie.
 * @throws {Problem} for any answer but 2xx; status 0 when there was none.
 */
export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<T> {
  const endSession = sessionEnd()
  const response = await send(method, path, body, options)
  const text = await response.text().catch(() => {
    throw unreachable()
  })
  const value = text === '' ? null : parse(text)
  // The service answers in the shape of its contract.
  if (response.ok) return value as T
  if (response.status === 401 && path !== '/console/session') endSession()
  throw problemOf(response.status, value)
}

/** Finds out whether the session still lives, for callers that cannot see the status of an answer. */
export async function checkSession(): Promise<void> {
  const endSession = sessionEnd()
  await call('GET', '/console/session').catch((error: unknown) => {
    if (error instanceof Problem && error.status === 401) endSession()
  })
}

/**
 * Returns what ends the present session. Once another session has begun it does nothing: the answer to an earlier
 * request says nothing about the new session.
 */
function sessionEnd(): () => void {
  const ofNow = sessions
  return () => {
    if (sessions === ofNow) onSignedOut()
  }
}

export function get<T>(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): Promise<T> {
  const kept = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  const search = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString()
  return call<T>('GET', search ? `${path}?${search}` : path)
}

/** The address of a comment in the review API; the site tells apart two comments with the same id. */
export function reviewPath({ id, site }: { readonly id: string; readonly site: string }, rest = ''): string {
  return `/v1/review/comments/${encodeURIComponent(id)}${rest}?site=${encodeURIComponent(site)}`
}

/** What to tell a person about a failure. */
export function messageOf(error: unknown): string {
  return error instanceof Problem
    ? error.message
    : 'Something went wrong on this page. Reload it if this goes on.'
}

/** What the service said of single fields; empty where the trouble is with none of them. */
export function fieldErrors(error: unknown): readonly FieldError[] {
  const errors = error instanceof Problem ? error.body.errors : undefined
  return Array.isArray(errors) ? errors : []
}

/** What to tell a person who filled in a form. */
export function troubleIn(error: unknown): string {
  return (
    fieldErrors(error)
      .map(({ message }) => message)
      .join(' ') || messageOf(error)
  )
}

async function send(method: string, path: string, body: unknown, options: CallOptions): Promise<Response> {
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { ...options.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIME_LIMITS_MS[options.isLong ? 'long' : 'usual']),
      keepalive: options.outlives === true,
    })
    const sentAt = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(sentAt)) aheadMs = sentAt - Date.now()
    return response
  } catch {
    throw unreachable()
  }
}

function unreachable(): Problem {
  return new Problem(0, 'unreachable', 'The service could not be reached. Nothing was lost; try again.')
}

function problemOf(status: number, value: unknown): Problem {
  const body = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const code = typeof body.type === 'string' ? body.type.replace('urn:postbag:problem:', '') : 'unknown'
  const message = typeof body.detail === 'string' ? body.detail : `The service answered with ${status}.`
  return new Problem(status, code, message, body)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
