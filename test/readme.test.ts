import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../src/metrics.ts'
import { DEFAULT_POLICY, PolicySchema } from '../src/sites/policy.ts'

const root = new URL('..', import.meta.url).pathname
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('the README', () => {
  it('names every setting, and no other', () => {
    const settings = [...source('config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name)
    expect(settings.length).toBeGreaterThan(20)
    expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
    const told = inTables('## Settings', /`([A-Z_]+)`/g)
    expect(told.filter((name) => !settings.includes(name))).toEqual([])
  })

  it('names every event of the log, and no other', () => {
    const events = sources().flatMap((file) => loggedEvents(source(file)))
    expect(events).toContain('submission.judged')
    expect(events).toContain('captcha.unavailable')
    expect(events.filter((event) => !readme.includes(`\`${event}\``))).toEqual([])
    const all = sources().map(source).join('')
    const told = inTables('### The log', /`([a-z-]+\.[a-z.-]+)`/g)
    expect(told.length).toBeGreaterThan(80)
    expect(told.filter((event) => !all.includes(`'${event}'`))).toEqual([])
  })

  it('says that sites go by their slug in the log, and they do', () => {
    const calls = sources().flatMap((file) => loggerCalls(source(file)))
    expect(calls.length).toBeGreaterThan(80)
    expect(calls.filter((call) => /\bsiteId\b|\.\.\.ref\b/.test(call))).toEqual([])
    expect(readme).toContain("`site` is a site's slug")
  })

  it("tells a policy's defaults as they are", () => {
    const [, written = ''] = /## Policy of a site[\s\S]*?```js\n([\s\S]*?)```/.exec(readme) ?? []
    const told: unknown = runInNewContext(`(${written})`)
    expect(Object.keys(told as object).toSorted()).toEqual(Object.keys(DEFAULT_POLICY).toSorted())
    expect(PolicySchema.parse(structuredClone(told))).toEqual(DEFAULT_POLICY)
  })

  it('names every metric of its own, and no other', async () => {
    const metrics = await createMetrics().registry.getMetricsAsJSON()
    const own = metrics.map(({ name }) => name).filter((name) => name.startsWith('postbag_'))
    expect(own.length).toBeGreaterThan(5)
    expect(own.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
    const told = [...readme.matchAll(/\bpostbag_[a-z_]+/g)].map(([name]) => name)
    expect(told.filter((name) => !own.includes(name))).toEqual([])
  })

  it('leads through files that are there, and names every folder', () => {
    let folder = ''
    const files = inTables('## The code', /`([\w./-]+\.ts)`/g, 1).map((name) => {
      if (!name.includes('/')) return join(folder, name)
      folder = dirname(name)
      return name
    })
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((one) => one.isDirectory())
    const about = chapter('## The code')
    expect(folders.filter(({ name }) => !about.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([])
  })
})

/** A chapter, up to the next one of its level. */
function chapter(heading: string): string {
  const from = readme.indexOf(`\n${heading}\n`)
  const level = heading.slice(0, heading.indexOf(' ') + 1)
  const end = readme.indexOf(`\n${level}`, from + 1)
  return readme.slice(from, end < 0 ? undefined : end)
}

/** What a pattern finds in one column of a chapter's tables. */
function inTables(heading: string, pattern: RegExp, column = 0): string[] {
  const rows = [...chapter(heading).matchAll(/^\| (.*) \|$/gm)]
  const cells = rows.map(([, row = '']) => row.split(' | ')[column] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(pattern)].map(([, name = '']) => name))
}

function source(file: string): string {
  return readFileSync(join(root, 'src', file), 'utf8')
}

/** The files of the server. */
function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/^(console\/client|widget)\//.test(file),
  )
}

/** Dotted names among the arguments of every call of a logger. */
function loggedEvents(code: string): string[] {
  return loggerCalls(code).flatMap((call) =>
    [...call.matchAll(/'([a-z]+(?:\.[a-z_-]+)+)'/g)].map(([, name = '']) => name),
  )
}

/** What every call of a logger is given. */
function loggerCalls(code: string): string[] {
  return [...code.matchAll(/\blog\??\.(?:trace|debug|info|warn|error|fatal)\(/g)].map((call) =>
    callText(code, call.index + call[0].length),
  )
}

/** What stands between the brackets of a call. */
function callText(code: string, start: number): string {
  let depth = 1
  let end = start
  for (; end < code.length && depth > 0; end += 1) {
    if (code[end] === '(') depth += 1
    if (code[end] === ')') depth -= 1
  }
  return code.slice(start, end)
}
