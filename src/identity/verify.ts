import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose'
import { z } from 'zod'
import { MAX_NAME } from '../comments/field-rules.ts'
import { cleanName } from '../comments/names.ts'
import { isLonger } from '../comments/text.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { CallFailed } from '../http/call.ts'
import { credentialIn } from '../http/credential.ts'
import { callNamed } from '../http/outgoing.ts'
import { SealedOtherwise } from '../seal.ts'
import type { Site } from '../sites/queries.ts'
import { findSecret } from '../sites/secrets.ts'

/**
 * A reader whom the publisher's own login vouches for. `id` is the publisher's id of them: bans and record go by it,
 * and only its keyed hash is kept.
 */
export type SignedReader = {
  readonly id: string
  readonly name: string
  /** How the publisher labels them, such as "Staff". */
  readonly badge: string | null
  /** The colour of the avatar, `#rrggbb`. */
  readonly color: string | null
}

/** The reader behind a login token; null without one. @throws {AppError} what `identityVerifier` says. */
export type Identify = (site: Site, token: string | null) => Promise<SignedReader | null>

const CLOCK_TOLERANCE_S = 60
const MAX_TOKEN = 8_192
const MAX_KEY_SETS = 1_000
const KEYS_TIMEOUT_MS = 2_000
const KEYS_MAX_BYTES = 128 * 1024
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519']

/** The token of `Authorization: Bearer`, if it looks like a JWT; other tokens are not readers' logins. */
export function loginIn(header: string | undefined): string | null {
  const token = credentialIn(header, 'bearer') ?? ''
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) ? token : null
}

/**
 * Checks logins of publishers: a JWT signed with the site's secret (HS256) or one of its published keys (JWKS), with
 * `sub`, `name` and `exp`, optionally `badge` and `color`.
 * @throws {AppError} `identity-invalid`, `identity-expired`, `identity-required`; `unavailable` when the site's keys
 * cannot be had right now.
 */
export function identityVerifier(deps: Deps): Identify {
  const keySets = new Map<string, RemoteJWKSet>()
  const keySet = (url: string): RemoteJWKSet => {
    const known = keySets.get(url)
    if (known !== undefined) return known
    if (keySets.size >= MAX_KEY_SETS) keySets.clear()
    const made = createRemoteJWKSet(new URL(url), {
      timeoutDuration: KEYS_TIMEOUT_MS,
      [customFetch]: (address, { signal }) => fetchKeys(deps, address, signal),
    })
    keySets.set(url, made)
    return made
  }

  return async (site, token) => {
    const { keys, required } = site.policy.identity
    if (token === null) {
      if (required) throw new AppError('identity-required')
      return null
    }
    if (keys === 'none') throw invalid('This site takes no sign-in here. Write without one.')
    if (token.length > MAX_TOKEN) throw invalid('The sign-in is too long.')
    try {
      return readerOf(await verify(deps, site, token, keySet))
    } catch (error) {
      throw asAppError(error)
    }
  }
}

async function verify(
  deps: Deps,
  site: Site,
  token: string,
  keySet: (url: string) => RemoteJWKSet,
): Promise<JWTPayload> {
  const { keys, jwksUrl, issuer, audience } = site.policy.identity
  const options = {
    currentDate: deps.now(),
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['sub', 'exp'],
    ...(issuer !== null && { issuer }),
    ...(audience !== null && { audience }),
  }
  if (keys === 'jwks' && jwksUrl !== null) {
    return (await jwtVerify(token, keySet(jwksUrl), { ...options, algorithms: PUBLIC_KEY_ALGORITHMS }))
      .payload
  }
  const secret = await findSecret(deps, site.id, 'identity-secret')
  if (secret === null) throw invalid('This site has given no key to check a sign-in with.')
  return (await jwtVerify(token, Buffer.from(secret), { ...options, algorithms: ['HS256'] })).payload
}

const Claims = z.object({
  sub: z.string().min(1).max(200),
  name: z.string(),
  badge: z.string().trim().min(1).max(40).nullish(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .nullish(),
})

function readerOf(payload: JWTPayload): SignedReader {
  const claims = Claims.safeParse(payload)
  if (!claims.success) {
    const named = claims.error.issues.map(({ path }) => path.join('.')).join(', ')
    throw invalid(`The sign-in does not say what it has to: ${named}.`)
  }
  const { sub, badge, color } = claims.data
  const name = cleanName(claims.data.name)
  if (name === null || isLonger(name, MAX_NAME)) throw invalid('The sign-in holds no name that can be shown.')
  return {
    id: sub,
    name,
    badge: badge === null || badge === undefined ? null : cleanName(badge),
    color: color?.toLowerCase() ?? null,
  }
}

async function fetchKeys(deps: Deps, url: string, signal: AbortSignal): Promise<Response> {
  const { status, body } = await callNamed(deps, url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    timeoutMs: KEYS_TIMEOUT_MS,
    maxBytes: KEYS_MAX_BYTES,
    signal,
  })
  return new Response(new Uint8Array(body), { status })
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof errors.JWTExpired) {
    return new AppError('identity-expired', 'Your sign-in has expired. Sign in again.', {
      headers: { 'www-authenticate': CHALLENGE },
    })
  }
  const isOutage =
    error instanceof CallFailed ||
    error instanceof SealedOtherwise ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  if (isOutage) {
    return new AppError(
      'unavailable',
      'Your sign-in cannot be checked right now. Please try again in a moment.',
      {
        headers: { 'retry-after': '5' },
        cause: error,
      },
    )
  }
  return invalid('Your sign-in is not valid. Sign in again.', error)
}

const CHALLENGE = 'Bearer error="invalid_token"'

/** The header tells developers in English (RFC 6750, 3) what readers are told in their language. */
function invalid(detail: string, cause?: unknown): AppError {
  const headers = { 'www-authenticate': `${CHALLENGE}, error_description="${detail}"` }
  return new AppError('identity-invalid', detail, { headers, cause })
}
