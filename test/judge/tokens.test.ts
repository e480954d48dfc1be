import { describe, expect, it } from 'vitest'
import { GRAM, visitPieces } from '../../src/judge/tokens.ts'

type Piece = { readonly bucket: number; readonly written: string }

function lettersOf(text: string): Piece[] {
  const pieces: Piece[] = []
  visitPieces(text, (kind, bucket, start, end) => {
    if (kind === GRAM) pieces.push({ bucket, written: text.slice(start, end) })
  })
  return pieces
}

function shared(one: string, other: string): string[] {
  const known = new Set(lettersOf(other).map(({ bucket }) => bucket))
  return lettersOf(one)
    .filter(({ bucket }) => known.has(bucket))
    .map(({ written }) => written)
}

describe('the pieces of a text', () => {
  it('are two to four letters in a row inside a word, edges counted, one more where it begins', () => {
    expect(lettersOf('abcde').map(({ written }) => written)).toEqual([
      'a',
      'ab',
      'abc',
      'abcd',
      'ab',
      'abc',
      'abcd',
      'bc',
      'bcd',
      'bcde',
      'cd',
      'cde',
      'cde',
      'de',
      'de',
      'e',
    ])
  })

  it('are of Korean also the letters that its signs are made of, where they stand', () => {
    expect(shared('각', '간')).toContain('각')
    expect(shared('갔다', '갔어')).toContain('갔')
    expect(shared('먹다', '머그')).toContain('먹')
  })

  it('are none of the same where no letter is', () => {
    expect(shared('각', '넌')).toEqual([])
  })
})
