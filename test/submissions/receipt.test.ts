import { afterAll, beforeAll, expect, it } from 'vitest'
import { aService, type Service } from '../helpers/service.ts'

const DAY_MS = 86_400_000

let service: Service
let now = new Date()
beforeAll(async () => {
  service = await aService({ deps: { now: () => now } })
})
afterAll(() => service.close())

it('a receipt opens its comment for 399 days and nothing once its last day is over', async () => {
  const { body } = await service.submit({ text: 'Held for https://a.example/x and https://b.example/y' })
  const withReceipt = { authorization: `Receipt ${body.receipt}` }
  const comment = `/v1/sites/news/comments/${body.comment.id}`
  const createdOn = Math.floor(Date.parse(String(body.comment['createdAt'])) / DAY_MS)
  const read = async (at: number) => {
    now = new Date(at)
    return (await service.call('GET', comment, undefined, withReceipt)).status
  }
  expect(await read((createdOn + 400) * DAY_MS - 1)).toBe(200)
  expect(await read((createdOn + 401) * DAY_MS)).toBe(401)
})

it('a receipt opens its comment as it was written, and in no other way', async () => {
  now = new Date()
  const { body } = await service.submit()
  const comment = `/v1/sites/news/comments/${body.comment.id}`
  const read = async (authorization: string) =>
    (await service.call('GET', comment, undefined, { authorization })).status
  for (const scheme of ['Receipt', 'receipt', 'RECEIPT'])
    expect([scheme, await read(`${scheme} ${body.receipt}`)]).toEqual([scheme, 200])
  for (const altered of [`${body.receipt}.more`, `0${body.receipt}`, body.receipt.slice(0, -1), ''])
    expect([altered, await read(`Receipt ${altered}`)]).toEqual([altered, 401])
})
