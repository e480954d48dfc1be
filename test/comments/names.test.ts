import { expect, it } from 'vitest'
import { cleanName } from '../../src/comments/names.ts'
import { isBlank } from '../../src/comments/text.ts'

it.each([
  ['Ada Lovelace', 'Ada Lovelace'],
  ['  Ada\n\tLovelace ', 'Ada Lovelace'],
  ['Mu\u0308ller', 'M\u00fcller'],
  ['\u0928\u094d\u200d\u092f', '\u0928\u094d\u200d\u092f'],
  ['\u1828\u180b\u1820', '\u1828\u180b\u1820'],
  ['Ada \u2764\ufe0f', 'Ada \u2764\ufe0f'],
  ['Ada \u{1f468}\u{1f3ff}\u200d\u{1f9b0}', 'Ada \u{1f468}\u{1f3ff}\u200d\u{1f9b0}'],
  ['\u{1f9b9}\u{1f3ff}\u200d\u2642\ufe0f', '\u{1f9b9}\u{1f3ff}\u200d\u2642\ufe0f'],
  // Scotland's flag is a black one and tags.
  [
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Ada',
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Ada',
  ],
  ['\u{1f3f4}\u{e0041}\u{e0042}\u{e007f} Ada', '\u{1f3f4} Ada'],
  ['\u202eadA', 'adA'],
  ['Ada\u2800', 'Ada'],
  ['Ada\u2800L', 'Ada L'],
])('the name %j is shown as %j', (raw, shown) => {
  expect(cleanName(raw)).toBe(shown)
})

it.each([
  ['a soft hyphen', '\u00ad'],
  ['an inherent vowel', '\u17b4'],
  ['a shorthand control', '\u{1bca0}'],
  ['an annotation', '\ufff9'],
  ['the beginning of a beam', '\u{1d173}'],
  ['a note without a head', '\u{1d159}'],
  ['a tag', '\u{e0041}'],
])('%s, which shows nothing, is no part of a name, and alone neither name nor text', (_, sign) => {
  expect(cleanName(`A${sign}da${sign}`)).toBe('Ada')
  expect(cleanName(sign)).toBeNull()
  expect(isBlank(sign)).toBe(true)
})
