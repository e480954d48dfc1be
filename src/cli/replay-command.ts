import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { type Command, CommandError, countOption, textOption } from './command.ts'
import { replay } from './replay.ts'

/** `replay FILE…`: against the service on this machine unless `--url` names another. */
export async function runReplay(config: Config, command: Command): Promise<void> {
  const { words, out } = command
  if (words.length === 0) throw new CommandError('Name one or more JSON Lines files.')
  const kept = () => readFile(join(config.DATA_DIR, 'admin-token'), 'utf8').catch(() => undefined)
  const token = textOption(command, 'token') ?? config.ADMIN_TOKEN ?? (await kept())?.trim()
  if (token === undefined) throw new CommandError('Give an admin --token or ADMIN_TOKEN.')
  const isWhole = await replay({
    files: words,
    url: textOption(command, 'url') ?? `http://127.0.0.1:${config.PORT}`,
    token,
    concurrency: countOption(command, 'concurrency', 32),
    limit: countOption(command, 'limit', 1_000_000),
    out,
  })
  if (!isWhole) throw new CommandError('Something was lost or failed.')
}
