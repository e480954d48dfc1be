import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { PolicyInput } from '../../src/sites/policy.ts'
import { asHolder, decideNow } from './desk.ts'
import {
  type Answer,
  aBody,
  aService,
  aSite,
  listening,
  OPEN_LIMITS,
  type ServiceOptions,
} from './service.ts'
import { aWindow, type Window } from './window.ts'

export type Newsroom = Awaited<ReturnType<typeof aNewsroom>>

export const SITE = 'press'

/**
 * The service behind a socket and, at another origin, a news site whose pages embed the widget under a policy that
 * allows nothing else: no inline script or style, no markup made from text.
 */
export async function aNewsroom(options: ServiceOptions & { readonly sitePolicy?: PolicyInput } = {}) {
  const service = await aService(options)
  const { url, close } = await listening(service)
  const mo = asHolder(service, service.moderator)
  const bodies = new Map<string, string>()
  let loose: string | undefined
  const press = createServer((request, response) => {
    const body = bodies.get(request.url?.split('?')[0] ?? '') ?? ''
    const isStyle = request.url?.endsWith('.css') === true
    response.setHeader('content-type', isStyle ? 'text/css' : 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', loose ?? strictPolicy(url))
    response.end(isStyle ? body : document(body, url))
  })
  await new Promise<void>((resolve) => press.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(press.address() as AddressInfo).port}`
  const policy: PolicyInput = { limits: OPEN_LIMITS, ...options.sitePolicy }
  await aSite(service.deps, { slug: SITE, origins: [origin], policy })
  return {
    ...service,
    url,
    origin,
    /** Sets what the page of an article holds, one thread if nothing is given; the page's address. */
    serve(article: string, body: string = thread({ article })): string {
      bodies.set(`/${article}`, body)
      return `${origin}/${article}`
    },
    /** Lets the pages load from more places than the widget needs, and make markup of text. */
    loosen(policy: string): void {
      loose = policy
    },
    /** Posts a comment that no check marks; its answer. */
    async post(fields: Record<string, unknown> = {}, article = 'bridge'): Promise<Answer> {
      const { status, body } = await service.submit(aBody(fields), { site: SITE, article })
      if (status !== 201 && status !== 202) throw new Error(`answered ${status} ${JSON.stringify(body)}`)
      return body
    },
    decide: (id: string, action: 'approve' | 'reject', reason?: string) => decideNow(mo, id, action, reason),
    async close() {
      press.closeAllConnections()
      await new Promise((resolve) => press.close(resolve))
      await close()
      await service.close()
    },
  }
}

export function thread(attributes: Readonly<Record<string, string>> = {}, inside = ''): string {
  const all = { site: SITE, article: 'bridge', ...attributes }
  const written = Object.entries(all).map(([name, value]) => `${name}="${value.replaceAll('"', '&quot;')}"`)
  return `<postbag-comments ${written.join(' ')}>${inside}</postbag-comments>`
}

/** The thread is there and can be used. */
export async function isReady(page: Page): Promise<void> {
  await page.locator('postbag-comments h2').first().waitFor()
}

/** Opens the page of an article and waits for its thread. */
export async function readArticle(
  browser: Browser,
  newsroom: Newsroom,
  article: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const visit = await aWindow(browser, newsroom.serve(article), options)
  await isReady(visit.page)
  return visit
}

/** Fills in the form of the thread. */
export async function write(
  page: Page,
  { text, name = 'Ada' }: { text: string; name?: string },
): Promise<void> {
  await page.getByRole('textbox', { name: 'Write a comment' }).fill(text)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
}

export async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Post comment' }).click()
}

/** Takes the network away. The browser says that it is gone a moment before it is: what asked then was still answered. */
export async function goOffline(page: Page, { url }: Pick<Newsroom, 'url'>): Promise<void> {
  await page.context().setOffline(true)
  const isAnswered = (address: string) =>
    fetch(address, { mode: 'no-cors', cache: 'no-store' }).then(
      () => true,
      () => false,
    )
  await expect.poll(() => page.evaluate(isAnswered, `${url}/healthz`)).toBe(false)
}

/** What was said to screen readers last. */
export function spoken(page: Page): Promise<string | null> {
  return page.locator('postbag-comments').first().getByRole('status').first().textContent()
}

function strictPolicy(service: string): string {
  return [
    "default-src 'none'",
    'img-src data:',
    `script-src ${service}`,
    `connect-src ${service}`,
    "style-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function document(body: string, service: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The bridge</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><script type="module" async src="${service}/embed.js"></script></head>
<body><main><h1>The bridge</h1>${body}</main></body></html>`
}
