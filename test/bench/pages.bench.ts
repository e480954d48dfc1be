import lighthouse, { desktopConfig, type Flags, type RunnerResult } from 'lighthouse'
import { chromium } from 'playwright-core'
import { BROWSER_FLAGS, DESKTOP, findChromium, launchOwnBrowser, PHONE } from '../helpers/browser.ts'
import { aDataDir } from '../helpers/data-dir.ts'
import { freePort } from '../helpers/ports.ts'
import { start } from '../helpers/process.ts'
import { type Row, spread } from './row.ts'

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const
/** Points of 100; figures of speed are the median of so many loads. */
const AIM = 95
const LOADS = 3

/** Lighthouse on the demo's newspaper as a new clone shows it, on a phone and on a desktop, with the layout shift. */
export async function bench(): Promise<readonly Row[]> {
  const folder = await aDataDir('pages')
  const service = start('src/main.ts', { env: { PORT: '0', DATA_DIR: folder.path, HOST: '127.0.0.1' } })
  try {
    const { port } = await service.event('service.listening')
    const address = `http://localhost:${port}/demo`
    return [
      ...(await audit(address, 'phone')),
      ...(await audit(address, 'desktop')),
      await shiftWhileReading(address, 'phone', PHONE),
      await shiftWhileReading(address, 'desktop', DESKTOP),
    ]
  } finally {
    service.kill('SIGTERM')
    await service.ended
    await folder.remove()
  }
}

async function audit(address: string, device: 'phone' | 'desktop'): Promise<Row[]> {
  const { executablePath, env } = await findChromium()
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath,
    env,
    args: [...BROWSER_FLAGS, `--remote-debugging-port=${port}`],
  })
  try {
    const results: RunnerResult['lhr'][] = []
    for (let load = 0; load < LOADS; load += 1) {
      const flags: Flags = { port, output: 'json', logLevel: 'silent', onlyCategories: [...CATEGORIES] }
      const done = await lighthouse(address, flags, device === 'desktop' ? desktopConfig : undefined)
      if (done === undefined) throw new Error('Lighthouse gave no result')
      results.push(done.lhr)
    }
    const scores = CATEGORIES.map((category): Row => {
      const points = results.map(({ categories }) => (categories[category]?.score ?? 0) * 100)
      return {
        what: `lighthouse ${device}: ${category}`,
        value: spread(points).median,
        unit: 'of 100',
        aim: { atLeast: AIM },
      }
    })
    const shifts = results.map(({ audits }) => audits['cumulative-layout-shift']?.numericValue ?? 1)
    const shift = { what: `layout shift ${device}`, value: Math.max(...shifts), unit: '', aim: { atMost: 0 } }
    return [...scores, shift]
  } finally {
    await browser.close()
  }
}

/** Reads the article to its end and into the comments, which draw themselves meanwhile. */
async function shiftWhileReading(
  address: string,
  device: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<Row> {
  const browser = await launchOwnBrowser()
  try {
    const page = await browser.newPage({ viewport })
    await page.goto(address)
    await page.evaluate(watchShifts)
    const end = await page.locator('#comments').evaluate((element) => element.getBoundingClientRect().top)
    for (let y = 0; y <= end; y += viewport.height / 4) {
      await page.mouse.wheel(0, viewport.height / 4)
      await page.waitForTimeout(80)
    }
    await page.locator('postbag-comments').locator('[part~=comment]').first().waitFor()
    await page.waitForTimeout(500)
    const value = await page.evaluate(() => (globalThis as { shifted?: number }).shifted ?? 1)
    return { what: `layout shift ${device}, reading on`, value, unit: '', aim: { atMost: 0 } }
  } finally {
    await browser.close()
  }
}

/** Runs in the page: adds up what moves without the reader having touched anything. */
function watchShifts(): void {
  type Shift = PerformanceEntry & { readonly value: number; readonly hadRecentInput: boolean }
  const sum = globalThis as { shifted?: number }
  sum.shifted = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      if (!entry.hadRecentInput) sum.shifted = (sum.shifted ?? 0) + entry.value
    }
  }).observe({ type: 'layout-shift', buffered: true })
}
