import type { Span } from '../checks/check.ts'
import { wordProblem } from '../checks/listed-word.ts'
import { type Matcher, matcher, readingsOf } from '../checks/words.ts'
import type { Queryable } from '../db/client.ts'
import { LAST_DECISION } from '../db/states.ts'
import { givingWay, inTurns } from '../give-way.ts'
import { foldText } from '../text/fold.ts'

const TRY_LISTS = ['hold', 'reject'] as const
type TryList = (typeof TRY_LISTS)[number]

/** What lists of words would have done to past comments, and what people had decided about those. */
export type Trial = {
  readonly since: Date
  /** Comments looked at: the newest of the time asked for. */
  readonly comments: number
  readonly held: Caught
  readonly rejected: Caught
  readonly perWord: readonly WordTrial[]
}

type Caught = {
  readonly count: number
  readonly approvedByPeople: number
  readonly rejectedByPeople: number
  readonly sample: readonly Sample[]
}

type Sample = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly status: string
  readonly words: readonly string[]
  readonly spans: readonly Span[]
}

type WordTrial = {
  readonly word: string
  readonly list: TryList
  readonly hits: number
  readonly approved: number
  readonly rejected: number
  /** Why the word cannot be put on a list. */
  readonly problem?: string
}

type Past = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly status: string
  readonly decided: 'approve' | 'reject' | null
}

type Listed = { readonly word: string; readonly list: TryList; readonly find: Matcher }
type Hit = {
  readonly past: Past
  readonly caught: readonly { readonly listed: Listed; readonly spans: readonly Span[] }[]
}

/**
 * The most comments that one trial looks at: each is folded and matched again, so their number is what a trial costs.
 */
const MOST = 5_000
const EXAMPLES = 20

/**
 * Tries the lists on the comments since `since`. A comment that both lists catch counts as rejected, as it would be.
 */
export async function tryWords(
  db: Queryable,
  siteId: string,
  {
    hold,
    reject,
    since,
  }: { readonly hold: readonly string[]; readonly reject: readonly string[]; readonly since: Date },
): Promise<Trial> {
  const past = await listPast(db, siteId, since)
  const all = [...entries('reject', reject), ...entries('hold', hold)]
  const usable = all.filter(({ problem }) => problem === null)
  const listed = await inTurns(findersOf(usable))
  const any = await inTurns(matcher(usable.map(({ word }) => word)))
  const hits = await findHits(past, any, listed)
  const isRejected = ({ caught }: Hit) => caught.some((one) => one.listed.list === 'reject')
  return {
    since,
    comments: past.length,
    held: summary(hits.filter((hit) => !isRejected(hit))),
    rejected: summary(hits.filter(isRejected)),
    perWord: all.map(({ word, list, problem }) => {
      const ofWord = hits.filter(({ caught }) =>
        caught.some((one) => one.listed.word === word && one.listed.list === list),
      )
      return {
        word,
        list,
        hits: ofWord.length,
        approved: ofWord.filter((hit) => hit.past.decided === 'approve').length,
        rejected: ofWord.filter((hit) => hit.past.decided === 'reject').length,
        ...(problem !== null && { problem: `This ${problem}.` }),
      }
    }),
  }
}

function entries(list: TryList, words: readonly string[]) {
  return [...new Set(words.map((word) => word.trim()))].map((word) => ({
    word,
    list,
    problem: wordProblem(word),
  }))
}

function* findersOf(entries: readonly Omit<Listed, 'find'>[]): Generator<void, Listed[]> {
  const listed: Listed[] = []
  for (const { word, list } of entries) listed.push({ word, list, find: yield* matcher([word]) })
  return listed
}

/**
 * Most texts contain no listed word. One pass over all words finds that out, and only the other texts are looked at
 * word by word.
 */
async function findHits(past: readonly Past[], any: Matcher, listed: readonly Listed[]): Promise<Hit[]> {
  const hits: Hit[] = []
  const giveWay = givingWay()
  for (const comment of past) {
    await giveWay()
    const text = readingsOf(comment.text, foldText(comment.text))
    const name = readingsOf(comment.name, foldText(comment.name))
    if (any(comment.text, text).length === 0 && any(comment.name, name).length === 0) continue
    const caught = listed.flatMap((entry) => {
      const spans = entry.find(comment.text, text)
      return spans.length > 0 || entry.find(comment.name, name).length > 0 ? [{ listed: entry, spans }] : []
    })
    if (caught.length > 0) hits.push({ past: comment, caught })
  }
  return hits
}

function summary(hits: readonly Hit[]): Caught {
  return {
    count: hits.length,
    approvedByPeople: hits.filter(({ past }) => past.decided === 'approve').length,
    rejectedByPeople: hits.filter(({ past }) => past.decided === 'reject').length,
    sample: hits.slice(0, EXAMPLES).map(({ past: { id, name, text, status }, caught }) => ({
      id,
      name,
      text: text.slice(0, 1_000),
      status,
      words: caught.map(({ listed }) => listed.word),
      spans: caught
        .flatMap(({ spans }) => spans)
        .filter(({ end }) => end <= 1_000)
        .toSorted((a, b) => a.start - b.start),
    })),
  }
}

/**
 * The newest comments, each with the last decision of a person. A comment under an open blind check is given as
 * pending, which is how moderators see it.
 */
function listPast(db: Queryable, siteId: string, since: Date): Promise<Past[]> {
  return db.query(
    (sql) => sql<Past[]>`
    select c.id, c.name, c.text, case when c.audit then 'pending' else c.status end as status, d.action as decided
    from comments c
    left join lateral (${sql.unsafe(LAST_DECISION)}) d on true
    where c.site_id = ${siteId} and c.created_at >= ${since} and c.status <> 'withdrawn'
    order by c.created_at desc, c.id desc limit ${MOST}`,
  )
}
