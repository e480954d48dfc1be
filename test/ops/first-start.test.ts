import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureAdmin } from '../../src/ops/first-start.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let dataDir: string
beforeAll(async () => {
  service = await aService()
  dataDir = await mkdtemp(join(tmpdir(), 'postbag-'))
})
afterAll(async () => {
  await service.close()
  await rm(dataDir, { recursive: true })
})

it('the first admin token is kept, also where a full disk had left its file empty', async () => {
  const file = join(dataDir, 'admin-token')
  await writeFile(file, '')
  const config = { ...service.deps.config, DATA_DIR: dataDir }
  const made = await ensureAdmin(service.deps, config, true)
  expect(await readFile(file, 'utf8')).toBe(`${made}\n`)
  expect(await ensureAdmin(service.deps, config, true)).toBe(made)
})
