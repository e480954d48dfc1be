import { describe, expect, it } from 'vitest'
import { siteOrigin } from '../../src/sites/names.ts'

describe('an origin of a site', () => {
  it.each([
    ['as browsers write it', 'https://news.example', 'https://news.example'],
    ['with a port', 'http://localhost:8787', 'http://localhost:8787'],
    ['in capitals, with the usual port and a slash', 'HTTPS://News.example:443/', 'https://news.example'],
    ['every subdomain', 'https://*.news.example', 'https://*.news.example'],
    ['a path', 'https://news.example/a', null],
    ['a path below every subdomain', 'https://*.news.example/a', null],
    ['every host', 'https://*', null],
    ['part of a name left open', 'https://*news.example', null],
    ['the middle of a name left open', 'https://news.*.example', null],
    ['every subdomain twice', 'https://*.*.news.example', null],
    ['a query', 'https://news.example?a', null],
    ['a fragment', 'https://news.example#a', null],
    ['a user', 'https://ada@news.example', null],
    ['a password', 'https://:secret@news.example', null],
    ['another scheme', 'ftp://news.example', null],
    ['the origin of a sandboxed page', 'null', null],
  ])('%s', (_, text, origin) => {
    expect(siteOrigin(text)).toBe(origin)
  })
})
