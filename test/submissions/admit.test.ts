import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { admission } from '../../src/submissions/admit.ts'
import { aService, aSite, type Service, words } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const aRequest = (siteId: string) => ({
  siteId,
  articleKey: 'bridge',
  commentId: randomUUIDv7(),
  parentId: null,
  keyHashes: [],
  bodyDigest: '00',
  networkHash: 'aa',
  authorHash: 'bb',
  banMatches: [],
  bands: [],
  perReaderPerMinute: 1_000_000,
})

it('counts the minute before by the share of it that lies within the last sixty seconds', async () => {
  const { id } = await aSite(service.deps)
  // The database's clock stands still within a transaction.
  const admitted = await service.deps.db.transaction(async (tx) => {
    const admit = admission(tx)
    await admit(aRequest(id))
    await tx.query((sql) => sql`update rates set minute = minute - 1, count = 6000 where site_id = ${id}`)
    return admit(aRequest(id))
  })
  const { reader } = admitted.spent
  expect(reader).toMatchObject({ present: 1, former: 6000 })
  const before = 6000 * (1 - reader.elapsed)
  expect(admitted.history.perMinute.article).toBeCloseTo(1 + before, 6)
  expect(admitted.history.perMinute.site).toBeCloseTo(1 + before, 6)
})

it('counts nothing of the minutes before that', async () => {
  const { id } = await aSite(service.deps)
  const admitted = await service.deps.db.transaction(async (tx) => {
    const admit = admission(tx)
    await admit(aRequest(id))
    await tx.query((sql) => sql`update rates set minute = minute - 2 where site_id = ${id}`)
    return admit(aRequest(id))
  })
  expect(admitted.spent.reader).toMatchObject({ present: 1, former: 0 })
})

it('counts what is refused at the own limit of its reader for no article and no site', async () => {
  const { id } = await aSite(service.deps)
  const one = { ...aRequest(id), perReaderPerMinute: 3 }
  await service.deps.db.transaction(async (tx) => {
    const admit = admission(tx)
    const together = await Promise.all(
      Array.from({ length: 5 }, () => admit({ ...one, commentId: randomUUIDv7() })),
    )
    expect(together.map(({ spent }) => spent.reader.present)).toEqual([1, 2, 3, 4, 5])
    expect((await admit({ ...one, commentId: randomUUIDv7() })).spent.reader.present).toBe(6)
    const { spent, history } = await admit({ ...one, networkHash: 'cc' })
    expect(spent.reader.present).toBe(1)
    expect(history.perMinute).toEqual({ article: 4, site: 4 })
  })
})

it('counts the comments of a thread up to fifty, and never the one that is edited', async () => {
  const sizeFor = async (commentId: string) =>
    (await admission(service.deps.db)({ ...aRequest(service.site.id), commentId })).history.threadSize
  const ids: string[] = []
  const sent = async (count: number) => {
    while (ids.length < count) {
      const text = words()
      ids.push((await service.submit({ text }, { article: 'bridge' })).body.comment.id)
    }
  }
  await sent(49)
  expect(await sizeFor(randomUUIDv7())).toBe(49)
  await sent(50)
  expect(await sizeFor(ids[0]!)).toBe(49)
  await sent(51)
  expect([await sizeFor(randomUUIDv7()), await sizeFor(ids[0]!)]).toEqual([50, 50])
  await sent(52)
  expect([await sizeFor(randomUUIDv7()), await sizeFor(ids[0]!)]).toEqual([50, 50])
})
