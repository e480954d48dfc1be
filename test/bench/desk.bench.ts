import type { Browser, Page } from 'playwright-core'
import { openDb } from '../../src/db/client.ts'
import { launchOwnBrowser } from '../helpers/browser.ts'
import { signInAs } from '../helpers/console.ts'
import { manyHeld } from '../helpers/held.ts'
import { start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import { interleaved, type Row, ratio, spread } from './row.ts'

const ADMIN_TOKEN = 'the-admin-token-of-the-desk-bench'
const [FEW, MANY] = [50, 100_000]
const KEYS = 20
const SHARED = 60
const SHOWN = 30
/** Between two keys, as a quick moderator presses them. */
const PAUSE_MS = 200

/**
 * The console in a browser: opening a long queue beside a short one, how soon the next comment is there, and how soon
 * a colleague's screen shows what was decided or taken back.
 */
export async function bench(): Promise<readonly Row[]> {
  const cluster = await aCluster()
  const database = await cluster.database('desk')
  const service = start('src/main.ts', {
    env: { CAPTCHA: 'none', LOG_LEVEL: 'info', PORT: '0', DATABASE_URL: database, ADMIN_TOKEN },
  })
  const browser = await launchOwnBrowser()
  const db = openDb(database, { timeoutMs: 60_000 })
  try {
    const url = `http://127.0.0.1:${(await service.event('service.listening'))['port']}`
    await manyHeld(db, await aSite(url, 'few'), FEW)
    await manyHeld(db, await aSite(url, 'many'), MANY)
    await db.query((sql) => sql`analyze comments, verdicts, articles`)
    const page = await aDesk(browser, url)
    await manyHeld(db, await aSite(url, 'shared'), SHARED)
    return [
      await opening(page, url),
      await nextComment(page, url),
      ...(await reachColleague(page, await aDesk(browser, url, await aModerator(url)), url)),
    ]
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

/** From the answer in one browser to the change on the screen of another that looks at the same queue. */
async function reachColleague(mine: Page, theirs: Page, url: string): Promise<Row[]> {
  for (const page of [mine, theirs]) {
    await page.goto(`${url}/console?site=shared&sort=newest`)
    await page.locator('article.item').waitFor()
  }
  await theirs.locator('.line-state[data-state="live"]').waitFor()
  const decided: string[] = []
  const gone: number[] = []
  for (let n = 0; n < SHOWN; n += 1) {
    await mine.waitForTimeout(PAUSE_MS)
    const id = String(await mine.locator('article.item').getAttribute('data-comment'))
    gone.push(await untilSeen({ mine, theirs }, 'a', [id, 'decided']))
    decided.push(id)
  }
  const back: number[] = []
  for (const id of decided.toReversed()) {
    await mine.waitForTimeout(PAUSE_MS)
    back.push(await untilSeen({ mine, theirs }, 'u', [id, 'waiting']))
  }
  return [
    ...rowsOf('decision to the colleague’s screen', gone),
    ...rowsOf('undo to the colleague’s screen', back),
  ]
}

/** Presses a key in one browser; milliseconds from its answer until the other shows what became of the comment. */
async function untilSeen(
  { mine, theirs }: { readonly mine: Page; readonly theirs: Page },
  key: string,
  seen: readonly [id: string, as: 'decided' | 'waiting'],
): Promise<number> {
  const answer = mine.waitForResponse((response) => /\/(decision\?|undo$)/.test(response.url()))
  const shown = theirs.waitForFunction(isSeen, seen, { polling: 'raf' }).then(() => performance.now())
  await mine.keyboard.press(key)
  await answer
  const answeredAt = performance.now()
  return Math.max(0, (await shown) - answeredAt)
}

/** Runs in the page. What lies on the desk itself stays there, with a word about who decided it. */
function isSeen([id, as]: readonly [string, 'decided' | 'waiting']): boolean {
  const isListed = document.querySelector(`[data-row="${id}"]`) !== null
  const isMarked = document.querySelector(`article.item[data-comment="${id}"] .trouble`) !== null
  return as === 'waiting' ? isListed && !isMarked : !isListed || isMarked
}

function rowsOf(what: string, values: readonly number[]): Row[] {
  const { median, max } = spread(values)
  return [
    { what: `desk, ${what}: median of ${values.length}`, value: median, unit: 'ms' },
    { what: `desk, ${what}: worst`, value: max, unit: 'ms', aim: { atMost: 1_000 } },
  ]
}

async function aDesk(browser: Browser, url: string, token = ADMIN_TOKEN): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${url}/console`)
  await signInAs(page, token)
  return page
}

async function aSite(url: string, slug: string): Promise<string> {
  return (await make<{ id: string }>(url, 'sites', { slug, name: slug, origins: [] })).id
}

async function aModerator(url: string): Promise<string> {
  return (await make<{ token: string }>(url, 'tokens', { name: 'Nora Night', role: 'moderator' })).token
}

async function make<T>(url: string, what: string, body: unknown): Promise<T> {
  const response = await fetch(`${url}/v1/admin/${what}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as T
}
