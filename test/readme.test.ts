import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../src/metrics.ts'
import { DEFAULT_POLICY, PolicySchema } from '../src/sites/policy.ts'

const root = new URL('..', import.meta.url).pathname
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('the README', () => {
  it('names every setting', () => {
    const settings = [...source('config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name)
    expect(settings.length).toBeGreaterThan(20)
    expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })

  it('names every event of the log', () => {
    const events = sources().flatMap((file) => loggedEvents(source(file)))
    expect(events).toContain('submission.judged')
    expect(events).toContain('captcha.unavailable')
    expect(events.filter((event) => !readme.includes(`\`${event}\``))).toEqual([])
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

  it('names every metric of its own', async () => {
    const metrics = await createMetrics().registry.getMetricsAsJSON()
    const own = metrics.map(({ name }) => name).filter((name) => name.startsWith('postbag_'))
    expect(own.length).toBeGreaterThan(5)
    expect(own.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })
})

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
