import { expect, it } from 'vitest'
import { CLOSED } from '../../src/http/closed.ts'
import { aService } from '../helpers/service.ts'

it('an answer in place of a late one is as closed as any other', async () => {
  const service = await aService()
  service.app.get('/late', () => new Promise<Response>(() => {}))
  const began = performance.now()
  const { status, headers } = await service.call('GET', '/late')
  expect(performance.now() - began).toBeLessThan(3_000)
  expect(status).toBe(503)
  expect(Object.fromEntries(headers)).toMatchObject(CLOSED)
  expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/)
  await service.close()
})
