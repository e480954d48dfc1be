import { expect, it } from 'vitest'
import { slugOf } from '../../src/console/client/sites/slug.ts'
import { SLUG } from '../../src/sites/names.ts'

it.each([
  ['The Herald', 'the-herald'],
  ['  Süddeutsche – Straßen & Bäume ', 'suddeutsche-strassen-baume'],
  ['L’Écho de l’Est', 'lecho-de-lest'],
  ['24/7 News!', '24-7-news'],
  ['Вечерний вестник', ''],
  ['../<script>', 'script'],
  ['x'.repeat(200), 'x'.repeat(63)],
  [`${'x'.repeat(62)} y`, 'x'.repeat(62)],
])('makes of the name %j the slug %j, which the service takes', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
  if (slug !== '') expect(slug).toMatch(SLUG)
})
