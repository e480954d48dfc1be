import type { Browser } from 'playwright-core'
import { expect, it } from 'vitest'
import { aSeat, type DeskService, eachAtADesk, signInAs, submitTexts } from '../helpers/console.ts'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  ;({ browser, service } = given)
})

it('shows a comment with links where a browser has no URL.parse', async () => {
  await submitTexts(service, ['See https://one.example/a and https://two.example/b'])
  const { page } = await aSeat(browser, service)
  await page.addInitScript(() => Reflect.deleteProperty(URL, 'parse'))
  await page.reload()
  expect(await page.evaluate(() => 'parse' in URL)).toBe(false)
  await signInAs(page, service.moderator)
  await page.locator('article.item').getByText('https://one.example/a').first().waitFor()
  await page.locator('#select-menu summary').click()
  await page.getByRole('button', { name: 'All that link to two.example' }).waitFor()
})

it.each([
  ['light', 'no', 'rgb(245, 244, 239)'],
  ['dark', 'no', 'rgb(19, 22, 23)'],
  ['dark', 'light', 'rgb(245, 244, 239)'],
  ['light', 'dark', 'rgb(19, 22, 23)'],
] as const)(
  'with a %s system and %s theme of its own has the right background, without light-dark()',
  async (colorScheme, theme, background) => {
    const { page } = await aSeat(browser, { url: service.url, options: { colorScheme } })
    const style = page.locator('link[rel=stylesheet]')
    const address = await style.evaluate((link: HTMLLinkElement) => link.href)
    expect(await (await fetch(address)).text()).not.toContain('light-dark(')
    const shown = await page.evaluate((named) => {
      const { documentElement: root } = document
      if (named !== 'no') root.dataset['theme'] = named
      return getComputedStyle(root).backgroundColor
    }, theme)
    expect(shown).toBe(background)
  },
)
