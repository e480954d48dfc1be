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

/** Bytes as text, piece by piece. @throws {BrokenFile} where they are not UTF-8. */
export async function* decoded(bytes: Bytes): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let read = 0
  try {
    for await (const chunk of bytes) {
      yield decoder.decode(chunk, { stream: true })
      read += chunk.length
    }
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) throw new BrokenFile(`not UTF-8, after byte ${read}`, { cause: error })
    throw error
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
