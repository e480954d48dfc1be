import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { anImporter, type Importer } from '../helpers/importer.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let importer: Importer
beforeAll(async () => {
  service = await aService()
  importer = anImporter(service)
})
afterAll(() => service.close())

/** As Isso 0.13 makes them. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
  CREATE TABLE IF NOT EXISTS comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER,
    created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR NOT NULL,
    author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0,
    voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
  PRAGMA user_version = 5;`

/** A file of SQLite, as bytes. */
async function made(statements: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'postbag-test-'))
  try {
    const file = join(folder, 'comments.db')
    const database = new DatabaseSync(file)
    database.exec(statements)
    database.close()
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const row = (id: number, fields: Record<string, unknown> = {}) => {
  const all = {
    tid: 1,
    id,
    parent: null,
    created: 1_772_355_600 + id + 0.25,
    modified: null,
    mode: 1,
    remote_addr: '192.0.2.0',
    text: `Comment ${id}`,
    author: 'Ada',
    email: null,
    website: null,
    likes: 0,
    voters: '',
    ...fields,
  }
  const values = Object.values(all).map((value) =>
    typeof value === 'string' ? `'${value}'` : String(value ?? 'NULL'),
  )
  return `INSERT INTO comments (${Object.keys(all).join()}) VALUES (${values.join()});`
}

it('takes over answers, states, edits, likes and empty places from the database of Isso', async () => {
  const file = await made(
    [
      TABLES,
      `INSERT INTO threads VALUES (1, '/bridge', 'Bridge opens');`,
      row(1, { likes: 7, website: 'https://ada.example/' }),
      row(2, { parent: 1, author: null, modified: 1_772_355_700.5 }),
      row(3, { mode: 4, text: '', author: null }),
      row(4, { parent: 3 }),
      row(5, { mode: 2 }),
      row(6, { created: `soon` }),
    ].join('\n'),
  )
  const { report, article, comments, states } = await importer.imported('isso', file)
  expect(report).toMatchObject({ found: 5, stored: 5, broken: null })
  expect(report.details).toEqual([{ at: 'comment 6', what: 'not as it should be: created' }])
  expect(article).toMatchObject({ title: 'Bridge opens' })
  expect(comments).toMatchObject([
    {
      author: { name: 'Ada', website: 'https://ada.example/' },
      text: 'Comment 1',
      createdAt: '2026-03-01T09:00:01.250Z',
      editedAt: null,
      replies: [{ author: { name: 'Anonymous' }, editedAt: '2026-03-01T09:01:40.500Z' }],
    },
    { text: '', replies: [{ text: 'Comment 4' }] },
  ])
  expect(states.map(({ status, likes }) => [status, likes])).toEqual([
    ['approved', 7],
    ['approved', 0],
    ['approved', 0],
    ['approved', 0],
    ['pending', 0],
  ])
})

it('says what is no database of Isso, and leaves no copy of any behind', async () => {
  const site = await importer.newSite()
  const folder = await mkdtemp(join(tmpdir(), 'postbag-test-'))
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })
  const whole = await made(`${TABLES} INSERT INTO threads VALUES (1, '/bridge', NULL); ${row(1)}`)
  const endless = `CREATE VIEW comments AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT * FROM n;`
  const files = {
    'no SQLite': Buffer.from('{"comments":[]}'),
    'of another program': await made('CREATE TABLE comments (id INTEGER PRIMARY KEY);'),
    'a view': await made(`CREATE TABLE threads (id INTEGER, uri TEXT); ${endless}`),
    'cut off': whole.subarray(0, 5_000),
    'a computed column': await made(
      `${TABLES.replace('website VARCHAR', "website AS (printf('%.*c', 60, 'a') LIKE '%a%a%a%a%a%a%a%b')")}
      INSERT INTO threads VALUES (1, '/bridge', NULL); INSERT INTO comments (tid, id, created, text, voters) VALUES (1, 1, 1, '', '');`,
    ),
    'a number beyond all ids': await made(
      `${TABLES} INSERT INTO threads VALUES (1, '/bridge', NULL); ${row(1, { parent: 2n ** 62n })}`,
    ),
    'an older schema': await made('CREATE TABLE threads (id); CREATE TABLE comments (id);'),
  }
  for (const [what, file] of Object.entries(files)) {
    const { status, body } = await importer.importFile(site, 'format=isso', file)
    expect([what, status, body]).toEqual([
      what,
      200,
      expect.objectContaining({ stored: 0, broken: expect.stringMatching(/no database of Isso/) }),
    ])
  }
  expect(await readdir(folder)).toEqual([])
})

it('takes one pass through a file, whatever that says of how to read it', async () => {
  const site = await importer.newSite()
  const many = (into: string) =>
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) ${into} FROM n;`
  const misleading = await made(`
    PRAGMA foreign_keys = OFF; ${TABLES.replaceAll('id INTEGER PRIMARY KEY', 'id INTEGER')}
    ${many(`INSERT INTO threads SELECT i + 1000000, '/' || i, NULL`)}
    ${many(`INSERT INTO comments (tid, id, created, text, voters) SELECT i, i, 1, '', ''`)}
    ANALYZE; UPDATE sqlite_stat1 SET stat = '1';`)
  const { status, body } = await importer.importFile(site, 'format=isso', misleading)
  expect([status, body]).toEqual([200, expect.objectContaining({ stored: 0, troubles: 20_000 })])
})
