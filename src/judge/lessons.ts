import { foldText } from '../text/fold.ts'
import { type Evidence, vectorOf } from './features.ts'
import { kindOf } from './heads.ts'
import type { Lesson } from './proofs.ts'
import type { LessonRow } from './queries.ts'

/** A stored decision as a lesson, with what was known of author and thread at the time rather than now. */
export function toLesson({
  id,
  isRejected,
  reason,
  group,
  text,
  signals,
  context,
  checked,
  isByJudge,
  auditRate,
  told,
}: LessonRow): Lesson {
  const { isReply, ...history } = context ?? NOTHING_KNOWN
  const evidence: Evidence = { text, folded: foldText(text), signals, history, isReply }
  const weight = checked === null || auditRate === null ? 1 : 1 / auditRate
  return {
    id,
    vector: vectorOf(evidence),
    isRejected,
    kind: isRejected ? kindOf(reason) : undefined,
    group,
    weight,
    checkOf: checked === null || isByJudge ? checked : `${checked}-by-rules`,
    told,
  }
}

const NOTHING_KNOWN = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, rejected: 0 },
  isReply: false,
}
