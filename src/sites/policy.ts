import { z } from 'zod'
import { isStorable } from '../comments/text.ts'

/** What happens to a comment when a check could not judge it: nothing, a person decides, or it is refused. */
const onUnavailable = z.enum(['pass', 'hold', 'refuse'])

const share = z.number().min(0).max(1)
const perMinute = z.int().min(1).max(1_000_000)
const word = z.string().trim().min(1).max(100)

const checkPolicy = z.strictObject({
  on: z.boolean().default(true),
  onUnavailable: onUnavailable.default('hold'),
  timeoutMs: z.int().min(50).max(5_000).default(800),
})

const webAddress = z
  .string()
  .max(2_000)
  .regex(/^https?:\/\/\S+$/, 'Use an address like https://cache.news.example/.')

/** How the shared cache in front of the service is told to forget; the token is the site's secret `purge-token`. */
const purgePolicy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fastly'), service: z.string().regex(/^[\w-]{1,64}$/) }),
  z.strictObject({ kind: z.literal('cloudflare'), zone: z.string().regex(/^[\w-]{1,64}$/) }),
  z.strictObject({
    kind: z.literal('varnish'),
    url: webAddress,
    method: z.enum(['PURGE', 'BAN']).default('PURGE'),
    header: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,40}$/)
      .default('xkey-purge'),
    /** Bans by a pattern over `Surrogate-Key`, for a Varnish without xkey. */
    pattern: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('generic'), url: webAddress }),
])

const claim = z.string().min(1).max(300).refine(isStorable, 'This holds characters that cannot be stored.')

/**
 * The publisher's own login for readers, as signed tokens; the key for HS256 is the site's secret `identity-secret`.
 */
const identityPolicy = z
  .strictObject({
    keys: z.enum(['none', 'secret', 'jwks']).default('none'),
    jwksUrl: webAddress.nullable().default(null),
    issuer: claim.nullable().default(null),
    audience: claim.nullable().default(null),
    /** Only signed-in readers may write. */
    required: z.boolean().default(false),
  })
  .refine(({ keys, jwksUrl }) => keys !== 'jwks' || jwksUrl !== null, {
    path: ['jwksUrl'],
    error: 'Say where the keys are.',
  })
  .refine(({ keys, required }) => keys !== 'none' || !required, {
    path: ['required'],
    error: 'Nobody can sign in: choose where the keys come from.',
  })

/**
 * What a site may configure. The site's own part is stored as given and completed with these defaults when read, so
 * that a new default reaches every site that did not choose otherwise. Shape and defaults are part of the HTTP
 * contract.
 */
export const PolicySchema = z.strictObject({
  /** `pre` holds everything for a person. */
  mode: z.enum(['auto', 'pre']).default('auto'),
  captcha: z
    .strictObject({
      refuseBelow: share.default(0.1),
      holdBelow: share.default(0.5),
      onUnavailable: onUnavailable.default('hold'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      perReaderPerMinute: perMinute.default(6),
      perArticlePerMinute: perMinute.default(300),
      perSitePerMinute: perMinute.default(3000),
    })
    .prefault({}),
  text: z
    .strictObject({
      /** In graphemes. */
      maxLength: z.int().min(1).max(20_000).default(5000),
      locale: z
        .string()
        .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
        .default('en'),
    })
    .prefault({}),
  links: z
    .strictObject({ holdAt: z.int().min(1).default(2), rejectAt: z.int().min(1).default(10) })
    .prefault({}),
  words: z
    .strictObject({
      hold: z.array(word).max(20_000).default([]),
      reject: z.array(word).max(20_000).default([]),
      /** The built-in lists in use, by locale; absent means the list of the site's own locale. */
      builtIn: z
        .array(z.string().regex(/^[a-z]{2,3}$/))
        .max(40)
        .optional(),
    })
    .prefault({}),
  author: z.strictObject({ holdFirst: z.boolean().default(false) }).prefault({}),
  threads: z
    .strictObject({
      nesting: z.int().min(1).max(10).default(4),
      closeAfterDays: z.int().min(1).max(36_500).nullable().default(null),
      editWindowMinutes: z.number().min(0).max(10_080).default(5),
    })
    .prefault({}),
  rejected: z.enum(['silent', 'told']).default('silent'),
  budget: z
    .strictObject({
      wrongApprove: z.number().min(0).max(0.5).default(0.01),
      wrongReject: z.number().min(0).max(0.5).default(0),
      audit: z.number().min(0).max(1).default(0.02),
      certainty: z.enum(['expected', 'proven']).default('expected'),
    })
    .prefault({}),
  judge: z
    .strictObject({
      /** Whether the seed's opinion of a comment counts too, weighted by the site's own decisions. */
      seed: z.boolean().default(true),
    })
    .prefault({}),
  identity: identityPolicy.prefault({}),
  privacy: z
    .strictObject({
      /**
       * After how many days a comment's e-mail address and the hashes of who wrote it are forgotten; null keeps them.
       */
      forgetAfterDays: z.int().min(1).max(36_500).nullable().default(365),
    })
    .prefault({}),
  cdn: z.strictObject({ purge: purgePolicy.nullable().default(null) }).prefault({}),
  checks: z.record(z.string().regex(/^[a-z][a-z-]{0,39}$/), checkPolicy).default({}),
})

export type Policy = z.infer<typeof PolicySchema>
/** A site's own part, every member optional. */
export type PolicyInput = z.input<typeof PolicySchema>
type CheckPolicy = Policy['checks'][string]

export const DEFAULT_POLICY: Policy = PolicySchema.parse({})

/**
 * A stored policy, completed with the defaults where an earlier version had others, and without the members that only
 * a later version knows. One that cannot be read even so is a bug.
 */
export function storedPolicy(stored: unknown): Policy {
  const { data, error } = PolicySchema.safeParse(stored)
  if (data !== undefined) return data
  const known = structuredClone(stored)
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const part = issue.path.reduce<unknown>((value, member) => Reflect.get(Object(value), member), known)
    for (const key of issue.keys) Reflect.deleteProperty(Object(part), key)
  }
  return PolicySchema.parse(known)
}
const DEFAULT_CHECK: CheckPolicy = checkPolicy.parse({})

/** The switch, outage rule and time limit of one check in a policy. */
export function checkPolicyFor(policy: Policy, name: string): CheckPolicy {
  return policy.checks[name] ?? DEFAULT_CHECK
}

/** Whether an article takes no comments: switched off, or too old by the site's policy. */
export function isClosed(
  { policy }: { readonly policy: Policy },
  article: { readonly open: boolean; readonly createdAt: Date },
  now: Date,
): boolean {
  const { closeAfterDays } = policy.threads
  if (!article.open) return true
  return closeAfterDays !== null && now.getTime() - article.createdAt.getTime() > closeAfterDays * 86_400_000
}
