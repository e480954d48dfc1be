import { FIRST_COMMENT } from '../checks/author.ts'
import type { Candidate, Check, History, Signal } from '../checks/check.ts'
import { linksCheck } from '../checks/links.ts'
import { personalDataCheck } from '../checks/personal-data.ts'
import { shapeCheck } from '../checks/shape.ts'
import { builtInWords } from '../checks/wordlists/lists.ts'
import { wordsCheck } from '../checks/words.ts'
import type { Queryable } from '../db/client.ts'
import { takeTime } from '../db/in-time.ts'
import { COMPARE_MS } from '../db/time-limits.ts'
import { givingWay, inTurns } from '../give-way.ts'
import type { Judges, PastJudge } from '../judge/judges.ts'
import { checkPolicyFor, type Policy } from '../sites/policy.ts'
import type { Site } from '../sites/queries.ts'
import type { JudgeContext } from '../submissions/stored-verdict.ts'
import type { Verdict } from '../submissions/verdict.ts'
import { verdictWithJudge } from '../submissions/verdict.ts'
import { foldText } from '../text/fold.ts'

const MOST_COMMENTS = 1_000
const EXAMPLES = 20

type Past = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly website: string | null
  readonly createdAt: Date
  readonly signals: readonly Signal[]
  readonly context: JudgeContext | null
  /** What a person decided, where one did, and that decision's id. */
  readonly decided: 'approve' | 'reject' | null
  readonly decisionId: string | null
}

export type Preview = {
  /** Comments looked at, those judged last. */
  readonly comments: number
  readonly changed: number
  readonly before: Errors
  readonly after: Errors
  readonly changes: readonly { readonly from: string; readonly to: string; readonly count: number }[]
  readonly examples: readonly Example[]
}

/**
 * Verdicts counted by action. `decided…` counts those on comments that a person decided on as well, `wrong…` counts
 * those of them where the person decided otherwise.
 */
type Errors = {
  readonly approve: number
  readonly hold: number
  readonly reject: number
  readonly decided: number
  readonly decidedApprove: number
  readonly wrongApprove: number
  readonly decidedReject: number
  readonly wrongReject: number
}

type Example = {
  readonly id: string
  readonly text: string
  readonly from: string
  readonly to: string
  readonly because: readonly string[]
  readonly decided: string | null
}

/**
 * What another policy would have made of the comments judged last on a site. Checks that read only the text are run
 * again under it, and the judge is asked under its budget. What the other checks found at the time (captcha score,
 * repeats, author) is kept and weighed by the new policy.
 */
export async function previewPolicy(
  { db, judges }: { readonly db: Queryable; readonly judges: Judges },
  site: Site,
  policy: Policy,
): Promise<Preview> {
  const past = await listPast(db, site.id)
  const then = {
    policy: site.policy,
    checks: await inTurns(textChecks(site.policy)),
    judge: await judges.underBudget(site, site.policy.budget),
  }
  const now = {
    policy,
    checks: await inTurns(textChecks(policy)),
    judge: await judges.underBudget(site, policy.budget),
  }
  takeTime(COMPARE_MS)
  const rows: Compared[] = []
  const giveWay = givingWay()
  for (const comment of past) {
    await giveWay()
    const candidate = aCandidate(site, comment)
    rows.push({ comment, from: verdictOf(comment, candidate, then), to: verdictOf(comment, candidate, now) })
  }
  return summary(rows)
}

type Compared = { readonly comment: Past; readonly from: Verdict; readonly to: Verdict }

function summary(rows: readonly Compared[]): Preview {
  const changed = rows.filter(({ from, to }) => from.action !== to.action)
  const moves = Map.groupBy(changed, ({ from, to }) => `${from.action} ${to.action}`)
  return {
    comments: rows.length,
    changed: changed.length,
    before: count(rows.map(({ comment, from }) => [from.action, comment.decided])),
    after: count(rows.map(({ comment, to }) => [to.action, comment.decided])),
    changes: [...moves].map(([move, { length }]) => {
      const [from = '', to = ''] = move.split(' ')
      return { from, to, count: length }
    }),
    examples: changed.slice(0, EXAMPLES).map(({ comment, from, to }) => ({
      id: comment.id,
      text: comment.text.slice(0, 300),
      from: from.action,
      to: to.action,
      because: to.because.length > 0 ? to.because : from.because,
      decided: comment.decided,
    })),
  }
}

/** By the newest verdicts, not by the newest comments: an import may bring any number of those without one. */
function listPast(db: Queryable, siteId: string): Promise<Past[]> {
  return db.query(
    (sql) => sql<Past[]>`
    select c.id, c.name, c.text, c.website, c.created_at, v.signals, v.context, d.id as decision_id,
      case when c.decided_at is null then null when c.status = 'approved' then 'approve'
        when c.status = 'rejected' then 'reject' end as decided
    from verdicts v join comments c on c.site_id = v.site_id and c.id = v.comment_id
    left join lateral (
      select d.id from decisions d where d.site_id = c.site_id and d.comment_id = c.id and d.action <> 'undo'
      order by d.version desc limit 1) d on true
    where v.site_id = ${siteId} and not exists (select from verdicts later
      where later.site_id = v.site_id and later.comment_id = v.comment_id and later.revision > v.revision)
    order by v.created_at desc, v.id desc limit ${MOST_COMMENTS}`,
  )
}

/** The checks whose finding follows from the text and the policy alone. */
function* textChecks(policy: Policy): Generator<void, readonly Check[]> {
  const builtIn = builtInWords(policy.words.builtIn ?? [policy.text.locale.slice(0, 2)])
  return [
    linksCheck(policy.links),
    yield* wordsCheck({ ...policy.words, builtIn }),
    personalDataCheck(),
    shapeCheck(),
  ]
}

type Rules = { readonly policy: Policy; readonly checks: readonly Check[]; readonly judge: PastJudge }

function verdictOf(past: Past, candidate: Candidate, { policy, checks, judge }: Rules): Verdict {
  const isOn = (name: string) => checkPolicyFor(policy, name).on
  const rerun = new Set(checks.map(({ name }) => name))
  const kept = past.signals
    .filter(({ check }) => !rerun.has(check) && isOn(check))
    .map((signal) => weighed(signal, policy, past.context))
  const anew = checks
    .filter(({ name }) => isOn(name))
    .map((check) => ({ check: check.name, ms: 0, ...check.run(candidate) }))
  const signals = [...kept, ...anew]
  const { isReply, ...history } = past.context ?? { ...NOTHING, isReply: false }
  const { text, folded } = candidate
  return verdictWithJudge(
    signals,
    policy,
    judge(past.id, { text, folded, signals, history, isReply }, past.decisionId),
  )
}

/** Weighs a stored signal by another policy's limits: the captcha's score, and the author's first comment. */
function weighed(signal: Signal, policy: Policy, context: JudgeContext | null): Signal {
  const { check, outcome, score } = signal
  if (check === 'captcha' && score !== undefined && outcome !== 'unavailable') {
    return { ...signal, outcome: 1 - score < policy.captcha.holdBelow ? 'suspect' : 'clear' }
  }
  if (check !== 'author' || context === null) return signal
  const { holdFirst } = policy.author
  if (holdFirst && outcome === 'clear' && context.author.approved === 0) {
    return { ...signal, outcome: 'suspect', score: FIRST_COMMENT }
  }
  if (holdFirst || score !== FIRST_COMMENT) return signal
  return { check, ms: signal.ms, outcome: 'clear' }
}

function count(rows: readonly (readonly [Verdict['action'], Past['decided']])[]): Errors {
  const of = (action: Verdict['action']) => rows.filter(([verdict]) => verdict === action)
  const decidedOf = (action: Verdict['action']) => of(action).filter(([, decided]) => decided !== null)
  return {
    approve: of('approve').length,
    hold: of('hold').length,
    reject: of('reject').length,
    decided: rows.filter(([, decided]) => decided !== null).length,
    decidedApprove: decidedOf('approve').length,
    wrongApprove: decidedOf('approve').filter(([, decided]) => decided === 'reject').length,
    decidedReject: decidedOf('reject').length,
    wrongReject: decidedOf('reject').filter(([, decided]) => decided === 'approve').length,
  }
}

const NOTHING: History = {
  author: { approved: 0, rejected: 0, pending: 0 },
  network: { approved: 0, rejected: 0, pending: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, articles: 0, names: 0, rejected: 0, sameCallerHere: false },
  bannedDomains: [],
  watchedDomains: [],
  perMinute: { article: 0, site: 0 },
}

function aCandidate(site: Site, { id, name, text, website, createdAt }: Past): Candidate {
  return {
    siteSlug: site.slug,
    siteName: site.name,
    origins: site.origins,
    articleKey: '',
    articleUrl: null,
    commentId: id,
    name,
    text,
    folded: foldText(text),
    foldedName: foldText(name),
    email: null,
    website,
    isReply: false,
    isEdit: false,
    isAskedAgain: false,
    isVerified: false,
    heldBy: [],
    locale: site.policy.text.locale,
    honeypot: null,
    openedAt: null,
    receivedAt: createdAt,
    address: '0.0.0.0',
    userAgent: null,
    referrer: null,
    history: NOTHING,
  }
}
