import { expect, it } from 'vitest'
import { foldText } from '../../src/text/fold.ts'

it.each([
  ['letters and signs of ASCII', 'Good morning, All!\n(Really?)', 'good morning, all!\n(really?)'],
  ['two of a letter', 'Committee', 'committee'],
  ['three of a letter', 'Noooo', 'noo'],
  ['three of a letter, whatever their case', 'NoOOo', 'noo'],
  ['three of a sign', 'Well...', 'well...'],
  ['two letters apart', 'a b or not', 'a b or not'],
  ['three letters apart', 'S p.a.m', 's pam'],
  ['a digit', 'Fr3e', 'free'],
  ['a sign that stands for a letter', 'Sp@m', 'spam'],
  ['an accent', 'Café', 'cafe'],
  ['a letter of another script', 'spаm', 'spam'],
  ['an invisible character', 'sp\u200bam', 'spam'],
  ['a letter on a dark disc or square', '🅢🅟🅰🅼', 'spam'],
  ['a ligature', 'oﬃce', 'office'],
  ['a whole phrase in one sign', 'ﷺ', 'ﷺ'],
])('%s is read as it looks', (_, written, read) => {
  expect(foldText(written).text).toBe(read)
})

it('knows of each unit where it was written', () => {
  expect([...foldText('Ab c').origin]).toEqual([0, 1, 2, 3, 4])
  expect([...foldText('A-b-c é').origin]).toEqual([0, 2, 4, 5, 6, 7])
})
