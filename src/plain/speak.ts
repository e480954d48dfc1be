import { loadSpeak as loadWords, type Speak } from '../widget/locale/speak.ts'
import { laterEn } from '../widget/locale/texts-later.ts'

export type PlainSpeak = Speak & {
  /** Date and time in full. */
  when(at: string): string
  /** The language that comments are in, where it is none of ours, so that the page itself is in another. */
  readonly textLang: string | null
}

const kept = new Map<string, Promise<PlainSpeak>>()
const KEPT_LOCALES = 100

/**
 * What pages without script say, in the site's language: the widget's own words, or English. The reader's time zone
 * is unknown here, so times are in UTC and say so.
 */
export function loadSpeak(locale: string): Promise<PlainSpeak> {
  const known = kept.get(locale)
  if (known !== undefined) return known
  const speak = loadWords(locale, (name) => import(`../widget/parts/${name}.ts`)).then((words) => {
    words.learn(laterEn)
    const time = new Intl.DateTimeFormat(words.region, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    })
    const [ofComments, ofPage] = [locale, words.lang].map((tag) => tag.split('-')[0])
    return {
      ...words,
      when: (at: string) => `${time.format(Date.parse(at))} UTC`,
      textLang: ofComments === ofPage ? null : locale,
    }
  })
  if (kept.size >= KEPT_LOCALES) kept.clear()
  kept.set(locale, speak)
  speak.catch(() => kept.delete(locale))
  return speak
}
