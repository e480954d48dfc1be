import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { ROOT } from '../helpers/process.ts'

export type Import = {
  readonly from: string
  readonly isTypeOnly: boolean
  /** Loaded when it is wanted, not when the file is. */
  readonly isLater: boolean
}
export type SourceFile = {
  /** Below `src/`, such as `review/queue.ts`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gms
const LATER = /\bimport\('([^']+)'\)/g

/** Every TypeScript file of the product; relative imports are given as paths below `src/`. */
export function sourceFiles(): readonly SourceFile[] {
  return textsBelow('src').map(({ path, text }) => {
    const at = (from: string) => (from.startsWith('.') ? normalize(join(dirname(path), from)) : from)
    const imports = [
      ...[...text.matchAll(IMPORT)].map(([, type, from = '']) => ({
        from: at(from),
        isTypeOnly: type !== undefined,
        isLater: false,
      })),
      ...[...text.matchAll(LATER)].map(([, from = '']) => ({
        from: at(from),
        isTypeOnly: false,
        isLater: true,
      })),
    ]
    return { path, text, imports }
  })
}

/** Every TypeScript file of the tests, by its path below `test/`. */
export function testFiles(): readonly Pick<SourceFile, 'path' | 'text'>[] {
  return textsBelow('test')
}

function textsBelow(folder: string): readonly Pick<SourceFile, 'path' | 'text'>[] {
  const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return paths
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, folder, path), 'utf8') }))
}
