import { readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

const SHARED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
}

/** What browsers run, each from its entry to its folder below `dist/`; names with a hash may be kept for good. */
const BUNDLES: readonly BuildOptions[] = [
  {
    entryPoints: { main: 'src/console/client/main.tsx' },
    outdir: 'dist/console',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    splitting: true,
  },
  {
    entryPoints: { embed: 'src/widget/embed.tsx' },
    outdir: 'dist/widget',
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    loader: { '.css': 'text' },
  },
]

/** Bundles the console and the widget, and says what a first load weighs after compression. */
async function main(): Promise<void> {
  await rm(`${root}dist`, { recursive: true, force: true })
  for (const bundle of BUNDLES) {
    const { metafile } = await build({ ...SHARED, ...bundle })
    for (const [file, { entryPoint, imports, bytes }] of Object.entries(metafile?.outputs ?? {})) {
      if (entryPoint === undefined) continue
      const first = [
        file,
        ...imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path),
      ]
      const sizes = await Promise.all(first.map((path) => compressedSize(`${root}${path}`)))
      const total = sizes.reduce((sum, size) => sum + size, 0)
      process.stdout.write(`${file}  ${bytes} bytes, first load ${(total / 1000).toFixed(1)} kB in brotli\n`)
    }
  }
}

async function compressedSize(file: string): Promise<number> {
  return brotliCompressSync(await readFile(file)).length
}

await main()
