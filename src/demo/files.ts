import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'
import { type BuiltFiles, readBuiltFiles } from '../http/built-files.ts'

const BUILT = fileURLToPath(new URL('../../dist/demo', import.meta.url))

export type DemoFiles = Pick<BuiltFiles, 'find'> & {
  /** The built name, which holds a hash of the content: ask for `post.css`, get `post-1A2B3C4D.css`. */
  named(name: string): string
}

/**
 * The demo's own style, script and pictures.
 * @throws {AppError} `unavailable` when the build is missing.
 */
export function readDemoFiles(): DemoFiles {
  const { names, find } = readBuiltFiles(BUILT)
  return {
    find,
    named(name) {
      const [stem = '', extension = ''] = name.split('.')
      const built = names.find((file) => file.startsWith(`${stem}-`) && file.endsWith(`.${extension}`))
      if (built === undefined) throw new AppError('unavailable', 'The demo is not built: run npm run build.')
      return built
    },
  }
}
