import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { isActive } from '../helpers/in-page.ts'
import { aNewsroom, type Newsroom, readArticle, send, spoken, write } from '../helpers/widget.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

describe('the keyboard focus', () => {
  it('goes into the form when the page asks for that, also in a browser without :has()', async () => {
    const { page } = await readArticle(browser, newsroom, 'asked')
    await page.evaluate(() => {
      const { querySelector } = DocumentFragment.prototype
      DocumentFragment.prototype.querySelector = function (this: DocumentFragment, selector: string) {
        if (selector.includes(':has(')) throw new DOMException('not a valid selector', 'SyntaxError')
        return querySelector.call(this, selector)
      }
      document.querySelector<HTMLElement>('postbag-comments')?.focus()
    })
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    await expect.poll(() => field.evaluate(isActive)).toBe(true)
  })

  it('stays at a comment that is removed while it is being read, and that is said', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'removed')
    const { page } = await readArticle(browser, newsroom, 'removed')
    await page.getByRole('button', { name: 'Like' }).press('Enter')
    await newsroom.decide(comment.id, 'reject', 'abuse')
    await expect.poll(() => page.getByRole('article', { name: 'Bo' }).evaluate(isActive)).toBe(true)
    expect(await spoken(page)).toBe('This comment was removed.')
  })

  it('is left where it is when another comment is removed, and that is not said', async () => {
    const { comment } = await newsroom.post({ name: 'Fay' }, 'other')
    await newsroom.post({ name: 'Cy' }, 'other')
    const { page } = await readArticle(browser, newsroom, 'other')
    const like = page.getByRole('article', { name: 'Cy' }).getByRole('button', { name: 'Like' })
    await like.press('Enter')
    await newsroom.decide(comment.id, 'reject', 'abuse')
    await page.getByText('This comment was removed.').waitFor()
    expect(await like.evaluate(isActive)).toBe(true)
    expect(await spoken(page)).toBe('')
  })

  it('goes with the reader’s own comment into the thread once that is published', async () => {
    const { page } = await readArticle(browser, newsroom, 'published')
    await write(page, { text: 'See https://one.example/a and https://two.example/b' })
    await send(page)
    const own = page.getByRole('article', { name: 'Ada' })
    await own.getByRole('button', { name: 'Withdraw' }).focus()
    const id = await own.evaluate((article) => article.parentElement?.id.replace('comment-', ''))
    await newsroom.decide(id!, 'approve')
    await expect.poll(() => spoken(page)).toBe('Your comment is published.')
    await expect.poll(() => own.evaluate(isActive)).toBe(true)
    expect(await page.locator('.mine').count()).toBe(0)
  })

  it('stays at the reader’s own comment when they withdraw it, of which they are told once', async () => {
    const { page } = await readArticle(browser, newsroom, 'withdrawn')
    await write(page, { text: 'The lamps on the pier are lit again.', name: 'Gus' })
    await send(page)
    const own = page.getByRole('article', { name: 'Gus' })
    const withdraw = own.getByRole('button', { name: 'Withdraw', exact: true })
    await withdraw.press('Enter')
    await own.getByText('Withdraw this comment for good?').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Comments', exact: true }).waitFor()
    await own.first().getByText('You withdrew this comment.').waitFor()
    expect(await spoken(page)).toBe('You withdrew this comment.')
    expect(await own.first().evaluate(isActive)).toBe(true)
  })

  it('goes back to the comment from a dialog, though the button that opened it is gone', async () => {
    const { comment } = await newsroom.post({ name: 'Di' }, 'reported')
    const { page } = await readArticle(browser, newsroom, 'reported')
    await page.getByRole('button', { name: 'Report' }).press('Enter')
    await page.getByRole('dialog', { name: 'Report this comment' }).waitFor()
    await newsroom.decide(comment.id, 'reject', 'abuse')
    await page.getByText('This comment was removed.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('article', { name: 'Di' }).evaluate(isActive)).toBe(true)
  })

  it('is not taken back by what vanishes after the reader has left it', async () => {
    const { comment } = await newsroom.post({ name: 'Ed' }, 'left')
    const { page } = await readArticle(browser, newsroom, 'left')
    await page.getByRole('button', { name: 'Like' }).press('Enter')
    await page.locator('h1').click()
    await newsroom.decide(comment.id, 'reject', 'abuse')
    await page.getByText('This comment was removed.').waitFor()
    await page.evaluate(() => new Promise((done) => setTimeout(done, 100)))
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body')
  })
})
