import { exchange } from './outgoing.ts'

/** Nothing that we ask of a service that the operator named is answered with more. */
const MAX_BYTES = 128 * 1024

/**
 * `fetch` as far as such services need it: the answer is there whole or not at all, redirects are answers, nothing is
 * unpacked. The platform's own unpacks whatever comes, to any size, and one answer that names six encodings ends the
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
