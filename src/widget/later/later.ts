/*
 * Everything that only somebody who acts needs, in one file: reading alone never loads it.
 */

export { catchUp, heard } from './arrivals.ts'
export { prepareCaptcha } from './captcha.ts'
export { isChanged } from './changes.ts'
export { clicked } from './clicks.ts'
export { veiled } from './hidden.tsx'
export { Above, Cancel, Counter, Hints, linkTitle, unfoldText } from './hints.tsx'
export { signIn } from './identity.ts'
export { Mine, OwnActions } from './own.tsx'
export { ReportDialog } from './report.tsx'
export { takeOver } from './take-over.ts'
export { begin } from './watch.ts'
export { submit, typed } from './write.ts'
