import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, PHONE } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, readArticle, thread, write } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

/** Runs in the page: puts other nodes in place of every text, as translators do. */
function translate(): void {
  const root = document.querySelector('postbag-comments')?.shadowRoot
  if (!root) return
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const all: Text[] = []
  while (texts.nextNode()) all.push(texts.currentNode as Text)
  for (const text of all.filter(({ parentElement }) => parentElement?.localName !== 'textarea')) {
    const font = document.createElement('font')
    font.append(`«${text.data}»`)
    text.replaceWith(font)
  }
}

const comment = (page: Page) => page.getByRole('textbox', { name: 'Write a comment' })
const field = (page: Page, form: string, name: string) =>
  page.getByRole('form', { name: form }).getByRole('textbox', { name, exact: true })

describe('who writes', () => {
  it('is asked for a name once: each form knows it while the tab is open', async () => {
    await newsroom.post({ name: 'Bo' }, 'once')
    const { page } = await readArticle(browser, newsroom, 'once')
    await field(page, 'Write a comment', 'Name').pressSequentially('Ada')
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    await expect.poll(() => field(page, 'Reply to Bo', 'Name').inputValue()).toBe('Ada')
    await page.reload()
    await isReady(page)
    expect(await field(page, 'Write a comment', 'Name').inputValue()).toBe('Ada')
    const kept = await page.evaluate(() => Object.keys(localStorage))
    expect(kept.filter((key) => key.endsWith('name'))).toEqual([])
  })

  it('is asked for it once also where the browser keeps nothing', async () => {
    await newsroom.post({ name: 'Bo' }, 'private')
    const { page } = await aWindow(browser, 'about:blank')
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError')
          },
        })
      }
    })
    await page.goto(newsroom.serve('private'))
    await isReady(page)
    await write(page, { text: 'Written in a private window.' })
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.getByRole('article', { name: 'Ada' }).getByText('Written in a private').waitFor()
    await page.getByRole('button', { name: 'Withdraw' }).waitFor()
    await page.getByRole('button', { name: 'Reply to Bo' }).click()
    await expect.poll(() => field(page, 'Reply to Bo', 'Name').inputValue()).toBe('Ada')
  })

  it('finds their last words again where the browser had room for the first ones only', async () => {
    await newsroom.post({ name: 'Bo' }, 'full')
    const { page } = await readArticle(browser, newsroom, 'full')
    const reply = page.getByRole('textbox', { name: 'Reply to Bo' })
    const open = page.getByRole('button', { name: 'Reply to Bo' })
    await open.click()
    await reply.fill('Begun.')
    await page.evaluate(() => {
      for (let size = 2 ** 22; size >= 1; size /= 2) {
        try {
          for (let i = 0; ; i++) localStorage.setItem(`${size} ${i}`, ' '.repeat(size))
        } catch {}
      }
    })
    await reply.fill('Begun, and gone on with once there was no more room.')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await open.click()
    expect(await reply.inputValue()).toBe('Begun, and gone on with once there was no more room.')
  })

  it('is no longer told of what was wrong once it is changed, nor of characters once all is sent', async () => {
    const { page } = await readArticle(browser, newsroom, 'mended')
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.locator('.error').getByText('Please enter your comment!').waitFor()
    await comment(page).pressSequentially('Now')
    await expect.poll(() => comment(page).getAttribute('aria-invalid')).toBe('false')
    expect(await page.locator('.error').getByText('Please enter your comment!').count()).toBe(0)
    expect(await field(page, 'Write a comment', 'Name').getAttribute('aria-invalid')).toBe('true')
    await write(page, { text: 'Now with words.' })
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(await page.getByText(/characters left/).count()).toBe(0)
  })

  it('sends with Ctrl and Enter', async () => {
    const { page } = await readArticle(browser, newsroom, 'keys')
    await write(page, { text: 'Sent without a mouse.' })
    await comment(page).press('Control+Enter')
    await page.getByRole('article', { name: 'Ada' }).getByText('Sent without a mouse.').waitFor()
  })

  it('sends with Ctrl and Enter once the code for it is there, however early they are pressed', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    const held = Promise.withResolvers<void>()
    await page.route('**/embed/later-*', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.goto(newsroom.serve('early'))
    await isReady(page)
    await write(page, { text: 'Sent before anything else was there.' })
    await comment(page).press('Control+Enter')
    await page.getByRole('button', { name: 'Sending…' }).waitFor()
    held.resolve()
    await page.getByRole('article', { name: 'Ada' }).getByText('Sent before anything').waitFor()
    expect(await comment(page).inputValue()).toBe('')
  })
})

describe('the form on a phone', () => {
  it('takes little room until a reader begins to write, and then stays open', async () => {
    const { page } = await readArticle(browser, newsroom, 'phone', { viewport: PHONE })
    const name = field(page, 'Write a comment', 'Name')
    expect(await page.getByRole('button', { name: 'Post comment' }).count()).toBe(0)
    await comment(page).click()
    await name.waitFor()
    await page.getByRole('heading', { level: 2 }).click()
    await page.getByRole('button', { name: 'Post comment' }).waitFor()
    expect(await name.isVisible()).toBe(true)
  })
})

describe('what a comment is answered or changed with', () => {
  it.each([
    ['Edit', 'The ferry was late again today.'],
    ['Withdraw', 'Who paints the lamps in the harbour?'],
    ['Reply to Ada', 'My uncle kept bees on that island.'],
  ])('has the keyboard in the moment it is there: %s', async (name, text) => {
    const { page } = await readArticle(browser, newsroom, name.split(' ')[0]!)
    await write(page, { text })
    await page.getByRole('button', { name: 'Post comment' }).click()
    const button = page.getByRole('button', { name, exact: true })
    const hasIt = await button.evaluate(async (pressed: HTMLElement) => {
      pressed.click()
      // Before anything is drawn: what is typed until then would go to the button.
      for (let turn = 0; turn < 50; turn += 1) await null
      const { activeElement } = pressed.getRootNode() as ShadowRoot
      return activeElement?.matches('li :is(.panel *, textarea)') === true
    })
    expect(hasIt).toBe(true)
  })
})

describe('in a frame that allows no forms', () => {
  it('a comment is sent with a click or a key, changed and reported', async () => {
    await newsroom.post({ name: 'Bo' }, 'framed')
    const { page } = await aWindow(browser, 'about:blank')
    const sandbox = 'allow-scripts allow-same-origin'
    const body = `<iframe title="Article" sandbox="${sandbox}" width="1200" height="880" src="${newsroom.serve('framed')}">`
    const outer = `${newsroom.origin}/framing`
    await page.route(outer, (route) => route.fulfill({ contentType: 'text/html', body }))
    await page.goto(outer)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('textbox', { name: 'Write a comment' }).fill('Written in a frame.')
    await frame.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada')
    await frame.getByRole('textbox', { name: 'Name', exact: true }).press('Enter')
    const own = frame.getByRole('article', { name: 'Ada' })
    await own.getByRole('button', { name: 'Edit' }).click()
    await own.getByRole('textbox', { name: 'Comment', exact: true }).fill('Changed in a frame.')
    await own.getByRole('button', { name: 'Save' }).click()
    await own.getByText('Changed in a frame.').waitFor()
    await frame.getByRole('button', { name: 'Report' }).click()
    await frame.getByRole('radio', { name: 'Off topic' }).check()
    await frame.getByRole('button', { name: 'Send report' }).click()
    await frame.getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => frame.getByRole('dialog').count()).toBe(0)
  })
})

describe('a page that a translator has been at', () => {
  it('shows the counts, the errors and what came of a comment as they are now', async () => {
    await newsroom.post({ name: 'Bo' }, 'translated')
    const { page } = await readArticle(browser, newsroom, 'translated')
    await comment(page).pressSequentially('Twelve words.')
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.locator('.error').getByText('Please enter your name here').waitFor()
    await newsroom.post({ name: 'Cy' }, 'translated')
    await page.getByRole('button', { name: '1 new comment' }).waitFor()
    await page.evaluate(translate)

    await newsroom.post({ name: 'Di' }, 'translated')
    await page.getByRole('button', { name: '2 new comments' }).click()
    await page.getByRole('heading', { name: '3 comments' }).waitFor()
    await page.locator('input[name=name]').fill('Ada')
    await expect.poll(() => page.locator('.error').allTextContents()).toEqual(['', '', '', '', ''])
    await page.locator('[type=submit]').click()
    await page.getByRole('article', { name: 'Ada' }).waitFor()
    expect(await page.getByRole('article').count()).toBe(4)
    expect(await page.getByRole('status').textContent()).toBe('Your comment is published.')
  })
})

describe('a page with shortcuts of its own', () => {
  it('takes no letters from a comment and no press from a button, and has its own keys elsewhere', async () => {
    await newsroom.post({ name: 'Bo' }, 'shortcuts')
    const { page } = await readArticle(browser, newsroom, 'shortcuts')
    await page.evaluate(() => {
      const taken: string[] = []
      Object.assign(window, { taken })
      document.addEventListener('keydown', (event) => {
        if ((event.target as Element).matches('input, textarea, button')) return
        if (event.key !== 'Escape') event.preventDefault()
        taken.push(event.key)
      })
    })
    const field = page.getByRole('textbox', { name: 'Write a comment' })
    await field.click()
    await page.waitForFunction(
      () => document.querySelector('postbag-comments')?.shadowRoot?.querySelector('.new') !== null,
    )
    await page.keyboard.type('I am from the ferry.')
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Escape')
    expect(await field.inputValue()).toBe('I am from the ferry.')
    const like = page.getByRole('button', { name: 'Like' })
    await like.press(' ')
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('article', { name: 'Bo' }).focus()
    await page.keyboard.press('j')
    expect(await page.evaluate(() => (window as unknown as { taken: string[] }).taken)).toEqual([
      'Control',
      'k',
      'Escape',
      'j',
    ])
  })
})

describe('what the page wants to say about comments', () => {
  it('stands in the form, and does not keep the thread from showing that it loads', async () => {
    const rules = '<p slot="notice">Our <a href="/rules">house rules</a>.</p>'
    const { page } = await aWindow(browser, 'about:blank')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/articles/ruled/comments?**', async (route) => {
      await held
      await route.continue()
    })
    await page.goto(newsroom.serve('ruled', thread({ article: 'ruled' }, rules)))
    await page.getByText('Loading comments…').waitFor()
    release()
    await isReady(page)
    const form = page.locator('postbag-comments form')
    const within = await page
      .locator('[slot=notice]')
      .evaluate((notice) => notice.assignedSlot?.closest('form'))
    expect(within).not.toBeNull()
    expect(await form.isVisible()).toBe(true)
    expect(await page.getByRole('link', { name: 'house rules' }).isVisible()).toBe(true)
  })
})

describe('a thread on paper', () => {
  it('has the comments and nothing to press', async () => {
    await newsroom.post({ name: 'Bo', text: 'Worth printing.' }, 'printed')
    const { page } = await readArticle(browser, newsroom, 'printed')
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByText('Worth printing.').isVisible()).toBe(true)
    expect(await page.getByRole('button').count()).toBe(0)
    expect(await page.getByRole('textbox').count()).toBe(0)
  })
})
