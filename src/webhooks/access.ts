import type { z } from '@hono/zod-openapi'
import type { Queryable } from '../db/client.ts'
import type { Moderator } from '../http/auth.ts'
import { getAdminSite } from '../sites/access.ts'
import type { WebhookParams } from './schema.ts'

/** Names the webhook of a path, on a site that this admin may see; whether the webhook exists is not checked. */
export function findingRef(db: Queryable) {
  return async (admin: Moderator, { site, id: webhookId }: z.infer<typeof WebhookParams>) => ({
    siteId: (await getAdminSite(db, admin, site)).id,
    webhookId,
  })
}
