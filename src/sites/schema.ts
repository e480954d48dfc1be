import { z } from '@hono/zod-openapi'
import { SLUG } from './names.ts'

export const slug = z.string().regex(SLUG, 'Use 1 to 63 lower-case letters, digits and hyphens.')

/** An address that names a site to moderators and admins, who are told what is wrong with it. */
export const SiteParams = z.object({ site: slug })
