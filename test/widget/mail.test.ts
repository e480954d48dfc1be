import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { sendDue } from '../../src/mail/send.ts'
import { axeViolations, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aMailbox, type Mailbox } from '../helpers/mailbox.ts'
import { MAIL_SETTINGS } from '../helpers/mailing.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, send, spoken, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let mailbox: Mailbox
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  mailbox = await aMailbox()
  const env = { SMTP_URL: mailbox.url, ...MAIL_SETTINGS }
  newsroom = await aNewsroom({ env, sitePolicy: { mode: 'pre' } })
  return () => Promise.all([newsroom.close(), mailbox.close(), browser.close()])
})

/** A reader with an address who has just written a comment. */
async function anAuthor(article: string, email: string): Promise<Page> {
  const { page } = await readArticle(browser, newsroom, article)
  await page.getByRole('textbox', { name: /^Email/ }).fill(email)
  await write(page, { text: 'Wait for me.' })
  await send(page)
  await page.locator('li.own').waitFor()
  return page
}

const own = (page: Page) => page.locator('li.own')
const button = (page: Page, name: string) => own(page).getByRole('button', { name })
const field = (page: Page) => own(page).getByRole('textbox', { name: 'Email' })

/** The page behind a link of the last message to an address. */
async function pageOf(email: string, purpose: 'confirm' | 'stop', options = {}): Promise<Page> {
  await sendDue(newsroom.deps, new AbortController().signal)
  const link = mailbox.to(email).at(-1)?.link(purpose) ?? ''
  return (await aWindow(browser, `${newsroom.url}${new URL(link).pathname}`, options)).page
}

describe('mail about a comment', () => {
  it('is asked for at the comment, confirmed by the message, and ended at the comment', async () => {
    const page = await anAuthor('mail', 'ada@mail.example')
    await button(page, 'Email me about it').click()
    expect(await field(page).inputValue()).toBe('ada@mail.example')
    expect(await axeViolations(page)).toEqual([])
    await field(page).fill('ada@')
    await page.keyboard.press('Enter')
    await own(page).getByRole('alert').getByText('You have entered an incorrect email address!').waitFor()
    expect(await field(page).getAttribute('aria-invalid')).toBe('true')
    expect(await field(page).evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one)).toBe(
      true,
    )

    await field(page).fill('ada@mail.example')
    await page.keyboard.press('Enter')
    const asked = 'Please open the message we have just sent you, and confirm your address.'
    await own(page).getByText(asked).waitFor()
    expect(await spoken(page)).toBe(asked)
    const end = button(page, 'No more emails')
    expect(await end.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one)).toBe(true)
    expect(await axeViolations(page)).toEqual([])

    const confirm = await pageOf('ada@mail.example', 'confirm', { viewport: PHONE })
    expect(await axeViolations(confirm)).toEqual([])
    await confirm.getByRole('button', { name: 'Confirm my address' }).click()
    await confirm.getByRole('status').getByText('Thank you.').waitFor()
    await page.reload()
    await isReady(page)
    await own(page).getByText('We will email you about replies and decisions.').waitFor()

    await end.click()
    await button(page, 'Email me about it').waitFor()
    expect(await spoken(page)).toBe('You will get no more emails about this comment.')
    expect(await own(page).getByText('We will email you').count()).toBe(0)
  })

  it('ends by the page of its link, and the comment says so when its author comes back', async () => {
    const page = await anAuthor('stopped', 'bo@mail.example')
    await button(page, 'Email me about it').click()
    await field(page).press('Enter')
    await button(page, 'No more emails').waitFor()
    const stop = await pageOf('bo@mail.example', 'stop')
    expect(await axeViolations(stop)).toEqual([])
    await stop.getByRole('button', { name: 'Send me no more emails' }).click()
    await stop.getByRole('status').getByText('your address is deleted').waitFor()
    await page.reload()
    await isReady(page)
    await button(page, 'Email me about it').waitFor()
  })

  it('is given up with Escape, and the keyboard goes on at the button', async () => {
    const page = await anAuthor('escape', 'cy@mail.example')
    await button(page, 'Email me about it').press('Enter')
    await field(page).press('Escape')
    expect(await field(page).count()).toBe(0)
    const back = button(page, 'Email me about it')
    expect(await back.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one)).toBe(true)
    expect(await back.getAttribute('aria-expanded')).toBe('false')
  })
})
