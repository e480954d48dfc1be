import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { AppError } from '../errors.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

export type ConsoleFiles = {
  readonly script: string
  readonly style: string
  find(
    name: string,
    acceptEncoding: string,
  ): { readonly headers: Record<string, string>; readonly body: Uint8Array<ArrayBuffer> } | undefined
}

/** The console's files, read when first asked for, so that the service also starts without them. */
export function consoleFiles(directory: string): () => ConsoleFiles {
  let files: ConsoleFiles | undefined
  return () => {
    files ??= readConsoleFiles(directory)
    return files
  }
}

/**
 * The built files of the console, read and compressed once. Only names found at the start are ever served;
 * each holds its content's hash, so a browser may keep it for good.
 * @throws {AppError} `unavailable` when the build is missing.
 */
export function readConsoleFiles(directory: string): ConsoleFiles {
  const names = existsSync(directory) ? readdirSync(directory) : []
  const files = new Map(
    names
      .filter((name) => extname(name) in TYPES)
      .map((name) => [name, compressed(readFileSync(join(directory, name)))] as const),
  )
  const entry = (extension: string) => {
    const name = [...files.keys()].find((file) => file.startsWith('main-') && file.endsWith(extension))
    if (name === undefined) throw new AppError('unavailable', 'The console is not built: run npm run build.')
    return name
  }
  return {
    script: entry('.js'),
    style: entry('.css'),
    find(name, acceptEncoding) {
      const bodies = files.get(name)
      if (bodies === undefined) return undefined
      const encoding = (['br', 'gzip'] as const).find((type) => acceptEncoding.includes(type))
      return {
        headers: {
          'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'Accept-Encoding',
          ...(encoding && { 'content-encoding': encoding }),
        },
        body: bodies[encoding ?? 'plain'],
      }
    },
  }
}

function compressed(plain: Buffer) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
  return {
    plain: new Uint8Array(plain),
    br: new Uint8Array(brotliCompressSync(plain, quality)),
    gzip: new Uint8Array(gzipSync(plain)),
  }
}
