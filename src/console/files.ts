import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'
import { type BuiltFiles, readBuiltFiles } from '../http/built-files.ts'

const BUILT = fileURLToPath(new URL('../../dist/console', import.meta.url))

type ConsoleFiles = Pick<BuiltFiles, 'find'> & { readonly script: string; readonly style: string }

/** The console's files, read when they are first asked for, so that the service starts without them too. */
export function consoleFiles(): () => ConsoleFiles {
  let files: ConsoleFiles | undefined
  return () => {
    files ??= readConsoleFiles()
    return files
  }
}

/** @throws {AppError} `unavailable` when the build is missing. */
function readConsoleFiles(): ConsoleFiles {
  const { names, find } = readBuiltFiles(BUILT)
  const entry = (extension: string) => {
    const name = names.find((file) => file.startsWith('main-') && file.endsWith(extension))
    if (name === undefined) throw new AppError('unavailable', 'The console is not built: run npm run build.')
    return name
  }
  return { script: entry('.js'), style: entry('.css'), find }
}
