import type { Check, Signal } from '../checks/check.ts'
import { builtInWords } from '../checks/wordlists/lists.ts'
import { wordsCheck } from '../checks/words.ts'
import { atOnce } from '../give-way.ts'
import { foldText } from '../text/fold.ts'
import type { Budget } from './budget.ts'
import { vectorOf } from './features.ts'
import { fitModel } from './fit.ts'
import { emptyPast, type PastComment } from './past.ts'
import type { Lesson } from './proofs.ts'
import { type Seed, theSeed } from './seed/seed.ts'
import { type Judgement, siteJudge } from './site-judge.ts'
import { MAX_READ } from './tokens.ts'

/** A comment of a corpus; null means unknown. */
export type CorpusComment = {
  readonly id: string
  readonly text: string
  readonly author: string | null
  readonly date: string | null
  readonly group: string | null
  readonly parent: string | null
  readonly lang: string | null
}

/** A site's judge that remembers everything by itself, for work on corpora without a database. */
export type CorpusJudge = {
  score(comment: CorpusComment): Judgement
  learn(comment: CorpusComment, isRejected: boolean): void
}

/**
 * For a comment that is learned from without having been judged, decisions made within the hour before it count as
 * unknown.
 */
const UNTIL_DECIDED = 3_600_000

type Read = Omit<Lesson, 'isRejected' | 'weight' | 'checkOf' | 'told'>
type Scored = {
  readonly text: string
  readonly lesson: Read
  readonly side: 'approve' | 'reject' | null
  readonly weight: number | null
  readonly told: number | null
}

/** @param seed what counts besides the decisions; null for nothing. */
export function corpusJudge(site: string, budget: Budget, seed: Seed | null = theSeed()): CorpusJudge {
  const judge = siteJudge(site, budget)
  const past = emptyPast(site)
  const lessons = new Map<string, Lesson>()
  const scored = new Map<string, Scored>()
  const checks = checkTally()
  const read = readingAfter(past)

  function refitWhenDue(): void {
    if (!judge.isDue()) return
    const all = [...lessons.values()]
    judge.adopt(fitModel(all, seed), all)
  }

  return {
    score(comment) {
      refitWhenDue()
      const { lesson, ...seen } = read(comment, 0)
      const isWhole = seen.folded.text.length <= MAX_READ
      const judgement = judge.score({ id: comment.id, vector: lesson.vector, isWhole })
      past.noteSeen(seen)
      const side = judgement.action === 'queue' ? null : judgement.action
      const isAsked = judgement.audit && checks.areSilent()
      if (scored.get(comment.id)?.text !== comment.text) {
        const { id, text } = comment
        const told = judge.model() === null ? null : judgement.p
        scored.set(id, { text, lesson, side, weight: isAsked ? 1 / judgement.auditRate : null, told })
        if (side !== null && !isAsked) checks.noteDecided(side)
      }
      return isAsked ? { ...judgement, action: 'queue' } : judgement
    },
    learn(comment, isRejected) {
      const { lesson, ...seen } = read(comment, UNTIL_DECIDED)
      const judged = scored.get(comment.id)
      // A decision on another text does not answer what was said of this one.
      const before = judged?.text === comment.text ? judged : undefined
      const checkOf = before?.side ?? null
      const weight = before?.weight ?? (checkOf === null ? 1 : checks.noteChecked(checkOf))
      if (before !== undefined && checkOf === null) checks.noteAnswered()
      if (lessons.delete(comment.id)) judge.unlearn(comment.id)
      const full: Lesson = {
        ...(before?.lesson ?? lesson),
        isRejected,
        weight,
        checkOf,
        told: before?.told ?? null,
      }
      judge.learn(full)
      lessons.set(comment.id, full)
      past.noteSeen(seen)
      past.noteDecided(seen, isRejected)
    },
  }
}

/** Reads comments with what the past tells about each. */
function readingAfter(past: ReturnType<typeof emptyPast>) {
  const wordLists = wordListsByLanguage()
  /** @param leastAge milliseconds by which a comment must be older for its decision to count as known. */
  return (comment: CorpusComment, leastAge: number): PastComment & { readonly lesson: Read } => {
    const folded = foldText(comment.text)
    const { id, group, author, parent } = comment
    const seen: PastComment = { id, folded, author, group, parent, at: instant(comment.date) }
    const vector = vectorOf({
      text: comment.text,
      folded,
      signals: wordLists(comment.lang, comment.text, folded),
      history: past.before(seen, leastAge),
      isReply: comment.parent !== null,
    })
    return { ...seen, lesson: { id, vector, group } }
  }
}

/**
 * After this many answers from the queue and none to the machine's own verdicts, nobody seems to be checking those.
 */
const SILENT_AFTER = 60

/**
 * Whoever feeds a corpus may check the machine's verdicts at a rate of their own, or not at all. The rate is derived
 * from the answers; if there are none, the verdicts drawn for a check are queued instead.
 */
function checkTally() {
  const sides = { approve: { decided: 0, checked: 0 }, reject: { decided: 0, checked: 0 } }
  let answered = 0
  return {
    noteDecided(side: 'approve' | 'reject'): void {
      if (sides.approve.decided + sides.reject.decided === 0) answered = 0
      sides[side].decided += 1
    },
    /** How many comments this check stands for. */
    noteChecked(side: 'approve' | 'reject'): number {
      sides[side].checked += 1
      return Math.max(1, sides[side].decided / sides[side].checked)
    },
    noteAnswered(): void {
      answered += 1
    },
    areSilent(): boolean {
      const checked = sides.approve.checked + sides.reject.checked
      const decided = sides.approve.decided + sides.reject.decided
      return checked === 0 && answered >= SILENT_AFTER && decided >= SILENT_AFTER
    },
  }
}

/** Milliseconds. A time without a zone is UTC, so that a corpus reads the same everywhere. */
export function instant(date: string | null): number | null {
  if (date === null) return null
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(date) ? date : `${date.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? null : at
}

const NO_NAME = foldText('')

/** The built-in word lists of a comment's own language, each compiled once. */
function wordListsByLanguage() {
  const checks = new Map<string, Check>()
  return (lang: string | null, text: string, folded: ReturnType<typeof foldText>): Signal[] => {
    const locale = (lang ?? 'en').split(/[^a-z]/i)[0] ?? 'en'
    const check = checks.get(locale) ?? atOnce(wordsCheck({ builtIn: builtInWords([locale]) }))
    checks.set(locale, check)
    // The words check looks at nothing else of a comment.
    return [{ check: 'words', ms: 0, ...check.run({ text, folded, name: '', foldedName: NO_NAME } as never) }]
  }
}
