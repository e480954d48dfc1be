#!/usr/bin/env node
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Budget } from '../judge/budget.ts'
import { type CorpusComment, type CorpusJudge, corpusJudge } from '../judge/corpus.ts'
import { theSeed } from '../judge/seed/seed.ts'
import { DEFAULT_POLICY } from '../sites/policy.ts'
import { parseJsonStrictly } from '../text/json.ts'
import { splitLines } from '../text/lines.ts'
import { corpusLabel, corpusRow, name } from './corpus-row.ts'

const share = z
  .number()
  .min(0)
  .max(1)
  .nullish()
  .transform((value) => value ?? undefined)
const certainty = z
  .enum(['expected', 'proven'])
  .nullish()
  .transform((value) => value ?? undefined)
const site = name.nullish().transform((value) => value ?? undefined)

const Operation = z.discriminatedUnion(
  'op',
  [
    z.object({
      op: z.literal('reset'),
      site,
      // As in a policy, which has the certainty inside; beside the budget it counts before that.
      budget: z.object({ wrongApprove: share, wrongReject: share, audit: share, certainty }).nullish(),
      certainty,
      seed: z.boolean().nullish(),
    }),
    z.object({ op: z.literal('learn'), site, ...corpusRow, label: corpusLabel }),
    z.object({ op: z.literal('score'), site, ...corpusRow }),
  ],
  { error: ({ code }) => (code === 'invalid_union' ? 'must be reset, learn or score' : undefined) },
)
type Operation = z.infer<typeof Operation>

/** Answers one operation. An operation without `site` is about the site that was reset last. */
function judgeSession(): (line: string) => object {
  const sites = new Map<string, CorpusJudge>()
  let current = ''
  const judgeOf = (name: string) => {
    const judge = sites.get(name) ?? corpusJudge(name, DEFAULT_POLICY.budget)
    sites.set(name, judge)
    return judge
  }
  const answer = (operation: Operation): object => {
    const name = operation.site ?? current
    if (operation.op === 'reset') {
      current = name
      const isSeeded = operation.seed ?? DEFAULT_POLICY.judge.seed
      sites.set(name, corpusJudge(name, budgetOf(operation), isSeeded ? theSeed() : null))
      return { ok: true }
    }
    const { op: _op, site: _site, ...rest } = operation
    if ('label' in rest) {
      judgeOf(name).learn(rest satisfies CorpusComment, rest.label === 1)
      return { ok: true }
    }
    const { p, action } = judgeOf(name).score(rest)
    return { p, decision: action }
  }
  return (line) => {
    try {
      const parsed = Operation.safeParse(parseJsonStrictly(line, { maxDepth: 10 }))
      return parsed.success ? answer(parsed.data) : { error: problemOf(parsed.error) }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }
}

function budgetOf({ budget, certainty }: Operation & { op: 'reset' }): Budget {
  const given = Object.entries({ ...budget, certainty: certainty ?? budget?.certainty })
  return {
    ...DEFAULT_POLICY.budget,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  }
}

function problemOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('; ')
}

/**
 * Reads operations from standard input, one JSON object a line, and writes one answer a line, in order, to standard
 * output.
 */
async function main(): Promise<void> {
  const respond = judgeSession()
  await pipeline(
    process.stdin.setEncoding('utf8'),
    async function* (input: AsyncIterable<string>) {
      for await (const raw of splitLines(input)) {
        const line = raw.trim()
        if (line !== '') yield `${JSON.stringify(respond(line))}\n`
      }
    },
    process.stdout,
  )
}

if (import.meta.main) {
  main().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`judge: ${error.message}\n`)
    process.exitCode = 1
  })
}
