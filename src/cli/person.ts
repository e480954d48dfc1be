import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { createLogger } from '../logger.ts'
import { ensureSecret } from '../ops/first-start.ts'
import { disclose } from '../people/disclose.ts'
import { erase } from '../people/erase.ts'
import { KeptEmail, type PersonRequest } from '../people/person.ts'
import { UUID } from '../text/uuid.ts'
import { type Command, CommandError, choiceOption, getSite, textOption } from './command.ts'
import { writeNew } from './write-new.ts'

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
  let [erased, held] = [0, 0]
  for (let remaining = true; remaining; ) {
    const done = await erase(deps, site, request)
    erased += done.erased
    held += done.held
    remaining = done.remaining
  }
  command.out(`${erased} comments erased`)
  if (held > 0) command.out(`${held} copies are kept as evidence (postbag evidence list): tell the person`)
}

/** `disclose SITE FILE --email ADDRESS`, `disclose SITE FILE --comment ID [--scope author]` */
export async function runDisclose(
  { db, config }: { readonly db: Db; readonly config: Config },
  command: Command,
): Promise<void> {
  const request = readRequest(command)
  const site = await getSite(db, command.words[0])
  const file = command.words[1]
  if (file === undefined) throw new CommandError('Name a file: postbag disclose SITE FILE')
  const deps = { db, secret: await ensureSecret(db, config) }
  let told = 0
  await writeNew(file, async (sink) => {
    for (let after: string | undefined, isOver = false; !isOver; ) {
      const { comments, notices, next } = await disclose(deps, site.id, { ...request, after })
      told += comments.length + notices.length
      for (const comment of comments) await sink(`${JSON.stringify({ comment })}\n`)
      for (const notice of notices) await sink(`${JSON.stringify({ notice })}\n`)
      isOver = next === null
      after = next ?? undefined
    }
  })
  command.out(`${told} comments and notices are in ${file}`)
}

function readRequest(command: Command): PersonRequest {
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
