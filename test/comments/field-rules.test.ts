import { expect, it } from 'vitest'
import { isEmail } from '../../src/comments/field-rules.ts'

it.each([
  ['a usual one', 'ada@post.example', true],
  ['the longest name before the @', `${'a'.repeat(64)}@post.example`, true],
  ['one letter more', `${'a'.repeat(65)}@post.example`, false],
  ['the longest one', `a@${'b'.repeat(244)}.example`, true],
  ['a letter more', `a@${'b'.repeat(245)}.example`, false],
  ['letters of other alphabets', 'адa@почта.example', true],
  ['no domain', 'ada@post', false],
  ['an empty label', 'ada@post..example', false],
  ['two addresses', 'ada@post.example,bo@post.example', false],
  ['a name and an address', 'Ada <ada@post.example>', false],
  ['a line break', 'ada@post.example\nbcc:bo@post.example', false],
])('an e-mail address with %s: %s', (_, address, expected) => {
  expect(isEmail(address)).toBe(expected)
})
