import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { createLogger } from '../logger.ts'
import { ensureSecret } from '../ops/first-start.ts'
import { type ErasureRequest, erase } from '../people/erase.ts'
import { UUID } from '../text/uuid.ts'
import { type Command, CommandError, choiceOption, getSite, textOption } from './command.ts'

/** `erase SITE --email ADDRESS`, `erase SITE --comment ID [--scope author]` */
export async function runErase(
  { db, config }: { readonly db: Db; readonly config: Config },
  command: Command,
): Promise<void> {
  const request = readRequest(command)
  const site = await getSite(db, command.words[0])
  const deps = {
    db,
    secret: await ensureSecret(db, config),
    log: createLogger('warn'),
    live: { tell: () => {} },
  }
  let erased = 0
  for (let remaining = true; remaining; ) {
    const done = await erase(deps, site, request)
    erased += done.erased
    remaining = done.remaining
  }
  command.out(`${erased} comments erased`)
}

function readRequest(command: Command): ErasureRequest {
  const email = textOption(command, 'email')
  const commentId = textOption(command, 'comment')?.toLowerCase()
  const scope = choiceOption(command, 'scope', { of: ['comment', 'author'], byDefault: 'comment' })
  if (email !== undefined && commentId === undefined) return { email }
  if (commentId === undefined || email !== undefined) throw new CommandError('Give --email or --comment.')
  if (!UUID.test(commentId)) throw new CommandError('--comment takes the id of a comment.')
  return { commentId, scope }
}
