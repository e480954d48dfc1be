import { findLinks } from '../comments/links.ts'
import { classOf, DIGIT, INVISIBLE, LETTER, MARK, SPACE, SURROGATE, UPPER } from './letters.ts'

/** How a text was written, as counts that folding would destroy. Hosts in lower case, each once. */
export type Shape = {
  readonly units: number
  readonly letters: number
  readonly capitals: number
  readonly digits: number
  readonly spaces: number
  readonly newlines: number
  readonly signs: number
  /** The different signs, in the order in which they first occur. */
  readonly kindsOfSign: readonly string[]
  readonly emoji: number
  readonly hidden: number
  readonly exclamations: number
  readonly questions: number
  /** Runs of three or more of the same letter or sign. */
  readonly runs: number
  /** Letters beyond ASCII that the compatibility forms read as ASCII (full width, mathematical, circled). */
  readonly fancy: number
  readonly links: number
  readonly hosts: readonly string[]
  readonly mentions: number
  readonly hasAnchor: boolean
  readonly hasEmail: boolean
  readonly hasPhone: boolean
}

/** Marks for more kinds than this would outweigh the words. */
const MOST_KINDS_OF_SIGN = 12

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,}/i
const PHONE = /(?:\+|\b00)?\d[\d ().-]{7,16}\d/
const MENTION = /(?:^|\s)[@#][\p{L}\p{N}_]/gu
const FANCY = /[\uff01-\uff5e\u2460-\u24ff\u2100-\u214f]|\ud835|\ud83c[\udd00-\uddff]/g

export function shapeOf(text: string): Shape {
  const counts = countUnits(text)
  const links = findLinks(text)
  return {
    units: text.length,
    ...counts,
    fancy: counts.wide === 0 ? 0 : (text.match(FANCY)?.length ?? 0),
    links: links.length,
    hosts: [...new Set(links.map(({ host }) => host.replace(/^www\./, '')))].slice(0, 10),
    mentions: text.includes('@') || text.includes('#') ? (text.match(MENTION)?.length ?? 0) : 0,
    hasAnchor: text.includes('<') && /<a\s|\[url/i.test(text),
    hasEmail: text.includes('@') && EMAIL.test(text),
    hasPhone: counts.digits >= 8 && PHONE.test(text),
  }
}

function countUnits(text: string) {
  let letters = 0
  let capitals = 0
  let digits = 0
  let spaces = 0
  let newlines = 0
  let signs = 0
  let surrogates = 0
  let hidden = 0
  let exclamations = 0
  let questions = 0
  let runs = 0
  let run = 1
  let last = -1
  let wide = 0
  const kinds = new Set<number>()
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    const bits = classOf(unit)
    if (unit > 126) wide += 1
    if (bits & LETTER) {
      letters += 1
      if (bits & UPPER) capitals += 1
    } else if (bits & DIGIT) digits += 1
    else if (bits & SPACE) {
      spaces += 1
      if (unit === 10) newlines += 1
    } else if (bits & SURROGATE) surrogates += 1
    else if (bits & INVISIBLE) hidden += 1
    else {
      signs += 1
      if (kinds.size < MOST_KINDS_OF_SIGN && (bits & MARK) === 0) kinds.add(unit)
      if (unit === 33) exclamations += 1
      else if (unit === 63) questions += 1
    }
    run = unit === last ? run + 1 : 1
    if (run === 3) runs += 1
    last = unit
  }
  const emoji = surrogates >> 1
  return {
    letters,
    capitals,
    digits,
    spaces,
    newlines,
    signs,
    kindsOfSign: [...kinds].map((unit) => String.fromCharCode(unit)),
    emoji,
    hidden,
    exclamations,
    questions,
    runs,
    wide,
  }
}
