import { hash } from 'node:crypto'
import { HONEYPOT, INCORRECT_EMAIL, isEmail, MAX_NAME } from '../comments/field-rules.ts'
import { parseWebsite } from '../comments/links.ts'
import { cleanName } from '../comments/names.ts'
import { isBlank, isLonger, isLongWhatever, isStorable, withOneNewline } from '../comments/text.ts'
import { AppError, type FieldError } from '../errors.ts'
import type { ReadBody } from '../http/read.ts'
import type { Policy } from '../sites/policy.ts'
import { UUID, UUIDV7 } from '../text/uuid.ts'

/** What a reader may send. Everything else in a body is ignored. */
export type Fields = {
  readonly id: string | null
  readonly name: string
  readonly text: string
  readonly email: string | null
  readonly website: string | null
  readonly parentId: string | null
  /** Null if the field is absent, as in the plain form, which has no such field; empty if it came empty. */
  readonly captcha: string | null
  readonly isForm: boolean
  readonly url: string | null
  readonly title: string | null
  readonly openedAt: Date | null
  readonly honeypot: string | null
}

const MAX_TITLE = 300
const MAX_URL = 2_000
const MAX_TOKEN = 8_192

/**
 * The fields of a submission and everything wrong with them, all at once; a signed-in reader's name is known already.
 * A text or name that cannot be accepted is left empty, so that nothing whose cost grows with its length sees it.
 */
export function readFields(
  body: ReadBody,
  policy: Policy,
  signedName: string | null = null,
): { readonly fields: Fields; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = []
  // Only a field's first problem counts: a value that could not be accepted is not missing as well.
  const fail: Fail = (field, code, message, limit) => {
    if (errors.some((error) => error.field === field)) return
    errors.push({ field, code, message, ...(limit && { limit }) })
  }
  const raw = rawFields(body, fail)
  const optional = (field: string) => {
    const value = raw.get(field)?.trim()
    return value === undefined || value === '' ? null : value
  }
  const fields: Fields = {
    id: readId(optional('id'), fail),
    name: signedName ?? readName(raw.get('name') ?? '', fail),
    text: readText(raw.get('text') ?? '', policy, fail),
    email: readEmail(optional('email'), fail),
    website: readWebsite(optional('website'), fail),
    parentId: readParent(optional('parentId'), fail),
    captcha: raw.get('captcha')?.trim() ?? null,
    isForm: body.type === 'form',
    url: readUrl(optional('url')),
    title: readTitle(optional('title')),
    openedAt: readTime(optional('openedAt')),
    honeypot: optional(HONEYPOT),
  }
  return { fields, errors }
}

/** The text of an edit; anything else in the body is ignored. */
export function readEdit(
  body: ReadBody,
  policy: Policy,
): { readonly text: string; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = []
  const fail: Fail = (field, code, message, limit) => {
    if (field === 'text') errors.push({ field, code, message, ...(limit && { limit }) })
  }
  const raw = rawFields(body, fail)
  const text = errors.length > 0 ? '' : readText(raw.get('text') ?? '', policy, fail)
  return { text, errors }
}

/**
 * What makes two submissions the same: a digest of their content, in hex, without the captcha token, which a retry
 * renews.
 */
export function digestOf(articleKey: string, fields: Fields): string {
  const { name, text, email, website, parentId } = fields
  return hash('sha256', JSON.stringify([articleKey, name, text, email, website, parentId]))
}

/**
 * The idempotency key, without the quotes of a structured field.
 * @throws {AppError} `invalid-request` for one that is blank, too long or not printable ASCII.
 */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header
  if (/^[\x20-\x7e]{1,255}$/.test(key) && key.trim() !== '') return key
  throw new AppError('invalid-request', 'Idempotency-Key takes 1 to 255 printable ASCII characters.')
}

type Fail = (field: string, code: string, message: string, limit?: number) => void

const TAKEN = [
  'id',
  'name',
  'text',
  'email',
  'website',
  'parentId',
  'captcha',
  'url',
  'title',
  'openedAt',
  HONEYPOT,
]

function rawFields(body: ReadBody, fail: Fail): Map<string, string> {
  const entries = body.type === 'form' ? body.value.entries() : jsonEntries(body.value)
  const raw = new Map<string, string>()
  for (const [name, value] of entries) {
    if (!TAKEN.includes(name) || value === null || value === undefined) continue
    if (name === 'captcha' && !isToken(value)) raw.set(name, '')
    else if (name === 'openedAt' && typeof value === 'number') raw.set(name, String(value))
    else if (typeof value !== 'string') fail(name, 'invalid-type', 'This must be text.')
    else if (!isStorable(value))
      fail(name, 'invalid-characters', 'This holds characters that cannot be stored.')
    else raw.set(name, value)
  }
  return raw
}

function jsonEntries(value: unknown): Iterable<[string, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid-submission', 'Send one JSON object.')
  }
  return Object.entries(value)
}

/** A value that cannot be a token is refused like any bad token, not as a field that the reader could correct. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TOKEN && isStorable(value)
}

function readText(raw: string, policy: Policy, fail: Fail): string {
  const text = withOneNewline(raw)
  const { maxLength } = policy.text
  if (isBlank(text)) fail('text', 'required', 'Please enter your comment!')
  else if (!isLonger(text, maxLength)) return text
  else fail('text', 'too-long', `Please shorten your comment to ${maxLength} characters.`, maxLength)
  return ''
}

function readName(raw: string, fail: Fail): string {
  if (isBlank(raw)) {
    fail('name', 'required', 'Please enter your name here')
    return ''
  }
  const name = isLongWhatever(raw, MAX_NAME) ? raw : cleanName(raw)
  if (name === null) fail('name', 'invalid', 'Please enter a name that can be shown')
  else if (!isLonger(name, MAX_NAME)) return name
  else fail('name', 'too-long', `Please use at most ${MAX_NAME} characters`, MAX_NAME)
  return ''
}

function readEmail(raw: string | null, fail: Fail): string | null {
  if (raw === null) return null
  if (!isEmail(raw)) fail('email', 'invalid', INCORRECT_EMAIL)
  return raw
}

function readWebsite(raw: string | null, fail: Fail): string | null {
  if (raw === null) return null
  const website = parseWebsite(raw)
  if (website === null) fail('website', 'invalid', 'Please enter a web address that starts with https://')
  return website
}

function readId(raw: string | null, fail: Fail): string | null {
  if (raw === null) return null
  const id = raw.toLowerCase()
  if (UUIDV7.test(id)) return id
  fail('id', 'invalid', 'This must be a UUID of version 7.')
  return null
}

function readParent(raw: string | null, fail: Fail): string | null {
  if (raw === null) return null
  const id = raw.toLowerCase()
  if (UUID.test(id)) return id
  fail('parentId', 'invalid', 'This must be the id of a comment.')
  return null
}

/**
 * When the form was opened, RFC 3339 or milliseconds. This is only evidence, so what cannot be parsed counts as
 * absent.
 */
function readTime(raw: string | null): Date | null {
  if (raw === null) return null
  const at = new Date(/^\d{1,15}$/.test(raw) ? Number(raw) : raw)
  return Number.isNaN(at.getTime()) ? null : at
}

/** The article's address, from the page. One that is cut off would lead elsewhere, so one too long counts as absent. */
function readUrl(raw: string | null): string | null {
  return raw === null || raw.length > MAX_URL ? null : raw
}

/** The article's title, from the page. It is cleaned like a name, and no comment is refused because of it. */
function readTitle(raw: string | null): string | null {
  const title = raw === null ? null : cleanName(raw)
  // The cut may leave half of a character at the end.
  return title?.slice(0, MAX_TITLE).replace(/[\ud800-\udbff]$/, '') ?? null
}
