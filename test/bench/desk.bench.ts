import type { Browser, Page } from 'playwright-core'
import { openDb } from '../../src/db/client.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { signInAs } from '../helpers/console.ts'
import { manyHeld } from '../helpers/held.ts'
import { start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import { interleaved, type Row, ratio, spread } from './row.ts'

const ADMIN_TOKEN = 'the-admin-token-of-the-desk-bench'
const [FEW, MANY] = [50, 100_000]
const KEYS = 20
/** Between two keys, as a quick moderator presses them. */
const PAUSE_MS = 200

/** The console in a browser: opening a long queue beside a short one, and how soon the next comment is there. */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const database = await cluster.database('desk')
  const service = start('src/main.ts', {
    env: { CAPTCHA: 'none', LOG_LEVEL: 'info', PORT: '0', DATABASE_URL: database, ADMIN_TOKEN },
  })
  const browser = await launchBrowser()
  const db = openDb(database, { timeoutMs: 60_000 })
  try {
    const url = `http://127.0.0.1:${(await service.event('service.listening'))['port']}`
    await manyHeld(db, await aSite(url, 'few'), FEW)
    await manyHeld(db, await aSite(url, 'many'), MANY)
    await db.query((sql) => sql`analyze comments, verdicts, articles`)
    const page = await aDesk(browser, url)
    return [await opening(page, url), await nextComment(page, url)]
  } finally {
    await browser.close()
    await db.close()
    service.kill('SIGKILL')
    await cluster.stop()
  }
}

async function opening(page: Page, url: string): Promise<Row> {
  const open = (site: string) => async () => {
    const started = performance.now()
    await page.goto(`${url}/console?site=${site}`)
    await page.locator('article.item').waitFor()
    return performance.now() - started
  }
  const measured = await interleaved({ few: open('few'), many: open('many') })
  return {
    what: `desk in a browser, opened on ${MANY} held`,
    value: spread(measured.many).median,
    unit: 'ms',
    against: `on ${FEW} held`,
    ratio: ratio(measured.many, measured.few),
    aim: { atMost: 1.3 },
  }
}

/** From a key to the frame that shows another comment. */
async function nextComment(page: Page, url: string): Promise<Row> {
  await page.goto(`${url}/console?site=many`)
  await page.locator('article.item').waitFor()
  const waits: number[] = []
  for (let n = 0; n < KEYS; n += 1) {
    await page.waitForTimeout(PAUSE_MS)
    waits.push(await page.evaluate(pressApprove))
  }
  return {
    what: 'desk, key to the next comment',
    value: spread(waits).median,
    unit: 'ms',
    aim: { atMost: 50 },
  }
}

/** Runs in the page. */
function pressApprove(): Promise<number> {
  const idOnDesk = () => document.querySelector('article.item')?.getAttribute('data-comment')
  const before = idOnDesk()
  const started = performance.now()
  dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
  return new Promise((resolve) => {
    const look = () => {
      if (idOnDesk() === before) setTimeout(look, 0)
      else requestAnimationFrame(() => resolve(performance.now() - started))
    }
    look()
  })
}

async function aDesk(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${url}/console`)
  await signInAs(page, ADMIN_TOKEN)
  return page
}

async function aSite(url: string, slug: string): Promise<string> {
  const response = await fetch(`${url}/v1/admin/sites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ slug, name: slug, origins: [] }),
  })
  return ((await response.json()) as { id: string }).id
}
