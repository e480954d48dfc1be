import { exchange } from './outgoing.ts'

/** More than any service that the operator named answers with. */
const MAX_BYTES = 128 * 1024

/**
 * `fetch` as far as such services need it: an answer arrives whole or not at all, redirects are answers, nothing is
 * unpacked. The platform's own unpacks whatever comes, to any size, and an answer that names six encodings ends the
 * process through a stream that nobody listens to.
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init)
  try {
    const { status, headers, body } = await exchange(new URL(request.url), {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      maxBytes: MAX_BYTES,
      ...(init?.signal && { signal: init.signal }),
    })
    const named = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
    return new Response(body.length === 0 ? null : new Uint8Array(body), { status, headers: named })
  } catch (error) {
    throw new TypeError('fetch failed', { cause: error })
  }
}
