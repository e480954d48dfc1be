import { ReadableStream } from 'node:stream/web'

/**
 * A body in pieces, each made when there is room for it. The first is made before there is an answer, so whatever goes
 * wrong until then is answered as ever. Later it breaks the connection off: what is cut off must not look whole.
 * @param onBroken is told why; the server below writes what it hears to standard error.
 */
export async function inPieces(
  pieces: AsyncGenerator<string>,
  onBroken: (error: unknown) => void,
): Promise<globalThis.ReadableStream> {
  const first = await pieces.next()
  // The platform's own type lacks only `from`.
  return ReadableStream.from(encoded(first, pieces, onBroken)) as globalThis.ReadableStream
}

async function* encoded(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
  onBroken: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  if (first.done) return
  const encoder = new TextEncoder()
  yield encoder.encode(first.value)
  try {
    for await (const piece of rest) yield encoder.encode(piece)
  } catch (error) {
    onBroken(error)
    throw new Error('the answer broke off')
  }
}
