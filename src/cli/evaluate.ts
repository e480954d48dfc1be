#!/usr/bin/env node
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Budget } from '../judge/budget.ts'
import { type CorpusJudge, corpusJudge } from '../judge/corpus.ts'
import { curvePlot } from '../judge/curve-plot.ts'
import {
  type Automation,
  automationOf,
  type CurvePoint,
  curveOf,
  judgeOffline,
  judgeOnline,
  type Labelled,
  type Ranking,
  rankingOf,
} from '../judge/evaluation.ts'
import { theSeed } from '../judge/seed/seed.ts'
import { DEFAULT_POLICY } from '../sites/policy.ts'
import { CommandError } from './command.ts'
import { corpusLabel, corpusRow } from './corpus-row.ts'

const USAGE = `npm run evaluate -- --train FILE --test FILE [options]

  --train FILE, --test FILE   comments with labels, one JSON object a line: id, text, label, and where known
                              author, date, group, parent, lang
  --online                    begins knowing nothing, judges --train and then --test in order, learns only what it
                              queues or what is drawn for a blind check
  --promise 0.01              the share of wrong decisions allowed, on each side
  --certainty expected        or proven
  --audit 0.1                 share of automatic decisions checked blindly, with --online
  --without-seed              leaves out what the seed knows of public comments
  --plot FILE.svg             where to draw the learning curve, with --online (default learning-curve.svg)
  --json                      figures as JSON`

const Row = z.object({ ...corpusRow, label: corpusLabel })

type Report = {
  readonly promised: number
  readonly certainty: Budget['certainty']
  readonly comments: number
  readonly labels: number
  readonly ranking: Ranking
  readonly automation: Automation
  readonly curve?: readonly CurvePoint[]
  readonly msPerComment: number
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      online: { type: 'boolean' },
      promise: { type: 'string', default: '0.01' },
      certainty: { type: 'string', default: 'expected' },
      audit: { type: 'string', default: '0.1' },
      plot: { type: 'string', default: 'learning-curve.svg' },
      'without-seed': { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return print(USAGE)
  if (values.train === undefined || values.test === undefined)
    throw new CommandError('--train FILE and --test FILE are needed; --help tells the rest.')
  const promised = shareOption('promise', values.promise)
  const certainty = z.enum(['expected', 'proven']).safeParse(values.certainty)
  if (!certainty.success) throw new CommandError('--certainty takes expected or proven.')
  const budget: Budget = {
    ...DEFAULT_POLICY.budget,
    wrongApprove: promised,
    wrongReject: promised,
    certainty: certainty.data,
  }
  const [train, test] = await Promise.all([readRows(values.train), readRows(values.test)])
  if (test.length === 0) throw new CommandError(`${values.test} has no comments.`)
  const audit = shareOption('audit', values.audit)
  const judge = corpusJudge('evaluation', budget, values['without-seed'] ? null : theSeed())
  const report = values.online
    ? evaluateOnline(judge, [...train, ...test], { budget, audit })
    : evaluate(judge, { train, test }, budget)
  if (report.curve !== undefined) await writeFile(values.plot, curvePlot(report.curve, promised))
  print(values.json ? JSON.stringify(report) : asTable(report))
  if (report.curve !== undefined && !values.json) print(`drawn in ${values.plot}`)
}

function evaluate(
  judge: CorpusJudge,
  { train, test }: { readonly train: readonly Labelled[]; readonly test: readonly Labelled[] },
  budget: Budget,
): Report {
  const started = performance.now()
  const outcomes = judgeOffline(judge, train, test)
  return reportOf(outcomes, budget, train.length, performance.now() - started, train.length + test.length)
}

const CURVE_POINTS = 20

function evaluateOnline(
  judge: CorpusJudge,
  stream: readonly Labelled[],
  { budget, audit }: { readonly budget: Budget; readonly audit: number },
): Report {
  const started = performance.now()
  const { outcomes, labelsAfter } = judgeOnline(judge, stream, audit)
  const labels = labelsAfter.at(-1) ?? 0
  const report = reportOf(outcomes, budget, labels, performance.now() - started, stream.length)
  return { ...report, curve: curveOf(outcomes, labelsAfter, CURVE_POINTS) }
}

function reportOf(
  outcomes: Parameters<typeof rankingOf>[0],
  { wrongApprove, certainty }: Budget,
  labels: number,
  ms: number,
  read: number,
): Report {
  return {
    promised: wrongApprove,
    certainty,
    comments: outcomes.length,
    labels,
    ranking: rankingOf(outcomes),
    automation: automationOf(outcomes),
    msPerComment: ms / Math.max(read, 1),
  }
}

function asTable({
  promised,
  certainty,
  comments,
  labels,
  ranking,
  automation,
  curve,
  msPerComment,
}: Report): string {
  const lines = [
    `${comments} comments judged, ${labels} decisions learned, ${msPerComment.toFixed(2)} ms a comment`,
    '',
    `ranking            ROC ${figure(ranking.roc)}   PR ${figure(ranking.precisionRecall)}   good passed by at 95 % caught ${percent(ranking.falseAt95)}`,
    `calibration error  ${percent(ranking.calibrationError)}`,
    `promised           at most ${percent(promised)} wrong, ${certainty}`,
    `by machine         ${percent(automation.automated)}: ${automation.approved} approved, ${automation.rejected} rejected`,
    `wrong              ${percent(automation.wrong)}: of the approved ${percent(automation.wrongApproved)}, of the rejected ${percent(automation.wrongRejected)}`,
  ]
  if (curve === undefined) return lines.join('\n')
  const steps = curve.map(({ seen, labels: spent, automation: { automated, wrong } }) =>
    [seen, spent, percent(automated), percent(wrong)].map((cell) => String(cell).padStart(10)).join(''),
  )
  const head = ['seen', 'labels', 'machine', 'wrong'].map((cell) => cell.padStart(10)).join('')
  return [...lines, '', head, ...steps].join('\n')
}

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`
}

async function readRows(file: string): Promise<Labelled[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}).`, { cause: error })
  })
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [Row.parse(JSON.parse(line.trim()))]
    } catch {
      throw new CommandError(`${file}, line ${i + 1}: not a labelled comment (id, text, label 0 or 1).`)
    }
  })
}

function shareOption(name: string, value: string): number {
  const share = Number(value)
  if (!(share > 0 && share <= 0.5)) throw new CommandError(`--${name} takes a share above 0, at most 0.5.`)
  return share
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

main().catch((error: unknown) => {
  const [problem] = (error instanceof Error ? error.message : String(error)).split('\n')
  process.stderr.write(`evaluate: ${problem}\n`)
  process.exitCode = 1
})
