import { loadSpeak as loadWords, type Speak } from '../widget/locale/speak.ts'
import { laterEn } from '../widget/locale/texts-later.ts'

/** Adds date and time in full. */
export type PlainSpeak = Speak & { when(at: string): string }

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
    return { ...words, when: (at: string) => `${time.format(Date.parse(at))} UTC` }
  })
  if (kept.size >= KEPT_LOCALES) kept.clear()
  kept.set(locale, speak)
  speak.catch(() => kept.delete(locale))
  return speak
}
