import type { Config } from '../config.ts'
import { type Command, CommandError, countOption } from './command.ts'
import { replay } from './replay.ts'
import { runningService } from './service.ts'

/** `replay FILE…`: against the service on this machine unless `--url` names another. */
export async function runReplay(config: Config, command: Command): Promise<void> {
  const { words, out } = command
  if (words.length === 0) throw new CommandError('Name one or more JSON Lines files.')
  const isWhole = await replay({
    files: words,
    ...(await runningService(config, command)),
    concurrency: countOption(command, 'concurrency', 32),
    limit: countOption(command, 'limit', 1_000_000),
    out,
  })
  if (!isWhole) throw new CommandError('Something was lost or failed.')
}
