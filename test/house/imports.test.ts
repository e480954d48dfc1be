import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { type Import, type SourceFile, sourceFiles, testFiles } from './source.ts'

const FILES = sourceFiles()
/** What runs in browsers. */
const isClient = (path: string) =>
  /^(widget|console\/client|demo\/client)\//.test(path) && path !== 'widget/routes.ts'
const SERVER = FILES.filter(({ path }) => !isClient(path))

/** `file -> import` of every import that breaks a rule. */
function breaking(
  files: readonly SourceFile[],
  breaks: (found: Import, file: SourceFile) => boolean,
): string[] {
  return files.flatMap((file) =>
    file.imports.filter((found) => breaks(found, file)).map(({ from }) => `${file.path} -> ${from}`),
  )
}

it('the framework is known to the app, to http/ and to routes; pages are its templates, schemas describe routes', () => {
  const mayKnow = /^(app\.ts|main\.ts|http\/.*|.*routes\.ts|.*schema\.ts|ops\/docs\.ts|review\/events\.ts)$/
  const found = breaking(
    SERVER,
    ({ from, isTypeOnly }, { path }) =>
      !isTypeOnly && /^@?hono\b/.test(from) && from !== 'hono/html' && !mayKnow.test(path),
  )
  expect(found).toEqual([])
})

it('tables and the query builder are known to db/', () => {
  expect(
    breaking(SERVER, ({ from }, { path }) => /^drizzle-orm/.test(from) && !path.startsWith('db/')),
  ).toEqual([])
})

it('the database’s driver is known to db/', () => {
  expect(
    breaking(
      SERVER,
      ({ from, isTypeOnly }, { path }) => !isTypeOnly && from === 'postgres' && !path.startsWith('db/'),
    ),
  ).toEqual([])
})

it('the environment is read where a process begins', () => {
  const found = FILES.filter(({ text }) => /process\.env\b/.test(text)).map(({ path }) => path)
  expect(found.filter((path) => path !== 'main.ts' && !path.startsWith('cli/'))).toEqual([])
})

it('http/ knows no subject but who holds a token', () => {
  const shared = /^(http|db|text)\/|^tokens\/queries\.ts$|^[\w-]+\.ts$/
  const found = breaking(
    FILES.filter(({ path }) => path.startsWith('http/')),
    ({ from, isTypeOnly }) => /\.tsx?$/.test(from) && !isTypeOnly && !shared.test(from),
  )
  expect(found).toEqual([])
})

it('db/ knows no subject, and text/ nothing but itself', () => {
  const found = breaking(
    FILES.filter(({ path }) => /^(db|text)\//.test(path)),
    ({ from, isTypeOnly }, { path }) =>
      /\.tsx?$/.test(from) && !isTypeOnly && dirname(from) !== dirname(path) && from !== 'errors.ts',
  )
  expect(found).toEqual([])
})

it('what judges is pure: texts, names, policies, verdicts and the learned model ask for nothing themselves', () => {
  const pure =
    /^(comments\/(text|links|names|html)|sites\/(policy|names)|submissions\/(verdict|learned)|judge\/(bounds|brake|budget|calibrate|explain|familiar|features|fit|head|heads|held-out|learners|lessons|marks|phrase|proofs|shape|site-judge|tokens|vector-machine))\.ts$/
  const files = FILES.filter(({ path }) => pure.test(path))
  expect(files.length).toBeGreaterThan(20)
  const found = breaking(
    files,
    ({ from, isTypeOnly }) =>
      !isTypeOnly && /^(node:|db\/|http\/|hono|pino|postgres|deps\.ts|live\.ts)/.test(from),
  )
  expect(found).toEqual([])
  expect(files.filter(({ text }) => /\bDate\.now\(|\bnew Date\(\)|Math\.random\(/.test(text))).toEqual([])
})

it('checks know neither requests nor statements, and no subject but texts and the policy', () => {
  const known = /^(checks|text)\/|^comments\/(links|text)\.ts$|^sites\/policy\.ts$|^http\/(call|sign)\.ts$/
  const found = breaking(
    FILES.filter(({ path }) => path.startsWith('checks/')),
    ({ from, isTypeOnly }) => !isTypeOnly && (/\.tsx?$/.test(from) ? !known.test(from) : /hono/.test(from)),
  )
  expect(found).toEqual([])
})

it('nobody imports another subject’s routes', () => {
  const found = breaking(SERVER, ({ from }, { path }) => {
    if (!/routes\.ts$/.test(from) || path === 'app.ts' || path === 'admin/routes.ts') return false
    return from.split('/')[0] !== path.split('/')[0]
  })
  expect(found).toEqual([])
})

it('no subject needs one that needs it, however long the way, but for four pairs that say why', () => {
  const needs = new Map<string, Set<string>>()
  for (const { path, imports } of SERVER.filter(({ path }) => path.includes('/'))) {
    const [subject = ''] = path.split('/')
    const others = imports.filter(({ from, isTypeOnly }) => !isTypeOnly && /^[a-z]+\/.*\.tsx?$/.test(from))
    const known = needs.get(subject) ?? new Set()
    needs.set(subject, known.union(new Set(others.map(({ from }) => from.split('/')[0] ?? ''))))
  }
  const reached = (subject: string, found = new Set<string>()): Set<string> => {
    for (const other of needs.get(subject) ?? []) if (!found.has(other)) reached(other, found.add(other))
    return found
  }
  const ringOf = (subject: string) =>
    [...reached(subject)].filter((other) => other === subject || reached(other).has(subject)).toSorted()
  const rings = new Set([...needs.keys()].map((subject) => ringOf(subject).join(' ')))
  expect([...rings].filter((ring) => ring.includes(' ')).toSorted()).toEqual([
    // An author’s page says what mail they get; mail says what became of their comment.
    'author mail',
    // Escalating is a decision that keeps evidence; the desk shows what was escalated.
    'evidence review',
    // Who holds a token is asked for each request; lists of tokens are paged like all lists.
    'http tokens',
    // A page is one of the forms that a thread comes in.
    'plain threads',
  ])
})

it('browsers get types from the server, never its code', () => {
  const own = /^(widget|console\/client|demo\/client)\//
  const found = breaking(
    FILES.filter(({ path }) => isClient(path)),
    ({ from, isTypeOnly }) => /\.tsx?$/.test(from) && !isTypeOnly && !own.test(from),
  )
  expect(found).toEqual([])
})

it('no file imports itself, however long the way', () => {
  const edges = new Map(
    FILES.map(({ path, imports }) => [
      path,
      imports.filter(({ isTypeOnly, isLater }) => !isTypeOnly && !isLater).map(({ from }) => from),
    ]),
  )
  const done = new Set<string>()
  const rings: string[] = []
  const walk = (path: string, way: readonly string[]) => {
    const at = way.indexOf(path)
    if (at >= 0) return void rings.push([...way.slice(at), path].join(' -> '))
    if (done.has(path)) return
    for (const next of edges.get(path) ?? []) if (edges.has(next)) walk(next, [...way, path])
    done.add(path)
  }
  for (const path of edges.keys()) walk(path, [])
  expect(rings).toEqual([])
})

it('files are named in kebab case, have no default export and stay short', () => {
  const names = FILES.filter(({ path }) => !/^[a-z0-9./-]+$/.test(path) || /(^|\/)index\.tsx?$/.test(path))
  expect(names.map(({ path }) => path)).toEqual([])
  expect(FILES.filter(({ text }) => /^export default/m.test(text)).map(({ path }) => path)).toEqual([])
  const long = [...FILES, ...testFiles()].filter(({ text }) => text.split('\n').length > 301)
  expect(long.map(({ path }) => path)).toEqual([])
})

it('only constants are put into a statement as they are', () => {
  const found = SERVER.filter(({ text }) => /\.unsafe\((?![A-Z_]+\))|\.raw\((?!([A-Z_]+)?\))/.test(text)).map(
    ({ path }) => path,
  )
  // The queue's own statements come from the library, with their values beside them.
  expect(found).toEqual(['jobs/jobs.ts'])
})
