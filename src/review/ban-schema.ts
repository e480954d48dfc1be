import { z } from '@hono/zod-openapi'
import { cursorParam, limitParam } from '../http/paging.ts'
import { slug } from '../sites/schema.ts'
import { BAN_EFFECTS, BAN_KINDS } from './bans.ts'
import { storable, time } from './schema.ts'

const at = z.iso.datetime()

export const BansQuery = z.object({
  site: slug.optional(),
  kind: z.enum(BAN_KINDS).optional(),
  state: z.enum(['live', 'all']).default('live'),
  limit: limitParam(),
  cursor: cursorParam,
})

export const BanBody = z.strictObject({
  site: slug,
  kind: z.enum(BAN_KINDS),
  effect: z.enum(BAN_EFFECTS).default('refuse'),
  commentId: z.uuid().optional(),
  value: storable(300).optional(),
  note: storable(2_000).optional(),
  expiresAt: time.optional(),
})

export const Ban = z
  .object({
    id: z.uuid(),
    site: z.string(),
    kind: z.enum(BAN_KINDS),
    label: z.string(),
    effect: z.enum(BAN_EFFECTS),
    note: z.string().nullable(),
    createdBy: z.string(),
    createdAt: at,
    expiresAt: at.nullable(),
    liftedAt: at.nullable(),
  })
  .openapi('Ban')
