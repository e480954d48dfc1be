import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, spoken } from '../helpers/widget.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom({ sitePolicy: { mode: 'pre' } })
  return () => Promise.all([newsroom.close(), browser.close()])
})

const FARTHEST = 60

/** Goes on with Tab alone until what has the focus bears the name, and shows that it has it. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  for (let turn = 0; turn < FARTHEST; turn += 1) {
    await page.keyboard.press('Tab')
    const { label, isShown } = await page.evaluate(focused)
    if (name.test(label)) {
      expect(isShown, `the focus on ${label} is to be seen`).toBe(true)
      return
    }
    passed.push(label)
  }
  throw new Error(`${name} is not on the way: ${passed.join(' | ')}`)
}

function focused() {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  const label =
    element?.getAttribute('aria-label') ??
    (element as HTMLInputElement | null)?.labels?.[0]?.textContent ??
    element?.textContent ??
    ''
  const { outlineStyle, boxShadow } = getComputedStyle(element ?? document.body)
  return { label: label.trim(), isShown: outlineStyle !== 'none' || boxShadow !== 'none' }
}

/** A reader who has written a comment without touching anything but keys; its id. */
async function aCommentByKeys(article: string): Promise<{ page: Page; id: string }> {
  const { page } = await readArticle(browser, newsroom, article)
  await tabTo(page, /^Write a comment/)
  await page.keyboard.type('Written by keys alone.')
  await tabTo(page, /^Name/)
  await page.keyboard.type('Kay')
  await tabTo(page, /^Post comment/)
  await page.keyboard.press('Enter')
  const own = page.locator('li.own')
  await own.waitFor()
  return { page, id: (await own.getAttribute('id'))!.replace('comment-', '') }
}

describe('by keyboard alone, a reader', () => {
  it('writes a comment and changes it', async () => {
    const { page } = await aCommentByKeys('changed-by-keys')
    await tabTo(page, /^Edit/)
    await page.keyboard.press('Enter')
    const field = page.getByRole('textbox', { name: 'Comment', exact: true })
    await expect.poll(() => field.evaluate(hasFocus)).toBe(true)
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Changed by keys alone.')
    await tabTo(page, /^Save/)
    await page.keyboard.press('Enter')
    await page.locator('li.own .text').getByText('Changed by keys alone.').waitFor()
  })

  it('withdraws it', async () => {
    const { page } = await aCommentByKeys('withdrawn-by-keys')
    await tabTo(page, /^Withdraw/)
    await page.keyboard.press('Enter')
    const sure = page.getByRole('group').getByRole('button', { name: 'Withdraw' })
    await expect.poll(() => sure.evaluate(hasFocus)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('group').count()).toBe(0)
    expect((await page.evaluate(focused)).label).toBe('Withdraw')
    await page.keyboard.press('Enter')
    await expect.poll(() => sure.evaluate(hasFocus)).toBe(true)
    await page.keyboard.press('Enter')
    await page.locator('li.own').getByText('You withdrew this comment.').waitFor()
  })

  it('reads why it was rejected and appeals', async () => {
    const { page, id } = await aCommentByKeys('appealed-by-keys')
    await newsroom.decide(id, 'reject', 'off-topic')
    await page.reload()
    await isReady(page)
    await page.getByRole('button', { name: 'Why?' }).waitFor()
    await tabTo(page, /^Why\?/)
    await page.keyboard.press('Enter')
    await page.getByText('Off topic').waitFor()
    await tabTo(page, /What should we know/)
    await page.keyboard.type('It is about the bridge.')
    await tabTo(page, /^Ask us to look again/)
    await page.keyboard.press('Enter')
    await page
      .locator('li.own .status')
      .getByText('Thank you. Somebody else will read your comment.')
      .waitFor()
  })

  it('likes and reports a comment, and stands where they stood', async () => {
    const { comment } = await newsroom.post({ name: 'Bo' }, 'reported-by-keys')
    await newsroom.decide(comment.id, 'approve')
    const { page } = await readArticle(browser, newsroom, 'reported-by-keys')
    await tabTo(page, /^Like/)
    await page.keyboard.press('Space')
    await expect.poll(() => page.getByRole('button', { name: 'Like, 1 like' }).count()).toBe(1)
    await tabTo(page, /^Report/)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
    expect((await page.evaluate(focused)).label).toMatch(/^Report/)
    await page.keyboard.press('Enter')
    await dialog.waitFor()
    // As fast as keys come, which is before the browser says that the dialog is closed.
    await Promise.all(['Escape', 'Enter'].map((key) => page.keyboard.press(key)))
    await dialog.waitFor()
    await page.keyboard.press('ArrowDown')
    await tabTo(page, /^Send/)
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await page.evaluate(focused)).label).toBe('Close')
    expect(await spoken(page)).toMatch(/Thank you/)
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog.count()).toBe(0)
    expect((await page.evaluate(focused)).label).toMatch(/^Report/)
  })

  it('sorts the thread', async () => {
    for (const name of ['First', 'Second']) {
      const { comment } = await newsroom.post({ name }, 'sorted-by-keys')
      await newsroom.decide(comment.id, 'approve')
    }
    const { page } = await readArticle(browser, newsroom, 'sorted-by-keys')
    const names = () => page.getByRole('article').evaluateAll((all) => all.map((one) => one.ariaLabel))
    const before = await names()
    await tabTo(page, /^Sort/)
    await page.keyboard.type('Oldest')
    await expect.poll(names).toEqual(before.toReversed())
  })
})

function hasFocus(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element
}
