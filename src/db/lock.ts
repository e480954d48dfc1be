import { link, readFile, rm, writeFile } from 'node:fs/promises'

/**
 * Takes a lock: a file that names the process holding it. A lock whose process no longer runs is free.
 * @returns a function that releases it.
 * @throws {Error} naming the process that holds it.
 */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  const mine = `${process.pid} ${await startTime(process.pid)}`
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await putWhole(file, mine)) {
      // If two processes found the same stale lock, the slower one may have removed ours, taking it for the stale
      // one.
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 100))
      if ((await readFile(file, 'utf8').catch(() => '')) === mine) return () => rm(file, { force: true })
    }
    const held = await readFile(file, 'utf8').catch(() => '')
    const [pid = '', started = ''] = held.split(' ')
    if (pid !== '' && (await startTime(Number(pid))) === started) {
      throw new Error(
        `Another Postbag (process ${pid}) uses this data directory: stop it, or set another DATA_DIR`,
      )
    }
    await rm(file, { force: true })
  }
  throw new Error(`The lock ${file} cannot be taken`)
}

/** Creates the file with its content in one step, so that nobody reads it empty. False if it exists already. */
async function putWhole(file: string, content: string): Promise<boolean> {
  const part = `${file}.${process.pid}`
  await writeFile(part, content)
  try {
    await link(part, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    await rm(part, { force: true })
  }
}

/** Whether a process no longer runs, even if it is still listed. */
export async function hasEnded(pid: number): Promise<boolean> {
  return (await startTime(pid)) === 'gone'
}

/** When a process started, in the kernel's ticks: this tells a new process with a reused number from the old one. */
async function startTime(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (line !== null) {
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    // A killed process stays listed until its parent collects it, which some parents never do.
    return fields[0] === 'Z' ? 'gone' : (fields[19] ?? '')
  }
  try {
    process.kill(pid, 0)
    return 'unknown'
  } catch {
    return 'gone'
  }
}
