import { randomUUIDv7 } from 'node:crypto'
import type { Candidate, History } from '../../src/checks/check.ts'
import { foldText } from '../../src/text/fold.ts'

const NOTHING: History = {
  author: { approved: 0, rejected: 0, pending: 0 },
  network: { approved: 0, rejected: 0, pending: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, articles: 0, names: 0, rejected: 0, sameCallerHere: false },
  bannedDomains: [],
  watchedDomains: [],
  perMinute: { article: 1, site: 1 },
}

/** A submission that no check marks; say only what matters. */
export function aCandidate({
  history,
  ...fields
}: Omit<Partial<Candidate>, 'history' | 'folded' | 'foldedName'> & {
  readonly history?: Partial<History>
} = {}): Candidate {
  const name = fields.name ?? 'Ada'
  const text = fields.text ?? 'The ferry was late again this morning.'
  return {
    siteSlug: 'news',
    siteName: 'The Daily News',
    origins: ['https://news.example'],
    articleKey: 'bridge',
    articleUrl: 'https://news.example/bridge',
    commentId: randomUUIDv7(),
    email: null,
    website: null,
    isReply: false,
    isEdit: false,
    isAskedAgain: false,
    isVerified: false,
    heldBy: [],
    locale: 'en',
    honeypot: null,
    openedAt: null,
    receivedAt: new Date('2026-11-23T12:00:00Z'),
    address: '203.0.113.9',
    userAgent: 'Browser/1',
    referrer: null,
    ...fields,
    name,
    foldedName: foldText(name),
    text,
    folded: foldText(text),
    history: { ...NOTHING, ...history },
  }
}
