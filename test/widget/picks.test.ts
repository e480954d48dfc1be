import type { Browser } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { axeViolations, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aNewsroom, type Newsroom, readArticle } from '../helpers/widget.ts'

let browser: Browser
let newsroom: Newsroom

beforeAll(async () => {
  browser = await launchBrowser()
  newsroom = await aNewsroom()
  return () => Promise.all([newsroom.close(), browser.close()])
})

async function pick(id: string, method: 'PUT' | 'DELETE' = 'PUT'): Promise<void> {
  const path = `/v1/review/comments/${id}/pick`
  const { status } = await newsroom.call(method, path, undefined, newsroom.as(newsroom.moderator))
  expect(status).toBe(200)
}

/** A conversation of three, of which an answer is editors' choice. */
async function aPickedReply(article: string) {
  const { comment: top } = await newsroom.post({ name: 'Ada' }, article)
  const { comment } = await newsroom.post({ name: 'Bo', parentId: top.id }, article)
  await newsroom.post({ name: 'Cy' }, article)
  await pick(comment.id)
  return comment.id
}

it('marks what the newsroom chose, and offers the choice by itself', async () => {
  await aPickedReply('choice')
  const { page } = await readArticle(browser, newsroom, 'choice', { viewport: PHONE })
  const marked = page.getByRole('article').filter({ hasText: 'Editors’ choice' })
  expect(await marked.count()).toBe(1)
  expect(await marked.textContent()).toContain('Bo')

  await page.getByLabel('Sort by').selectOption('Editors’ choice')
  await expect.poll(() => page.getByRole('article').count()).toBe(1)
  expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('3 comments')
  expect(await axeViolations(page)).toEqual([])
})

it('leads from the choice to where a comment stands in the conversation', async () => {
  const id = await aPickedReply('context')
  const { page } = await readArticle(browser, newsroom, 'context')
  await page.getByLabel('Sort by').selectOption('Editors’ choice')
  await expect.poll(() => page.getByRole('article').count()).toBe(1)
  await page
    .getByRole('article')
    .getByRole('link', { name: /ago|now|second/ })
    .click()
  await expect.poll(() => page.getByRole('article').count()).toBe(3)
  await expect.poll(() => page.locator('postbag-comments .marked').getAttribute('data-id')).toBe(id)
  expect(await page.getByLabel('Sort by').inputValue()).toBe('newest')
})

it('offers no new comment among the choice that is not chosen', async () => {
  await aPickedReply('arrivals')
  const { page } = await readArticle(browser, newsroom, 'arrivals')
  await page.getByLabel('Sort by').selectOption('Editors’ choice')
  await expect.poll(() => page.getByRole('article').count()).toBe(1)
  await newsroom.post({ name: 'Di' }, 'arrivals')
  await page.getByRole('heading', { name: '4 comments' }).waitFor()
  const { comment } = await newsroom.post({ name: 'Ed' }, 'arrivals')
  await page.getByRole('heading', { name: '5 comments' }).waitFor()
  expect(await page.getByRole('button', { name: /new comment/ }).count()).toBe(0)
  await pick(comment.id)
  await page.getByRole('button', { name: '1 new comment' }).click()
  await expect.poll(() => page.getByRole('article').allTextContents()).toHaveLength(2)
})

it('offers no choice where nothing was chosen', async () => {
  for (const name of ['Ada', 'Bo']) await newsroom.post({ name }, 'plain')
  const { page } = await readArticle(browser, newsroom, 'plain')
  expect(await page.getByLabel('Sort by').getByRole('option').allTextContents()).toEqual([
    'Newest',
    'Oldest',
    'Most liked',
  ])
})

it('marks a comment that is chosen while it is read, until that is taken back', async () => {
  const { comment } = await newsroom.post({ name: 'Ada' }, 'live')
  const { page } = await readArticle(browser, newsroom, 'live')
  const mark = page.getByRole('article', { name: 'Ada' }).getByText('Editors’ choice')
  await pick(comment.id)
  await mark.waitFor()
  await pick(comment.id, 'DELETE')
  await mark.waitFor({ state: 'detached' })
})
