import { BrokenFile } from './row.ts'

export type Bytes = AsyncIterable<Uint8Array>

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
