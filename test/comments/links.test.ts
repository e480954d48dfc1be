import { expect, it } from 'vitest'
import { renderHtml } from '../../src/comments/html.ts'
import { findLinks, parseWebsite } from '../../src/comments/links.ts'
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

it.each([
  [
    'BBCode',
    '[url=http://a.example]one[/url][url=http://b.example/x]two[/url]',
    'http://a.example http://b.example/x',
  ],
  ['Markdown', '[one](http://a.example)[two](http://b.example/x)', 'http://a.example http://b.example/x'],
  [
    'commas',
    'http://a.example,http://b.example/?x=1,2,www.c.example',
    'http://a.example http://b.example/?x=1,2 www.c.example',
  ],
  ['bars and quotes', "'http://a.example'|'http://b.example'", 'http://a.example http://b.example'],
  [
    'one in another',
    'https://archive.example/2026/http://a.example/b',
    'https://archive.example/2026/http://a.example/b',
  ],
  ['brackets of its own', 'https://a.example/?x[]=1&y[2]=(3)', 'https://a.example/?x[]=1&y[2]=(3)'],
])('links that no space parts are found each by itself: %s', (_, text, links) => {
  expect(findLinks(text).map(({ start, end }) => text.slice(start, end))).toEqual(links.split(' '))
})

it.each([
  ['a user name', 'https://news.example@spam.example/', 'spam.example'],
  ['an invisible character', 'https://spam\u200b.example/', 'spam.example'],
  ['an override of the direction', 'www.spam.example/\u202e', 'www.spam.example'],
  ['a number', 'http://198.51.100.7/buy', '198.51.100.7'],
])('an address that hides where it leads behind %s is counted, and leads nowhere', (_, text, host) => {
  expect(findLinks(text)).toMatchObject([{ host, url: null }])
  expect(renderHtml(text)).not.toContain('<a ')
})

it.each([
  ['buy at spam.casino now', 'spam.casino'],
  ['win.bet/now', 'win.bet'],
  ['my-shop.com.ua', 'my-shop.com.ua'],
  ['Shop.COM', 'shop.com'],
  ['shop.in/buy', 'shop.in'],
])('a name without an address is a mention of a host: %s', (text, host) => {
  expect(findLinks(text)).toMatchObject([{ host, url: null }])
})

it.each(['He said.In the end', 'gesagt.Das war', 'Romania.De ce', 'rusine.in fata', '3.5.2026'])(
  'a sentence that begins without a space before it is no host: %s',
  (text) => {
    expect(findLinks(text)).toEqual([])
  },
)

it('a name longer than names can be is no host', () => {
  const name = (length: number) => `${'a.'.repeat((length - 7) / 2)}example`
  expect(parseWebsite(`https://${name(253)}/`)).not.toBeNull()
  expect(parseWebsite(`https://${name(255)}/`)).toBeNull()
})

it.each(['http://)', 'http://a.example)', '(http://', ',http://', 'www.'])(
  'takes time that grows with the text: %s again and again',
  (unit) => {
    const text = unit.repeat(250_000 / unit.length)
    const workedMs = cpuClock()
    expect(findLinks(text).length).toBeLessThanOrEqual(200)
    expect(workedMs()).toBeLessThan(500)
  },
)

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
