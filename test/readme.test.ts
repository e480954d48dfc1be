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
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    const events = files
      .filter((file) => file.endsWith('.ts') && !/^(console\/client|widget)\//.test(file))
      .flatMap((file) => loggedEvents(source(file)))
    expect(events).toContain('submission.judged')
    expect(events).toContain('captcha.unavailable')
    expect(events.filter((event) => !readme.includes(`\`${event}\``))).toEqual([])
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

/** Dotted names among the arguments of every call of a logger. */
function loggedEvents(code: string): string[] {
  return [...code.matchAll(/\blog\??\.(?:trace|debug|info|warn|error|fatal)\(/g)].flatMap((call) =>
    [...callText(code, call.index + call[0].length).matchAll(/'([a-z]+(?:\.[a-z_-]+)+)'/g)].map(
      ([, name = '']) => name,
    ),
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
