import { afterAll, beforeAll, expect, it } from 'vitest'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService({ env: { CAPTCHA: 'altcha' } })
})
afterAll(() => service.close())

const settings = async (slug: string) => (await service.call('GET', `/v1/sites/${slug}/widget`)).json()

it('tells the widget what it needs before a reader writes', async () => {
  expect(await settings('news')).toEqual({
    site: 'news',
    name: 'The News',
    locale: 'en',
    captcha: { provider: 'altcha' },
    limits: { text: 5000, name: 80 },
    editWindowMinutes: 5,
    nesting: 4,
    honeypot: 'subject',
    identity: { taken: false, required: false },
    mail: false,
    open: true,
  })
})

it('asks for no captcha where the site has switched it off', async () => {
  const { slug } = await aSite(service.deps, { policy: { checks: { captcha: { on: false } } } })
  expect(await settings(slug)).toMatchObject({ captcha: { provider: 'none' } })
})
