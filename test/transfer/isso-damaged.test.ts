import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { readIsso } from '../../src/transfer/isso.ts'
import { cpuClock } from '../helpers/cpu.ts'
import { until } from '../helpers/until.ts'

const folder = await mkdtemp(join(tmpdir(), 'postbag-test-'))
afterAll(() => rm(folder, { recursive: true }))

const TABLES = `
  CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
  CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT,
    modified FLOAT, mode INTEGER, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER);`
const ONE = `INSERT INTO threads VALUES (1, '/bridge', NULL);
  INSERT INTO comments (tid, id, created, mode, text) VALUES (1, 1, 1772355600, 1, 'Hm.');`
const many = (n: number, into: string) =>
  `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${n}) ${into} FROM n;`

let made = 0
async function aDatabase(statements: string) {
  made += 1
  const file = join(folder, `${made}.db`)
  const database = new DatabaseSync(file)
  database.exec(statements)
  const roots = database.prepare('select name, rootpage from sqlite_schema').all()
  database.close()
  return { file, rootOf: (name: string) => Number(roots.find((one) => one['name'] === name)?.['rootpage']) }
}

const SIZE = 4096

/** A page within a tree of a table, from `start` on, whose every child is the same page. */
function pointing(child: number, start = 0): Buffer {
  const page = Buffer.alloc(SIZE)
  const cells = 500
  page[start] = 5
  page.writeUInt16BE(cells, start + 3)
  page.writeUInt32BE(child, start + 8)
  for (let cell = 0; cell < cells; cell += 1) {
    const at = SIZE - 5 * (cell + 1)
    page.writeUInt32BE(child, at)
    page[at + 4] = 1
    page.writeUInt16BE(at, start + 12 + 2 * cell)
  }
  return page
}

/** Above the first page of a tree come pages that each point five hundred times to the one below. */
async function twisted(table: string, levels = 5): Promise<Buffer> {
  const { file, rootOf } = await aDatabase(`${TABLES} ${ONE}`)
  const whole = await readFile(file)
  const pages: Buffer[] = Array.from({ length: whole.length / SIZE }, (_, n) =>
    whole.subarray(n * SIZE, (n + 1) * SIZE),
  )
  const root = table === 'sqlite_schema' ? 1 : rootOf(table)
  const start = root === 1 ? 100 : 0
  const first = pages[root - 1] ?? Buffer.alloc(0)
  const end = Buffer.from(first)
  first.copy(end, 0, start, start + 8 + 2 * first.readUInt16BE(start + 3))
  pages.push(end)
  for (let level = 1; level < levels; level += 1) pages.push(pointing(pages.length))
  const above = pointing(levels === 0 ? root : pages.length, start)
  first.copy(above, 0, 0, start)
  pages[root - 1] = above
  const all = Buffer.concat(pages)
  all.writeUInt32BE(pages.length, 28)
  return all
}

async function* aStream(file: Uint8Array) {
  yield file
}

async function read(file: Uint8Array, options?: { readonly silentForMs: number }): Promise<number> {
  let found = 0
  for await (const _ of readIsso(aStream(file), options)) found += 1
  return found
}

/** The readers that this process has started and that still run. */
async function readers(): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const running = await Promise.all(
    ids.map(async (id) => {
      const [status, command] = await Promise.all(
        ['status', 'cmdline'].map((name) => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '')),
      )
      const isOurs = status?.includes(`PPid:\t${process.pid}\n`) && command?.includes('isso-process')
      return isOurs ? [Number(id)] : []
    }),
  )
  return running.flat()
}

describe('a database of Isso', () => {
  it.each([512, 65_536])('is read whole with pages of %s bytes', async (size) => {
    const { file } =
      await aDatabase(`PRAGMA page_size = ${size}; PRAGMA auto_vacuum = ${size % 3}; ${TABLES} ${ONE}
      CREATE INDEX by_text ON comments (text); CREATE VIEW shown AS SELECT * FROM comments;
      ${many(3_000, `INSERT INTO threads SELECT i, '/' || i, hex(zeroblob(i % 400))`)}
      ${many(3_000, `INSERT INTO comments (tid, id, created, mode, text) SELECT i, i, 1772355600, 1, hex(zeroblob(1 + i * 7 % 5000))`)}
      DELETE FROM comments WHERE id % 3 = 0; ANALYZE;`)
    expect(await read(await readFile(file))).toBe(2_000)
  })

  it.each(['comments', 'threads'])('in which a few pages make endless %s is refused', async (table) => {
    await expect(read(await twisted(table))).rejects.toThrow('it holds more than fits into it')
  })

  it('that SQLite does not come back from is refused after a while, and its reader ended', async () => {
    await expect(read(await twisted('sqlite_schema'), { silentForMs: 2_000 })).rejects.toThrow(
      'it is damaged',
    )
    await until(async () => (await readers()).length === 0)
  })

  it('with a page below itself is refused', async () => {
    await expect(read(await twisted('comments', 0))).rejects.toThrow('it is damaged')
  })

  it.each([
    ['text', 'hex(zeroblob(100000))'],
    ['blob', 'zeroblob(200000)'],
  ])('in which many rows share one long %s is refused', async (_, long) => {
    const { file, rootOf } = await aDatabase(`${TABLES} ${ONE} UPDATE comments SET text = ${long}`)
    const whole = await readFile(file)
    const page = whole.subarray((rootOf('comments') - 1) * SIZE, rootOf('comments') * SIZE)
    page.writeUInt16BE(100, 3)
    for (let cell = 1; cell < 100; cell += 1) page.writeUInt16BE(page.readUInt16BE(8), 8 + 2 * cell)
    await expect(read(whole)).rejects.toThrow('it holds more than fits into it')
  })

  it('with a text of 15 MB, or a blob for one, keeps nobody waiting', async () => {
    const { file } = await aDatabase(`${TABLES} ${ONE} UPDATE comments SET text = randomblob(14000000);
      INSERT INTO comments (tid, id, created, mode, text) SELECT 1, 2, 1772355600, 1, hex(zeroblob(7500000))`)
    const whole = await readFile(file)
    const workedMs = cpuClock()
    const [blob, text] = await Array.fromAsync(readIsso(aStream(whole)))
    expect(workedMs()).toBeLessThan(400)
    expect(blob).toEqual({ trouble: { at: 'comment 1', what: 'not as it should be: text' } })
    const { comment } = text as { comment: { text: string } }
    expect(comment.text.length).toBeGreaterThan(400_000)
    expect(comment.text.length).toBeLessThan(1_000_000)
  })

  it('is read in a process of its own, which ends when nobody wants the rest', async () => {
    const { file } = await aDatabase(
      `${TABLES} ${ONE} ${many(50_000, 'INSERT INTO comments (id, text) SELECT i, hex(zeroblob(50))')}`,
    )
    for await (const _ of readIsso(aStream(await readFile(file)))) {
      expect(await readers()).toHaveLength(1)
      break
    }
    await until(async () => (await readers()).length === 0)
  })

  it('whose reader dies amid a line is said to be damaged, and what came before stands', async () => {
    const { file } = await aDatabase(
      `${TABLES} ${ONE} ${many(60, 'INSERT INTO comments (id, text) SELECT i, hex(zeroblob(200000))')}`,
    )
    let found = 0
    const reading = async () => {
      for await (const _ of readIsso(aStream(await readFile(file)))) {
        if (found === 0) for (const reader of await readers()) process.kill(reader, 'SIGKILL')
        found += 1
      }
    }
    await expect(reading()).rejects.toThrow(/^it is damaged/)
    expect(found).toBeGreaterThan(0)
    expect(found).toBeLessThan(60)
  })
})
