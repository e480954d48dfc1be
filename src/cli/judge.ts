#!/usr/bin/env node
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Budget } from '../judge/budget.ts'
import { type CorpusComment, type CorpusJudge, corpusJudge } from '../judge/corpus.ts'
import { theSeed } from '../judge/seed/seed.ts'
import { DEFAULT_POLICY } from '../sites/policy.ts'
import { parseJsonStrictly } from '../text/json.ts'

const share = z.number().min(0).max(1)
const known = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
const site = z.string().optional()
const comment = {
  site,
  id: z.string().min(1),
  text: z.string(),
  author: known,
  date: known,
  group: known,
  parent: known,
  lang: known,
}

const Operation = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('reset'),
    site,
    budget: z.object({ wrongApprove: share, wrongReject: share, audit: share }).partial().optional(),
    certainty: z.enum(['expected', 'proven']).optional(),
    seed: z.boolean().default(DEFAULT_POLICY.judge.seed),
  }),
  z.object({ op: z.literal('learn'), ...comment, label: z.union([z.literal(0), z.literal(1)]) }),
  z.object({ op: z.literal('score'), ...comment }),
])
type Operation = z.infer<typeof Operation>

/** Answers one operation. Without `site`, an operation means the site that was reset last. */
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
      sites.set(name, corpusJudge(name, budgetOf(operation), operation.seed ? theSeed() : null))
      return { ok: true }
    }
    const { op: _op, site: _site, ...rest } = operation
    if ('label' in rest) {
      judgeOf(name).learn(rest satisfies CorpusComment, rest.label === 1)
      return { ok: true }
    }
    const { p, decision } = judgeOf(name).score(rest)
    return { p, decision }
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
  return {
    ...DEFAULT_POLICY.budget,
    ...Object.fromEntries(Object.entries(budget ?? {}).filter(([, value]) => value !== undefined)),
    ...(certainty === undefined ? {} : { certainty }),
  }
}

function problemOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('; ')
}

/** Operations from standard input, one JSON object a line; one answer a line, in order, on standard output. */
async function main(): Promise<void> {
  const respond = judgeSession()
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue
    if (!process.stdout.write(`${JSON.stringify(respond(line))}\n`)) await once(process.stdout, 'drain')
  }
}

if (import.meta.main) await main()
