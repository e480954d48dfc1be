import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Finished } from '../http/finished.ts'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** For shorter answers, the extra headers cost more than compression saves. */
const WORTH_BYTES = 1_024
/** Within a few percent of quality 5, in three quarters of its time. */
const BROTLI_QUALITY = 4
const GZIP_LEVEL = 5
/** How many run at once: compressing must not fill the thread pool that everything shares. */
const AT_ONCE = 2

const waiting: (() => Promise<void>)[] = []
let running = 0

/**
 * Adds the compressed bodies to an answer, off the main thread; until they are ready it is sent uncompressed. What
 * cannot be compressed stays plain.
 */
export function compressLater(finished: Finished, onDone: () => void): void {
  const { bodies } = finished
  if (bodies.identity.length < WORTH_BYTES || bodies.br !== undefined) return
  waiting.push(async () => {
    const [br, gz] = await Promise.all([
      toBrotli(bodies.identity, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bodies.identity.length,
        },
      }),
      toGzip(bodies.identity, { level: GZIP_LEVEL }),
    ])
    bodies.br = own(br)
    bodies.gzip = own(gz)
    onDone()
  })
  next()
}

function next(): void {
  if (running >= AT_ONCE) return
  const work = waiting.shift()
  if (work === undefined) return
  running += 1
  work()
    .catch(() => {})
    .finally(() => {
      running -= 1
      next()
    })
}

/** Copied into a buffer of its own size: the compressor's buffer is often larger than what it holds. */
function own(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
