import type { Browser } from 'playwright-core'
import { expect, it } from 'vitest'
import { aSeat, type DeskService, eachAtADesk, seated, signInAs, submitTexts } from '../helpers/console.ts'

const HARSH = 'What an utter bastard the mayor is.'

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

it('covers abusive text until it is wanted, on the desk and in the list', async () => {
  const policy = { mode: 'pre', words: { hold: ['bastard'] } }
  await service.call('PUT', '/v1/admin/sites/news/policy', policy, service.as(service.admin))
  await service.submit({ text: HARSH })
  const { page } = await seated(browser, service, { path: '/care' })
  await page.getByLabel('Cover abusive text until I want to see it').check()
  await page.goto(`${service.url}/console`)
  await page.getByText('Covered, because the checks found words that may hurt to read.').waitFor()
  expect(await page.getByText('utter bastard').count()).toBe(0)
  await page.keyboard.press('v')
  await page.locator('article.item .text').getByText(HARSH).waitFor()
})

it('loads no picture, whatever a comment links to', async () => {
  const elsewhere: string[] = []
  await submitTexts(service, [
    'See https://pictures.example/a.png and <img src="https://pictures.example/b.png">',
  ])
  const { page } = await aSeat(browser, service)
  page.on('request', (request) => {
    if (!request.url().startsWith(`${service.url}/`)) elsewhere.push(request.url())
  })
  await signInAs(page, service.moderator)
  await page.locator('article.item').waitFor()
  expect(await page.locator('#main img').count()).toBe(0)
  expect(elsewhere).toEqual([])
})

it('proposes a break after the time that was chosen, and not to somebody who was away', async () => {
  const { page } = await aSeat(browser, service)
  await page.clock.install()
  await page.reload()
  await signInAs(page, service.moderator)
  for (let minutes = 0; minutes < 50; minutes += 2) {
    await page.clock.runFor('02:00')
    await page.keyboard.press('j')
  }
  await page.clock.runFor('01:00')
  await page.getByText(/You have been reading for 5\d minutes/).waitFor()
  await page.getByRole('button', { name: 'Thank you' }).click()
  await page.clock.runFor('55:00')
  expect(await page.getByText('You have been reading').count()).toBe(0)
})

it('remembers colours and type size in this browser', async () => {
  const { page } = await seated(browser, service, { path: '/care' })
  await page.getByLabel('Colours').selectOption('dark')
  await page.getByLabel('Type').selectOption('larger')
  await page.goto(`${service.url}/console/history`)
  await page.getByRole('heading', { name: 'History' }).waitFor()
  const shown = await page.evaluate(() => {
    const { backgroundColor, fontSize } = getComputedStyle(document.documentElement)
    return { backgroundColor, fontSize }
  })
  expect(shown).toEqual({ backgroundColor: 'rgb(19, 22, 23)', fontSize: '19.5px' })
})
