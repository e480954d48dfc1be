import type { Db } from '../db/client.ts'
import { databaseClock } from '../db/clock.ts'
import { ROLES, type Role } from '../http/auth.ts'
import { listSites } from '../sites/queries.ts'
import { UUID } from '../text/uuid.ts'
import { insertToken, listTokens, revokeToken, type Token } from '../tokens/queries.ts'
import {
  type Command,
  CommandError,
  checkName,
  countOption,
  getSite,
  listOption,
  textOption,
} from './command.ts'

const MOST_DAYS = 36_500

/** `token list`, `token create NAME --role ROLE [--site SLUG …] [--days N]`, `token revoke ID` */
export async function runToken(db: Db, command: Command): Promise<void> {
  const [verb, subject] = command.words
  if (verb === 'list') return printTokens(db, command)
  if (subject === undefined)
    throw new CommandError('Say postbag token create NAME --role ROLE, or postbag token revoke ID')
  if (verb === 'create') return createToken(db, command, subject)
  if (!UUID.test(subject.toLowerCase()) || !(await revokeToken(db, subject)))
    throw new CommandError('There is no live token with this id (postbag token list).')
  command.out(`${subject} is revoked`)
}

async function printTokens(db: Db, { out }: Command): Promise<void> {
  const now = (await databaseClock(db))()
  const slugs = new Map((await listSites(db)).map(({ id, slug }) => [id, slug]))
  let cursor: string | undefined
  do {
    const page = await listTokens(db, { limit: 100, cursor })
    for (const token of page.items) {
      const sites =
        token.siteIds === null ? 'all sites' : token.siteIds.map((id) => slugs.get(id) ?? id).join(' ')
      out(`${token.id}\t${token.role}\t${token.name}\t${stateOf(token, now)}\t${sites}`)
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

function stateOf({ revokedAt, expiresAt }: Token, now: Date): string {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'live'
  return `${expiresAt > now ? 'until' : 'ended'} ${expiresAt.toISOString()}`
}

async function createToken(db: Db, command: Command, name: string): Promise<void> {
  const role = textOption(command, 'role')
  if (!isRole(role)) throw new CommandError(`Name a --role: ${ROLES.join(' or ')}.`)
  const slugs = listOption(command, 'site')
  const siteIds = await Promise.all(slugs.map(async (slug) => (await getSite(db, slug)).id))
  const days = countOption(command, 'days', 0, MOST_DAYS)
  const now = await databaseClock(db)
  const expiresAt = days === 0 ? null : new Date(now().getTime() + days * 86_400_000)
  const token = await insertToken(db, {
    name: checkName(name),
    role,
    siteIds: slugs.length > 0 ? siteIds : null,
    expiresAt,
  })
  command.out(token.secret)
}

function isRole(value: string | undefined): value is Role {
  return ROLES.some((role) => role === value)
}
