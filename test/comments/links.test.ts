import { expect, it } from 'vitest'
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

it('ends in time where nothing but brackets follows', () => {
  const text = `https://news.example/${')'.repeat(1_900)} `.repeat(10)
  const workedMs = cpuClock()
  expect(findLinks(text)).toHaveLength(10)
  expect(workedMs()).toBeLessThan(200)
})
