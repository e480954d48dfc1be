import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { takeLock } from '../../src/db/lock.ts'

const folder = await mkdtemp(join(tmpdir(), 'postbag-lock-'))
afterAll(() => rm(folder, { recursive: true }))

const statOf = async (pid: number) => {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8')
  return line.slice(line.lastIndexOf(')') + 2).split(' ')
}

it('a lock is one process’s until it gives it back', async () => {
  const file = join(folder, 'lock')
  const release = await takeLock(file)
  await expect(takeLock(file)).rejects.toThrow(`process ${process.pid}`)
  await release()
  await (await takeLock(file))()
})

it('a lock of a process that ended is free, also while nobody has asked after the dead one', async () => {
  const file = join(folder, 'left')
  // A parent that never waits for its child.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = await once(parent.stdout, 'data')
  const pid = Number(String(said))
  await expect.poll(async () => (await statOf(pid))[0]).toBe('Z')
  await writeFile(file, `${pid} ${(await statOf(pid))[19]}`)
  await (await takeLock(file))()
  parent.kill()
})
