import { describe, expect, it } from 'vitest'
import { keepHidden, listHidden, nameKey } from '../../src/widget/own/hidden.ts'

describe('whom a reader hides', () => {
  it.each([
    ['the same name', { name: 'Mo' }, { name: 'Mo' }, true],
    ['in another case', { name: 'Mo Miller' }, { name: 'MO miller' }, true],
    ['spaced otherwise', { name: 'Mo Miller' }, { name: 'Mo\u00a0\u00a0Miller ' }, true],
    ['in wide letters', { name: 'Mo' }, { name: 'Ｍｏ' }, true],
    ['with an accent composed otherwise', { name: 'Zoë' }, { name: 'Zoe\u0308' }, true],
    ['another name', { name: 'Mo' }, { name: 'Moe' }, false],
    ['the same name, verified', { name: 'Mo' }, { name: 'Mo', verified: true }, false],
    ['the same name, both verified', { name: 'Mo', verified: true }, { name: 'mo', verified: true }, true],
    ['a name that looks verified', { name: 'Mo', verified: true }, { name: 'Mo\nverified' }, false],
    ['a name that says so', { name: 'Mo', verified: true }, { name: 'Mo ✓' }, false],
  ] as const)('is told by the name: %s', (_, one, other, isSame) => {
    expect(nameKey(one) === nameKey(other)).toBe(isSame)
  })

  it('is kept for each site, of two hundred who were hidden last', () => {
    for (let i = 0; i <= 200; i++) keepHidden('press', { name: `Reader ${i}` }, true)
    keepHidden('press', { name: 'Reader 1' }, true)
    const names = listHidden('press')
    expect(names.size).toBe(200)
    expect(names.has('reader 0')).toBe(false)
    expect([...names].slice(0, 2)).toEqual(['reader 1', 'reader 200'])
    expect(listHidden('herald').size).toBe(0)
  })

  it('is forgotten with the last of them', () => {
    keepHidden('weekly', { name: 'Mo', verified: true }, true)
    keepHidden('weekly', { name: 'mo' }, false)
    expect([...listHidden('weekly')]).toEqual(['mo\nverified'])
    keepHidden('weekly', { name: 'MO', verified: true }, false)
    expect(listHidden('weekly').size).toBe(0)
  })
})
