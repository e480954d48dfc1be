import { describe, expect, it } from 'vitest'
import { authorCheck } from '../../src/checks/author.ts'
import type { Check, Outcome } from '../../src/checks/check.ts'
import { domainsCheck } from '../../src/checks/domains.ts'
import { floodCheck } from '../../src/checks/flood.ts'
import { formCheck } from '../../src/checks/form.ts'
import { linksCheck } from '../../src/checks/links.ts'
import { repeatsCheck } from '../../src/checks/repeats.ts'
import { shapeCheck } from '../../src/checks/shape.ts'
import { aCandidate } from '../helpers/candidate.ts'
import { cpuClock } from '../helpers/cpu.ts'

type Row = [what: string, given: Parameters<typeof aCandidate>[0], outcome: Outcome]

/** A check against its table. */
function table(name: string, check: Check, rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows)('%s', (_, given, outcome) => {
      const workedMs = cpuClock()
      expect(check.run(aCandidate(given))).toMatchObject({ outcome })
      expect(workedMs()).toBeLessThan(200)
    })
  })
}

const links = (count: number) =>
  Array.from({ length: count }, (_, at) => `https://site${at}.example/`).join(' ')
table('links', linksCheck({ holdAt: 2, rejectAt: 10 }), [
  ['none', {}, 'clear'],
  ['one below the hold line', { text: links(1) }, 'clear'],
  ['exactly the hold line', { text: links(2) }, 'suspect'],
  ['one below the reject line', { text: links(9) }, 'suspect'],
  ['exactly the reject line', { text: links(10) }, 'block'],
  ['as many in BBCode, without spaces', { text: '[url=http://site.example]x[/url]'.repeat(10) }, 'block'],
  ['the website counts', { text: links(1), website: 'https://mine.example/' }, 'suspect'],
  ['a shortener hides where it leads', { text: 'https://bit.ly/abc' }, 'suspect'],
  ['letters that imitate others', { text: 'https://xn--nws-hla.example/' }, 'suspect'],
  ['a link as name', { name: 'casino.example.com' }, 'suspect'],
  ['nothing but dots', { text: 'a.'.repeat(2_500) }, 'clear'],
])

const openedAt = (msBefore: number) => new Date(Date.parse('2026-11-23T12:00:00Z') - msBefore)
const LONG = 'x'.repeat(10).concat(' word').repeat(20)
table('form', formCheck(), [
  ['times not known', {}, 'clear'],
  ['a filled honeypot', { honeypot: 'x' }, 'suspect'],
  ['a prepared text, pasted and sent in half a second', { text: LONG, openedAt: openedAt(500) }, 'clear'],
  ['just less', { text: LONG, openedAt: openedAt(499) }, 'suspect'],
  ['forty pasted characters at once', { text: 'y'.repeat(40), openedAt: openedAt(1) }, 'clear'],
  ['forty-one', { text: 'y'.repeat(41), openedAt: openedAt(1) }, 'suspect'],
  ['opened in the future', { text: LONG, openedAt: openedAt(-60_000) }, 'clear'],
])

table('flood', floodCheck(300), [
  ['exactly what is allowed', { history: { perMinute: { article: 300, site: 1 } } }, 'clear'],
  ['a little more', { history: { perMinute: { article: 300.5, site: 1 } } }, 'suspect'],
])

const record = (approved: number, rejected: number) => ({ approved, rejected, pending: 0 })
table('author', authorCheck({ holdFirst: false }), [
  ['a first comment alone', {}, 'clear'],
  ['two rejected', { history: { author: record(0, 2) } }, 'clear'],
  ['three', { history: { author: record(0, 3) } }, 'suspect'],
  ['three, and as many approved', { history: { author: record(3, 3) } }, 'clear'],
  ['nine rejected from the network', { history: { network: record(0, 9) } }, 'clear'],
  ['ten', { history: { network: record(0, 10) } }, 'suspect'],
  ['a name like a member of staff', { name: 'Moderator' }, 'suspect'],
  ['one in look-alike letters', { name: 'Mоderаtor' }, 'suspect'],
  ['the name of the site', { name: 'the daily-news' }, 'suspect'],
  ['one that holds it', { name: 'Ada of The Daily News' }, 'clear'],
  ['one that only begins alike', { name: 'Editorius' }, 'clear'],
  ['one whom the publisher vouches for', { name: 'Editor', isVerified: true }, 'clear'],
])
table('author where first comments are held', authorCheck({ holdFirst: true }), [
  ['a first comment', {}, 'suspect'],
  ['a second', { history: { author: record(1, 0) } }, 'clear'],
])

const repeats = (more: Partial<ReturnType<typeof aCandidate>['history']['repeats']>) => ({
  history: {
    repeats: { exact: 0, near: 0, articles: 1, names: 1, rejected: 0, sameCallerHere: false, ...more },
  },
})
const SHORT = 'Thank you!'
table('repeats', repeatsCheck(), [
  ['never seen', {}, 'clear'],
  ['a long text, seen once', repeats({ exact: 1 }), 'suspect'],
  ['nearly the same, seen once', repeats({ near: 1 }), 'suspect'],
  ['a short one, nineteen times', { text: SHORT, ...repeats({ exact: 19 }) }, 'clear'],
  ['a short one, twenty times', { text: SHORT, ...repeats({ exact: 20 }) }, 'suspect'],
  ['a short one, rejected before', { text: SHORT, ...repeats({ exact: 1, rejected: 1 }) }, 'suspect'],
  ['a short one, nearly the same', { text: SHORT, ...repeats({ near: 1 }) }, 'clear'],
  [
    'nearly the same by the same caller here',
    { text: SHORT, ...repeats({ near: 1, sameCallerHere: true }) },
    'suspect',
  ],
  ['the same caller here', { text: SHORT, ...repeats({ exact: 1, sameCallerHere: true }) }, 'suspect'],
])

it.each([
  ['never', {}, 'not seen before'],
  ['once', { exact: 1 }, 'seen once on one article under one name'],
  [
    'once, short and nearly the same',
    { near: 1, sameCallerHere: true },
    'seen once on one article under one name',
    SHORT,
  ],
  ['once, and rejected', { near: 1, rejected: 1 }, 'seen once on one article under one name, and rejected'],
  [
    'often',
    { exact: 2, near: 3, articles: 2, names: 4, rejected: 2 },
    'seen 5 times on 2 articles under 4 names, 2 of them rejected',
  ],
  [
    'often, but never rejected',
    { exact: 2 },
    'seen 2 times on one article under one name, none of them rejected',
  ],
])('repeats are told in words: %s', (_, given, detail, text: string | undefined = undefined) => {
  const result = repeatsCheck().run(aCandidate({ ...repeats(given), ...(text && { text }) }))
  expect(result).toMatchObject({ detail })
})

table('domains', domainsCheck(), [
  ['none that is banned', {}, 'clear'],
  ['a banned one', { history: { bannedDomains: ['spam.example'] } }, 'block'],
  ['a watched one', { history: { watchedDomains: ['shop.example'] } }, 'suspect'],
  ['one of each', { history: { bannedDomains: ['a.example'], watchedDomains: ['b.example'] } }, 'block'],
])

table('shape', shapeCheck(), [
  ['an ordinary text', {}, 'clear'],
  ['nineteen capitals', { text: 'A'.repeat(4).concat(' ').repeat(4).concat('AAA') }, 'clear'],
  ['twenty', { text: 'A'.repeat(4).concat(' ').repeat(5) }, 'suspect'],
  ['seven of one letter', { text: 'Noooooo!'.replace('oooooo', 'o'.repeat(7)) }, 'clear'],
  ['eight', { text: `N${'o'.repeat(8)}!` }, 'suspect'],
  ['a word of two scripts', { text: 'A pаyment' }, 'suspect'],
  ['two scripts in two words', { text: 'A платёж' }, 'clear'],
  ['three accents on a letter', { text: 'a\u0301\u0302\u0303' }, 'clear'],
  ['four', { text: 'a\u0301\u0302\u0303\u0304' }, 'suspect'],
  ['eight consonants, as in German', { text: 'Angstschweiß' }, 'clear'],
  ['nine', { text: 'bcdfgrjkl' }, 'suspect'],
  ['four neighbours on the keyboard', { text: 'They are from Jklm and Fred.' }, 'clear'],
  ['five', { text: 'This is sdfgh' }, 'suspect'],
  ['five the other way', { text: 'Well, LKJHG!' }, 'suspect'],
  ["the keyboard's name", { text: 'On a QWERTY or QWERTZ keyboard' }, 'clear'],
  ['the same three keys again and again', { text: 'asdasdasd' }, 'suspect'],
  ['a Russian keyboard', { text: 'йцукен фывапр' }, 'suspect'],
  ['a word with its neighbours', { text: 'Они идут напролом, как капролактам' }, 'clear'],
  ['a Korean keyboard', { text: 'ㅁㄴㅇㄹ' }, 'suspect'],
  ['a Greek keyboard', { text: 'ασδφγηξκλ' }, 'suspect'],
  ['an Arabic keyboard', { text: 'ضصثقفغعه' }, 'suspect'],
  ['a Hebrew keyboard', { text: 'שדגכעיחלך' }, 'suspect'],
  ['four keys said twice', { text: 'asdf asdf' }, 'suspect'],
  ['the columns of a keyboard', { text: 'qazwsx' }, 'suspect'],
  ['laughter in Brazil', { text: 'kkkkkkkkkkkk rsrsrsrsrs muito bom' }, 'clear'],
  ['laughter in Indonesia', { text: 'wkwkwkwkwkwk lucu' }, 'clear'],
  ['laughter in Korea', { text: 'ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ 재밌네요' }, 'clear'],
  ['laughter in Arabic', { text: 'ههههههههههه والله' }, 'clear'],
  ['laughter without end', { text: 'k'.repeat(40) }, 'suspect'],
  ['a groan', { text: 'Grrrrrrr, brrrrrrr' }, 'clear'],
  ['one word that is hard to speak', { text: 'Wirtschaft' }, 'clear'],
  ['two among others', { text: 'Die Wirtschaft braucht Menschen, die Angstschweiß vergessen' }, 'clear'],
  ['nothing else', { text: 'asdkjh qwlkejh zxmcnb lskdjf' }, 'suspect'],
  ['keys in a link', { text: 'https://example.com/sdfgh-zxmcnb-lskdjf' }, 'clear'],
  ['consonants without end', { text: `${'bcdfg '.repeat(3_000)}${'b'.repeat(10_000)}` }, 'suspect'],
  ['marks without end', { text: 'a\u0301'.repeat(2_500) }, 'clear'],
  ['a pile of marks that are of a script themselves', { text: `1${'\u2de0'.repeat(20_000)}` }, 'suspect'],
  ['two scripts with a mark between', { text: 'p\u0301а' }, 'suspect'],
])
