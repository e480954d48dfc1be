import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { freshDatabase } from '../helpers/database.ts'
import { ROOT } from '../helpers/process.ts'
import { until } from '../helpers/until.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let other: postgres.Sql
let folder: string
beforeAll(async () => {
  database = await freshDatabase()
  other = postgres(database.url, { max: 1, onnotice: () => {} })
  folder = await mkdtemp(join(tmpdir(), 'postbag-migrations-'))
})
afterAll(async () => {
  await other.end()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const isWaiting = async () => {
  const [row] = await database.db.query(
    (sql) =>
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return row !== undefined
}

it('waits for another process that has begun, says so, and then finds nothing to do', async () => {
  const said: string[] = []
  const note = (_: unknown, event: string) => said.push(event)
  await other`select pg_advisory_lock(7305112026)`
  const done = migrate(database.url, { log: { info: note, warn: note } as never })
  await until(isWaiting)
  await other`select pg_advisory_unlock(7305112026)`
  await done
  expect(said).toEqual(['database.waits'])
})

it('keeps nobody waiting behind a lock that it cannot have, and is done once it can', async () => {
  await database.db.query((sql) => sql`create table ledger (id int)`)
  const entries = [{ idx: 0, version: '7', when: 9_999_999_999_999, tag: '0000_wider', breakpoints: true }]
  await mkdir(join(folder, 'meta'))
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ dialect: 'postgresql', entries }))
  await writeFile(join(folder, '0000_wider.sql'), 'alter table ledger add column mood text')
  await other`begin`
  await other`select 1 from ledger`
  const child = fork(`${ROOT}src/db/migrate-process.ts`)
  const ended = once(child, 'exit')
  child.send({ url: database.url, folder })
  await until(isWaiting)
  // Behind the change in the line for the table, as the readers of the version before are.
  expect(await database.db.query((sql) => sql`select * from ledger`)).toEqual([])
  await other`commit`
  expect(await ended).toEqual([0, null])
  await database.db.query((sql) => sql`select mood from ledger`)
})
