import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { articleTag } from '../../src/comments/cache-tags.ts'
import { aService, listening, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { soon, until } from '../helpers/until.ts'
import { aVarnish, HAS_VARNISH } from '../helpers/varnish.ts'

const VCL = fileURLToPath(new URL('postbag.vcl', import.meta.url))

describe.skipIf(!HAS_VARNISH)('a shared cache in front', () => {
  let service: Service
  let origin: Awaited<ReturnType<typeof listening>>
  let varnish: Awaited<ReturnType<typeof aVarnish>> | undefined
  beforeAll(async () => {
    service = await aService({ env: { PRIVATE_HOSTS: '127.0.0.1' }, jobs: true })
    origin = await listening(service)
    varnish = await aVarnish({ vcl: VCL, originPort: Number(new URL(origin.url).port) })
    const cdn = { purge: { kind: 'varnish', url: `${varnish?.url}/` } }
    const answer = await service.call(
      'PUT',
      '/v1/admin/sites/news/policy',
      { limits: OPEN_LIMITS, cdn },
      service.as(service.admin),
    )
    expect(answer.status).toBe(200)
    await until(() => service.deps.jobs.isRunning())
  })
  afterAll(async () => {
    await varnish?.close()
    await origin.close()
    await service.close()
  })

  const read = async (article: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${varnish?.url}/v1/sites/news/articles/${article}/comments`, { headers })
    const text = await response.text()
    return {
      status: response.status,
      cache: response.headers.get('x-cache'),
      headers: response.headers,
      text,
    }
  }

  it('answers nearly every reader by itself', async () => {
    await service.submit({ text: 'One of the letters.' }, { article: 'busy' })
    const answers = []
    for (let n = 0; n < 200; n += 1)
      answers.push(await read('busy', { accept: n % 2 ? 'application/json' : '*/*' }))
    expect(answers.every(({ status, text }) => status === 200 && text.includes('One of the letters.'))).toBe(
      true,
    )
    expect(answers.filter(({ cache }) => cache === 'hit').length / answers.length).toBeGreaterThan(0.98)
    const again = await read('busy', { 'if-none-match': answers[0]?.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  it('shows a new comment within a second', async () => {
    await service.submit({}, { article: 'fresh' })
    await until(async () => (await read('fresh')).cache === 'hit')
    await service.submit({ text: 'News of the minute.' }, { article: 'fresh' })
    await soon(async () => (await read('fresh')).text.includes('News of the minute.'), 1_000)
  })

  it('forgets a withdrawn comment within a second', async () => {
    const { body } = await service.submit({ text: 'A word too many.' }, { article: 'gone' })
    await until(async () => (await read('gone')).cache === 'hit')
    await service.call('DELETE', `/v1/sites/news/comments/${body.comment.id}`, undefined, {
      authorization: `Receipt ${body.receipt}`,
    })
    await soon(async () => !(await read('gone')).text.includes('A word too many.'), 1_000)
  })

  it('goes on answering while the service is away', async () => {
    await service.submit({ text: 'Still here.' }, { article: 'kept' })
    await until(async () => (await read('kept')).cache === 'hit')
    await origin.close()
    // The cache learns that the service is away, and what it keeps is past its time.
    await fetch(`${varnish?.url}/`, {
      method: 'PURGE',
      headers: { 'xkey-softpurge': articleTag(service.site.id, 'kept') },
    })
    await until(async () => (await fetch(`${varnish?.url}/v1/sites/news/widget`)).status === 503)
    const { status, text } = await read('kept')
    expect(status).toBe(200)
    expect(text).toContain('Still here.')
  })
})
