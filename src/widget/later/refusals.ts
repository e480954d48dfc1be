import type { TextKey } from '../locale/texts.ts'

/*
 * The service's refusals in the reader's words; refusals not listed here are shown as the service words them.
 */

export const REFUSALS: Readonly<Record<string, TextKey>> = {
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
  conflict: 'changed',
  unavailable: 'error',
}

/** By field and code; fields of a notice of illegal content without the prefix `notice.`. */
export const FIELD_TROUBLES: Readonly<Record<string, TextKey>> = {
  'text required': 'errorTextRequired',
  'text too-long': 'errorTextLong',
  'name required': 'errorNameRequired',
  'name invalid': 'errorNameInvalid',
  'name too-long': 'errorNameLong',
  'email invalid': 'errorEmail',
  'email required': 'errorEmail',
  'website invalid': 'errorWebsite',
  'reason invalid-value': 'errorReason',
  'note required': 'errorNotice',
  'note too-big': 'errorNameLong',
  'goodFaith required': 'errorNotice',
}
