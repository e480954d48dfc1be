import type { Browser, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type DeskService, eachAtADesk, onDesk, seated, statusOf, submitTexts } from '../helpers/console.ts'

/* A slow line: what comes back to the desk while the moderator has gone on takes nothing from under their hands. */

let browser: Browser
let service: DeskService
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

const LETTERS = [
  'The lamp at the pier is out.',
  'The ferry was late again.',
  'The market moves to the square.',
]

/** A moderator who has approved a comment and takes it back; `arrive` lets the answer through. */
async function takingBack() {
  await submitTexts(service, LETTERS)
  const { page } = await seated(browser, service)
  await page.locator('article.item').waitFor()
  const former = (await onDesk(page))!
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/undo', (route) => line.then(() => route.continue()))
  await page.keyboard.press('a')
  await page.locator(`article.item:not([data-comment="${former}"])`).waitFor()
  await page.keyboard.press('u')
  return { page, former, present: (await onDesk(page))!, arrive }
}

const note = (page: Page) => page.getByLabel('A note for colleagues only')

it('leaves a comment where it is while a note about it is written, and what was taken back comes next', async () => {
  const { page, former, present, arrive } = await takingBack()
  await page.keyboard.press('n')
  await page.keyboard.type('Half a ')
  arrive()
  await page.locator('.toast').getByText('is back').waitFor()
  await page.keyboard.type('sentence, and another')
  expect(await note(page).inputValue()).toBe('Half a sentence, and another')
  expect(await onDesk(page)).toBe(present)
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await page.locator(`article.item[data-comment="${former}"]`).waitFor()
  await expect.poll(() => statusOf(service, present)).toBe('approved')
  expect(await statusOf(service, former)).toBe('pending')
})

it('takes a key for the comment that it was meant for, never for one that has just come in its place', async () => {
  const { page, former, arrive } = await takingBack()
  await page.keyboard.press('v')
  await page.evaluate(approveOnceAnotherComes)
  arrive()
  await page.locator('.toast').getByText('look at it first').waitFor()
  expect(await onDesk(page)).toBe(former)
  expect(await statusOf(service, former)).toBe('pending')
  const pressed = async () => {
    await page.keyboard.press('a')
    return onDesk(page)
  }
  await expect.poll(pressed, { interval: 600 }).not.toBe(former)
  await expect.poll(() => statusOf(service, former)).toBe('approved')
})

it('keeps the words of a note about a comment that was decided with others just then', async () => {
  await submitTexts(service, LETTERS)
  const { page } = await seated(browser, service)
  await page.locator('article.item').waitFor()
  const present = (await onDesk(page))!
  const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
  await page.route('**/v1/review/decisions', (route) => line.then(() => route.continue()))
  for (const key of ['x', 'j', 'x', 'k', 'a', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('button', { name: 'Deciding…' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.keyboard.type('Half a ')
  arrive()
  await page.locator('.toast').getByText('2 comments approved.').waitFor()
  await page.keyboard.type('sentence, and another')
  expect(await note(page).inputValue()).toBe('Half a sentence, and another')
  expect(await onDesk(page)).toBe(present)
  await page.locator('article.item .trouble').waitFor()
  const statuses = await Promise.all(
    (await page.locator('[data-row]').all()).map(async (row) =>
      statusOf(service, (await row.getAttribute('data-row'))!),
    ),
  )
  expect(statuses.toSorted()).toEqual(['approved', 'pending'])
})

/** Runs in the page: a hand that is already on its way presses the key as soon as another comment is there. */
function approveOnceAnotherComes(): void {
  const id = () => document.querySelector('article.item')?.getAttribute('data-comment')
  const before = id()
  const observer = new MutationObserver(() => {
    if (id() === before) return
    observer.disconnect()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
  })
  observer.observe(document.body, { subtree: true, childList: true, attributes: true })
}
