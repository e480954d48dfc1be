import type { Browser, BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { DESKTOP } from './browser.ts'

export type Window = {
  readonly page: Page
  /** Errors of its pages, thrown or refused by their policy: none at the end of the test, or the test fails. */
  readonly troubles: string[]
  close(): Promise<void>
}

/** A person's own window of the browser at an address, closed when the test ends; what does not load is no trouble. */
export async function aWindow(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options })
  const open = new Set<Request>()
  context.on('request', (request) => open.add(request))
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await tell(context, open)
    await context.close()
    expect(troubles).toEqual([])
  })
  const page = await context.newPage()
  keepIntercepting(page)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(message.text())
  })
  await page.goto(url)
  return { page, troubles, close: () => context.close() }
}

/** Prints what the pages of a test that failed showed, and what they waited for. */
async function tell(context: BrowserContext, open: ReadonlySet<Request>): Promise<void> {
  for (const page of context.pages())
    console.error(page.url(), await page.locator('body').ariaSnapshot({ timeout: 1000 }).catch(String))
  for (const request of open) console.error('not answered:', request.method(), request.url())
}

/**
 * Where the last route of a page goes, the browser leaves requests hanging that it sends just then: once there is one,
 * another that matches nothing stays.
 */
function keepIntercepting(page: Page): void {
  const route = page.route.bind(page)
  let isKept = false
  page.route = async (...asked) => {
    if (!isKept) await route('**/nothing-is-here', (stray) => stray.fallback())
    isKept = true
    return route(...asked)
  }
}

/** For `addInitScript`: status and headers of every answer arrive, then the line is lost. */
export function breakAnswersOff(): void {
  const whole = globalThis.fetch
  globalThis.fetch = async (...asked) => {
    const { status, headers } = await whole(...asked)
    return new Response(new ReadableStream({ start: (body) => body.error(new TypeError()) }), {
      status,
      headers,
    })
  }
}

/** The fields of a page, those in shadow roots included, with letters under 16 px: Safari on a phone magnifies for them. */
export function smallFields(page: Page): Promise<string[]> {
  return page
    .locator('input:not([type=checkbox], [type=radio]), select, textarea')
    .evaluateAll((fields) =>
      fields
        .filter(
          (field) => !field.closest('.unseen') && Number.parseFloat(getComputedStyle(field).fontSize) < 16,
        )
        .map((field) => field.outerHTML),
    )
}

/** Runs in the page, before its scripts: gathers what moves without the reader having touched anything. */
export function watchShifts(): void {
  const shifts: number[] = []
  Object.assign(window, { shifts })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
      shifts.push(entry.value)
  }).observe({ type: 'layout-shift', buffered: true })
}
