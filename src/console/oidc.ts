import { createHmac, randomBytes } from 'node:crypto'
import type { Configuration } from 'openid-client'
import type { Deps } from '../deps.ts'
import { type Claims, claimAt, type OidcSettings, oidcSettings } from './claims.ts'

/*
 * OpenID Connect, Authorization Code with PKCE. Nothing is stored between the two halves of a sign-in: state, nonce
 * and code verifier are derived from a random key in a ten-minute cookie, so only the browser that began can finish.
 * The library is loaded when somebody signs in, so that a service without a newsroom's login spends no memory on it.
 */

/** Why a sign-in failed; the console has a sentence for each. */
const SIGN_IN_PROBLEMS = ['oidc-failed', 'oidc-expired', 'oidc-unavailable', 'oidc-forbidden'] as const
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]

export class SignInError extends Error {
  readonly problem: SignInProblem
  constructor(problem: SignInProblem, cause?: unknown) {
    super(problem, cause === undefined ? undefined : { cause })
    this.name = 'SignInError'
    this.problem = problem
  }
}

type OidcLogin = {
  readonly settings: OidcSettings
  /** Where the browser goes, and the key it brings back. @throws {SignInError} */
  begin(): Promise<{ readonly url: URL; readonly key: string }>
  /** What the provider says of the person who came back. @throws {SignInError} */
  complete(cameBackTo: string, key: string): Promise<Claims>
}

const TIMEOUT_S = 5
const TOLERANCE_S = 60
/** After this time the provider's description is read again, so that its changes reach a running service. */
const FRESH_MS = 60 * 60_000

/** The newsroom's login; undefined when none is set. */
export function oidcLogin(deps: Pick<Deps, 'config' | 'secret' | 'fetch' | 'now'>): OidcLogin | undefined {
  const settings = oidcSettings(deps.config)
  if (settings === undefined) return undefined
  const provider = rememberedProvider(settings, deps)
  return {
    settings,
    async begin() {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import('openid-client')
      const config = await provider()
      const key = randomBytes(32).toString('base64url')
      const { state, nonce, verifier } = derive(deps.secret, key)
      const url = buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUri,
        scope: settings.scope,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
      return { url, key }
    },
    async complete(cameBackTo, key) {
      const { authorizationCodeGrant, fetchUserInfo } = await import('openid-client')
      const config = await provider()
      const { state, nonce, verifier } = derive(deps.secret, key)
      try {
        const tokens = await authorizationCodeGrant(config, new URL(cameBackTo), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new Error('no ID token')
        if (claimAt(claims, settings.roleClaim) !== undefined) return claims
        const { userinfo_endpoint: endpoint } = config.serverMetadata()
        if (endpoint === undefined) return claims
        return { ...(await fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
      } catch (error) {
        throw new SignInError('oidc-failed', error)
      }
    },
  }
}

type Given = Pick<Deps, 'fetch' | 'now'>

/** One discovery serves many sign-ins; after a failed one the next sign-in tries again. */
function rememberedProvider(settings: OidcSettings, given: Given): () => Promise<Configuration> {
  let known: { readonly at: number; readonly config: Promise<Configuration> } | undefined
  return async () => {
    if (known === undefined || performance.now() - known.at > FRESH_MS) {
      known = { at: performance.now(), config: discover(settings, given) }
    }
    try {
      return await known.config
    } catch (error) {
      known = undefined
      throw new SignInError('oidc-unavailable', error)
    }
  }
}

/** Plain http is allowed only for a provider on this machine. */
async function discover(settings: OidcSettings, { fetch, now }: Given): Promise<Configuration> {
  const { allowInsecureRequests, clockSkew, clockTolerance, customFetch, discovery } = await import(
    'openid-client'
  )
  const { issuer, clientId, clientSecret } = settings
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname)
  const client = {
    client_secret: clientSecret,
    [clockSkew]: Math.round((now().getTime() - Date.now()) / 1_000),
    [clockTolerance]: TOLERANCE_S,
  }
  return discovery(issuer, clientId, client, undefined, {
    timeout: TIMEOUT_S,
    // The library calls this exactly as it would call the platform's fetch.
    [customFetch]: fetch as never,
    execute: issuer.protocol === 'http:' && isLocal ? [allowInsecureRequests] : [],
  })
}

function derive(secret: string, key: string) {
  const part = (purpose: string) =>
    createHmac('sha256', secret).update(`oidc-${purpose}\n${key}`).digest('base64url')
  return { state: part('state'), nonce: part('nonce'), verifier: part('verifier') }
}
