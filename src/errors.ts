/** Every error code of the HTTP contract with its status and title (RFC 9457 `type` is built from the code). */
export const ERRORS = {
  'invalid-request': [400, 'The request cannot be read'],
  unauthenticated: [401, 'A valid credential is needed'],
  'identity-invalid': [401, 'Your sign-in is not valid'],
  'identity-expired': [401, 'Your sign-in has expired'],
  'identity-required': [401, 'Please sign in to comment'],
  forbidden: [403, 'This credential may not do that'],
  banned: [403, 'You cannot comment here'],
  'captcha-failed': [403, 'Captcha verification failed!'],
  'captcha-score-failed': [403, 'CAPTCHA user score failed. Please contact us!'],
  'comments-closed': [403, 'Comments are closed.'],
  'comment-rejected': [403, 'This comment cannot be published'],
  'origin-refused': [403, 'This page may not post here'],
  'edit-window-closed': [403, 'The time to edit this comment is over'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'This address does not take that method'],
  'not-acceptable': [406, 'None of the accepted types can be sent'],
  conflict: [409, 'This is in conflict with what is stored'],
  'already-decided': [409, 'Somebody has decided this in the meantime'],
  'parent-not-available': [409, 'The comment you are replying to is not available'],
  'key-reused': [409, 'This key was used for another submission'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'This type of content is not taken here'],
  'invalid-submission': [422, 'Some fields need your attention'],
  'invalid-fields': [422, 'Some fields are not valid'],
  'rate-limited': [429, 'You are posting too quickly.'],
  'headers-too-large': [431, 'The request headers are too large'],
  internal: [500, 'Something went wrong on our side'],
  unavailable: [503, 'The service cannot answer right now'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof ERRORS

/** One field's trouble. `code` is for programs, `message` for people; the value is never repeated. */
export type FieldError = {
  readonly field: string
  readonly code: string
  readonly message: string
  /** The number in the message, for who says the same in another language; not answered by itself. */
  readonly limit?: number
}

/** What `detail` means where the code leaves that open, for who says the same in another language. */
export type Meaning = 'changed' | 'withdrawn' | 'later'

/** Further members of the problem document, such as who decided meanwhile; those of RFC 9457 keep their types. */
type Members = Readonly<Record<string, unknown>> &
  Readonly<Partial<Record<'type' | 'title' | 'status' | 'detail' | 'errors' | 'requestId', never>>>

type Extra = {
  readonly meaning?: Meaning
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
  readonly members?: Members
  readonly cause?: unknown
}

/** Ends a request that cannot be served; `http/errors.ts` alone turns it into an answer, `application/problem+json`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly meaning: Meaning | undefined
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>
  readonly members: Members

  constructor(code: ErrorCode, detail?: string, extra: Extra = {}) {
    super(detail ?? ERRORS[code][1], extra.cause === undefined ? undefined : { cause: extra.cause })
    this.name = 'AppError'
    this.code = code
    this.meaning = extra.meaning
    this.errors = extra.errors ?? []
    this.headers = extra.headers ?? {}
    this.members = extra.members ?? {}
  }
}

/** The problem document of RFC 9457, but for the request's id. */
export function problemOf({ code, message, errors, members }: AppError) {
  const [status, title] = ERRORS[code]
  return {
    type: `urn:postbag:problem:${code}`,
    title,
    status,
    detail: message,
    ...(errors.length > 0 && { errors: errors.map(({ limit: _, ...told }) => told) }),
    ...members,
  }
}
