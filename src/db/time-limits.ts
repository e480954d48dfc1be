/*
 * How long a request, a command or a job may wait, from the outside in. What waits has a little more than what it waits
 * for, so the innermost limit ends first, undoes least, and says what was slow. A test holds that for each pair, and for
 * the limits of browsers, connections and jobs around these (test/house/time-limits.test.ts).
 */

/**
 * All waits of one request together, however many: a reader has the answer within three seconds. Who may take longer
 * says so: `takeTime`, `onTheirTime`.
 */
export const REQUEST_MS = 2_500
/** For the answer itself, once the last wait is over. */
export const ANSWER_MS = 100
/** All checks of a submission, and of that the most that a captcha's provider may be given (`CAPTCHA_TIMEOUT_MS`). */
export const CHECKS_MS = 2_500
export const CAPTCHA_MOST_MS = 2_400
/** What storing a comment needs of a request's time, so what judges it has to be over before. */
export const STORE_MS = 300

/** One statement of the service; the server ends it a little before. */
export const STATEMENT_MS = 2_000
/** One of a command: nobody waits at a page for it, and the yearly report counts all of a large site. */
export const COMMAND_STATEMENT_MS = 60_000
/** How much longer than a statement a transaction may take, whose statements are usually quick. */
export const TRANSACTION_EXTRA_MS = 500
/** How much earlier the server ends what we would give up, so that it does not go on with it. */
export const SERVER_EARLIER_MS = 100
/** Between two statements of a transaction: a process that hangs would keep its locks. */
export const IDLE_MS = 2_500
/** One wait for a lock; then the whole is tried again while its time lasts. */
export const LOCK_MS = 600
/** What waits for its turn in a batch (`batched`): more than that would be answered late. */
export const TURN_MS = 600

/** A look through a whole queue, for a decision on everything that matches. */
export const PLAN_MS = 10_000
/** Each hundred of many decisions in one request, and all of them: whoever sends hundreds expects to wait. */
export const DECIDE_BATCH_MS = 10_000
export const DECIDE_MS = 25_000
/** A policy tried on past comments: nobody else is waited for meanwhile, but the others have their turns. */
export const COMPARE_MS = 10_000
/** One comment's erasure, and how long one request goes on with the next. */
export const ERASE_ONE_MS = 2_500
export const ERASE_MS = 20_000
/** A step of an import: over many rows, or on a slow disk. */
export const IMPORT_STEP_MS = 30_000
/** A whole export, whose statements are as short as others, but whose reader may pause between them. */
export const EXPORT_MS = 30 * 60_000
export const EXPORT_PAUSE_MS = 60_000
