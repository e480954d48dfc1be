import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db, Queryable } from '../../src/db/client.ts'
import { importComments } from '../../src/transfer/import.ts'
import { readOwnLines } from '../../src/transfer/own-lines.ts'
import { cpuClock } from '../helpers/cpu.ts'
import { aService, aSite, type Service } from '../helpers/service.ts'

let service: Service
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

const MB = 1024 * 1024

async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function importWxr(inItem: string, db: Db = service.deps.db) {
  const site = await aSite(service.deps)
  const text = `<rss><channel><item><link>https://news.example/bridge</link>${inItem}</item></channel></rss>`
  const request = { format: 'wxr', articles: 'url', dryRun: false } as const
  return importComments({ ...service.deps, db }, site, request, inPieces(text, 64 * 1024))
}

const comment = (id: number, { text = 'Well said.', parent = 0 } = {}) =>
  `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author>Ada</wp:comment_author><wp:comment_date_gmt>2020-01-01 00:00:00</wp:comment_date_gmt><wp:comment_content>${text}</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>${parent}</wp:comment_parent></wp:comment>`

describe('a file that would fill the memory', () => {
  it.each([
    ['a comment of a million elements', `<wp:comment>${'<a/>'.repeat(MB)}</wp:comment>`],
    ['a million elements before the comment', '<a/>'.repeat(MB)],
    ['a million of an element that is read', '<title/>'.repeat(MB)],
  ])('by %s is read in a small part of it', async (_, before) => {
    const heap = process.memoryUsage().heapUsed
    const { stored } = await importWxr(before + comment(1).repeat(2))
    expect(stored).toBe(1)
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(150 * MB)
  })

  it.each([
    ['attributes', `<a ${Array.from({ length: 200 }, (_, n) => `a${n}=""`).join(' ')}/>`],
    ['an instruction that does not end', `<?a ${'?'.repeat(5 * MB)}`],
    ['a section that does not end', `<title><![CDATA[${']'.repeat(5 * MB)}`],
    ['an element of one word', `<title>${'x'.repeat(5 * MB)}`],
  ])('by %s is left there, and what came before stands', async (_, then) => {
    const { stored, broken } = await importWxr(comment(1) + then)
    expect(stored).toBe(1)
    expect(broken).toMatch(/too (long|many)/)
  })
})

it('a comment too long to be taken is reported unread, and the next is taken', async () => {
  const { stored, details } = await importWxr(
    comment(1, { text: `<![CDATA[${'<br>'.repeat(600_000)}]]>` }) + comment(2),
  )
  expect(stored).toBe(1)
  expect(details).toEqual([{ at: 'comment 1', what: 'a text that is too long' }])
})

it('long comments are taken by a disk that is slow at every batch', async () => {
  const { db } = service.deps
  await db.query(
    (sql) => sql`
    create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(2.2); return null; end $$`,
  )
  await db.query((sql) => sql`create trigger slow after insert on comments execute function slow()`)
  try {
    const long = Array.from({ length: 40 }, (_, n) => comment(n + 1, { text: 'long '.repeat(3_999) }))
    expect(await importWxr(long.join(''))).toMatchObject({ stored: 40, troubles: 0, broken: null })
  } finally {
    await db.query((sql) => sql`drop trigger slow on comments`)
  }
}, 30_000)

it('elements before them do not make comments slow', async () => {
  const workedMs = cpuClock()
  const comments = Array.from({ length: 500 }, (_, n) => comment(n + 1)).join('')
  expect(await importWxr('<a/>'.repeat(200_000) + comments)).toMatchObject({ stored: 500, broken: null })
  expect(workedMs()).toBeLessThan(5_000)
})

it('a site that the statistics of a large one do not know is not read again for each of its comments', async () => {
  const { db } = service.deps
  const threads = Array.from({ length: 2_000 }, (_, n) => comment(n + 1, { parent: n % 2 === 0 ? 0 : n }))
  await importWxr(threads.join(''))
  await db.query((sql) => sql`analyze articles, comments, imported`)
  let read = 0
  const readBy = async (tx: Queryable) => {
    const [row] = await tx.query(
      (sql) => sql<{ rows: number }[]>`
      select (idx_tup_fetch + seq_tup_read)::int as rows from pg_stat_xact_user_tables where relname = 'comments'`,
    )
    return row?.rows ?? 0
  }
  const counting: Db = {
    ...db,
    transaction: (work, options) =>
      db.transaction(async (tx) => {
        const before = await readBy(tx)
        const result = await work(tx)
        read += (await readBy(tx)) - before
        return result
      }, options),
  }
  expect(await importWxr(threads.join(''), counting)).toMatchObject({ stored: 2_000, troubles: 0 })
  expect(read).toBeLessThan(2_000 * 30)
})

it('many rings of replies are broken together', async () => {
  let transactions = 0
  const db: Db = {
    ...service.deps.db,
    transaction: (work, options) => {
      transactions += 1
      return service.deps.db.transaction(work, options)
    },
  }
  const rings = Array.from({ length: 200 }, (_, n) => comment(n + 1, { parent: n - (n % 2) + 2 - (n % 2) }))
  const { stored, details } = await importWxr(rings.join(''), db)
  expect(stored).toBe(200)
  expect(details).toHaveLength(100)
  expect(transactions).toBeLessThan(30)
})

it('a long line in very small pieces is put together as fast as in large ones', async () => {
  const workedMs = cpuClock()
  const line = JSON.stringify('x'.repeat(900_000))
  const found = await Array.fromAsync(readOwnLines(inPieces(`${line}\n`, 16)))
  expect(found).toMatchObject([{ trouble: { at: 'line 1' } }])
  expect(workedMs()).toBeLessThan(5_000)
})

it('rows without end leave others their turn', async () => {
  const workedMs = cpuClock()
  let turns = 0
  const others = setInterval(() => {
    turns += 1
  }, 5)
  const request = { format: 'postbag', articles: 'id', dryRun: true } as const
  const { troubles } = await importComments(
    service.deps,
    service.site,
    request,
    inPieces('{}\n'.repeat(20_000), 60_000),
  )
  clearInterval(others)
  expect(troubles).toBe(20_000)
  expect(workedMs() / turns).toBeLessThan(60)
})
