import { DEMO_SITE, NEWSPAPER } from '../../src/demo/articles.ts'
import { seedDemo } from '../../src/demo/seed.ts'
import { insertSite } from '../../src/sites/queries.ts'
import { aService, listening, OPEN_LIMITS, type Service, type ServiceOptions } from './service.ts'

export type Newspaper = Service & { readonly url: string }

/** The demo's newspaper with its first letters, behind a socket; captcha `altcha` unless `env` says otherwise. */
export async function aNewspaper({ env, policy, ...options }: ServiceOptions = {}): Promise<Newspaper> {
  const service = await aService({ ...options, env: { CAPTCHA: 'altcha', ...env } })
  const { url, close } = await listening(service)
  const site = await insertSite(service.deps.db, {
    slug: DEMO_SITE,
    name: NEWSPAPER,
    origins: [url],
    policy: { limits: OPEN_LIMITS, ...policy },
    createdBy: 'test',
  })
  await seedDemo(service.deps.db, site, { base: url, now: new Date() })
  return {
    ...service,
    url,
    async close() {
      await close()
      await service.close()
    },
  }
}
