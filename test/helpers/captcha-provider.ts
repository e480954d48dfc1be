import type { ServerResponse } from 'node:http'
import { aReceiver, type Received } from './receiver.ts'

export type ProviderName = 'turnstile' | 'hcaptcha'

/** Their scripts as far as we use them: each token is asked for at the provider, and what was drawn is taken away. */
const SCRIPTS: Readonly<Record<ProviderName, string>> = {
  turnstile: `window.turnstile = {
    render(place, options) {
      const drawn = document.createElement('p')
      drawn.id = 'drawn-' + performance.now()
      place.append(drawn)
      ask({ sitekey: options.sitekey, action: options.action }).then(options.callback, options['error-callback'])
      return drawn.id
    },
    remove: (id) => document.getElementById(id).remove(),
  }`,
  hcaptcha: `const keys = new Map()
  window.hcaptcha = {
    render(place, options) {
      if (options.size !== 'invisible') throw new Error('drawn in sight')
      const drawn = document.createElement('p')
      drawn.id = 'drawn-' + performance.now()
      place.append(drawn)
      keys.set(drawn.id, options.sitekey)
      return drawn.id
    },
    execute: (id) => ask({ sitekey: keys.get(id) }).then((response) => ({ response })),
    remove: (id) => document.getElementById(id).remove(),
  }`,
}

const ASK = (
  url: string,
) => `const ask = (body) => fetch('${url}/token', { method: 'POST', body: JSON.stringify(body) })
  .then((answer) => answer.ok ? answer.text() : Promise.reject(new Error('challenge-closed')))`

/** A captcha provider on loopback: its script, its tokens, each good for once, and its side of verifying them. */
export async function aCaptchaProvider(name: ProviderName) {
  const tokens = new Map<string, { readonly action?: string }>()
  let expiring = 0
  let refusing = false
  const give = (response: ServerResponse, { body }: Received) => {
    if (refusing) return response.writeHead(403).end()
    const token = `${name}-token-${tokens.size}`
    tokens.set(token, JSON.parse(body))
    return response.end(token)
  }
  const verify = (response: ServerResponse, { body }: Received) => {
    const token = new URLSearchParams(body).get('response') ?? ''
    const made = expiring > 0 ? undefined : tokens.get(token)
    if (expiring > 0) expiring -= 1
    const answer =
      made === undefined
        ? { success: false, 'error-codes': ['timeout-or-duplicate'] }
        : { success: true, hostname: '127.0.0.1', challenge_ts: new Date().toISOString(), ...made }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  }
  const { url, received, close } = await aReceiver((response, request) => {
    response.setHeader('access-control-allow-origin', '*')
    if (request.path === '/token') return give(response, request)
    if (request.path === '/siteverify') return verify(response, request)
    response.setHeader('content-type', 'text/javascript')
    return response.end(`{${ASK(url)}\n${SCRIPTS[name]}}`)
  })
  return {
    url,
    close,
    /** Tokens that the service has had verified, in order. */
    verified: () =>
      received
        .filter(({ path }) => path === '/siteverify')
        .map(({ body }) => new URLSearchParams(body).get('response')),
    /** The next tokens are too old when they are verified. */
    expire(count: number) {
      expiring = count
    },
    /** Nobody gets a token any more. */
    refuse() {
      refusing = true
    },
  }
}
