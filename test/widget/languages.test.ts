import { readdir } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { en, type Plural, type Texts } from '../../src/widget/locale/texts.ts'
import { laterEn } from '../../src/widget/locale/texts-later.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { aNewsroom, isReady, type Newsroom, thread } from '../helpers/widget.ts'
import { aWindow } from '../helpers/window.ts'

const PARTS = new URL('../../src/widget/parts/', import.meta.url)
const LANGUAGES = (await readdir(PARTS))
  .filter((name) => /^[a-z]{2}\.ts$/.test(name))
  .map((name) => name.slice(0, 2))
const ENGLISH: Texts = { ...en, ...laterEn }

async function textsOf(language: string): Promise<Texts> {
  const { texts } = (await import(new URL(`${language}.ts`, PARTS).href)) as { texts: Texts }
  return texts
}

function forms(text: string | Plural): string[] {
  return typeof text === 'string' ? [text] : Object.values(text)
}

const HOLE = /\{\w+\}/g

describe('the languages', () => {
  it('are twelve or more besides English', () => {
    expect(LANGUAGES).toEqual(
      expect.arrayContaining(['nb', 'de', 'fr', 'es', 'pt', 'it', 'pl', 'tr', 'ar', 'ru', 'zh', 'be']),
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
        for (const n of [1, 2, 3, 5, 11, 21, 25, 100, 101]) {
          const form = plurals.select(n)
          const said = text[form]
          expect(said, `${key} ${form}`).toBeDefined()
          if (n > 2) expect(said, `${key} ${form}`).toContain('{n}')
        }
      }
    },
  )
})

describe('a page in another language', () => {
  let browser: Browser
  let newsroom: Newsroom
  beforeAll(async () => {
    browser = await launchBrowser()
    newsroom = await aNewsroom()
    const { comment } = await newsroom.post({ name: 'Bo' })
    for (let i = 0; i < 2; i++) await newsroom.post({ parentId: comment.id })
    return () => Promise.all([newsroom.close(), browser.close()])
  })

  it.each([
    ['nb-NO', '3 kommentarer', 'ltr', 'Send kommentar'],
    ['no', '3 kommentarer', 'ltr', 'Send kommentar'],
    ['ar', '3 تعليقات', 'rtl', 'نشر التعليق'],
    ['ru', '3 комментария', 'ltr', 'Отправить комментарий'],
    ['pl', '3 komentarze', 'ltr', 'Opublikuj komentarz'],
    ['zh-Hans', '3 条评论', 'ltr', '发表评论'],
    ['xx', '3 comments', 'ltr', 'Post comment'],
  ])('%s says %s and reads %s', async (lang, heading, direction, button) => {
    const { page } = await aWindow(browser, newsroom.serve(`in-${lang}`, thread({ lang })))
    await isReady(page)
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(heading)
    await page.getByRole('button', { name: button }).waitFor()
    const widget = page.locator('postbag-comments .widget')
    expect(await widget.evaluate((element) => getComputedStyle(element).direction)).toBe(direction)
    await page.getByRole('button', { name: button }).click()
    const texts =
      (await textsOf(lang.startsWith('no') ? 'nb' : lang.slice(0, 2)).catch(() => ENGLISH)) ?? ENGLISH
    await page.locator('.error').getByText(texts.errorTextRequired).waitFor()
  })

  it('finds the language around it, and the reader’s where the page names none', async () => {
    const { page } = await aWindow(browser, newsroom.serve('around', `<div lang="fr">${thread()}</div>`))
    await page.getByRole('heading', { name: '3 commentaires' }).waitFor()
  })

  it('counts in it too', async () => {
    const body = '<p lang="be"><postbag-count site="press" article="bridge"></postbag-count></p>'
    const { page } = await aWindow(browser, newsroom.serve('count-be', body))
    await page.getByText('3 каментары').waitFor()
  })
})
