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

  it.each([
    [{ op: 'forget' }, 'op: must be reset, learn or score'],
    [{ ...lesson(1), label: '1' }, 'label: must be 0 or 1'],
    [{ ...SCORE, author: ['Ann'] }, 'author: must be a string or a number'],
  ])('says what %o should have been', (line, error) => {
    expect(ask([line])).toEqual([{ error }])
  })

  it('takes a line to end at a line feed and nowhere else', () => {
    const line = JSON.stringify({ ...SCORE, text: 'a\u2028b\u2029c\u0085d' })
    expect(ask([RESET, `${line}\r`, '', ' ', line])).toEqual([
      { ok: true },
      { p: expect.any(Number), decision: 'queue' },
      { p: expect.any(Number), decision: 'queue' },
    ])
  })

  it('takes what is null for not given, and numbers for names', () => {
    const nothing = { author: null, date: null, group: null, lang: null, site: null }
    expect(
      ask([
        { ...RESET, budget: null, certainty: null, site: null },
        { ...RESET, budget: { wrongApprove: null } },
        { ...lesson(1), id: 7, author: 8, group: 9 },
        { ...SCORE, ...nothing, id: 7 },
        { ...SCORE, ...nothing, lang: 'constructor' },
        { ...RESET, site: 10 },
      ]),
    ).toEqual([
      { ok: true },
      { ok: true },
      { ok: true },
      { p: expect.any(Number), decision: 'queue' },
      { p: expect.any(Number), decision: 'queue' },
      { ok: true },
    ])
  })

  it('takes the certainty beside the budget or, as policies have it, inside', () => {
    const lessons = Array.from({ length: 400 }, (_, i) => lesson(i))
    const spam = { ...SCORE, text: 'Buy cheap pills at shop3.example now' }
    const { certainty: _, budget, ...reset } = RESET
    const decides = (asked: object) => ask([{ ...reset, ...asked }, ...lessons, spam]).at(-1)
    expect(decides({ budget: { ...budget, certainty: 'proven' } })).toMatchObject({ decision: 'queue' })
    expect(decides({ budget: { ...budget, certainty: 'proven' }, certainty: 'expected' })).toMatchObject({
      decision: 'reject',
    })
  })

  it('does not take comments whose author is empty for those of one author', () => {
    const decided = Array.from({ length: 100 }, (_, i) => ({ ...lesson(i), author: null }))
    const bad = { ...lesson(1), text: 'Harbour', group: 'h', date: '2020-01-01' }
    const named = (author: string | null) => [
      RESET,
      ...decided,
      ...Array.from({ length: 20 }, (_, i) => ({ ...bad, id: `b${i}`, author })),
      { ...SCORE, id: 'z', author },
    ]
    expect(ask(named('')).at(-1)).toEqual(ask(named(null)).at(-1))
  })

  it('learns the text that was decided, not another one it was asked about under that id', () => {
    const decided = Array.from({ length: 100 }, (_, i) => lesson(i))
    const alone = { author: null, group: null }
    const asked = { ...SCORE, ...alone, id: 'x', text: 'Roses are red' }
    const learned = { ...lesson(1), ...alone, id: 'x', text: 'Violets are blue' }
    const alike = { ...asked, id: 'y', text: 'Violets were blue' }
    const [before, , after] = ask([RESET, ...decided, asked, alike, learned, { ...alike, id: 'z' }]).slice(-3)
    const rise = (after as { p: number }).p - (before as { p: number }).p
    expect(rise).toBeGreaterThan(0.1)
  })

  it('ends without a word when nobody reads its answers any more', () => {
    const lines = Array.from({ length: 5_000 }, () => JSON.stringify(SCORE)).join('\n')
    const { stderr, stdout } = spawnSync(
      '/bin/sh',
      ['-c', `"$0" "$1" | head -n 1`, process.execPath, COMMAND],
      { input: lines, encoding: 'utf8' },
    )
    expect({ stderr, lines: stdout.trimEnd().split('\n').length }).toEqual({ stderr: '', lines: 1 })
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
