import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { isTlsKnown } from './db/address.ts'
import { CAPTCHA_MOST_MS } from './db/time-limits.ts'
import { trustedProxies } from './http/caller.ts'

/*
 * Every setting of a process, from the environment. What belongs to a site is its policy in the database.
 * `parseConfig` reports all problems at once and never repeats a value that may be secret.
 */

const CAPTCHA_PROVIDERS = [
  'altcha',
  'recaptcha-v3',
  'recaptcha-enterprise',
  'turnstile',
  'hcaptcha',
  'none',
] as const
export type CaptchaProviderName = (typeof CAPTCHA_PROVIDERS)[number]

const url = z.string().refine(isHttpUrl, { error: 'must be an http or https address', abort: true })
const secret = z.string().min(1)
const whole = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`
  return z.coerce
    .number(message)
    .refine((given) => Number.isInteger(given) && given >= from && given <= to, message)
}
const TLS = 'takes sslmode=disable, require or verify-full, and certificates by NODE_EXTRA_CA_CERTS alone'
const database = z
  .string()
  .regex(/^postgres(ql)?:\/\//, { error: 'must start with postgres://', abort: true })
  .refine(isReadable, 'must be an address of one host, its special characters percent-encoded')
  .refine(isTlsKnown, TLS)
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

const Env = z.object({
  PORT: whole(0, 65_535).default(8787),
  HOST: z.string().default('0.0.0.0'),
  /** How readers and moderators reach this service; links and cookies follow it. */
  PUBLIC_URL: url
    .refine(isBareUrl, 'must have no user, ? or #')
    .transform((given) => given.replace(/\/+$/, ''))
    .optional(),
  DATABASE_URL: database.optional(),
  /** If that is a pooler in transaction mode: the server itself, for what needs a connection of its own. */
  DATABASE_DIRECT_URL: database.optional(),
  /** Replicas that readers' pages may be read from. */
  DATABASE_READ_URLS: list
    .refine(
      (urls) => urls.every((one) => /^postgres(ql)?:\/\//.test(one) && isReadable(one)),
      'must be addresses that start with postgres://, comma-separated',
    )
    .refine((urls) => urls.every(isTlsKnown), TLS)
    .default([]),
  /** Readers' event streams open at once. */
  EVENT_STREAMS: whole(0, 1_000_000).default(10_000),
  /** Finished answers to readers kept in memory, in MiB. */
  THREAD_MEMORY_MB: whole(1, 16_384).default(32),
  DATA_DIR: z.string().min(1).default('.postbag'),
  /** It travels in a header, so it is printable and has no spaces. */
  ADMIN_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{24,200}$/, 'must have 24 to 200 characters, printable ASCII without spaces')
    .optional(),
  SECRET_KEY: z.string().min(24, 'must have at least 24 characters').optional(),
  TRUSTED_PROXIES: list
    .superRefine((entries, { addIssue }) => {
      const wrong = entries.find((entry) => !isProxy(entry))
      if (wrong !== undefined) addIssue(`${wrong.slice(0, 50)} is no address or CIDR range`)
    })
    .default([]),
  CAPTCHA: z.enum(CAPTCHA_PROVIDERS).default('altcha'),
  CAPTCHA_TIMEOUT_MS: whole(100, CAPTCHA_MOST_MS).default(2_000),
  RECAPTCHA_SITE_KEY: secret.optional(),
  RECAPTCHA_SECRET_KEY: secret.optional(),
  RECAPTCHA_VERIFY_URL: url.optional(),
  RECAPTCHA_PROJECT: secret.optional(),
  RECAPTCHA_API_KEY: secret.optional(),
  TURNSTILE_SITE_KEY: secret.optional(),
  TURNSTILE_SECRET_KEY: secret.optional(),
  TURNSTILE_VERIFY_URL: url.default('https://challenges.cloudflare.com/turnstile/v0/siteverify'),
  HCAPTCHA_SITE_KEY: secret.optional(),
  HCAPTCHA_SECRET_KEY: secret.optional(),
  HCAPTCHA_VERIFY_URL: url.default('https://api.hcaptcha.com/siteverify'),
  AKISMET_KEY: secret.optional(),
  AKISMET_URL: url.default('https://rest.akismet.com'),
  /** A check of your own over HTTP, and the secret (`whsec_…`) its calls are signed with. */
  CUSTOM_CHECK_URL: url.optional(),
  CUSTOM_CHECK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and at least 24 bytes as base64')
    .optional(),
  /** How long after SIGTERM the service says that it is not ready before it takes no more connections. */
  STOP_NOTICE_MS: whole(0, 5_000).default(1_000),
  /** The newsroom's login for moderators: OpenID Connect, beside tokens. Needs PUBLIC_URL. */
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: secret.optional(),
  OIDC_CLIENT_SECRET: secret.optional(),
  OIDC_NAME: z.string().max(60).default('Newsroom login'),
  OIDC_SCOPE: z
    .string()
    .regex(/(^| )openid( |$)/, 'must hold openid')
    .default('openid profile email'),
  /** Where a person's roles stand in the claims, as a dotted path. */
  OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
  OIDC_ADMIN_ROLES: list.default(['postbag-admin']),
  OIDC_MODERATOR_ROLES: list.default(['postbag-moderator']),
  /** Where the slugs of a person's sites stand; absent, everybody works on all sites. */
  OIDC_SITES_CLAIM: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Hosts (`host` or `host:port`) that webhooks and purges may reach although they are not public, over http too. */
  PRIVATE_HOSTS: list
    .refine(
      (hosts) =>
        hosts.every((host) => /^[\w.[\]:-]+$/.test(host) && (isIPv6(host) || URL.canParse(`http://${host}`))),
      'must be hosts or host:port, comma-separated',
    )
    .transform((hosts) => hosts.map((host) => host.toLowerCase()))
    .default([]),
  /** `off` for a process that runs no background work; some process of the deployment has to run it. */
  JOBS: z.enum(['on', 'off']).default('on'),
  /** `off` for a service of a newsroom, whose readers should find no made-up newspaper there. */
  DEMO: z.enum(['on', 'off']).default('on'),
  METRICS_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  /**
   * The server that takes mail for authors who asked for it; without one nobody is asked. Needs MAIL_FROM and
   * PUBLIC_URL.
   */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/?#]+\/?$/i, {
      error: 'must be smtp://host or smtps://host, without a path',
      abort: true,
    })
    .refine(isReadable, 'must be an address whose special characters are percent-encoded')
    .optional(),
  /** `comments@news.example`, or `The News <comments@news.example>`. */
  MAIL_FROM: z
    .string()
    .regex(
      /^([^\p{C}<>"]{0,100}<[^\p{C}\s<>",;@]+@[\w.-]+>|[^\p{C}\s<>",;@]+@[\w.-]+)$/u,
      'must be an address, or a name and <address>',
    )
    .optional(),
})

export type Config = Readonly<z.infer<typeof Env>>

/** Thrown with one line that lists every wrong setting. */
export class ConfigError extends Error {}

/** What a setting cannot do without. */
const NEEDS: readonly {
  readonly setting: keyof Config
  /** Only with this value; absent, with any. */
  readonly value?: string
  readonly keys: readonly (keyof Config)[]
}[] = [
  { setting: 'CAPTCHA', value: 'recaptcha-v3', keys: ['RECAPTCHA_SITE_KEY', 'RECAPTCHA_SECRET_KEY'] },
  {
    setting: 'CAPTCHA',
    value: 'recaptcha-enterprise',
    keys: ['RECAPTCHA_SITE_KEY', 'RECAPTCHA_PROJECT', 'RECAPTCHA_API_KEY'],
  },
  { setting: 'CAPTCHA', value: 'turnstile', keys: ['TURNSTILE_SITE_KEY', 'TURNSTILE_SECRET_KEY'] },
  { setting: 'CAPTCHA', value: 'hcaptcha', keys: ['HCAPTCHA_SITE_KEY', 'HCAPTCHA_SECRET_KEY'] },
  { setting: 'DATABASE_DIRECT_URL', keys: ['DATABASE_URL'] },
  { setting: 'CUSTOM_CHECK_URL', keys: ['CUSTOM_CHECK_SECRET'] },
  { setting: 'OIDC_ISSUER', keys: ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL'] },
  { setting: 'SMTP_URL', keys: ['MAIL_FROM', 'PUBLIC_URL'] },
]

/** Secrets that providers publish for tests: with one of these, anybody passes. */
const TEST_SECRETS: Readonly<Partial<Record<keyof Config, string>>> = {
  RECAPTCHA_SECRET_KEY: '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe',
  TURNSTILE_SECRET_KEY: '1x0000000000000000000000000000000AA',
  HCAPTCHA_SECRET_KEY: '0x0000000000000000000000000000000000000000',
}

/**
 * Reads all settings. An empty variable counts as absent. An absent `SECRET_KEY` is made once and kept in
 * the database, which all processes share.
 * @throws {ConfigError} naming every setting that is wrong or missing.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const result = Env.safeParse(given)
  if (!result.success) {
    throw new ConfigError(
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    )
  }
  const config = result.data
  const missing = NEEDS.flatMap(({ setting, value, keys }) => {
    const isOn = value === undefined ? config[setting] !== undefined : config[setting] === value
    const why = value === undefined ? setting : `${setting}=${value}`
    return isOn
      ? keys.filter((key) => config[key] === undefined).map((key) => `${key}: is needed with ${why}`)
      : []
  })
  if (missing.length > 0) throw new ConfigError(missing.join('; '))
  const open = Object.entries(TEST_SECRETS).filter(([key, test]) => given[key] === test)
  if (given['NODE_ENV'] === 'production' && open.length > 0) {
    throw new ConfigError(
      open
        .map(([key]) => `${key}: is the provider's public test secret, with which anybody passes`)
        .join('; '),
    )
  }
  return config
}

function isHttpUrl(value: string): boolean {
  const parsed = URL.parse(value)
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:')
}

/** Whether a path can be appended to make a link. */
function isBareUrl(value: string): boolean {
  const parsed = URL.parse(value)
  return parsed !== null && parsed.username === '' && parsed.password === '' && !/[?#]/.test(value)
}

function isProxy(entry: string): boolean {
  try {
    trustedProxies([entry])
    return true
  } catch {
    return false
  }
}

/** Whether every driver can read it. Only one of them takes several hosts, so without this no job would ever run. */
function isReadable(value: string): boolean {
  const parsed = URL.parse(value)
  if (parsed === null) return false
  try {
    for (const part of [parsed.username, parsed.password, parsed.pathname]) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
