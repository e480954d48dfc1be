import { readdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { belarusian } from '../../src/widget/locale/belarusian.ts'
import { loadSpeak, type Speak } from '../../src/widget/locale/speak.ts'
import { en, type Plural, type Texts } from '../../src/widget/locale/texts.ts'
import { laterEn } from '../../src/widget/locale/texts-later.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { findMisprints } from '../helpers/typography.ts'
import { aNewsroom, isReady, type Newsroom, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

const PARTS = new URL('../../src/widget/parts/', import.meta.url)
const LANGUAGES = (await readdir(PARTS))
  .filter((name) => /^[a-z]{2}(-[a-z]+)?\.ts$/.test(name))
  .map((name) => name.slice(0, -3))
const ENGLISH: Texts = { ...en, ...laterEn }

async function textsOf(language: string): Promise<Texts> {
  const { texts } = (await import(new URL(`${language}.ts`, PARTS).href)) as { texts: Texts }
  return texts
}

function forms(text: string | Plural): string[] {
  return typeof text === 'string' ? [text] : Object.values(text)
}

const HOLE = /\{\w+\}/g

/** Stand for every category that whole numbers have; exact millions, which some languages set apart, are said as others. */
const NUMBERS = [1, 2, 3, 5, 11, 21, 25, 100, 101, 1_000, 12_345]
/** Said of none as well: below an article, and when a comment is as long as it may be. */
const OF_NONE: readonly string[] = ['comments', 'left'] satisfies (keyof Texts)[]

describe('the languages', () => {
  it('are fourteen or more besides English', () => {
    expect(LANGUAGES).toEqual(
      expect.arrayContaining([
        'nb',
        'de',
        'fr',
        'es',
        'pt',
        'pt-br',
        'it',
        'pl',
        'tr',
        'ar',
        'ru',
        'zh',
        'zh-hant',
        'be',
      ]),
    )
  })

  it.each(LANGUAGES)(
    '%s has every text, every form its plurals need, and the same holes',
    async (language) => {
      const texts = await textsOf(language)
      expect(Object.keys(texts).sort()).toEqual(Object.keys(ENGLISH).sort())
      const plurals = new Intl.PluralRules(language)
      for (const [key, english] of Object.entries(ENGLISH)) {
        const text = texts[key as keyof Texts] as string | Plural
        expect(typeof text, key).toBe(typeof english)
        for (const form of forms(text)) expect(form.trim(), key).not.toBe('')
        if (typeof text === 'string') {
          expect(text.match(HOLE) ?? [], key).toEqual((english as string).match(HOLE) ?? [])
          continue
        }
        for (const n of OF_NONE.includes(key) ? [0, ...NUMBERS] : NUMBERS) {
          const form = plurals.select(n)
          const said = text[form]
          expect(said, `${key} ${form}`).toBeDefined()
          if (n > 2) expect(said, `${key} ${form}`).toContain('{n}')
        }
      }
    },
  )

  it.each(['en', ...LANGUAGES])('%s is set as a newspaper of it is', async (language) => {
    const texts = language === 'en' ? ENGLISH : await textsOf(language)
    const misprints = Object.values(texts)
      .flatMap(forms)
      .flatMap((text) => findMisprints(language, text))
    expect(misprints).toEqual([])
  })

  it.each(LANGUAGES)('%s names a button by what stands on it, for who says it aloud', async (language) => {
    const { reply, replyTo, hideAuthor, hideAll, likes } = await textsOf(language)
    expect(replyTo.toLocaleLowerCase(language)).toContain(reply.toLocaleLowerCase(language))
    expect(hideAll.toLocaleLowerCase(language)).toContain(hideAuthor.toLocaleLowerCase(language))
    expect(likes.other).toMatch(/^\{n\}/)
  })

  it.each([
    ['pt-BR', 'Salvar', 'pt-br'],
    ['pt_BR', 'Salvar', 'pt-br'],
    ['pt-PT', 'Guardar', 'pt'],
    ['pt', 'Guardar', 'pt'],
    ['nn-NO', 'Lagre', 'nb'],
    ['de_AT', 'Speichern', 'de'],
    ['zh_Hant_HK', '儲存', 'zh-hant'],
    ['zh-TW', '儲存', 'zh-hant'],
    ['zh-SG', '保存', 'zh'],
    ['den', 'Save', 'en'],
  ])('a page in %s says %s', async (lang, save, code) => {
    const words = await speakOf(lang)
    expect(words.text('save')).toBe(save)
    expect(words.lang).toBe(code)
  })
})

it.each([
  ['pt', 'pt-PT'],
  ['pt-BR', 'pt-BR'],
  ['pt_AO', 'pt-AO'],
  ['de_AT', 'de-AT'],
  ['nn-NO', 'nb-NO'],
  ['zh-TW', 'zh-Hant'],
  ['en-GB', 'en-GB'],
  ['xx', 'en'],
])('a page in %s has the figures and dates of %s', async (lang, region) => {
  const { region: used } = await speakOf(lang)
  expect(Intl.getCanonicalLocales(used)[0]).toBe(region)
})

describe('the times of Belarusian that we bring', () => {
  const { NumberFormat, RelativeTimeFormat, DateTimeFormat } = belarusian

  it('are those that Intl has where it knows the language', () => {
    const ours = new RelativeTimeFormat('be', { numeric: 'auto' })
    const known = new Intl.RelativeTimeFormat('be', { numeric: 'auto' })
    expect(ours.format(0, 'second')).toBe(known.format(0, 'second'))
    for (const unit of ['minute', 'hour', 'day'] as const)
      for (let n = 1; n < 120; n++) expect(ours.format(-n, unit)).toBe(known.format(-n, unit))
    for (const options of [{ dateStyle: 'long' }, { dateStyle: 'long', timeStyle: 'short' }] as const)
      for (let month = 0; month < 12; month++) {
        const at = new Date(2026, month, 3, 9, 5).getTime()
        const said = new Intl.DateTimeFormat('be', options).format(at)
        expect(new DateTimeFormat('be', options).format(at)).toBe(said)
      }
    expect(new NumberFormat('be').format(12_345)).toBe(new Intl.NumberFormat('be').format(12_345))
  })
})

async function speakOf(lang: string): Promise<Speak> {
  const words = await loadSpeak(lang, (name) => import(new URL(`${name}.ts`, PARTS).href))
  words.learn(laterEn)
  return words
}

it.each([
  ['now', new Date(2026, 4, 20, 11, 59, 1)],
  ['1 minute ago', new Date(2026, 4, 20, 11, 58, 30)],
  ['59 minutes ago', new Date(2026, 4, 20, 11, 0, 1)],
  ['1 hour ago', new Date(2026, 4, 20, 11)],
  ['23 hours ago', new Date(2026, 4, 19, 12, 0, 1)],
  ['yesterday', new Date(2026, 4, 19, 12)],
  ['2 days ago', new Date(2026, 4, 18, 23, 59)],
  ['29 days ago', new Date(2026, 3, 21, 0, 1)],
  ['Apr 20, 2026', new Date(2026, 3, 20, 23, 59)],
  ['now', new Date(2026, 4, 20, 12, 0, 1)],
])('says %s by the calendar', async (said, at) => {
  const now = new Date(2026, 4, 20, 12)
  expect((await speakOf('en')).ago(at.toISOString(), now.getTime())).toBe(said)
})

describe('a page in another language', () => {
  let browser: Browser
  let newsroom: Newsroom
  beforeAll(async () => {
    browser = await launchBrowser()
    newsroom = await aNewsroom()
    const { comment } = await newsroom.post({ name: 'Bo' })
    for (let i = 0; i < 2; i++) await newsroom.post({ parentId: comment.id })
    await newsroom.post({}, 'liked')
    return () => Promise.all([newsroom.close(), browser.close()])
  })

  it.each([
    ['nb-NO', '3 kommentarer', 'ltr', 'Send kommentar'],
    ['no', '3 kommentarer', 'ltr', 'Send kommentar'],
    ['ar', '3 تعليقات', 'rtl', 'نشر التعليق'],
    ['ru', '3 комментария', 'ltr', 'Отправить комментарий'],
    ['pl', '3 komentarze', 'ltr', 'Opublikuj komentarz'],
    ['zh-Hans', '3 条评论', 'ltr', '发表评论'],
    ['zh-HK', '3 則留言', 'ltr', '發表留言'],
    ['pt-BR', '3 comentários', 'ltr', 'Publicar comentário'],
    ['xx', '3 comments', 'ltr', 'Post comment'],
  ])('%s says %s and reads %s', async (lang, heading, direction, button) => {
    const { page } = await aWindow(browser, newsroom.serve(`in-${lang}`, thread({ lang })))
    await isReady(page)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(heading)
    await page.getByRole('button', { name: button }).waitFor()
    const widget = page.locator('postbag-comments .widget')
    expect(await widget.evaluate((element) => getComputedStyle(element).direction)).toBe(direction)
    await page.getByRole('button', { name: button }).click()
    const missing = (await speakOf(lang)).text('errorTextRequired')
    await page.locator('.error').getByText(missing).waitFor()
  })

  it('finds the language around it, and the reader’s where the page names none', async () => {
    const { page } = await aWindow(browser, newsroom.serve('around', `<div lang="fr">${thread()}</div>`))
    await page.getByRole('heading', { name: '3 commentaires' }).waitFor()
  })

  it('is asked for side by side with the thread, which waits for it', async () => {
    await newsroom.post({ name: 'Bo' }, 'beside')
    const { page } = await aWindow(browser, 'about:blank')
    const held = Promise.withResolvers<void>()
    await page.route('**/embed/de-*', async (route) => {
      await held.promise
      await route.continue()
    })
    const answered = page.waitForResponse('**/articles/beside/comments?**')
    await page.goto(newsroom.serve('beside', thread({ article: 'beside', lang: 'de' })))
    await (await answered).finished()
    expect(await page.locator('postbag-comments .widget').count()).toBe(0)
    held.resolve()
    await page.getByRole('heading', { name: '1 Kommentar' }).waitFor()
    await page.getByRole('article', { name: 'Bo' }).waitFor()
  })

  it('shows likes in the figures of its region', async () => {
    const { page } = await aWindow(
      browser,
      newsroom.serve('in-ar-EG', thread({ lang: 'ar-EG', article: 'liked' })),
    )
    await isReady(page)
    const like = page.locator('[data-do=like]')
    await like.click()
    await expect.poll(() => like.textContent()).toMatch(/ ١$/)
  })

  it('says times in its language also where the browser does not know it', async () => {
    const { page } = await aWindow(browser, newsroom.serve('times-be', thread({ lang: 'be' })))
    const time = page.locator('time').first()
    await time.getByText(/^(цяпер|\d хвілін[уы] таму)$/).waitFor()
    await page.getByRole('textbox', { name: 'Напісаць каментар' }).focus()
    const link = page.locator('a.time').first()
    await expect.poll(() => link.getAttribute('title')).toMatch(/ · \d+ [а-яўі]+ \d{4} г\. у \d+:\d\d$/)
  })

  it('counts in it too', async () => {
    const body = '<p lang="be"><postbag-count site="press" article="bridge"></postbag-count></p>'
    const { page } = await aWindow(browser, newsroom.serve('count-be', body))
    await page.getByText('3 каментары').waitFor()
  })
})
