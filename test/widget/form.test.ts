import type { Browser, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { dropComposedWord } from '../helpers/in-page.ts'
import {
  aNewsroom,
  goOffline,
  isReady,
  type Newsroom,
  readArticle,
  send,
  spoken,
  write,
} from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

const comment = (page: Page) => page.getByRole('textbox', { name: 'Write a comment' })

/** The name of the field that has the keyboard. */
function focusedName(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() =>
    document.querySelector('postbag-comments')?.shadowRoot?.activeElement?.getAttribute('name'),
  )
}

describe('the form', () => {
  it('posts a comment, shows it and says so', async () => {
    const { page } = await readArticle(browser, newsroom, 'plain')
    await write(page, { text: 'I saw the old ferry leave today.' })
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).getByText('I saw the old ferry').waitFor()
    expect(await spoken(page)).toBe('Your comment is published.')
    expect(await comment(page).inputValue()).toBe('')
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('1 comment')
  })

  it('says at each field what is missing and moves the keyboard to the first', async () => {
    const { page } = await readArticle(browser, newsroom, 'missing')
    await send(page)
    const described = (name: string) => page.getByRole('textbox', { name, exact: true })
    await page.getByText('Please enter your comment!').first().waitFor()
    await expect.poll(() => focusedName(page)).toBe('text')
    expect(await comment(page).getAttribute('aria-invalid')).toBe('true')
    expect(await describedBy(comment(page))).toContain('Please enter your comment!')
    expect(await describedBy(described('Name'))).toBe('Please enter your name here')
    expect(await spoken(page)).toBe('Please enter your comment! Please enter your name here')

    await comment(page).fill('Now with words.')
    await send(page)
    await expect.poll(() => focusedName(page)).toBe('name')
    expect(await comment(page).getAttribute('aria-invalid')).toBe('false')
  })

  it('shows what the service finds wrong at the field', async () => {
    const { page } = await readArticle(browser, newsroom, 'wrong')
    await write(page, { text: '\u200b\u200b', name: 'Ada' })
    await page.getByRole('textbox', { name: 'Email' }).fill('nowhere')
    await page.getByRole('textbox', { name: 'Website' }).fill('javascript:alert(1)')
    await send(page)
    await page.getByText('You have entered an incorrect email address!').first().waitFor()
    expect(await describedBy(comment(page))).toContain('Please enter your comment!')
    expect(await describedBy(page.getByRole('textbox', { name: 'Website' }))).toBe(
      'Please enter a web address that starts with https://',
    )
  })

  it.each([
    ['captcha-failed', 403, 'Captcha verification failed!'],
    ['captcha-score-failed', 403, 'CAPTCHA user score failed. Please contact us!'],
    ['comments-closed', 403, 'Comments are closed.'],
    ['rate-limited', 429, 'You are posting too quickly.'],
  ])('says %s in its own words and keeps the text', async (code, status, message) => {
    const { page } = await readArticle(browser, newsroom, `refused-${code}`)
    await page.route('**/comments', (route) =>
      route.fulfill({
        status,
        contentType: 'application/problem+json',
        headers: { 'access-control-allow-origin': newsroom.origin },
        body: JSON.stringify({ type: `urn:postbag:problem:${code}`, status, detail: 'other words' }),
      }),
    )
    await write(page, { text: 'These words must stay.' })
    await send(page)
    await page.locator('.error').getByText(message).waitFor()
    expect(await comment(page).inputValue()).toBe('These words must stay.')
  })

  it('counts the characters that are left as people count them', async () => {
    const { page } = await readArticle(browser, newsroom, 'counted')
    await comment(page).fill('Hey 👩🏽‍🚒!')
    await page.getByText('4,994 characters left').waitFor()
    await comment(page).fill('a'.repeat(5001))
    await page.locator('.counter').getByText('1 character too many').waitFor()
  })

  it('says how many characters are left or too many when that matters, and not at every key', async () => {
    const { page } = await readArticle(browser, newsroom, 'counted-aloud')
    await comment(page).fill('Hey!')
    await page.getByText('4,996 characters left').waitFor()
    // What describes a field is said by some screen readers whenever it changes.
    expect(await describing(comment(page))).toBe('')
    expect(await spoken(page)).toBe('')
    await comment(page).fill('a'.repeat(5002))
    await expect.poll(() => spoken(page)).toContain('2 characters too many')
    expect(await describing(comment(page))).toBe('')
    const before = await spoken(page)
    await comment(page).press('End')
    await comment(page).press('b')
    await page.getByText('3 characters too many').waitFor()
    expect(await spoken(page)).toBe(before)
  })

  it('says at once that a comment waits while the code to send it is missing, and sends it when it is there', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.goto(newsroom.serve('no-code-yet'))
    await isReady(page)
    await goOffline(page, newsroom)
    await write(page, { text: 'Posted in a tunnel.' })
    await send(page)
    await page.getByRole('button', { name: 'Sending…' }).waitFor()
    const waits = 'Not sent yet. It will be sent as soon as there is a connection.'
    await page.locator('.done').getByText(waits).waitFor()
    expect(await spoken(page)).toBe(waits)
    await page.getByRole('button', { name: 'Sending…' }).click({ force: true })
    expect(await comment(page).inputValue()).toBe('Posted in a tunnel.')
    await page.context().setOffline(false)
    await page.getByRole('article', { name: 'Ada' }).getByText('Posted in a tunnel.').waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await comment(page).inputValue()).toBe('')
  })

  it('says that a comment waits while the code to send it hangs, and sends it when that comes', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    const went = Promise.withResolvers<void>()
    await page.route('**/embed/later-*.js', async (route) => {
      await went.promise
      await route.continue()
    })
    await page.goto(newsroom.serve('code-hangs'))
    await isReady(page)
    await write(page, { text: 'Posted from a lift.' })
    await send(page)
    const waits = 'Not sent yet. It will be sent as soon as there is a connection.'
    await page.locator('.done').getByText(waits).waitFor()
    expect(await spoken(page)).toBe(waits)
    await page.getByRole('button', { name: 'Sending…' }).waitFor()
    went.resolve()
    await page.getByRole('article', { name: 'Ada' }).getByText('Posted from a lift.').waitFor()
    expect(await page.locator('.done').textContent()).toBe('Your comment is published.')
    expect(await comment(page).inputValue()).toBe('')
  })

  it('comes to life once its code can be fetched after all', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.route('**/embed/main-*.js', (route) => route.abort('internetdisconnected'))
    const refused = page.waitForEvent('requestfailed')
    await page.goto(newsroom.serve('no-main'))
    await refused
    // The page itself may learn of the failure after the test has, and of a network before that it hears in vain.
    await expect
      .poll(async () => {
        await page.evaluate(() => dispatchEvent(new Event('online')))
        return page.locator('postbag-comments h2').count()
      })
      .toBe(1)
    await write(page, { text: 'Better late.' })
    await send(page)
    await page.getByRole('article', { name: 'Ada' }).waitFor()
  })

  it('remembers a name only for who asks for it, and forgets it again', async () => {
    const { page } = await readArticle(browser, newsroom, 'names')
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    const keep = page.getByRole('checkbox', { name: 'Save my name for next time' })
    const post = async (text: string) => {
      const before = await page.getByRole('article').count()
      await write(page, { text, name: 'Ada L.' })
      await send(page)
      await expect.poll(() => page.getByRole('article').count()).toBe(before + 1)
      const stored = await page.evaluate(() => localStorage.getItem('postbag:name'))
      // As when the tab is closed and another one opened.
      await page.evaluate(() => sessionStorage.clear())
      await page.reload()
      await isReady(page)
      return stored
    }
    expect(await post('First words about the ferry.')).toBeNull()
    expect(await name.inputValue()).toBe('')
    await keep.check()
    expect(await post('Second words about the harbour.')).toContain('Ada L.')
    expect(await name.inputValue()).toBe('Ada L.')
    expect(await keep.isChecked()).toBe(true)
    await keep.uncheck()
    expect(await post('Third words about the lighthouse.')).toBeNull()
    expect(await page.evaluate(() => document.cookie)).toBe('')
  })

  it('answers a comment with the keyboard alone, and gives it back on Escape', async () => {
    await newsroom.post({ name: 'Bo', text: 'Who pays for the bridge?' }, 'answers')
    const { page } = await readArticle(browser, newsroom, 'answers')
    const reply = page.getByRole('button', { name: 'Reply to Bo' })
    await reply.focus()
    await page.keyboard.press('Enter')
    const field = page.getByRole('textbox', { name: 'Reply to Bo' })
    await expect.poll(() => field.evaluate(hasFocus)).toBe(true)
    await field.evaluate(dropComposedWord)
    expect(await field.evaluate(hasFocus)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => reply.evaluate(hasFocus)).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => field.evaluate(hasFocus)).toBe(true)
    await page.keyboard.type('The county does, over ten years.')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Cy')
    await page.keyboard.press('Enter')
    const answer = page.getByRole('article', { name: 'Cy' })
    await answer.waitFor()
    await expect.poll(() => answer.evaluate(hasFocus)).toBe(true)
  })

  it('quotes a comment', async () => {
    await newsroom.post({ name: 'Bo', text: 'One line.\nAnother line.' }, 'quotes')
    const { page } = await readArticle(browser, newsroom, 'quotes')
    await page.getByRole('button', { name: 'Quote' }).click()
    const field = page.getByRole('textbox', { name: 'Reply to Bo' })
    await expect.poll(() => field.inputValue()).toBe('> One line.\n> Another line.\n\n')
    await page.keyboard.type('No more?')
    expect(await field.inputValue()).toBe('> One line.\n> Another line.\n\nNo more?')
  })

  it('quotes it below what is written already, and once', async () => {
    await newsroom.post({ name: 'Bo', text: 'A bridge.' }, 'quoted-later')
    const { page } = await readArticle(browser, newsroom, 'quoted-later')
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    const field = page.getByRole('textbox', { name: 'Reply to Bo' })
    await expect.poll(() => field.evaluate(hasFocus)).toBe(true)
    await page.keyboard.type('First this.')
    const quote = page.getByRole('button', { name: 'Quote' })
    await quote.click()
    await expect.poll(() => field.evaluate(hasFocus)).toBe(true)
    await page.keyboard.type('Then that.')
    await quote.click()
    await expect.poll(() => field.evaluate(hasFocus)).toBe(true)
    await page.keyboard.type(' So.')
    expect(await field.inputValue()).toBe('First this.\n\n> A bridge.\n\nThen that. So.')
  })

  it('tells the service when it was opened and which page it is on', async () => {
    const { page } = await readArticle(browser, newsroom, 'sent')
    const posted = page.waitForRequest((request) => request.method() === 'POST')
    await write(page, { text: 'What does the request hold?' })
    await send(page)
    const body = (await posted).postDataJSON()
    expect(body).toMatchObject({ url: `${newsroom.origin}/sent`, title: 'The bridge', name: 'Ada' })
    expect(Date.now() - Date.parse(body.openedAt)).toBeLessThan(60_000)
    expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(body).not.toHaveProperty('subject')
  })
})

function hasFocus(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element
}

async function describedBy(field: ReturnType<typeof comment>): Promise<string> {
  return field.evaluate((element) => {
    const root = element.getRootNode() as ShadowRoot
    const ids = element.getAttribute('aria-describedby')?.split(' ') ?? []
    return ids.map((id) => root.getElementById(id)?.textContent ?? '').join(' ')
  })
}

/** The text of what a field names as its description. */
function describing(field: Locator): Promise<string> {
  return field.evaluate((element) => {
    const ids = element.getAttribute('aria-describedby')?.split(' ') ?? []
    const root = element.getRootNode() as ShadowRoot
    return ids.map((id) => root.getElementById(id)?.textContent ?? '').join('')
  })
}
