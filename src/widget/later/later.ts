/* All that a reader's hands need, in one piece: reading alone never loads it. */

export { stopReplying } from './acts.ts'
export { catchUp, heard } from './arrivals.ts'
export { prepareCaptcha } from './captcha.ts'
export { clicked } from './clicks.ts'
export { signIn } from './identity.ts'
export { Mine, OwnActions } from './own.tsx'
export { sortBy } from './pages.ts'
export { ReportDialog } from './report.tsx'
export { begin } from './watch.ts'
export { submit, typed } from './write.ts'
