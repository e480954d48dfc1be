import { describe, expect, it } from 'vitest'
import { marksOf } from '../../src/judge/marks.ts'
import { foldText } from '../../src/text/fold.ts'

const NOBODY = { approved: 0, rejected: 0 }

function signsOf(text: string): string[] {
  const history = { author: NOBODY, thread: NOBODY, repeats: { exact: 0, near: 0, rejected: 0 } }
  return marksOf({ text, folded: foldText(text), signals: [], history, isReply: false })
    .filter((mark) => mark.startsWith('sign '))
    .map((mark) => mark.slice('sign '.length))
}

describe('the signs a comment is marked with', () => {
  it('are each told once, as they were written', () => {
    expect(signsOf('“Well…” (he said) – and left!! Did he?!')).toEqual([
      '“',
      '…',
      '”',
      '(',
      ')',
      '–',
      '!',
      '?',
    ])
  })

  it('are no letters, digits, accents, vowel signs, spaces, emoji or invisible characters', () => {
    expect(signsOf('e\u0301 कि 12\n😀 a\u200bb')).toEqual([])
  })

  it('are the first twelve, so that many of them do not outweigh the words', () => {
    expect(signsOf('!"#$%&()*+,-./:;').join('')).toBe('!"#$%&()*+,-')
  })
})
