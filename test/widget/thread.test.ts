import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, aVisit, isReady, type Newsroom, type Visit } from '../helpers/widget.ts'

let browser: Browser
let newsroom: Newsroom
let visit: Visit

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

beforeEach(async () => {
  newsroom = await aNewsroom()
})
afterEach(async () => {
  expect(visit.troubles).toEqual([])
  await visit.close()
  await newsroom.close()
})

describe('a thread', () => {
  it('shows comments and their replies', async () => {
    const { comment } = await newsroom.post({ name: 'Ada', text: 'The bridge should stay open.' })
    await newsroom.post({ name: 'Bo', text: 'For cyclists as well.', parentId: comment.id })
    visit = await aVisit(browser, newsroom.serve('/'))
    const { page } = visit
    await isReady(page)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('2 comments')
    const reply = page
      .getByRole('article', { name: 'Ada' })
      .locator('xpath=..')
      .getByRole('article', { name: 'Bo' })
    expect(await reply.textContent()).toContain('For cyclists as well.')
  })

  it('takes a comment and shows it', async () => {
    visit = await aVisit(browser, newsroom.serve('/'))
    const { page } = visit
    await isReady(page)
    await page.getByLabel('Write a comment').last().fill('I saw the old ferry leave the harbour today.')
    await page.getByLabel('Name', { exact: true }).fill('Ada')
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.getByRole('article').waitFor()
    expect(await page.getByRole('article').textContent()).toContain('I saw the old ferry')
  })
})
