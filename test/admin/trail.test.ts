import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminWrites } from '../helpers/admin-writes.ts'
import { asHolder, type Holder } from '../helpers/desk.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

type Line = Readonly<Record<string, unknown>> & { readonly event: string }

let service: Service
let receiver: Awaited<ReturnType<typeof aReceiver>>
let adaId: string
const lines: string[] = []
beforeAll(async () => {
  const log = pino({ messageKey: 'event' }, { write: (line) => lines.push(line) })
  service = await aService({ deps: { log }, env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true })
  receiver = await aReceiver()
  const { body } = await ada<{ items: { id: string; name: string }[] }>('GET', '/v1/admin/tokens')
  adaId = body.items.find(({ name }) => name === 'Ada Admin')?.id ?? ''
})
afterAll(async () => {
  await service.close()
  await receiver.close()
})

const ada: Holder = (method, path, body) => asHolder(service, service.admin)(method, path, body)
let count = 0
/** A word that must not be in the log. */
const canary = () => {
  count += 1
  return `canary${count}`
}
const WRITES = adminWrites({
  service: () => service,
  admin: ada,
  word: canary,
  outside: () => `${receiver.url}/${canary()}`,
})

/** They only answer what would be. */
const TRIALS = ['POST /v1/admin/sites/{site}/policy/preview', 'POST /v1/admin/sites/{site}/words/try']

describe('what admins do', () => {
  it.each(WRITES)(
    '$operation is in the log as $event, with who did it and no word of theirs',
    async (one) => {
      const { slug } = await aSite(service.deps)
      const { path, body } = await one.write(slug)
      const before = lines.length
      const [method = ''] = one.operation.split(' ')
      const { status } = await ada(method, path, body)
      expect(status).toBeLessThan(300)
      const said = lines.slice(before).map((line) => JSON.parse(line) as Line)
      const where = one.operation.includes('{site}') && { site: slug }
      expect(said.filter(({ event }) => event === one.event)).toMatchObject([
        { ...where, ...one.says, moderatorId: adaId },
      ])
      expect(lines.slice(before).join('')).not.toMatch(/canary|127\.0\.0\.1/)
    },
  )

  it('is written down of every operation of the API that changes something', async () => {
    type Document = { readonly paths: Readonly<Record<string, object>> }
    const document = (await (await service.call('GET', '/openapi.json')).json()) as Document
    const operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/v1/admin'))
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
    const writes = operations.filter((operation) => !operation.startsWith('GET '))
    expect(writes.toSorted()).toEqual([...TRIALS, ...WRITES.map(({ operation }) => operation)].toSorted())
  })
})

describe('what is other than before', () => {
  const changed = (event: string) =>
    lines.map((line) => JSON.parse(line) as Line).findLast((line) => line.event === event)?.['changed']

  it('is nothing where the same is sent again', async () => {
    const { slug } = await aSite(service.deps)
    const same = { name: 'The News', origins: ['https://news.example'] }
    await ada('PATCH', `/v1/admin/sites/${slug}`, same)
    expect(changed('site.changed')).toEqual([])
    const alerts = { url: receiver.url, afterMinutes: 20 }
    for (const whole of [['afterMinutes', 'everyMinutes', 'url'], []]) {
      await ada('PUT', `/v1/admin/sites/${slug}/alerts`, alerts)
      expect(changed('alerts.set')).toEqual(whole)
    }
    await ada('PUT', `/v1/admin/sites/${slug}/alerts`, { afterMinutes: 25 })
    expect(changed('alerts.set')).toEqual(['afterMinutes'])
    for (const whole of [['section', 'url', 'premoderated'], []]) {
      const article = { url: 'https://news.example/a?utm_source=x', section: 'News', premoderated: true }
      await ada('PUT', `/v1/admin/sites/${slug}/articles/a`, article)
      expect(changed('article.changed')).toEqual(whole)
    }
  })

  it('names a switch that a moderator turns at the desk', async () => {
    const { slug } = await aSite(service.deps)
    await ada('PUT', `/v1/admin/sites/${slug}/articles/a`, { title: 'A' })
    const path = `/v1/review/articles/a?site=${slug}`
    expect((await asHolder(service, service.moderator)('PUT', path, { open: false })).status).toBe(200)
    expect(changed('article.changed')).toEqual(['open'])
  })
})
