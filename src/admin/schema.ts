import { z } from '@hono/zod-openapi'
import { CHECK_NAMES } from '../checks/check.ts'
import { wordProblem } from '../checks/listed-word.ts'
import { BUILT_IN_LOCALES } from '../checks/wordlists/lists.ts'
import { nameProblem } from '../comments/names.ts'
import { Problem } from '../http/answers.ts'
import { ROLES } from '../http/auth.ts'
import { cursorParam, limitParam } from '../http/paging.ts'
import { storable, time, version } from '../review/schema.ts'
import { siteOrigin } from '../sites/names.ts'
import { type Policy, type PolicyInput, PolicySchema } from '../sites/policy.ts'
import { slug } from '../sites/schema.ts'

const name = storable(200).superRefine((given, issue) => {
  const message = nameProblem(given)
  if (message !== null) issue.addIssue({ code: 'custom', message })
})
const origin = z.string().transform((given, issue) => {
  const found = siteOrigin(given)
  if (found !== null) return found
  issue.addIssue({ code: 'custom', message: 'Use an origin like https://news.example.' })
  return z.NEVER
})
const origins = z.array(origin).max(200)

/**
 * Names that belong to no check. A misspelt name would change nothing, and nobody would notice. Policies stored
 * earlier may hold such names; there they do no harm.
 */
function unknownChecks(checks: unknown): string[] {
  const names = typeof checks === 'object' && checks !== null ? Object.keys(checks) : []
  return names.filter((name) => !CHECK_NAMES.some((known) => known === name))
}

/**
 * Pairs of limits of which one makes the other pointless: what is refused or rejected is never held. A default counts
 * like a choice. Stored policies may contain such pairs and can still be read.
 */
function contradictionsOf({ captcha, links }: Policy) {
  const crossed = [
    captcha.refuseBelow > captcha.holdBelow && {
      path: ['captcha', 'refuseBelow'],
      message: `Comments are held below ${captcha.holdBelow}, so this cannot be more.`,
    },
    links.rejectAt < links.holdAt && {
      path: ['links', 'rejectAt'],
      message: `Comments are held from ${links.holdAt} links on, so this cannot be less.`,
    },
  ]
  return crossed.filter((line) => line !== false)
}

const words = z.looseObject({ hold: z.array(z.string()).optional(), reject: z.array(z.string()).optional() })

const { $schema: _, ...POLICY } = z.toJSONSchema(PolicySchema, { io: 'input', unrepresentable: 'any' })
const POLICY_REF = { $ref: '#/components/schemas/Policy' }

/** A site's own part of its policy: the defaults are left out, so that a new default still reaches it. */
const PolicyBody = z
  .looseObject({})
  .superRefine((policy, issue) => {
    const { data, error } = PolicySchema.safeParse(policy)
    for (const trouble of error?.issues ?? []) addIssue(issue, trouble)
    for (const { path, message } of data === undefined ? [] : contradictionsOf(data)) {
      issue.addIssue({ code: 'custom', path: [...path], message })
    }
    for (const name of unknownChecks(policy['checks'])) {
      const message = `There is no such check: ${CHECK_NAMES.join(', ')}.`
      issue.addIssue({ code: 'custom', path: ['checks', name], message })
    }
    const lists = words.safeParse(policy['words'])
    if (!lists.success) return
    for (const list of ['hold', 'reject'] as const) {
      for (const [index, word] of (lists.data[list] ?? []).entries()) {
        const problem = wordProblem(word)
        if (problem !== null)
          issue.addIssue({ code: 'custom', path: ['words', list, index], message: `This ${problem}.` })
      }
    }
  })
  .openapi('Policy', POLICY as object)
  // Every problem that the policy's own schema finds has been reported above, so here the value fits it.
  .transform((policy) => policy as PolicyInput)

const NotedPolicy = z.strictObject({
  policy: PolicyBody,
  version: version.optional(),
  note: storable(500).optional(),
})
const BarePolicy = PolicyBody.transform((policy) => ({ policy }))

/** A policy alone, or with the version it changes and a note; what is wrong is named as it was sent. */
export const PutPolicyBody = z
  .looseObject({})
  .transform((body, issue): z.infer<typeof NotedPolicy> => {
    const read = ('policy' in body ? NotedPolicy : BarePolicy).safeParse(body)
    if (read.success) return read.data
    for (const trouble of read.error.issues) addIssue(issue, trouble)
    return z.NEVER
  })
  .openapi({
    anyOf: [
      POLICY_REF,
      {
        type: 'object',
        properties: { policy: POLICY_REF, version: { type: 'integer' }, note: { type: 'string' } },
        required: ['policy'],
      },
    ],
  })

/** Hands a problem that one schema found over to another; the library's own type for that has no path. */
function addIssue(issue: z.RefinementCtx, trouble: z.core.$ZodIssue): void {
  issue.addIssue({ ...trouble } as never)
}

const listed = z
  .array(
    z
      .string()
      .trim()
      .min(1)
      .max(100)
      .superRefine((word, issue) => {
        const trouble = wordProblem(word)
        if (trouble !== null) issue.addIssue({ code: 'custom', message: `This ${trouble}.` })
      }),
  )
  .max(20_000)

export const PutWordsBody = z.strictObject({
  hold: listed.optional(),
  reject: listed.optional(),
  builtIn: z.array(z.enum(BUILT_IN_LOCALES)).max(40).optional(),
  version: version.optional(),
  note: storable(500).optional(),
})

export const WordsAnswer = z.object({
  version: z.int(),
  hold: z.array(z.string()),
  reject: z.array(z.string()),
  builtIn: z.array(z.string()),
  available: z.array(z.object({ locale: z.string(), words: z.int() })),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
})

/** Words that cannot be listed are named in the answer, so that the others are tried all the same. */
const tried = z.array(storable(100)).max(500).default([])
export const TryWordsBody = z.strictObject({
  hold: tried,
  reject: tried,
  days: z.int().min(1).max(90).default(30),
})

const Caught = z.object({
  count: z.int(),
  approvedByPeople: z.int(),
  rejectedByPeople: z.int(),
  sample: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      text: z.string(),
      status: z.string(),
      words: z.array(z.string()),
      spans: z.array(z.object({ start: z.int(), end: z.int() })),
    }),
  ),
})
export const WordTrialAnswer = z.object({
  since: z.iso.datetime(),
  comments: z.int(),
  held: Caught,
  rejected: Caught,
  perWord: z.array(
    z.object({
      word: z.string(),
      list: z.enum(['hold', 'reject']),
      hits: z.int(),
      approved: z.int(),
      rejected: z.int(),
      problem: z.string().optional(),
    }),
  ),
})

export const SiteBody = z.strictObject({ slug, name, origins, policy: PolicyBody.optional() })
export const SiteChangeBody = z.strictObject({ name: name.optional(), origins: origins.optional() })
export const VersionParams = z.object({
  site: slug,
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
})
export const ArticleParams = z.object({ site: slug, article: z.string() })
export const PageQuery = z.object({ limit: limitParam(), cursor: cursorParam })

export const ArticleBody = z.strictObject({
  open: z.boolean().optional(),
  premoderated: z.boolean().optional(),
  url: z
    .url({ protocol: /^https?$/, normalize: true })
    .max(2_000)
    .nullish(),
  title: storable(500).nullish(),
  section: storable(200).nullish(),
})

export const TokenBody = z.strictObject({
  name,
  role: z.enum(ROLES),
  sites: z.array(slug).min(1).max(100).nullish(),
  expiresAt: time.nullish(),
})

const at = z.iso.datetime()

export const SiteAnswer = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  origins: z.array(z.string()),
  policyVersion: z.int(),
  createdAt: at,
})

export const PolicyAnswer = z.object({
  version: z.int(),
  policy: PolicyBody,
  own: PolicyBody,
  defaults: PolicyBody.optional(),
  note: z.string().nullable(),
  createdBy: z.string(),
  createdAt: at,
})

/** The version in force. */
export const PolicyConflict = Problem.extend({ version: z.int() }).openapi('PolicyConflict')

const setting = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])

export const ListedPolicy = PolicyAnswer.omit({ policy: true, defaults: true }).extend({
  changes: z.array(
    z.object({
      path: z.string().openapi({ description: 'Of the setting, with dots' }),
      from: setting.optional(),
      to: setting.optional(),
      added: z.array(z.string()).optional(),
      removed: z.array(z.string()).optional(),
    }),
  ),
})

export const ArticleAnswer = z.object({
  id: z.uuid(),
  key: z.string(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  section: z.string().nullable(),
  open: z.boolean(),
  premoderated: z.boolean(),
  commentCount: z.int(),
  createdAt: at,
  lastCommentAt: at.nullable(),
})

export const TokenAnswer = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(ROLES),
  siteIds: z.array(z.uuid()).nullable(),
  createdAt: at,
  expiresAt: at.nullable(),
  revokedAt: at.nullable(),
})
