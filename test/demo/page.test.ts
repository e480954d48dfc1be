import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, DESKTOP, launchBrowser, PHONE } from '../helpers/browser.ts'
import { aNewspaper, type Newspaper } from '../helpers/newspaper.ts'
import { aWindow } from '../helpers/window.ts'

let browser: Browser
let newspaper: Newspaper
beforeAll(async () => {
  browser = await launchBrowser()
  newspaper = await aNewspaper()
})
afterAll(async () => {
  await browser.close()
  await newspaper.close()
})

const thread = '/v1/sites/demo/articles/foghorn/comments'
const PAGES = [
  ['the article', '/demo'],
  ['another article', '/demo/night-ferry'],
  ['the page of looks', '/demo/themes'],
  ['the thread by itself', thread],
  ['the thread as a fragment', `${thread}?fragment=1`],
  ['the API', '/docs'],
] as const

describe.each(PAGES)('%s', { timeout: 120_000 }, (_, path) => {
  it.each([
    ['on a phone, light', PHONE, 'light'],
    ['on a phone, dark', PHONE, 'dark'],
    ['on a desktop, light', DESKTOP, 'light'],
    ['on a desktop, dark', DESKTOP, 'dark'],
  ] as const)('has nothing that axe finds wrong, and fits, %s', async (_name, viewport, colorScheme) => {
    const { page } = await aWindow(browser, newspaper.url + path, { viewport, colorScheme })
    for (const widget of await page.locator('postbag-comments').all()) {
      await widget.scrollIntoViewIfNeeded()
      await widget.locator('[part~=form]').waitFor()
    }
    const found = await axeViolations(page)
    expect(
      found.filter((line) => !NATURAL.some(([of, what]) => path.includes(of) && what.test(line))),
    ).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width)
  })
})

/** A fragment has no page around it to name; one widget shown four times has its form's name four times. */
const NATURAL: readonly (readonly [of: string, what: RegExp])[] = [
  ['fragment', /^(document-title|html-has-lang|landmark-one-main|page-has-heading-one|region) /],
  ['themes', /^landmark-unique postbag-comments/],
]

describe('the thread as a fragment', () => {
  it('can be read on a page that is dark and says so nowhere', async () => {
    const { page } = await aWindow(browser, `${newspaper.url}${thread}?fragment=1`)
    await page.evaluate(() => {
      Object.assign(document.body.style, { background: '#111', color: '#eee' })
    })
    const found = await axeViolations(page)
    expect(found.filter((line) => line.startsWith('color-contrast'))).toEqual([])
  })
})

describe('the page of a form that has errors', () => {
  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, %s', async (colorScheme) => {
    const options = { viewport: PHONE, colorScheme }
    const { page } = await aWindow(browser, newspaper.url + thread, options)
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.getByRole('alert').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('link', { name: 'Please enter your name here' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('postbag-name')
  })
})

describe('the form that reports a comment', () => {
  it.each([
    ['on a phone, light', PHONE, 'light'],
    ['on a desktop, dark', DESKTOP, 'dark'],
  ] as const)(
    'asks of a notice alone what it needs, by its style, and has nothing that axe finds wrong, %s',
    async (_, viewport, colorScheme) => {
      const options = { viewport, colorScheme }
      const { page } = await aWindow(browser, newspaper.url + thread, options)
      await page.getByRole('link', { name: 'Report' }).first().click()
      const [name, send] = [
        page.getByLabel('Name', { exact: true }),
        page.getByRole('button', { name: 'Send report' }),
      ]
      await page.getByLabel('Anything else we should know?').waitFor()
      expect(await name.isVisible()).toBe(false)
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('radio', { name: 'Against the law' }).check()
      await page.getByLabel('Why is it against the law?').fill('Section 130.')
      await send.click()
      await page.getByRole('alert').waitFor()
      expect(await axeViolations(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width)
      await page.getByRole('link', { name: 'Please fill in' }).click()
      await page.keyboard.press('Space')
      await name.fill('Nora Notifier')
      await page.getByLabel('Email').fill('nora@reader.example')
      await send.click()
      await page.getByText('We have received your notice').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('link', { name: 'See what becomes of it' }).click()
      await page.getByText('We have received the notice.').waitFor()
    },
  )
})

describe('the newspaper', { timeout: 120_000 }, () => {
  it('asks once for consent and remembers the choice', async () => {
    const { page } = await aWindow(browser, `${newspaper.url}/demo`)
    const notice = page.getByRole('region', { name: 'Your choice' })
    await notice.getByRole('button', { name: 'Only our own' }).click()
    expect(await notice.isVisible()).toBe(false)
    await page.reload()
    await page.locator('postbag-comments[consent="denied"]').waitFor({ state: 'attached' })
    expect(await notice.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Privacy choices' }).click()
    await notice.getByRole('button', { name: 'Allow the outside service' }).click()
    await page.locator('postbag-comments[consent="granted"]').waitFor({ state: 'attached' })
  })

  it('lists what was talked about most, from the trending endpoint', async () => {
    const { page } = await aWindow(browser, `${newspaper.url}/demo`)
    const box = page.getByRole('region', { name: '5 days trending' })
    expect(await box.getByRole('link').first().textContent()).toContain('foghorn')
    expect(await box.locator('[data-article=foghorn]').textContent()).toBe('9 comments')
  })

  it('tells search engines of the article and its comments', async () => {
    const { page } = await aWindow(browser, `${newspaper.url}/demo`)
    const found = await page.locator('script[type="application/ld+json"]').textContent()
    expect(JSON.parse(found ?? '')).toMatchObject({
      '@type': 'NewsArticle',
      url: `${newspaper.url}/demo`,
      commentCount: 9,
    })
  })

  it('answers 404 for an article it does not have', async () => {
    expect((await newspaper.call('GET', '/demo/elsewhere')).status).toBe(404)
  })
})

describe('with a script that comes late', { timeout: 120_000 }, () => {
  it('says of a comment that was sent by the plain form that it waits', async () => {
    const { page } = await aWindow(browser, 'about:blank')
    await page.route('**/embed/main-*', () => {}, { times: 1 })
    await page.goto(`${newspaper.url}/demo`)
    await page.getByLabel('Comment', { exact: true }).fill('Sent before all of the page had come.')
    await page.getByLabel('Name').fill('Nora')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${newspaper.url}/demo#comment-held`)
    const done = page.locator('postbag-comments .composer .done')
    await done.getByText('Thank you! Your comment will appear once it has been checked.').waitFor()
    await expect.poll(() => done.evaluate((at) => at.getBoundingClientRect().top)).toBeGreaterThan(0)
    expect(await done.evaluate((at) => at.getBoundingClientRect().bottom < innerHeight)).toBe(true)
  })
})

describe('without JavaScript', { timeout: 120_000 }, () => {
  it('shows the first comments and takes one, which is held and said to be', async () => {
    const { page } = await aWindow(browser, `${newspaper.url}/demo`, { javaScriptEnabled: false })
    expect(await page.getByText('You brought my brother home').isVisible()).toBe(true)
    await page.getByLabel('Comment', { exact: true }).fill('The horn should sound at noon as well.')
    await page.getByLabel('Name').fill('Nora')
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.waitForURL(`${newspaper.url}/demo#comment-held`)
    const note = page.getByText('Thank you! Your comment will appear once it has been checked.')
    expect(await note.isVisible()).toBe(true)
    expect(await page.getByText('The horn should sound at noon as well.').count()).toBe(0)
  })

  it('says at each field what is missing, keeps what was written, and takes it then', async () => {
    const { page } = await aWindow(browser, `${newspaper.url}/demo/herring`, {
      javaScriptEnabled: false,
    })
    await page.getByLabel('Email').fill('nora@news.example')
    await page.getByRole('button', { name: 'Post comment' }).click()
    const described = async (label: string) => {
      const id = await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby')
      return page.locator(`#${id}`).textContent()
    }
    expect(await described('Comment')).toBe('Please enter your comment!')
    expect(await described('Name')).toBe('Please enter your name here')
    expect(await page.getByLabel('Email').inputValue()).toBe('nora@news.example')
    await page.getByLabel('Comment', { exact: true }).fill('We had herring for a whole week.')
    await page.getByLabel('Name').fill('Nora')
    await page.getByRole('button', { name: 'Post comment' }).click()
    await page.waitForURL(`${newspaper.url}/demo/herring#comment-held`)
  })
})
