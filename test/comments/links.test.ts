import { expect, it } from 'vitest'
import { renderHtml } from '../../src/comments/html.ts'
import { findLinks } from '../../src/comments/links.ts'
import { cpuClock } from '../helpers/cpu.ts'

it.each([
  ['See https://news.example/a.', 'https://news.example/a'],
  ['(see https://news.example/a)', 'https://news.example/a'],
  ['https://wiki.example/Bridge_(river)', 'https://wiki.example/Bridge_(river)'],
  ['(as https://wiki.example/Bridge_(river)), or not', 'https://wiki.example/Bridge_(river)'],
  ['[https://wiki.example/Bridge_(river)]!', 'https://wiki.example/Bridge_(river)'],
  ['(https://news.example/a?"))', 'https://news.example/a'],
])('a link ends before what belongs to the sentence: %s', (text, link) => {
  expect(findLinks(text).map(({ start, end }) => text.slice(start, end))).toEqual([link])
})

// The first three letters are Cyrillic.
it.each([
  ['https://\u0440\u0430\u0443pal.example/login', 'https://xn--pal-5cd3fta.example/login'],
  [
    'https://\u0440\u0430\u0443pal.example/xn--pal-5cd3fta.example',
    'https://xn--pal-5cd3fta.example/xn--pal-5cd3fta.example',
  ],
  [
    'www.\u0440\u0430\u0443pal.example?www.xn--pal-5cd3fta.example',
    'http://www.xn--pal-5cd3fta.example/?www.xn--pal-5cd3fta.example',
  ],
  ['HTTPS://News.example/A', 'HTTPS://News.example/A'],
  ['www.news.example/a', 'www.news.example/a'],
])('the host that readers see is the one they would reach: %s', (text, shown) => {
  expect(renderHtml(text)).toContain(`>${shown}</a>`)
})

it('ends in time where nothing but brackets follows', () => {
  const text = `https://news.example/${')'.repeat(1_900)} `.repeat(10)
  const workedMs = cpuClock()
  expect(findLinks(text)).toHaveLength(10)
  expect(workedMs()).toBeLessThan(200)
})

it('no sign of a text can end what it stands in, be it an element or an attribute', () => {
  expect(renderHtml(`<&>"'`)).toBe('<p>&lt;&amp;&gt;&quot;&#39;</p>')
})
