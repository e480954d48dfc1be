/*
 * The class of each UTF-16 unit, computed once and kept: the loops that read a comment unit by unit are the most
 * expensive part of judging it. Units of surrogate pairs count as signs, since characters outside the plane are
 * mostly emoji.
 */
export const LETTER = 1
export const UPPER = 2
export const DIGIT = 4
export const MARK = 8
export const SPACE = 16
/** Scripts that put no spaces between words. */
export const UNSPACED = 32
export const INVISIBLE = 64
export const SURROGATE = 128
/** A Korean syllable sign, made of two or three letters. */
export const SYLLABLE = 256

const KNOWN = 1 << 15
const classes = new Uint16Array(0x10000)

/** The class bits of a unit. */
export function classOf(unit: number): number {
  const known = classes[unit] ?? 0
  if (known !== 0) return known & ~KNOWN
  const found = classify(unit)
  classes[unit] = found | KNOWN
  return found
}

const TESTS: readonly (readonly [RegExp, number])[] = [
  [/\p{L}/u, LETTER],
  [/\p{Lu}/u, UPPER],
  [/\p{N}/u, DIGIT],
  [/\p{M}/u, MARK],
  [/\s/u, SPACE],
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u,
    UNSPACED,
  ],
  [/[\p{Default_Ignorable_Code_Point}\p{Cf}]/u, INVISIBLE],
  [/[\uac00-\ud7a3]/u, SYLLABLE],
]

function classify(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return SURROGATE
  const char = String.fromCharCode(unit)
  return TESTS.reduce((bits, [test, bit]) => (test.test(char) ? bits | bit : bits), 0)
}

export function isWordUnit(unit: number): boolean {
  return (classOf(unit) & (LETTER | DIGIT | MARK)) !== 0
}
