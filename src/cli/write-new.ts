import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { CommandError } from './command.ts'

/**
 * Writes a new file piece by piece, at the speed of the disk.
 * @throws {CommandError} when a file of that name exists, or it cannot be written.
 */
export async function writeNew(
  file: string,
  write: (sink: (piece: string) => Promise<void>) => Promise<unknown>,
): Promise<void> {
  const out = createWriteStream(file, { flags: 'wx' })
  const ended = finished(out).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'EEXIST'
        ? `${file} is there already: name a new file.`
        : `${file} cannot be written: check its folder and your rights there.`,
    )
  })
  const sink = async (piece: string) => {
    if (!out.write(piece))
      await Promise.race([new Promise<void>((resolve) => out.once('drain', () => resolve())), ended])
  }
  await Promise.all([write(sink).then(() => out.end()), ended])
}
