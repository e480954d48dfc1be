import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Web security stays on, so that cross-origin rules and content policies are tested as readers meet them. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
]
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

export const PHONE = { width: 360, height: 740 }
export const DESKTOP = { width: 1280, height: 900 }

type Chromium = { readonly executablePath: string; readonly env: Record<string, string> }

let launched: Promise<Browser> | undefined

/**
 * A browser for the tests of a file. A process launches it once and keeps it to its end: `close` closes its windows,
 * each of which is a person's own, with nothing of another.
 */
export async function launchBrowser(): Promise<Browser> {
  if (!(await launched?.catch(() => undefined))?.isConnected()) launched = keptBrowser()
  return launched as Promise<Browser>
}

async function keptBrowser(): Promise<Browser> {
  const browser = await launchOwnBrowser()
  browser.close = async () => void (await Promise.all(browser.contexts().map((context) => context.close())))
  return browser
}

/** A headless Chromium of the npm package, or an installed one where the package does not run. */
export async function launchOwnBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium()
  return chromium.launch({ executablePath, args: BROWSER_FLAGS, env })
}

/** Where Chromium is and the environment it needs; unpacked once for a machine, however many ask at once. */
export async function findChromium(): Promise<Chromium> {
  const folder = await unpacked()
  const executablePath = join(folder, 'chromium')
  const env = given()
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(folder, 'fonts')
  if (await runs({ executablePath, env })) return { executablePath, env }
  const libraries = [env['LD_LIBRARY_PATH'], join(folder, 'al2023', 'lib')].filter(Boolean).join(delimiter)
  const withLibraries = { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries } }
  if (await runs(withLibraries)) return withLibraries
  const installed = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((place) => INSTALLED.map((name) => join(place, name)))
    .find((file) => existsSync(file))
  if (installed === undefined) throw new Error('No Chromium runs on this machine.')
  return { executablePath: installed, env: given() }
}

/**
 * What axe finds on a page, a line each, none when all is well; shadow roots and our own frames included. It looks in
 * the page itself: to add up frames of other origins, of which there are none, takes several times as long.
 * @param part a selector: only this part of the page.
 */
export async function axeViolations(page: Page, part = 'html'): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .include(part)
    .options({ resultTypes: ['violations'] })
    .withTags(RULES)
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

/**
 * The package unpacks to fixed names and takes a file that exists for a whole one, so each process unpacks to
 * a folder of its own and moves it into place; the first one wins.
 */
async function unpacked(): Promise<string> {
  const root = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const folder = join(tmpdir(), `postbag-chromium-${version}`)
  if (existsSync(folder)) return folder
  const own = await mkdtemp(join(tmpdir(), 'postbag-chromium-'))
  const script = `import chromium, { inflate } from '@sparticuz/chromium'
    await chromium.executablePath()
    await inflate(${JSON.stringify(join(root, 'bin', 'al2023.tar.br'))})`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, TMPDIR: own },
  })
  await rename(own, folder).catch(async (error: unknown) => {
    await rm(own, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  })
  return folder
}

async function runs({ executablePath, env }: Chromium): Promise<boolean> {
  return promisify(execFile)(executablePath, ['--version', '--no-sandbox'], { env }).then(
    () => true,
    () => false,
  )
}

function given(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
