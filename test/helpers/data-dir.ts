import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRunAs, reachablePlace } from '../../src/db/binaries.ts'

export type DataDir = {
  /** For `DATA_DIR`. */
  readonly path: string
  /** PostgreSQL's own files, which lie elsewhere where root runs the tests. */
  readonly data: string
  /** The process id of the server that runs on it. */
  postmaster(): Promise<number>
  remove(): Promise<void>
}

/** A folder for one embedded database, whose files go with it wherever they lie. */
export async function aDataDir(name: string, within?: string): Promise<DataDir> {
  const path = await mkdtemp(join(within ?? tmpdir(), `postbag-${name}-`))
  // Else root's PostgreSQL, which runs as another user, could not reach its files there.
  if (within !== undefined) await chmod(path, 0o711)
  const data = await reachablePlace(join(path, 'postgres'), await findRunAs())
  return {
    path,
    data,
    async postmaster() {
      const file = await readFile(join(data, 'postmaster.pid'), 'utf8')
      return Number(file.split('\n')[0])
    },
    async remove() {
      await Promise.all([path, data].map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}
