import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const COMMAND = fileURLToPath(new URL('../../src/cli/evaluate.ts', import.meta.url))
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'))
  writeFileSync(join(folder, 'train.jsonl'), rows(0, 300))
  writeFileSync(join(folder, 'test.jsonl'), rows(300, 400))
  writeFileSync(join(folder, 'empty.jsonl'), '\n')
  writeFileSync(join(folder, 'good.jsonl'), `\uFEFF${rows(301, 303)}`)
  writeFileSync(join(folder, 'broken.jsonl'), `${rows(0, 1)}\n{"id":"x"}\n`)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Two kinds that a person tells apart at once. */
function rows(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, k) => {
    const i = from + k
    const label = i % 3 === 0 ? 1 : 0
    const text = label
      ? `Earn money fast with offer ${i % 11} on our site, ${'abcdefghijklm'[i % 13]}`
      : `The council discussed street ${i % 11} and school ${i % 7} ${'nopqrstuvwxyz'[i % 13]}`
    return JSON.stringify({ id: `r${i}`, text, label, lang: 'en' })
  }).join('\n')
}

function evaluate(...options: string[]) {
  const files = ['--train', join(folder, 'train.jsonl'), '--test', join(folder, 'test.jsonl')]
  return spawnSync(process.execPath, [COMMAND, ...files, ...options], { encoding: 'utf8', cwd: folder })
}

describe('the evaluate command', () => {
  it('prints a table that a person can read', () => {
    const { stdout, status } = evaluate('--promise', '0.05')
    expect(status).toBe(0)
    expect(stdout).toContain('100 comments judged, 300 decisions learned')
    expect(stdout).toMatch(/ROC 1\.000/)
    expect(stdout).toMatch(/by machine {9}\d+\.\d %: \d+ approved, \d+ rejected/)
  })

  it('gives the same figures as JSON', () => {
    const report = JSON.parse(evaluate('--json').stdout)
    expect(report).toMatchObject({ comments: 100, labels: 300, promised: 0.01, ranking: { roc: 1 } })
  })

  it('draws how it learns when it begins knowing nothing', () => {
    const { stdout } = evaluate(
      '--online',
      '--json',
      '--promise',
      '0.05',
      '--plot',
      join(folder, 'curve.svg'),
    )
    const { comments, labels, curve } = JSON.parse(stdout)
    expect(comments).toBe(400)
    expect(labels).toBeLessThan(400)
    expect(curve[0].automation.automated).toBe(0)
    expect(curve.at(-1).automation.automated).toBeGreaterThan(0.5)
    expect(readFileSync(join(folder, 'curve.svg'), 'utf8')).toMatch(/^<svg[\s\S]+polyline[\s\S]+<\/svg>/)
  })

  it.each([
    [['--test', 'broken.jsonl'], 'broken.jsonl, line 2: not a labelled comment'],
    [['--test', 'absent.jsonl'], 'absent.jsonl cannot be read (ENOENT)'],
    [['--test', '.'], '. cannot be read (EISDIR)'],
    [['--test', 'empty.jsonl'], 'empty.jsonl has no comments'],
    [['--promise', '-1'], "Option '--promise' argument is ambiguous"],
    [['--promise', '3'], '--promise takes a share'],
    [['--certainty', 'maybe'], '--certainty takes expected or proven'],
  ])('says what is wrong with %s', (options, message) => {
    const { stderr, status } = evaluate(...options)
    expect(status).toBe(1)
    expect(stderr).toContain(message)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  it('tells in one line what it needs', () => {
    const { stderr, status } = spawnSync(process.execPath, [COMMAND], { encoding: 'utf8' })
    expect({ stderr, status }).toEqual({
      stderr: 'evaluate: --train FILE and --test FILE are needed; --help tells the rest.\n',
      status: 1,
    })
  })

  it('claims no ranking where all comments are of one kind', () => {
    const { ranking } = JSON.parse(evaluate('--json', '--test', 'good.jsonl').stdout)
    expect(ranking).toMatchObject({ roc: null, precisionRecall: null, falseAt95: null })
    expect(evaluate('--test', 'good.jsonl').stdout).toContain(
      'ROC –   PR –   good passed by at 95 % caught –',
    )
  })
})
