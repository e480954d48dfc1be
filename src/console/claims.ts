import { isStorable } from '../comments/text.ts'
import type { Config } from '../config.ts'
import type { Role } from '../http/auth.ts'

/** What a provider says of a person. */
export type Claims = Readonly<Record<string, unknown>>

export type OidcSettings = {
  readonly name: string
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  readonly redirectUri: string
  /** Where roles stand in the claims, as a dotted path. */
  readonly roleClaim: string
  readonly adminRoles: readonly string[]
  readonly moderatorRoles: readonly string[]
  /** Where the sites stand that a person may work on; undefined when everybody works on all. */
  readonly sitesClaim: string | undefined
}

/** The settings of the newsroom's login; undefined when there is none. */
export function oidcSettings(config: Config): OidcSettings | undefined {
  const { OIDC_ISSUER, OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET = '', PUBLIC_URL } = config
  if (OIDC_ISSUER === undefined || PUBLIC_URL === undefined) return undefined
  return {
    name: config.OIDC_NAME,
    issuer: new URL(OIDC_ISSUER),
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    scope: config.OIDC_SCOPE,
    redirectUri: new URL('/console/oidc/callback', PUBLIC_URL).href,
    roleClaim: config.OIDC_ROLE_CLAIM,
    adminRoles: config.OIDC_ADMIN_ROLES,
    moderatorRoles: config.OIDC_MODERATOR_ROLES,
    sitesClaim: config.OIDC_SITES_CLAIM,
  }
}

/** Somebody who may work on the desk. `sites` null means all; slugs that are no site's are left out later. */
export type Person = {
  readonly issuer: string
  readonly subject: string
  readonly name: string
  readonly role: Role
  readonly sites: readonly string[] | null
}

const MAX_NAME = 200
const MAX_SUBJECT = 255

/** Who a person is on the desk; undefined for somebody whose claims give no role. */
export function personFrom(claims: Claims, settings: OidcSettings): Person | undefined {
  const { sub } = claims
  const roles = listAt(claims, settings.roleClaim)
  const has = (wanted: readonly string[]) => wanted.some((role) => roles.includes(role))
  const role = has(settings.adminRoles) ? 'admin' : has(settings.moderatorRoles) ? 'moderator' : undefined
  if (role === undefined || typeof sub !== 'string' || !isUsable(sub, MAX_SUBJECT)) return undefined
  const sites = settings.sitesClaim === undefined ? null : listAt(claims, settings.sitesClaim)
  return { issuer: settings.issuer.href, subject: sub, name: nameIn(claims) ?? sub, role, sites }
}

/** The value at a dotted path: `roles`, or `realm_access.roles`. A claim whose own name has dots comes first. */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  let value: unknown = claims
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Claims)[part]
  }
  return value
}

/** A list of words, or one text of words between spaces or commas. */
function listAt(claims: Claims, path: string): string[] {
  const value = claimAt(claims, path)
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((part) => part !== '')
  if (!Array.isArray(value)) return []
  return value.filter((part): part is string => typeof part === 'string')
}

function nameIn(claims: Claims): string | undefined {
  return [claims['name'], claims['preferred_username'], claims['email']]
    .filter((name): name is string => typeof name === 'string')
    .map((name) => name.trim())
    .find((name) => isUsable(name, MAX_NAME))
}

function isUsable(text: string, max: number): boolean {
  return text !== '' && text.length <= max && isStorable(text)
}
