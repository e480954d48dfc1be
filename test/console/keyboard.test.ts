import type { Browser, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import {
  aSeat,
  type DeskService,
  eachAtADesk,
  fillQueue,
  onDesk,
  seated,
  signInAs,
  statusOf,
  submitTexts,
} from '../helpers/console.ts'
import { hiddenFocuses } from '../helpers/focus.ts'

let browser: Browser
let service: DeskService
let page: Page
eachAtADesk((given) => {
  browser = given.browser
  service = given.service
})

/** Opens the desk without ever touching a pointer. */
async function sitDown(): Promise<void> {
  page = (await seated(browser, service)).page
  await page.locator('article.item').waitFor()
}

it('goes from the sign-in through a hundred decisions without a pointer', async () => {
  const texts = Array.from({ length: 100 }, (_, n) => `Letter ${n * 7919 + 13} to the editors of the paper.`)
  const ids = await submitTexts(service, texts)
  await sitDown()
  const decided = new Map<string, string>()
  for (let n = 0; n < ids.length; n += 1) {
    const fresh = page.locator(`article.item:not([data-comment="${[...decided.keys()].at(-1) ?? ''}"])`)
    const id = (await fresh.getAttribute('data-comment'))!
    if (n % 5 === 4) {
      await page.keyboard.press('r')
      await page.keyboard.press('9')
    } else await page.keyboard.press('a')
    decided.set(id, n % 5 === 4 ? 'rejected off-topic' : 'approved')
  }
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  expect(decided.size).toBe(100)
  for (const [id, status] of decided) await expect.poll(() => statusOf(service, id)).toBe(status)
}, 90_000)

it('decides once, however long a key is held down', async () => {
  await submitTexts(service, ['A letter about the lighthouse.', 'Another about the ferry.'])
  await sitDown()
  for (let n = 0; n < 3; n += 1) await page.keyboard.down('a')
  await page.keyboard.up('a')
  await page.getByText('1 decision in this sitting').waitFor()
  expect(await page.locator('article.item').count()).toBe(1)
})

it('rejects for the reason the evidence points to with one key', async () => {
  const [, spam] = await fillQueue(service)
  await sitDown()
  await page.locator(`[data-row="${spam}"] button.open`).click()
  await page.locator(`article.item[data-comment="${spam}"]`).waitFor()
  await page.keyboard.press('e')
  await expect.poll(() => statusOf(service, spam!)).toBe('rejected spam')
})

it('opens the reasons at the likely one, which Enter takes, and each keeps its key', async () => {
  const abusive = ['You are a fucking idiot, shut up.', 'You stupid moron, you piece of shit, go away.']
  const ids = await submitTexts(service, abusive)
  await sitDown()
  for (const [key, reason] of [
    ['Enter', 'rejected abuse'],
    ['1', 'rejected spam'],
  ] as const) {
    const id = (await onDesk(page))!
    await page.keyboard.press('r')
    const chosen = page.locator('.reasons button[data-suggested="true"]')
    await chosen.and(page.locator(':focus')).waitFor()
    expect(await chosen.textContent()).toMatch(/^2Abuse/)
    expect(await page.locator('.reasons kbd').allTextContents()).toEqual([...'1234567890-'])
    await page.keyboard.press(key)
    await expect.poll(() => statusOf(service, id)).toBe(reason)
    await page.locator(`article.item[data-comment="${id}"]`).waitFor({ state: 'detached' })
  }
  expect(ids).toHaveLength(2)
})

it('steps, skips, selects, notes, searches and leaves by one key each', async () => {
  await fillQueue(service)
  await sitDown()
  const first = await onDesk(page)
  await page.keyboard.press('j')
  await page.locator(`article.item:not([data-comment="${first}"])`).waitFor()
  await page.keyboard.press('k')
  await page.locator(`article.item[data-comment="${first}"]`).waitFor()
  await page.keyboard.press('x')
  await page.getByText('1 comment selected').waitFor()
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Skip' }).waitFor()

  await page.keyboard.press('n')
  await page.keyboard.type('Seen by the night shift.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await expect.poll(() => noteOf(first!)).toBe('Seen by the night shift.')

  const second = await onDesk(page)
  await page.keyboard.press('s')
  await page.locator(`article.item:not([data-comment="${second}"])`).waitFor()
  expect(await statusOf(service, second!)).toBe('pending')

  await page.keyboard.press('/')
  await page.keyboard.type('railing')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console?q=railing')
  await page.goBack()
  await page.waitForURL(/\/console(\?site=[^&]*)?$/)
  await page.locator('article.item').waitFor()
  await expect
    .poll(async () => {
      await page.keyboard.press('t')
      return page.url()
    })
    .toContain('/console/thread/')
  await page.goBack()
  await page.waitForURL(/\/console(\?site=[^&]*)?$/)
  await page.locator('article.item').waitFor()
  // The list is fetched again after the way back: a key counts once a comment lies there for good.
  await expect
    .poll(async () => {
      await page.keyboard.press('p')
      return page.url()
    })
    .toContain('/console/author/')
})

it('decides again by one key what was undone by mistake, with its reason and note, and the one before as well', async () => {
  const ids = await submitTexts(service, ['A letter about the tram.', 'A letter about the ferry.'])
  await sitDown()
  const first = (await onDesk(page))!
  await page.keyboard.press('n')
  await page.keyboard.type('Not about the bridge.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('r')
  await page.keyboard.press('9')
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  await page.keyboard.press('u')
  await page.keyboard.press('u')
  await page.locator(`article.item[data-comment="${first}"]`).waitFor()
  await page.keyboard.press('y')
  await expect.poll(() => statusOf(service, first)).toBe('rejected off-topic')
  expect(await noteOf(first)).toBe('Not about the bridge.')
  await page.locator('.toast').getByRole('button', { name: 'Redo' }).last().click()
  await page.getByRole('heading', { name: 'The desk is clear' }).waitFor()
  for (const id of ids) await expect.poll(() => statusOf(service, id)).not.toBe('pending')
  await page.keyboard.press('y')
  await page.getByRole('status').getByText('There is nothing to redo.').waitFor()
})

it('takes back what was decided last, whichever decision was answered last', async () => {
  await submitTexts(service, ['A letter about the tram.', 'A letter about the ferry.'])
  await sitDown()
  const first = (await onDesk(page))!
  const { promise: later, resolve: answer } = Promise.withResolvers<void>()
  await page.route(`**/${first}/decision?*`, async (route) => {
    const response = await route.fetch()
    await later
    await route.fulfill({ response })
  })
  await page.keyboard.press('a')
  await page.locator(`article.item:not([data-comment="${first}"])`).waitFor()
  const last = (await onDesk(page))!
  await page.keyboard.press('a')
  await page.getByText('saving 1').waitFor()
  answer()
  await page.keyboard.press('u')
  await page.locator(`article.item[data-comment="${last}"]`).waitFor()
  expect(await statusOf(service, first)).toBe('approved')
})

it('opens the record and the choices of Select with one key, and help lists every key', async () => {
  await fillQueue(service)
  await sitDown()
  const id = await onDesk(page)
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  expect((await help.locator('.keys kbd').allTextContents()).join('')).toBe('ARFESUYJKMNOCTPIBDVXGLW/Q?')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.getByRole('button', { name: 'This comment' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page
    .getByText(/\d comments? selected/)
    .first()
    .waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  await page.waitForURL(`**/console/comment/${id}?site=news`)
})

it('goes on in the page that a key or a link opened, and back at the comment', async () => {
  await fillQueue(service)
  await sitDown()
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className)
  for (const [key, place, link] of [
    ['i', '/console/comment/', 'a.strong'],
    ['t', '/console/thread/', 'a.strong'],
    ['p', '/console/author/', 'a.button'],
  ] as const) {
    await page.keyboard.press(key)
    await expect.poll(() => page.url()).toContain(place)
    await expect.poll(focused).toBe('main')
    await page.locator('.comment-row').first().waitFor()
    expect(await focused()).toBe('main')
    await page.keyboard.press('Tab')
    expect(await page.locator('#main :focus').count()).toBe(1)
    await page.locator('.comment-row').first().locator(link).press('Enter')
    await page.waitForURL((url) => !url.pathname.startsWith(place))
    await expect.poll(focused).toBe('main')
    await page.keyboard.press('q')
    await expect.poll(focused).toBe('item')
  }
})

it.each([360, 320])(
  'keeps in sight whatever has the focus, beside what stays in place on a phone %i px wide',
  async (width) => {
    await fillQueue(service)
    page = (await aSeat(browser, { url: service.url, options: { viewport: { width, height: 600 } } })).page
    const record = page.waitForResponse(/\/v1\/review\/comments\/[0-9a-f-]{36}\?/)
    await signInAs(page, service.moderator)
    await page.getByRole('link', { name: 'Author’s page' }).waitFor()
    // What the author wrote before comes with the record, and moves what is below it.
    await (await record).finished()
    await page.locator('.skip-link').focus()
    expect(await hiddenFocuses(page, 'Tab')).toEqual([])
  },
)

it('opens help and the ban with one key, and Escape leaves both without an effect', async () => {
  await submitTexts(service, ['Somebody to ban, perhaps.'])
  await sitDown()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('a')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('b')
  await page.getByRole('dialog', { name: /^Ban / }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('r')
  await page.getByRole('dialog', { name: /^Why reject/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await statusOf(service, (await onDesk(page))!)).toBe('pending')
})

it('keeps keys that somebody chose, in this browser', async () => {
  const [id] = await submitTexts(service, ['To be approved with another key.'])
  await sitDown()
  await page.goto(`${service.url}/console/care`)
  const field = page.getByRole('textbox', { name: 'Approve' })
  await field.press('g')
  expect(await field.inputValue()).toBe('g')
  await page.goto(`${service.url}/console`)
  await page.locator('article.item').waitFor()
  await page.keyboard.press('a')
  expect(await onDesk(page)).toBe(id)
  await page.keyboard.press('g')
  await expect.poll(() => statusOf(service, id!)).toBe('approved')
})

async function noteOf(id: string): Promise<string | null | undefined> {
  const answer = await service.call('GET', `/v1/review/comments/${id}`, undefined, service.as(service.admin))
  const { decisions } = (await answer.json()) as { decisions: { note: string | null }[] }
  return decisions[0]?.note
}
