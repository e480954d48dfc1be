import type { Config } from '../config.ts'
import type { Db } from '../db/client.ts'
import { AppError } from '../errors.ts'
import { readEvidence, release } from '../evidence/acts.ts'
import { listEvidence } from '../evidence/queries.ts'
import { createLogger } from '../logger.ts'
import { ensureSecret } from '../ops/first-start.ts'
import type { Site } from '../sites/queries.ts'
import { UUID } from '../text/uuid.ts'
import { type Command, CommandError, getSite, textOption } from './command.ts'

type Deps = { readonly db: Db; readonly config: Config }

/** Stands in the record of what was done about a copy, in place of a moderator. */
const BY = { id: null, name: 'command line' }

/** `evidence list SITE`, `evidence show SITE ID`, `evidence release SITE ID --reason WORDS` */
export async function runEvidence({ db, config }: Deps, command: Command): Promise<void> {
  const [verb, slug, id = ''] = command.words
  const site = await getSite(db, slug)
  if (verb === 'list') return printEvidence(db, command, site)
  if (!UUID.test(id.toLowerCase()))
    throw new CommandError('Name the id of the evidence (postbag evidence list SITE).')
  const held = { siteId: site.id, site: site.slug, id }
  const deps = { db, secret: await ensureSecret(db, config), log: createLogger('warn') }
  try {
    if (verb === 'show') command.out(JSON.stringify(await readEvidence(deps, held, BY), null, 2))
    else {
      await release(deps, held, BY, reasonIn(command))
      command.out(`${id} is released`)
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new CommandError(error.code === 'not-found' ? `There is no evidence ${id}.` : error.message)
  }
}

async function printEvidence(db: Db, { out }: Command, { id: siteId }: Site): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await listEvidence(db, siteId, { state: 'all', limit: 100, cursor })
    for (const { id, commentId, cause, keepUntil, endedAt } of page.items) {
      const state = endedAt === null ? `until ${keepUntil.toISOString()}` : `ended ${endedAt.toISOString()}`
      out(`${id}\t${cause}\t${state}\tcomment ${commentId}`)
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** @throws {CommandError} when no reason is given. */
function reasonIn(command: Command): string {
  const reason = textOption(command, 'reason')
  if (reason === undefined) throw new CommandError('Say why: --reason "…"')
  return reason
}
