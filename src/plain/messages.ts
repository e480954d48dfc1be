import { MAX_NAME } from '../comments/field-rules.ts'
import type { AppError, FieldError } from '../errors.ts'
import { sentences, wordsFor } from '../statements/locale/words.ts'
import { REASONS } from '../widget/later/reasons.ts'
import { FIELD_TROUBLES, REFUSALS } from '../widget/later/refusals.ts'
import type { Speak } from '../widget/locale/speak.ts'

/*
 * The service's messages in the reader's language; those without a translation stay as they are.
 */

export function fieldMessage(speak: Speak, { field, code, message }: FieldError, maxLength: number): string {
  const name = field.replace('notice.', '')
  const key = FIELD_TROUBLES[`${name} ${code}`]
  return key === undefined ? message : speak.text(key, { n: name === 'name' ? MAX_NAME : maxLength })
}

/** Includes the reasons of a rejection, where the site tells them. */
export function errorMessage(speak: Speak, { code, message, members }: AppError): string {
  const key = REFUSALS[code]
  const { reasons = [] } = members as { readonly reasons?: readonly string[] }
  const why = reasons
    .map((reason) => speak.text(REASONS[reason] ?? 'reasonOther'))
    .join(wordsFor(speak.lang).between)
  return sentences(speak.lang, key === undefined ? message : speak.text(key), why)
}
