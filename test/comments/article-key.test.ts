import { expect, it } from 'vitest'
import { articleKey } from '../../src/comments/article-key.ts'

const PAGE = 'https://news.example/a'

it.each([
  ['its own id', 'bridge-2026', 'bridge-2026'],
  ['blank ends', '  bridge ', 'bridge'],
  ['an address', PAGE, PAGE],
  ['a fragment', `${PAGE}#top`, PAGE],
  ['tracking', `${PAGE}?utm_source=x&fbclid=y`, PAGE],
  ['tracking beside what counts', `${PAGE}?id=5&utm_source=x`, `${PAGE}?id=5`],
  ['tracking and a blank', `${PAGE}?q=a%20b&gclid=1`, `${PAGE}?q=a%20b`],
  ['tracking and a name alone', `${PAGE}?print&gclid=1`, `${PAGE}?print`],
  ['tracking and bytes of another encoding', `${PAGE}?q=%E4&gclid=1`, `${PAGE}?q=%E4`],
  ['tracking in disguise', `${PAGE}?utm%5Fsource=1`, PAGE],
  ['an empty query', `${PAGE}?`, PAGE],
  ['a blank before tracking', ` ${PAGE}?utm_source=x`, PAGE],
  ['a host in capitals and its port', 'HTTPS://NEWS.example:443/a', PAGE],
  ['200 characters', '😀'.repeat(200), '😀'.repeat(200)],
  ['201 characters', 'x'.repeat(201), null],
  ['credentials', 'https://ada:secret@news.example/a', null],
  ['a line break in an address', `${PAGE}\nb`, null],
  ['nothing', ' ', null],
])('an article with %s is one', (_, name, key) => {
  expect(articleKey(name)).toBe(key)
})
