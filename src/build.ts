import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin, transform } from 'esbuild'

const inBrotli = promisify(brotliCompress)
const { BROTLI_PARAM_NDIRECT, BROTLI_PARAM_NPOSTFIX } = constants

const root = fileURLToPath(new URL('..', import.meta.url))

const TARGET = ['chrome111', 'firefox115', 'safari16.4']

const SHARED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: 'esm',
  target: TARGET,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
}

/**
 * What browsers run: each bundle with its entry files and its folder below `dist/`. Files with a hash in the name may
 * be cached for good.
 */
const bundles = (
  parts: readonly string[],
  version: string,
  inMain: ReadonlySet<string>,
): readonly BuildOptions[] => [
  {
    entryPoints: { main: 'src/console/client/main.tsx' },
    outdir: 'dist/console',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    plugins: [colourPairs()],
  },
  {
    ...WIDGET,
    entryPoints: { embed: 'src/widget/embed.ts', [`embed/main-${version}`]: 'src/widget/main.ts' },
    plugins: [widgetSources()],
    define: { PARTS_VERSION: JSON.stringify(version) },
  },
  {
    ...WIDGET,
    entryPoints: { [`embed/later-${version}`]: 'src/widget/later/later.ts' },
    plugins: [widgetSources(), takenFrom(`./main-${version}.js`, inMain)],
  },
  {
    ...WIDGET,
    entryPoints: { [`embed/returned-${version}`]: 'src/widget/returned/returned.ts' },
    plugins: [widgetSources(), takenFrom(`./main-${version}.js`, inMain)],
  },
  {
    entryPoints: parts.map((name) => `${PARTS}/${name}`),
    outdir: 'dist/widget/embed',
    entryNames: `[name]-${version}`,
  },
  {
    entryPoints: ['post.css', 'page.ts', 'harbour.svg', 'icon.svg'].map((name) => `src/demo/client/${name}`),
    outdir: 'dist/demo',
    entryNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
  },
]

const WIDGET: BuildOptions = {
  outdir: 'dist/widget',
  entryNames: '[dir]/[name]',
  tsconfigRaw: {
    compilerOptions: {
      useDefineForClassFields: false,
      jsx: 'react',
      jsxFactory: 'h',
      jsxFragmentFactory: 'Fragment',
    },
  },
  jsx: 'transform',
}

/** Modules that the widget loads by name when a page or a reader needs them; each is self-contained. */
const PARTS = 'src/widget/parts'

/** Bundles everything, compresses each file, and prints what a first load then weighs. */
async function main(): Promise<void> {
  await rm(`${root}dist`, { recursive: true, force: true })
  const parts = (await readdir(`${root}${PARTS}`)).sort()
  const inMain = new Set<string>()
  for (const bundle of bundles(parts, await versionOfParts(), inMain)) {
    const { metafile } = await build({ ...SHARED, ...bundle })
    const outputs = Object.entries(metafile?.outputs ?? {})
    const sizes = new Map(
      await Promise.all(outputs.map(async ([file]) => [file, await compress(file)] as const)),
    )
    for (const [file, { entryPoint, imports, bytes }] of outputs) {
      if (entryPoint === 'src/widget/main.ts') {
        for (const { path } of metafile?.inputs[entryPoint]?.imports ?? []) inMain.add(path)
      }
      if (entryPoint === undefined) continue
      const first = [
        file,
        ...imports
          .filter(({ kind, external }) => kind === 'import-statement' && !external)
          .map(({ path }) => path),
      ]
      const total = first.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0)
      process.stdout.write(`${file}  ${bytes} bytes, first load ${(total / 1000).toFixed(1)} kB in brotli\n`)
    }
  }
}

/** One version for all parts, made from every file that could be built into them. */
async function versionOfParts(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', 'src/build.ts']) hash.update(await readFile(`${root}${name}`))
  const names = await readdir(`${root}src/widget`, { recursive: true })
  for (const name of names.filter((name) => /\.\w+$/.test(name)).sort()) {
    hash.update(await readFile(`${root}src/widget/${name}`))
  }
  return hash.digest('hex').slice(0, 8).toUpperCase()
}

/** `light-dark(a, b)` becomes a pair of variables, one of which counts, since the oldest browsers of `TARGET` lack it. */
function colourPairs(): Plugin {
  return {
    name: 'colour-pairs',
    setup({ onLoad }) {
      onLoad({ filter: /src\/console\/.*\.css$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8')
        const pairs = source.replace(
          /light-dark\(([^(),]+), ([^(),]+)\)/g,
          'var(--light, $1) var(--dark, $2)',
        )
        return { contents: pairs, loader: 'css' }
      })
    },
  }
}

/**
 * The widget's style sheets become minified text inside its script, from which a shadow root adopts them. JSX becomes
 * calls of `h`, which is imported into every such file: shorter than what the automatic runtime makes.
 */
function widgetSources(): Plugin {
  return {
    name: 'widget-sources',
    setup({ onLoad }) {
      onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8')
        const { code } = await transform(source, { loader: 'css', minify: true, target: TARGET })
        return { contents: code.trim(), loader: 'text' }
      })
      onLoad({ filter: /src\/widget\/.*\.tsx$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8')
        return { contents: `import { Fragment, h } from 'preact'\n${source}`, loader: 'tsx' }
      })
    },
  }
}

/**
 * Imports what `file` re-exports from the built `file`, so that it is loaded once and both share the same objects.
 */
function takenFrom(file: string, inputs: ReadonlySet<string>): Plugin {
  return {
    name: 'taken-from',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === 'ours' || kind === 'entry-point') return undefined
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: 'ours' })
        return inputs.has(relative(root, found.path)) ? { path: file, external: true } : found
      })
    },
  }
}

/** How Brotli may write distances (RFC 7932, section 4): which is the shortest differs from file to file. */
const DISTANCES = [
  [0, 0],
  [0, 3],
  [1, 0],
  [1, 1],
  [2, 0],
  [2, 1],
  [3, 4],
] as const

/**
 * Writes the file's compressed forms beside it; compressing them in the service would hold up its first readers.
 * @returns the bytes of its brotli form.
 */
async function compress(file: string): Promise<number> {
  const plain = await readFile(`${root}${file}`)
  const tries = await Promise.all(
    DISTANCES.map(([postfix, direct]) =>
      inBrotli(plain, {
        params: { [BROTLI_PARAM_NPOSTFIX]: postfix, [BROTLI_PARAM_NDIRECT]: direct << postfix },
      }),
    ),
  )
  const br = tries.reduce((a, b) => (b.length < a.length ? b : a))
  await writeFile(`${root}${file}.br`, br)
  await writeFile(`${root}${file}.gz`, gzipSync(plain, { level: 9 }))
  return br.length
}

await main()
