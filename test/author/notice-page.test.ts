import { afterAll, beforeAll, expect, it } from 'vitest'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

it('the link to a notice that is cut off or past its time leads to a page that says so', async () => {
  const path = '/v1/sites/news/notices/cut-off'
  const answer = await service.call('GET', path, undefined, { accept: 'text/html' })
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.text()).toContain('This link no longer works.')
  const forMachines = await service.call('GET', path)
  expect(forMachines.status).toBe(404)
  expect(forMachines.headers.get('content-type')).toContain('application/problem+json')
})
