import { afterAll, beforeAll, expect, it } from 'vitest'
import { timesReported } from '../../src/console/client/wording.ts'
import { aHeldComment, aReport, asHolder, recordOf } from '../helpers/desk.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

it.each([
  [1, '1'],
  [19, '19'],
  [25, '20+'],
])('of a comment reported %i times the desk says %s', async (count, said) => {
  const { id } = await aHeldComment(service)
  for (let n = 0; n < count; n += 1) await aReport(service, id)
  const { reports } = await recordOf(asHolder(service, service.moderator), id)
  expect(timesReported(reports)).toBe(said)
})
