import { AppError } from '../errors.ts'
import { type BuiltFiles, readBuiltFiles } from '../http/built-files.ts'

type ConsoleFiles = Pick<BuiltFiles, 'find'> & { readonly script: string; readonly style: string }

/** The console's files, read when they are first asked for, so that the service starts without them too. */
export function consoleFiles(directory: string): () => ConsoleFiles {
  let files: ConsoleFiles | undefined
  return () => {
    files ??= readConsoleFiles(directory)
    return files
  }
}

/** @throws {AppError} `unavailable` when the build is missing. */
function readConsoleFiles(directory: string): ConsoleFiles {
  const { names, find } = readBuiltFiles(directory)
  const entry = (extension: string) => {
    const name = names.find((file) => file.startsWith('main-') && file.endsWith(extension))
    if (name === undefined) throw new AppError('unavailable', 'The console is not built: run npm run build.')
    return name
  }
  return { script: entry('.js'), style: entry('.css'), find }
}
