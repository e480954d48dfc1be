import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { createLogger } from '../logger.ts'
import { ensureSecret } from '../ops/first-start.ts'
import { type ErasureRequest, erase, KeptEmail } from '../people/erase.ts'
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
  const given = textOption(command, 'email')
  const commentId = textOption(command, 'comment')?.toLowerCase()
  if (given !== undefined && commentId === undefined && textOption(command, 'scope') === undefined) {
    const email = KeptEmail.safeParse(given)
    if (email.success) return { email: email.data }
    throw new CommandError('--email takes an e-mail address.')
  }
  if (commentId === undefined || given !== undefined)
    throw new CommandError('Give either --email, or --comment and perhaps --scope.')
  if (!UUID.test(commentId)) throw new CommandError('--comment takes the id of a comment.')
  const scope = choiceOption(command, 'scope', { of: ['comment', 'author'], byDefault: 'comment' })
  return { commentId, scope }
}
