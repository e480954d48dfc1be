import type { TextKey } from '../locale/texts.ts'

/** The contract's reason codes and the words for them, in the order a reader is offered them. */
export const REASONS: Readonly<Record<string, TextKey>> = {
  spam: 'reasonSpam',
  abuse: 'reasonAbuse',
  hate: 'reasonHate',
  threat: 'reasonThreat',
  sexual: 'reasonSexual',
  'personal-data': 'reasonPersonalData',
  illegal: 'reasonIllegal',
  misinformation: 'reasonMisinformation',
  'off-topic': 'reasonOffTopic',
  duplicate: 'reasonDuplicate',
  other: 'reasonOther',
}
