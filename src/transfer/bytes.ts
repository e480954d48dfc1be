import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BrokenFile } from './row.ts'

export type Bytes = AsyncIterable<Uint8Array>

/** No comments are packed this tight: past the first of it, a file that unpacks to more was made to keep us busy. */
const MOST_UNPACKED = { times: 200, free: 256 * 1024 * 1024 }

/**
 * What a file holds, unpacked where it is packed with gzip. @throws {BrokenFile} where that is damaged, or a trap.
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

/** Holds the declaration of XML, or what tells other encodings. */
const START = 256

/**
 * Bytes as text, piece by piece: UTF-8, unless the file begins as one of UTF-16 or says as XML that it has another
 * encoding. @throws {BrokenFile} where they are not of that.
 */
export async function* decoded(bytes: Bytes): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let start = Buffer.alloc(0)
  let read = 0
  try {
    for await (const chunk of bytes) {
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

function decoderOf(start: Buffer): TextDecoder {
  if (start[0] === 0x1f && start[1] === 0x8b) throw new BrokenFile('it is packed with gzip: unpack it first')
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  const said = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(start.toString('latin1'))?.[1]
  // What can be read so far is not UTF-16, whatever it says.
  if (said === undefined || /^utf-?16/i.test(said)) return new TextDecoder('utf-8', { fatal: true })
  try {
    return new TextDecoder(said, { fatal: true })
  } catch (error) {
    throw new BrokenFile(`its encoding ${said} is not known: convert it first, with iconv`, { cause: error })
  }
}

const LONGEST_LINE = 1024 * 1024

/** The lines of a text with their numbers. @throws {BrokenFile} at a line without end. */
export async function* linesOf(
  bytes: Bytes,
): AsyncGenerator<{ readonly number: number; readonly line: string }> {
  let rest = ''
  let number = 0
  for await (const text of decoded(bytes)) {
    // Only what is new is searched: a long line may come in very many pieces.
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
