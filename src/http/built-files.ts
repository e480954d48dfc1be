import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { acceptedEncoding } from './negotiate.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Files with a content hash in their name may be cached for good; the others must be revalidated. */
const HASHED = /-[A-Z0-9]{8}\.\w+$/
const KEPT_FOR_GOOD = 'public, max-age=31536000, immutable'
const ASKED_AGAIN = 'public, max-age=300, stale-while-revalidate=86400'

type BuiltFile = {
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
  readonly body: Uint8Array<ArrayBuffer>
}

export type BuiltFiles = {
  /** Paths relative to the folder, with `/`; empty when nothing was built. */
  readonly names: readonly string[]
  find(name: string, acceptEncoding: string): BuiltFile | undefined
}

/**
 * The script and style files that `npm run build` made, with their compressed forms, read once. Only names found then
 * are ever served.
 */
export function readBuiltFiles(directory: string): BuiltFiles {
  const names = (existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [])
    .filter((name) => extname(name) in TYPES)
    .map((name) => name.replaceAll('\\', '/'))
  const files = new Map(names.map((name) => [name, encodings(join(directory, name))]))
  return {
    names,
    find(name, acceptEncoding) {
      const made = files.get(name)
      if (made === undefined) return undefined
      const encoding = acceptedEncoding(acceptEncoding)
      const isPlain = encoding === 'identity'
      return {
        headers: {
          'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
          'cache-control': HASHED.test(name) ? KEPT_FOR_GOOD : ASKED_AGAIN,
          vary: 'Accept-Encoding',
          ...(!isPlain && { 'content-encoding': encoding }),
        },
        etag: `"${made.hash}${isPlain ? '' : `-${encoding}`}"`,
        body: made[encoding],
      }
    },
  }
}

function encodings(path: string) {
  const read = (file: string) => new Uint8Array(readFileSync(file))
  const identity = read(path)
  return {
    hash: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
    identity,
    br: read(`${path}.br`),
    gzip: read(`${path}.gz`),
  }
}
