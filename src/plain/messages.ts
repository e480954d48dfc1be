import type { AppError, ErrorCode, FieldError } from '../errors.ts'
import { MAX_NAME } from '../submissions/fields.ts'
import { REASONS } from '../widget/later/reasons.ts'
import type { Speak } from '../widget/locale/speak.ts'
import type { TextKey } from '../widget/locale/texts.ts'

/** Messages of the service in the reader's language, by field and code; what has none stays as it came. */
const FIELD_TEXTS: Readonly<Record<string, TextKey>> = {
  'text required': 'errorTextRequired',
  'text too-long': 'errorTextLong',
  'name required': 'errorNameRequired',
  'name invalid': 'errorNameInvalid',
  'name too-long': 'errorNameLong',
  'email invalid': 'errorEmail',
  'website invalid': 'errorWebsite',
}

const ERROR_TEXTS: Readonly<Partial<Record<ErrorCode, TextKey>>> = {
  'captcha-failed': 'captchaFailed',
  'captcha-score-failed': 'captchaScoreFailed',
  'comments-closed': 'closed',
  'rate-limited': 'rateLimited',
  'parent-not-available': 'parentGone',
  banned: 'banned',
  'identity-required': 'signIn',
  'identity-invalid': 'signInAgain',
  'identity-expired': 'signInAgain',
  'comment-rejected': 'rejected',
}

export function fieldMessage(speak: Speak, { field, code, message }: FieldError, maxLength: number): string {
  const key = FIELD_TEXTS[`${field} ${code}`]
  return key === undefined ? message : speak.text(key, { n: field === 'name' ? MAX_NAME : maxLength })
}

/** With the reasons of a rejection, where the site tells them. */
export function errorMessage(speak: Speak, { code, message, members }: AppError): string {
  const key = ERROR_TEXTS[code]
  const { reasons = [] } = members as { readonly reasons?: readonly string[] }
  const why = reasons.map((reason) => speak.text(REASONS[reason] ?? 'reasonOther')).join(', ')
  return [key === undefined ? message : speak.text(key), why].filter(Boolean).join(' ')
}
