import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { givingWay } from '../give-way.ts'
import { BrokenFile } from './row.ts'

export type Bytes = AsyncIterable<Uint8Array>

/** Comments never compress this well: beyond the free part, a file that unpacks to more was made to keep us busy. */
const MOST_UNPACKED = { times: 200, free: 256 * 1024 * 1024 }

/**
 * The content of a file, unpacked if it is compressed with gzip.
 * @throws {BrokenFile} if that is damaged, or a trap.
 */
export async function* bytesOf(file: string): Bytes {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0).finally(() => handle.close())
  const isPacked = bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b
  const whole = createReadStream(file)
  try {
    let unpacked = 0
    for await (const chunk of isPacked ? pipeline(whole, createGunzip(), () => {}) : whole) {
      unpacked += chunk.length
      if (unpacked > MOST_UNPACKED.free + whole.bytesRead * MOST_UNPACKED.times)
        throw new BrokenFile('it unpacks to far more than comments would')
      yield chunk
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error
    throw new BrokenFile('it is damaged or cut off: gzip cannot unpack it', { cause: error })
  }
}

/** Long enough to contain the XML declaration, or what reveals other encodings. */
const START = 256
/** What is read between two looks at whether others wait: of XML, this much takes some milliseconds. */
const AT_ONCE = 16 * 1024

/**
 * Decodes bytes piece by piece: as UTF-8, unless the file begins like UTF-16 or declares another encoding as XML.
 * @throws {BrokenFile} if they are not in that encoding.
 */
export async function* decoded(bytes: Bytes): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let start = Buffer.alloc(0)
  let read = 0
  // A reader may make nothing of a whole file, and its bytes may all be here already: then nobody else would wait for any.
  const giveWay = givingWay()
  try {
    for await (const chunk of inParts(bytes)) {
      await giveWay()
      if (decoder === undefined) start = Buffer.concat([start, chunk])
      if (decoder === undefined && start.length < START) continue
      const piece = decoder === undefined ? start : chunk
      decoder ??= decoderOf(start)
      yield decoder.decode(piece, { stream: true })
      read += piece.length
    }
    yield decoder === undefined ? decoderOf(start).decode(start) : decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const encoding = (decoder?.encoding ?? 'utf-8').toUpperCase()
    throw new BrokenFile(`not ${encoding}, after byte ${read}: convert it first, with iconv`, {
      cause: error,
    })
  }
}

async function* inParts(bytes: Bytes): Bytes {
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.length; at += AT_ONCE) yield chunk.subarray(at, at + AT_ONCE)
}

function decoderOf(start: Buffer): TextDecoder {
  if (start[0] === 0x1f && start[1] === 0x8b) throw new BrokenFile('it is packed with gzip: unpack it first')
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    start.toString('latin1'),
  )?.[1]
  // If the declaration can be read so far, the file is not UTF-16, whatever it says.
  if (declared === undefined || /^utf-?16/i.test(declared)) return new TextDecoder('utf-8', { fatal: true })
  try {
    return new TextDecoder(declared, { fatal: true })
  } catch (error) {
    throw new BrokenFile(`its encoding ${declared} is not known: convert it first, with iconv`, {
      cause: error,
    })
  }
}

const LONGEST_LINE = 1024 * 1024

/**
 * The lines of a text with their numbers.
 * @throws {BrokenFile} at a line that is too long.
 */
export async function* linesOf(
  bytes: Bytes,
): AsyncGenerator<{ readonly number: number; readonly line: string }> {
  let rest = ''
  let number = 0
  for await (const text of decoded(bytes)) {
    // Only the new piece is searched: a long line may arrive in very many pieces.
    const lines = text.includes('\n') ? (rest + text).split('\n') : [rest + text]
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw new BrokenFile(`line ${number + lines.length + 1} is too long`)
    for (const line of lines) {
      number += 1
      yield { number, line }
    }
  }
  if (rest !== '') yield { number: number + 1, line: rest }
}
