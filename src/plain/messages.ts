import type { AppError, ErrorCode, FieldError } from '../errors.ts'
import type { Translation } from '../http/errors.ts'
import { sentences, wordsFor } from '../statements/locale/words.ts'
import { REASONS } from '../widget/later/reasons.ts'
import { FIELD_TROUBLES, REFUSALS } from '../widget/later/refusals.ts'
import type { Speak } from '../widget/locale/speak.ts'
import type { TextKey } from '../widget/locale/texts.ts'
import { isProblemWord, type ProblemWords, problemWords } from './problem-words.ts'
import { loadSpeak } from './speak.ts'

/*
 * The service's messages in the reader's language, on pages and in problems; those without a translation stay as they
 * are.
 */

type Sentence = TextKey | keyof ProblemWords

/** By code. What only a program can mend, readers do not meet: it has no sentence, and is told in English. */
const SENTENCES: Readonly<Partial<Record<ErrorCode, Sentence>>> = {
  ...REFUSALS,
  conflict: 'noLonger',
  'edit-window-closed': 'editOver',
  internal: 'ours',
  'invalid-fields': 'fields',
  'invalid-submission': 'fields',
  'not-found': 'nothing',
  'too-large': 'tooLarge',
  unavailable: 'ours',
}

export function fieldMessage(speak: Speak, { field, code, message, limit = 0 }: FieldError): string {
  if (code === 'invalid-characters') return say(speak, 'characters')
  const key = FIELD_TROUBLES[`${field.replace('notice.', '')} ${code}`]
  return key === undefined ? message : speak.text(key, { n: limit })
}

/** Includes the reasons of a rejection, where the site tells them. */
export function errorMessage(speak: Speak, error: AppError): string {
  const { message, members } = error
  const sentence = error.meaning ?? sentenceOf(error)
  const { reasons = [] } = members as { readonly reasons?: readonly string[] }
  const why = reasons
    .map((reason) => speak.text(REASONS[reason] ?? 'reasonOther'))
    .join(wordsFor(speak.lang).between)
  return sentences(speak.lang, sentence === undefined ? message : say(speak, sentence), why)
}

/** Above a form that still holds every word. */
export function formMessage(speak: Speak, error: AppError): string {
  return error.code === 'unavailable' ? speak.text('error') : errorMessage(speak, error)
}

/** On a page that a link led to: whatever is wrong with the link, its reader did not make it. */
export function pageMessage(speak: Speak, error: AppError): string {
  return error.code === 'invalid-request' ? say(speak, 'nothing') : errorMessage(speak, error)
}

/** What a problem says in the language of a site's readers; undefined where that is what it says anyway. */
export async function translate(error: AppError, locale: string): Promise<Translation | undefined> {
  const sentence = sentenceOf(error)
  if (sentence === undefined) return undefined
  const speak = await loadSpeak(locale)
  if (speak.lang === 'en') return undefined
  const errors = error.errors.map((one) => {
    return { field: one.field, code: one.code, message: fieldMessage(speak, one) }
  })
  return {
    language: speak.lang,
    words: {
      title: say(speak, sentence),
      detail: errorMessage(speak, error),
      ...(errors.length > 0 && { errors }),
    },
  }
}

/** Where no field is named, the body as a whole is wrong, as no reader can make it. */
function sentenceOf({ code, errors }: AppError): Sentence | undefined {
  const sentence = SENTENCES[code]
  return sentence === 'fields' && errors.length === 0 ? undefined : sentence
}

function say(speak: Speak, sentence: Sentence): string {
  return isProblemWord(sentence) ? problemWords(speak.lang)[sentence] : speak.text(sentence)
}
