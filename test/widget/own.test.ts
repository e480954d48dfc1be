import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isActive } from '../helpers/in-page.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, send, spoken, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom({ sitePolicy: { mode: 'pre' } })
  return () => Promise.all([newsroom.close(), browser.close()])
})

/** A reader who has just written a comment that waits for a moderator; its id. */
async function aWaitingComment(article: string, text = 'Wait for me.'): Promise<{ page: Page; id: string }> {
  const { page } = await readArticle(browser, newsroom, article)
  await write(page, { text })
  await send(page)
  const own = page.locator('li.own')
  await own.waitFor()
  return { page, id: (await own.getAttribute('id'))!.replace('comment-', '') }
}

/** The page becomes visible again, as when a reader comes back to its tab. */
async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
}

describe('a comment that waits for review', () => {
  it('is shown to its author alone, also after a reload', async () => {
    const { page } = await aWaitingComment('waiting')
    expect(await spoken(page)).toBe('Thank you! Your comment will appear once it has been checked.')
    await page.getByText('Waiting for review. Only you can see it.').waitFor()
    // This service sends no mail.
    expect(await page.getByRole('button', { name: 'Email me' }).count()).toBe(0)
    await page.reload()
    await isReady(page)
    await page.getByText('Waiting for review. Only you can see it.').waitFor()
    const other = await readArticle(browser, newsroom, 'waiting')
    expect(await other.page.getByRole('article').count()).toBe(0)
    await other.close()
  })

  it('becomes an ordinary one once it is approved, and the page is told', async () => {
    const { page, id } = await aWaitingComment('approved')
    const told = page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener('postbag:approved', (event) => resolve((event as CustomEvent).detail), {
            once: true,
          })
        }),
    )
    await newsroom.decide(id, 'approve')
    await comeBack(page)
    await expect.poll(() => page.locator('li.own').count()).toBe(0)
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await told).toEqual({ id })
  })

  it('is no longer said to wait where it was written once it is decided, but the next one is', async () => {
    const { page, id } = await aWaitingComment('thanked')
    const thanks = page.locator('form .done')
    expect(await thanks.textContent()).toBe('Thank you! Your comment will appear once it has been checked.')
    await newsroom.decide(id, 'approve')
    await comeBack(page)
    await expect.poll(() => thanks.textContent()).toBe('')
    await write(page, { text: 'Wait for me again.' })
    await send(page)
    await page.locator('li.own').waitFor()
    await write(page, { text: 'And for me.' })
    await send(page)
    await expect.poll(() => page.locator('li.own').count()).toBe(2)
    const first = await page.locator('li.own', { hasText: 'Wait for me again.' }).getAttribute('id')
    await newsroom.decide(first!.replace('comment-', ''), 'approve')
    await comeBack(page)
    await expect.poll(() => page.locator('li.own').count()).toBe(1)
    expect(await thanks.textContent()).toContain('Thank you!')
  })

  it('shows decision and reasons when it is rejected, and takes an appeal', async () => {
    const { page, id } = await aWaitingComment('rejected')
    await newsroom.decide(id, 'reject', 'off-topic')
    await comeBack(page)
    await page.getByText('Not published. Only you can see it.').first().waitFor()
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.getByText('Off topic').waitFor()
    await page.getByText('Comments must have to do with the article').waitFor()
    await page.getByText('A moderator has read the comment').waitFor()
    await page.getByText('an out-of-court dispute settlement body').waitFor()
    const note = page.getByRole('textbox', { name: /What should we know/ })
    await note.fill('It is about the bridge.')
    await page.reload()
    await page.getByRole('button', { name: 'Why?' }).click()
    expect(await note.inputValue()).toBe('It is about the bridge.')
    await page.getByRole('button', { name: 'Ask us to look again' }).click()
    await page
      .locator('li.own .status')
      .getByText('Thank you. Somebody else will read your comment.')
      .waitFor()
    expect(await page.getByRole('button', { name: 'Ask us to look again' }).count()).toBe(0)
    await page.reload()
    await page
      .locator('li.own .status')
      .getByText('Thank you. Somebody else will read your comment.')
      .waitFor()
  })

  it.each([
    ['ahead', 86_400_000],
    ['behind', -86_400_000],
  ])('can be edited for a while although the clock is a day %s', async (way, offMs) => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.clock.setFixedTime(Date.now() + offMs)
    await page.goto(newsroom.serve(`a-day-${way}`))
    await isReady(page)
    await write(page, { text: 'By my clock.' })
    await send(page)
    const edit = page.getByRole('button', { name: 'Edit' })
    await edit.waitFor()
    await page.clock.setFixedTime(Date.now() + offMs + 6 * 60_000)
    await page.reload()
    await page.getByRole('button', { name: 'Withdraw' }).waitFor()
    await expect.poll(() => edit.count()).toBe(0)
  })

  it('keeps what its author changed until that is saved or given up, however late it is', async () => {
    const { page } = await aWaitingComment('half-edited')
    const edit = page.getByRole('button', { name: 'Edit' })
    const field = page.getByRole('textbox', { name: 'Comment', exact: true })
    await edit.click()
    await field.fill('Half a thought')
    await page.keyboard.press('Escape')
    await page.reload()
    await edit.click()
    expect(await field.inputValue()).toBe('Half a thought')
    await page.route('**/comments/*', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 403,
            contentType: 'application/problem+json',
            headers: { 'access-control-allow-origin': newsroom.origin },
            body: JSON.stringify({ type: 'urn:postbag:problem:edit-window-closed', status: 403 }),
          })
        : route.continue(),
    )
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('This comment can no longer be edited.').waitFor()
    expect(await field.inputValue()).toBe('Half a thought')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await edit.click()
    expect(await field.inputValue()).toBe('Wait for me.')
  })

  it('goes on being changed by an author who writes on while a change is saved', async () => {
    const { page } = await aWaitingComment('edited-on')
    await page.getByRole('button', { name: 'Edit' }).click()
    const field = page.getByRole('textbox', { name: 'Comment', exact: true })
    await field.fill('Wait for me here.')
    const { promise: line, resolve: arrive } = Promise.withResolvers<void>()
    await page.route('**/comments/*', (route) => line.then(() => route.continue()))
    const sent = page.waitForRequest((request) => request.method() === 'PATCH')
    await page.getByRole('button', { name: 'Save' }).click()
    await sent
    await field.press('End')
    await page.keyboard.type(' Or there.')
    arrive()
    await page.locator('li.own .text').getByText('Wait for me here.', { exact: true }).waitFor()
    expect(await field.inputValue()).toBe('Wait for me here. Or there.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('li.own .text').getByText('Or there.').waitFor()
    await expect.poll(() => field.count()).toBe(0)
  })

  it('is there in the other tabs of its author too', async () => {
    const { page } = await readArticle(browser, newsroom, 'two-tabs')
    const other = await page.context().newPage()
    await other.goto(newsroom.serve('two-tabs'))
    await isReady(other)
    await other.getByRole('textbox', { name: 'Write a comment' }).focus()
    await other.waitForFunction(
      () => document.querySelector('postbag-comments')?.shadowRoot?.querySelector('.new') !== null,
    )
    await write(page, { text: 'Seen in both.' })
    await send(page)
    await other.locator('li.own').getByText('Seen in both.').waitFor()
  })

  it('can be changed by its author', async () => {
    const { page } = await aWaitingComment('edited')
    await page.getByRole('button', { name: 'Edit' }).click()
    const field = page.getByRole('textbox', { name: 'Comment', exact: true })
    expect(await field.inputValue()).toBe('Wait for me.')
    await expect.poll(() => field.evaluate(isActive)).toBe(true)
    await page.keyboard.type(' Or not.')
    expect(await field.inputValue()).toBe('Wait for me. Or not.')
    await field.fill('')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Please enter your comment!').first().waitFor()
    await field.fill('Wait for me no longer.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('li.own .text').getByText('Wait for me no longer.').waitFor()
    await page.reload()
    await page.locator('li.own .text').getByText('Wait for me no longer.').waitFor()
  })

  it('can be withdrawn, after one more question', async () => {
    const { page } = await aWaitingComment('withdrawn')
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByText('You withdrew this comment.').count()).toBe(0)
    await page.getByRole('button', { name: 'Withdraw' }).click()
    const said = page.locator('form .done')
    expect(await said.textContent()).toBe('Thank you! Your comment will appear once it has been checked.')
    const [panel, question] = await Promise.all(
      [page.locator('.panel'), page.getByText('Withdraw this comment for good?')].map((one) =>
        one.boundingBox(),
      ),
    )
    expect(question!.y - panel!.y).toBeGreaterThanOrEqual(8)
    await page.getByRole('group').getByRole('button', { name: 'Withdraw' }).click()
    await page.locator('li.own').getByText('You withdrew this comment.').waitFor()
    expect(await said.textContent()).toBe('')
  })

  it('gives nothing away in what the page hears', async () => {
    const { page } = await readArticle(browser, newsroom, 'events')
    const heard = page.evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          document.addEventListener('postbag:submitted', (event) => {
            const { detail, bubbles, composed } = event as CustomEvent
            resolve({ detail, bubbles, composed })
          })
        }),
    )
    await write(page, { text: 'Private words.', name: 'Ada' })
    await send(page)
    expect(await heard).toEqual({
      detail: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'pending' },
      bubbles: true,
      composed: true,
    })
  })
})

describe('an approved comment of one’s own', () => {
  it('tells its author the reasons when it is taken down later', async () => {
    const { page, id } = await aWaitingComment('taken-down')
    await newsroom.decide(id, 'approve')
    await comeBack(page)
    await expect.poll(() => page.locator('li.own').count()).toBe(0)
    await newsroom.decide(id, 'reject', 'off-topic')
    await page.reload()
    await page.getByText('Not published. Only you can see it.').first().waitFor()
    await page.getByRole('button', { name: 'Why?' }).click()
    await page.getByText('Off topic').waitFor()
  })

  it('is there once when it is published after all, even before its author has heard of that', async () => {
    const { page, id } = await aWaitingComment('granted')
    await newsroom.decide(id, 'reject', 'off-topic')
    await page.reload()
    await page.getByText('Not published. Only you can see it.').first().waitFor()
    await newsroom.decide(id, 'approve')
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route(`**/comments/${id}`, async (route) => {
      await held
      await route.continue()
    })
    const asked = page.waitForRequest(`**/comments/${id}`)
    await page.reload()
    await asked
    const texts = page.getByRole('article').getByText('Wait for me.')
    await expect.poll(() => texts.count()).toBe(1)
    expect(await page.locator('li.own').count()).toBe(0)
    answer()
    await expect.poll(() => spoken(page)).toBe('Your comment is published.')
    expect(await texts.count()).toBe(1)
  })

  it('can be withdrawn and is gone for everybody', async () => {
    const { page, id } = await aWaitingComment('taken-back')
    await newsroom.decide(id, 'approve')
    await comeBack(page)
    await expect.poll(() => page.locator('li.own').count()).toBe(0)
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await page.getByRole('group').getByRole('button', { name: 'Withdraw' }).click()
    await page.locator('li.own').getByText('You withdrew this comment.').waitFor()
    const answer = await newsroom.call('GET', `/v1/sites/press/comments/${id}`)
    expect(answer.status).toBe(404)
  })
})
