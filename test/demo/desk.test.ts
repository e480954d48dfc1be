import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aSeat, signInAs } from '../helpers/console.ts'
import { aModerator } from '../helpers/desk.ts'
import { aNewspaper, type Newspaper } from '../helpers/newspaper.ts'
import { aWindow, type Window } from '../helpers/window.ts'

let browser: Browser
let newspaper: Newspaper
beforeAll(async () => {
  browser = await launchBrowser()
  newspaper = await aNewspaper()
})
afterAll(async () => {
  await newspaper.close()
  await browser.close()
})

describe('from the reader to the thread', { timeout: 120_000 }, () => {
  it('publishes at once what no check marks, after a real proof of work', async () => {
    const { page } = await atTheArticle()
    await write(page, {
      text: 'That note woke my whole street.',
      name: 'Solveig',
    })
    await published(page, 'Solveig').getByText('That note woke my whole street').waitFor()

    await page.reload()
    await published(page, 'Solveig').getByText('That note woke my whole street').waitFor()
    const other = await atTheArticle()
    await published(other.page, 'Solveig').getByText('That note woke my whole street').waitFor()
  })

  it('holds a comment with two links for a moderator; until then its author alone sees it', async () => {
    const text =
      'The maker’s letter is at https://archive.example/1928 and the plans at https://archive.example/plans'
    const author = await atTheArticle()
    await write(author.page, { text, name: 'Archivist' })
    const own = published(author.page, 'Archivist')
    await own.getByText('Waiting for review').waitFor()

    const stranger = await atTheArticle()
    expect(await published(stranger.page, 'Archivist').count()).toBe(0)

    const seat = await aSeat(browser, { url: newspaper.url })
    await signInAs(seat.page, newspaper.moderator)
    await seat.page.locator('article.item').getByText('The maker’s letter').waitFor()
    await seat.page.keyboard.press('a')
    await seat.page.getByRole('heading', { name: 'The desk is clear' }).waitFor()

    await stranger.page.reload()
    await published(stranger.page, 'Archivist').getByText('The maker’s letter').waitFor()
    await author.page.reload()
    await published(author.page, 'Archivist').getByText('The maker’s letter').waitFor()
    expect(await published(author.page, 'Archivist').getByText('Waiting for review').count()).toBe(0)
  })

  it('brings an appeal of the author to somebody else, who can put the comment into the thread', async () => {
    const text = 'Letters: https://archive.example/1931 and https://archive.example/1932'
    const author = await atTheArticle()
    await write(author.page, { text, name: 'Appellant' })
    const own = published(author.page, 'Appellant')
    await own.getByText('Waiting for review').waitFor()

    const first = await aSeat(browser, { url: newspaper.url })
    await signInAs(first.page, newspaper.moderator)
    await first.page.locator('article.item').getByText('Letters:').waitFor()
    await first.page.keyboard.press('r')
    await first.page.keyboard.press('9')
    await first.page.getByRole('heading', { name: 'The desk is clear' }).waitFor()

    await author.page.reload()
    await own.getByText('Not published').waitFor()
    await own.getByRole('button', { name: 'Why?' }).click()
    await own.getByRole('textbox', { name: /What should we know/ }).fill('They are the letters it quotes.')
    await own.getByRole('button', { name: 'Ask us to look again' }).click()
    await own.getByText('Somebody else will read your comment').waitFor()

    await first.page.reload()
    await first.page.locator('header.bar').waitFor()
    await first.page
      .getByRole('heading', { name: 'What is left is an appeal against your own decision' })
      .waitFor()

    const second = await aSeat(browser, { url: newspaper.url })
    await signInAs(second.page, (await aModerator(newspaper)).secret)
    await second.page.locator('aside.evidence').getByText('They are the letters it quotes.').waitFor()
    await second.page.keyboard.press('a')
    await second.page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
    await author.page.reload()
    await expect.poll(() => own.getByText('Letters:').count()).toBe(1)
    expect(await own.getByText('Not published').count()).toBe(0)
  })

  it('says at each field what is missing', async () => {
    const { page } = await atTheArticle()
    await send(page)
    await page.getByText('Please enter your comment!', { exact: true }).first().waitFor()
    expect(await messageAt(page, 'Write a comment')).toContain('Please enter your comment!')
    expect(await messageAt(page, 'Name')).toContain('Please enter your name here')
  })
})

/** A reader who has come to the comments of the first article and has answered the consent notice. */
async function atTheArticle(): Promise<Window> {
  const reader = await aWindow(browser, `${newspaper.url}/demo`)
  await reader.page.getByRole('button', { name: 'Only our own' }).click()
  await reader.page.locator('#comments').scrollIntoViewIfNeeded()
  await field(reader.page, 'Write a comment').waitFor()
  return reader
}

/** Inside the widget: what the page holds for readers without script is out of sight, not gone. */
function widget(page: Page) {
  return page.locator('postbag-comments >> [part~=root]')
}

function field(page: Page, name: string) {
  return widget(page).getByRole('textbox', { name, exact: true })
}

function published(page: Page, name: string) {
  return widget(page).getByRole('article', { name })
}

async function write(
  page: Page,
  { text, name }: { readonly text: string; readonly name: string },
): Promise<void> {
  await field(page, 'Write a comment').fill(text)
  await field(page, 'Name').fill(name)
  await send(page)
}

function send(page: Page): Promise<void> {
  return widget(page).getByRole('button', { name: 'Post comment' }).click()
}

/** The words a reader's tool reads out with a field. */
function messageAt(page: Page, name: string): Promise<string> {
  return field(page, name).evaluate((element) => {
    const ids = element.getAttribute('aria-describedby')?.split(' ') ?? []
    const root = element.getRootNode() as ShadowRoot
    return ids.map((id) => root.getElementById(id)?.textContent ?? '').join(' ')
  })
}
