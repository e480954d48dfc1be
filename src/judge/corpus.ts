import type { Signal } from '../checks/check.ts'
import { builtInWords } from '../checks/wordlists/lists.ts'
import { wordsCheck } from '../checks/words.ts'
import { foldText } from '../text/fold.ts'
import type { Budget } from './budget.ts'
import { vectorOf } from './features.ts'
import { fitModel } from './fit.ts'
import { emptyPast, type PastComment } from './past.ts'
import { type Judgement, type Lesson, siteJudge } from './site-judge.ts'
import { MAX_READ } from './tokens.ts'

/** A comment of a corpus; what is null is not known. */
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

export function corpusJudge(site: string, budget: Budget): CorpusJudge {
  const judge = siteJudge(site, budget)
  const past = emptyPast(site)
  const lessons: Lesson[] = []
  const scored = new Map<
    string,
    {
      readonly lesson: Omit<Lesson, 'isRejected' | 'weight' | 'checkOf'>
      readonly decision: Judgement['decision']
    }
  >()
  const tally = { approve: { decided: 0, checked: 0 }, reject: { decided: 0, checked: 0 } }
  const wordLists = wordListsByLanguage()

  function read(
    comment: CorpusComment,
  ): PastComment & { lesson: Omit<Lesson, 'isRejected' | 'weight' | 'checkOf'> } {
    const folded = foldText(comment.text)
    const seen: PastComment = {
      id: comment.id,
      folded,
      author: comment.author,
      group: comment.group,
      at: instant(comment.date),
    }
    const signals = wordLists(comment.lang, comment.text, folded)
    const vector = vectorOf({
      text: comment.text,
      folded,
      signals,
      history: past.before(seen),
      isReply: comment.parent !== null,
    })
    return { ...seen, lesson: { id: comment.id, vector, group: comment.group } }
  }

  function checkOf(id: string) {
    const before = scored.get(id)
    if (before === undefined || before.decision === 'queue') return { checkOf: null, weight: 1 }
    const side = tally[before.decision]
    side.checked += 1
    return { checkOf: before.decision, weight: side.decided / side.checked }
  }

  return {
    score(comment) {
      if (judge.isDue()) judge.adopt(fitModel(lessons), lessons)
      const { lesson, ...seen } = read(comment)
      const judgement = judge.score({
        id: comment.id,
        vector: lesson.vector,
        isWhole: seen.folded.text.length <= MAX_READ,
      })
      if (judgement.decision !== 'queue' && !scored.has(comment.id)) tally[judgement.decision].decided += 1
      if (!scored.has(comment.id)) scored.set(comment.id, { lesson, decision: judgement.decision })
      past.noteSeen(seen)
      return judgement
    },
    learn(comment, isRejected) {
      const { lesson, ...seen } = read(comment)
      const full: Lesson = {
        ...(scored.get(comment.id)?.lesson ?? lesson),
        isRejected,
        ...checkOf(comment.id),
      }
      judge.learn(full)
      lessons.push(full)
      past.noteSeen(seen)
      past.noteDecided(seen, isRejected)
    },
  }
}

function instant(date: string | null): number | null {
  if (date === null) return null
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(date) ? date : `${date.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? null : at
}

/** The built-in lists of a comment's own language, each compiled once. */
function wordListsByLanguage() {
  const checks = new Map<string, ReturnType<typeof wordsCheck>>()
  return (lang: string | null, text: string, folded: ReturnType<typeof foldText>): Signal[] => {
    const locale = (lang ?? 'en').split(/[^a-z]/i)[0] ?? 'en'
    const check = checks.get(locale) ?? wordsCheck({ reject: [], hold: builtInWords([locale]) })
    checks.set(locale, check)
    const finding = check.run({ text, folded, name: '' } as never, new AbortController().signal)
    return [{ check: 'words', ms: 0, ...(finding as Exclude<typeof finding, Promise<unknown>>) }]
  }
}
