import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const COMMAND = fileURLToPath(new URL('../../src/cli/judge.ts', import.meta.url))

/** What the command answers to these lines, by line. */
function ask(lines: readonly (object | string)[]): unknown[] {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const { stdout, status } = spawnSync(process.execPath, [COMMAND], { input, encoding: 'utf8' })
  expect(status).toBe(0)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

const RESET = {
  op: 'reset',
  site: 's1',
  budget: { wrongApprove: 0.01, wrongReject: 0.01 },
  certainty: 'expected',
}
const SCORE = {
  op: 'score',
  id: 'a',
  text: 'Hello',
  author: 'Ann',
  date: '2026-01-01',
  group: 'g',
  lang: 'en',
}

function lesson(i: number) {
  const isBad = i % 2 === 1
  const text = isBad
    ? `Buy cheap pills at shop${i % 9}.example now`
    : `The council met ${i % 9} times this week`
  return { ...SCORE, op: 'learn', id: `l${i}`, text, label: isBad ? 1 : 0 }
}

describe('the judge command', () => {
  it('answers each line in order, and nothing else', () => {
    const answers = ask([{ ...RESET, seed: false }, SCORE, lesson(0), { ...SCORE, op: 'score', id: 'b' }])
    expect(answers).toEqual([
      { ok: true },
      { p: expect.any(Number), decision: 'queue' },
      { ok: true },
      { p: expect.any(Number), decision: 'queue' },
    ])
  })

  it.each([
    ['no JSON', 'hello'],
    ['an unknown operation', { op: 'forget' }],
    ['a label that is neither', { ...lesson(1), label: 2 }],
    ['a text that is none', { ...SCORE, text: 7 }],
    ['an impossible budget', { ...RESET, budget: { wrongApprove: 2 } }],
    ['a seed that is neither on nor off', { ...RESET, seed: 'much' }],
  ])('answers %s with an error and goes on', (_, line) => {
    expect(ask([RESET, line, SCORE])).toEqual([
      { ok: true },
      { error: expect.any(String) },
      { p: expect.any(Number), decision: 'queue' },
    ])
  })

  it('learns, decides, and forgets at a reset; another site knows nothing of it', () => {
    const lessons = Array.from({ length: 400 }, (_, i) => lesson(i))
    const spam = { ...SCORE, text: 'Buy cheap pills at shop3.example now' }
    const answers = ask([RESET, ...lessons, spam, { ...spam, site: 'other' }, RESET, spam])
    expect(answers.slice(401)).toEqual([
      { p: expect.closeTo(1, 1), decision: 'reject' },
      { p: expect.any(Number), decision: 'queue' },
      { ok: true },
      { p: expect.any(Number), decision: 'queue' },
    ])
  })

  it('takes the careful defaults without a budget: machine rejection is off', () => {
    const lessons = Array.from({ length: 400 }, (_, i) => lesson(i))
    const spam = { ...SCORE, text: 'Buy cheap pills at shop3.example now' }
    expect(ask([{ op: 'reset', site: 's' }, ...lessons, spam]).at(-1)).toMatchObject({ decision: 'queue' })
  })
})
