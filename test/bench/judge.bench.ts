import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { atOnce, inTurns } from '../../src/give-way.ts'
import { explain } from '../../src/judge/explain.ts'
import { type Evidence, vectorOf } from '../../src/judge/features.ts'
import { fitModel } from '../../src/judge/fit.ts'
import { toLesson } from '../../src/judge/lessons.ts'
import type { LessonRow } from '../../src/judge/queries.ts'
import { fitInThread } from '../../src/judge/refit.ts'
import { type SiteJudge, siteJudge } from '../../src/judge/site-judge.ts'
import { fromBytes, type JudgeState, toBytes } from '../../src/judge/snapshot.ts'
import { DEFAULT_POLICY } from '../../src/sites/policy.ts'
import { foldText } from '../../src/text/fold.ts'
import type { Row } from './row.ts'
import { aText } from './texts.ts'

const LESSONS = 12_000
const MORE = 3_000
const BUDGET = DEFAULT_POLICY.budget
const NOBODY_KNOWN = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, rejected: 0 },
}

/** What a judge that learned from 12,000 decisions costs: to ask, to teach, to keep, and to make anew. */
export async function bench(): Promise<readonly Row[]> {
  const rows = Array.from({ length: LESSONS }, (_, i) => aLesson(i))
  // First: clearing away what the others leave behind keeps this thread longer than the refit does.
  const delay = await refitted(rows)
  const state = taught(rows)
  return [...(await used(state)), await kept(state), delay]
}

function taught(rows: readonly LessonRow[]): Uint8Array {
  const lessons = rows.map(toLesson)
  const judge = siteJudge('bench', BUDGET)
  judge.adopt(fitModel(lessons), lessons)
  return toBytes(judge.state())
}

/** One in five is advertising, in words of which plain comments use some too. */
function aLesson(number: number): LessonRow {
  const isRejected = number % 5 === 0
  const advert = ' Subscribe to my channel and earn money from home, the casino bonus is free.'
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    createdAt: new Date(number * 1_000),
    isRejected,
    reason: isRejected ? 'spam' : null,
    group: `article ${number % 300}`,
    text: `${aText(number)}${isRejected === (number % 37 !== 0) ? advert : ''}`,
    signals: [],
    context: { ...NOBODY_KNOWN, isReply: number % 3 === 0 },
    checked: null,
    isByJudge: false,
    auditRate: null,
    told: null,
  }
}

function evidenceOf({ text }: LessonRow): Evidence {
  return { text, folded: foldText(text), signals: [], history: NOBODY_KNOWN, isReply: false }
}

async function judgeOf(bytes: Uint8Array): Promise<SiteJudge> {
  const judge = siteJudge('bench', BUDGET)
  judge.restore(await stateOf(bytes))
  return judge
}

async function stateOf(bytes: Uint8Array): Promise<JudgeState> {
  const state = await fromBytes(bytes)
  if (state === undefined) throw new Error('the state cannot be read')
  return state
}

/** A busy newsroom: a comment is scored and explained, then a decision is learned, in turns. What the evidence allows is measured after learning, as in the service. */
async function used(bytes: Uint8Array): Promise<Row[]> {
  const judge = await judgeOf(bytes)
  const scored: number[] = []
  const learned: number[] = []
  for (let i = 0; i < MORE; i += 1) {
    const row = aLesson(LESSONS + i)
    const before = performance.now()
    const evidence = evidenceOf(row)
    const model = judge.model()
    const vector = vectorOf(evidence)
    judge.score({ id: row.id, vector, isWhole: true })
    judge.kindRisk(vector)
    if (model !== null) explain(model, evidence, vector)
    const between = performance.now()
    judge.learn(toLesson(row))
    const after = performance.now()
    atOnce(judge.measuring())
    scored.push(between - before)
    learned.push(after - between)
  }
  const what = (deed: string) => `${deed}, judge of ${LESSONS} decisions, p99`
  return [
    {
      what: what('read, score and explain a comment'),
      value: p99(scored),
      unit: 'ms',
      aim: { atMost: 1 },
    },
    { what: what('learn a decision'), value: p99(learned), unit: 'ms', aim: { atMost: 3 } },
  ]
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN
}

const JUDGES = 4

async function kept(bytes: Uint8Array): Promise<Row> {
  const first = await judgeOf(bytes)
  first.thresholds()
  const before = await occupied()
  const judges = await Promise.all(Array.from({ length: JUDGES }, () => judgeOf(bytes)))
  for (const judge of judges) judge.thresholds()
  const value = ((await occupied()) - before) / judges.length / 1e6
  return { what: `memory of a judge of ${LESSONS} decisions`, value, unit: 'MB', aim: { atMost: 8 } }
}

async function occupied(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round += 1) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The longest that this thread is kept from its work while another fits a model and this one puts it in force. */
async function refitted(rows: readonly LessonRow[]): Promise<Row> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // It tells the time between two looks at the clock, so the first has to come before the work.
  await setTimeout(10)
  const { state } = await fitInThread(rows, { inForce: null, usesSeed: true })
  const judge = await judgeOf(state)
  // In the service it reads newer decisions in between.
  await setTimeout(0)
  await inTurns(judge.measuring())
  delay.disable()
  const what = `event-loop delay while ${LESSONS} decisions are refitted, most`
  return { what, value: delay.max / 1e6, unit: 'ms', aim: { atMost: 50 } }
}
