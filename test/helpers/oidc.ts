import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export const CLIENT = { id: 'postbag', secret: 'a secret that the provider knows too' }

/** People of the provider by their login name, with what it says of each. */
type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** A real OpenID Connect provider on this machine that lets anybody in under any password. */
export async function aProvider(redirectUri: string, people: People) {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const claimNames = [...new Set(Object.values(people).flatMap((claims) => Object.keys(claims)))]
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], profile: claimNames },
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  })
  server.on('request', provider.callback())
  return {
    issuer,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Goes through the provider's pages as a browser would, and returns the address it is sent back to. */
export async function goThrough(url: string, login: string, backTo: string): Promise<string> {
  const jar = new Map<string, string>()
  let next = url
  let form: string | undefined
  for (let step = 0; step < 12; step += 1) {
    if (next.startsWith(backTo)) return next
    const response = await fetch(next, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form !== undefined && { body: form }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    const page = await response.text()
    if (location !== null) {
      next = new URL(location, next).href
      form = undefined
      continue
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (prompt === undefined) throw new Error(`the provider answered ${response.status}`)
    next = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', next).href
    form = String(new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'x' } : { prompt }))
  }
  throw new Error('the provider never sent the browser back')
}
