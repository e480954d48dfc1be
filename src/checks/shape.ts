import type { Check, Finding } from './check.ts'

const MIN_LETTERS = 20
const SHOUTING = 0.7
/** Letters that laughter and tears are written with, in Brazil, Korea, Japan, China, Iran and elsewhere. */
const LAUGHTER = 'kwㅋㅎㅠㅜ哈呵笑草هخח'
const RUN = new RegExp(`((?![${LAUGHTER}])[\\p{L}!?])\\1{7,}|([${LAUGHTER}])\\2{39,}`, 'iu')
/** Letters said once: those drawn out, and pairs that laugh (`rsrsrs`, `wkwkwk`). */
const DRAWN_OUT = /(\p{L})\1{2,}|(rs|wk|ks|js|kw|xd)\2{2,}/giu
/**
 * Begins at a letter: some marks belong to a script too, and a pile of them would be scanned again from each of its
 * marks.
 */
const MIXED_WORD =
  /(?!\p{M})(?:\p{Script=Latin}\p{M}*[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{M}*\p{Script=Latin})/u
const BEYOND_ASCII = /[^\x00-\x7f]/
const LINK = /(?:https?:\/\/|www\.)\S+/g
const PILED_MARKS = /\p{M}{4}/u
/** More consonants in a row than words in Latin letters have: German gets to eight (Angstschweiß). */
const UNSPEAKABLE = /[bcdfghjklmnpqrstvwxz]{9,}/i
/** A hand that runs along a row of keys, or strikes three neighbours again and again. */
const ALONG_KEYS = new RegExp(
  `${keysInARow().join('|')}|(asd|sdf|dfg|fgh|ghj|hjk|jkl|qwe|zxc|xcv|cvb|vbn|йцу|цук|фыв|ыва|вап|олд|лдж)\\1` +
    '|(?<!\\p{L})(asdf|qwer|zxcv|hjkl|фыва|олдж|йцук) ?\\2|(?:qaz|wsx|edc|rfv|tgb|yhn|ujm){2}',
  'iu',
)
const HARD_TO_SPEAK = /[bcdfghjklmnpqrstvwxz]{5,}/i
const WORD = /[\p{L}\p{M}]{4,}/gu

/** How a text looks: shouting, drawn-out letters, words of two scripts, piled marks, keyboard noise. */
export function shapeCheck(): Check {
  return {
    name: 'shape',
    run({ text }): Finding {
      const faults = FAULTS.filter(({ found }) => found(text))
      const [first] = faults
      if (first === undefined) return { outcome: 'clear' }
      const score = Math.min(0.8, Math.max(...faults.map(({ score }) => score)) + 0.1 * (faults.length - 1))
      return { outcome: 'suspect', score, detail: faults.map(({ name }) => name).join(', ') }
    },
  }
}

const FAULTS: readonly {
  readonly name: string
  readonly score: number
  readonly found: (text: string) => boolean
}[] = [
  { name: 'mostly capitals', score: 0.4, found: isShouting },
  { name: 'a character repeated many times', score: 0.3, found: (text) => RUN.test(text) },
  {
    name: 'letters of two scripts in one word',
    score: 0.6,
    found: (text) => BEYOND_ASCII.test(text) && MIXED_WORD.test(text),
  },
  { name: 'piled accents', score: 0.6, found: (text) => PILED_MARKS.test(text) },
  { name: 'gibberish', score: 0.5, found: (text) => isNoise(text) && isNoise(text.replaceAll(LINK, ' ')) },
]

/** Words that are hard to speak come one at a time (Wirtschaft, LGBTQ); noise is made of little else. */
function isNoise(written: string): boolean {
  const text = written.replaceAll(DRAWN_OUT, '$1$2')
  if (UNSPEAKABLE.test(text) || ALONG_KEYS.test(text)) return true
  if (!HARD_TO_SPEAK.test(text)) return false
  const words = text.match(WORD) ?? []
  const hard = words.filter((word) => HARD_TO_SPEAK.test(word)).length
  return hard >= 2 && hard * 2 >= words.length
}

/** Neighbours in a row of keys in either direction, as many as no word has them but the keyboard's name. */
function keysInARow(): string[] {
  return [
    ...neighbours(5, 'ertyuiop asdfghjkl zxcvbnm'),
    ...neighbours(6, 'йцукенгшщзхъ фывапролджэ ячсмитьбю ςερτυθιοπ ασδφγηξκλ ζχψωβνμ'),
    ...neighbours(6, 'קראטוןםפ שדגכעיחלך זסבהנמצת ضصثقفغعهخحج شسيبلاتنمك'),
    ...neighbours(4, 'ㅂㅈㄷㄱㅅㅛㅕㅑ ㅁㄴㅇㄹㅎㅗㅓㅏㅣ'),
  ]
}

function neighbours(length: number, rows: string): string[] {
  return rows
    .split(' ')
    .flatMap((row) => [row, [...row].reverse().join('')])
    .flatMap((row) => Array.from({ length: row.length - length + 1 }, (_, i) => row.slice(i, i + length)))
}

function isShouting(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  if (capitals < MIN_LETTERS) return false
  const small = text.match(/\p{Ll}/gu)?.length ?? 0
  return capitals / (capitals + small) >= SHOUTING
}
