import type { Browser, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { PHONE } from '../helpers/browser.ts'
import { type DeskService, eachAtADesk, fillQueue, seated } from '../helpers/console.ts'
import { hiddenFocuses } from '../helpers/focus.ts'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  ;({ browser, service } = given)
})

async function open(viewport: { width: number; height: number }): Promise<Page> {
  const { page } = await seated(browser, service, {
    path: '/policy',
    token: service.admin,
    options: { viewport },
  })
  await page.getByLabel('Held from').waitFor()
  return page
}

/** How much of the window's height what stays at its lower end takes from a form that is longer. */
function shareOfWindow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const inForm = (y: number) => document.elementFromPoint(innerWidth / 2, y)?.closest('.settings') !== null
    let y = innerHeight - 1
    while (y > 0 && !inForm(y)) y -= 1
    return (innerHeight - 1 - y) / innerHeight
  })
}

it('leaves a phone to the settings until one is changed, and then but for a row of buttons', async () => {
  const page = await open(PHONE)
  await page.getByLabel('Links', { exact: true }).scrollIntoViewIfNeeded()
  expect(await shareOfWindow(page)).toBeLessThan(0.05)
  await page.getByLabel('Held from').fill('9')
  await page.getByRole('button', { name: 'Drop the changes' }).waitFor()
  expect(await shareOfWindow(page)).toBeLessThan(0.12)
  await page.getByRole('button', { name: 'Put in force' }).click({ trial: true, timeout: 1_000 })
})

it.each([PHONE, { width: 1280, height: 700 }])(
  'keeps in sight what has the focus, with changes and both ways, at $width px',
  async (viewport) => {
    const page = await open(viewport)
    await page.getByLabel('Held from').fill('9')
    await page.getByRole('button', { name: 'Drop the changes' }).focus()
    expect(await hiddenFocuses(page, 'Shift+Tab')).toEqual([])
    await page.locator('.skip-link').focus()
    expect(await hiddenFocuses(page, 'Tab')).toEqual([])
  },
)

it.each([PHONE, { width: 1280, height: 700 }])(
  'brings into sight what was tried on past comments, and what is not valid, at $width px',
  async (viewport) => {
    await fillQueue(service)
    const page = await open(viewport)
    await page.getByLabel('Held from').fill('9')
    await page.getByRole('button', { name: 'Try on past comments' }).click()
    const preview = page.getByRole('region', { name: 'Preview' })
    const title = preview.getByRole('heading', { name: /would have gone another way$/ })
    await title.click({ trial: true, timeout: 1_000 })
    expect(await preview.evaluate((element) => element === document.activeElement)).toBe(true)

    await page.getByLabel('Language').fill('not a language')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.getByRole('button', { name: 'Put in force' }).click()
    await page.locator('[data-path="text.locale"] .wrong').waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')))
      .toBe('true')
    const box = await page.getByLabel('Language').boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect(box?.y).toBeLessThan(viewport.height * 0.8)
  },
)
