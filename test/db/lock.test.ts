import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
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
  // A parent that never waits for its child: the child ends once a shell, which might, has become something else.
  const script = '{ read -r line <&3; } & echo $!; exec sleep 60'
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] })
  const [said] = await once(parent.stdout as Readable, 'data')
  const pid = Number(String(said))
  await expect.poll(() => readFile(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n')
  ;(parent.stdio[3] as Writable).end('\n')
  await expect.poll(async () => (await statOf(pid))[0]).toBe('Z')
  await writeFile(file, `${pid} ${(await statOf(pid))[19]}`)
  await (await takeLock(file))()
  parent.kill()
})
