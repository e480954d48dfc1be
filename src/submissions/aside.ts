import { type AkismetFields, akismetFields, akismetSaid } from '../checks/akismet.ts'
import { type Candidate, isUnanswered } from '../checks/check.ts'
import type { AkismetSaid } from '../db/states.ts'
import type { Caller } from '../http/caller.ts'
import { SealedOtherwise, seal, unseal } from '../seal.ts'
import type { Ref } from './again-queries.ts'
import type { Judged } from './judge.ts'

/** When a check that could not judge is first asked again, and one whose answer was provisional. */
const AFTER_SILENCE_S = 10
const AFTER_PROVISIONAL_S = 120

/**
 * What stays beside a comment, a day at most: that somebody has to be asked about it again, and what Akismet has to be
 * told of it once more, then or when people decide otherwise than it said.
 */
export type Aside = {
  /** Null where nobody has to be asked again. */
  readonly afterSeconds: number | null
  /** Null where nothing has to be told to Akismet. */
  readonly sealedSender: string | null
  readonly akismetSaid: AkismetSaid | null
}

export type Sender = {
  readonly caller: Caller
  readonly userAgent: string | null
  readonly referrer: string | null
}

/** What is sealed; `asked` is there once Akismet has answered. */
type Sealed = Sender & { readonly asked?: AkismetFields | undefined }

const NOBODY: Sender = { caller: { address: '', bucket: '' }, userAgent: null, referrer: null }

/**
 * What to keep aside of a judged comment. A held one is judged once more where a check that asks elsewhere, or the judge,
 * had no answer or none to rely on. Who sent it is kept only while Akismet is to be asked again, and what Akismet was
 * asked only if it answered.
 */
export function keepAside(
  secret: string,
  ref: Ref,
  judged: Pick<Judged, 'status' | 'isJudgeSilent'> & { readonly verdict: Pick<Judged['verdict'], 'signals'> },
  { candidate, caller }: { readonly candidate: Candidate; readonly caller: Caller },
): Aside | null {
  const { signals } = judged.verdict
  const unanswered = judged.status === 'pending' ? signals.filter(isUnanswered) : []
  const isAgain = unanswered.length > 0 || (judged.status === 'pending' && judged.isJudgeSilent)
  const said = akismetSaid(signals)
  if (!isAgain && said === null) return null
  const { userAgent, referrer } = candidate
  const isToldAgain = unanswered.some(({ check }) => check === 'akismet')
  const sealed: Sealed = {
    ...(isToldAgain ? { caller, userAgent, referrer } : NOBODY),
    ...(said !== null && { asked: akismetFields(candidate) }),
  }
  const after = unanswered.some(({ isProvisional }) => isProvisional) ? AFTER_PROVISIONAL_S : AFTER_SILENCE_S
  return {
    afterSeconds: isAgain ? after : null,
    sealedSender: isToldAgain || said !== null ? seal(secret, placeOf(ref), JSON.stringify(sealed)) : null,
    akismetSaid: said,
  }
}

/** Undefined if it was sealed with another key. */
export function senderOf(
  secret: string,
  ref: Ref & { readonly sealedSender: string | null },
): Sender | undefined {
  return ref.sealedSender === null ? NOBODY : open(secret, ref, ref.sealedSender)
}

/** The values that Akismet was asked with; undefined if there are none, or they were sealed with another key. */
export function askedOf(
  secret: string,
  ref: Ref & { readonly sealedSender: string },
): AkismetFields | undefined {
  return open(secret, ref, ref.sealedSender)?.asked
}

function open(secret: string, ref: Ref, sealed: string): Sealed | undefined {
  try {
    // Written by `keepAside`, and authenticated by its seal.
    return JSON.parse(unseal(secret, placeOf(ref), sealed)) as Sealed
  } catch (error) {
    if (error instanceof SealedOtherwise) return undefined
    throw error
  }
}

const placeOf = ({ siteId, commentId }: Ref) => `sender ${siteId} ${commentId}`
