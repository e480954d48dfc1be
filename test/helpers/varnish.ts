import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answers, freePort } from './ports.ts'
import { until } from './until.ts'

const VARNISHD = ['/usr/sbin/varnishd', '/usr/local/sbin/varnishd'].find((file) => existsSync(file))
const XKEY = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/local/lib']
  .map((folder) => `${folder}/varnish/vmods/libvmod_xkey.so`)
  .some((file) => existsSync(file))

/** Whether Debian's `varnish` and `varnish-modules` are here; tests that need them skip visibly where not. */
export const HAS_VARNISH = VARNISHD !== undefined && XKEY

/** A Varnish of its own in front of an origin on loopback, with the configuration at hand. */
export async function aVarnish({ vcl, originPort }: { readonly vcl: string; readonly originPort: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'postbag-varnish-'))
  const file = join(folder, 'postbag.vcl')
  await writeFile(file, (await readFile(vcl, 'utf8')).replace('ORIGIN_PORT', String(originPort)))
  const port = await freePort()
  const child = spawn(
    VARNISHD ?? '',
    [
      '-F',
      '-j',
      'none',
      '-n',
      folder,
      '-a',
      `127.0.0.1:${port}`,
      '-f',
      file,
      '-s',
      'malloc,32m',
      '-T',
      'none',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until(() => {
    if (child.exitCode !== null) throw new Error(`varnishd ended: ${said}`)
    return answers(port)
  })
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
