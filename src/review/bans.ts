import { randomUUIDv7 } from 'node:crypto'
import { findLinks } from '../comments/links.ts'
import { cleanName } from '../comments/names.ts'
import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { keyedHash } from '../hash.ts'
import type { Moderator } from '../http/auth.ts'
import { bucketNamed } from '../http/caller.ts'
import { decodeCursor, encodeCursor, listName, type Page, timeAndId, toPage } from '../http/paging.ts'
import { forgetBanned } from '../submissions/correction-queries.ts'
import { foldText } from '../text/fold.ts'
import { type SiteRef, withinSites } from './access.ts'
import { maskEmail } from './items.ts'

export const BAN_KINDS = ['email', 'network', 'name', 'domain', 'author'] as const
type BanKind = (typeof BAN_KINDS)[number]
/** What happens to comments a ban applies to: they are refused, or held for a moderator (a watch). */
export const BAN_EFFECTS = ['refuse', 'hold'] as const
type BanEffect = (typeof BAN_EFFECTS)[number]

export type Ban = {
  readonly id: string
  readonly site: string
  readonly kind: BanKind
  readonly label: string
  readonly effect: BanEffect
  readonly note: string | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly liftedAt: Date | null
}

type NewBan = {
  readonly kind: BanKind
  readonly effect: BanEffect
  /** The comment whose author, network, e-mail or name is meant, so that moderators need not know any address. */
  readonly commentId?: string | undefined
  /** A name, domain, e-mail or network address, if it is not taken from a comment. */
  readonly value?: string | undefined
  readonly note?: string | undefined
  readonly expiresAt?: Date | undefined
}

const COLUMNS = 'id, kind, label, effect, note, created_by, created_at, expires_at, lifted_at'
const LIVE = 'lifted_at is null and (expires_at is null or expires_at > now())'

type Target = { readonly match: string; readonly label: string }

/**
 * Bans from a site. If the same target is already banned, that ban is renewed instead of a second one made.
 * @throws {AppError} `invalid-fields` when this kind cannot be made from what was given, `not-found` for the comment.
 */
export async function ban(deps: Deps, moderator: Moderator, site: SiteRef, wanted: NewBan): Promise<Ban> {
  const expiresAt = wanted.expiresAt ?? null
  if (expiresAt !== null && expiresAt <= deps.now()) {
    throw invalid('expiresAt', 'past', 'This time has passed already: leave it out, or choose a later one.')
  }
  const { match, label } = await findTarget(deps, site, wanted)
  const [row] = await deps.db.transaction(async (tx) => {
    // One after another: two at once would each see no ban yet, and lifting one of two lifts nothing.
    await tx.query((sql) => sql`select from sites where id = ${site.id} for no key update`)
    if (wanted.effect === 'refuse') await forgetBanned(tx, site.id, match)
    return tx.query(
      (sql) => sql<Ban[]>`
      with renewed as (
        update bans set expires_at = ${expiresAt}, effect = ${wanted.effect}, note = coalesce(${wanted.note ?? null}, note)
        where site_id = ${site.id} and match = ${match} and ${sql.unsafe(LIVE)}
        returning ${sql.unsafe(COLUMNS)}
      ), made as (
        insert into bans (site_id, id, kind, match, label, effect, note, created_by, created_at, expires_at)
        select ${site.id}, ${randomUUIDv7()}, ${wanted.kind}, ${match}, ${label}, ${wanted.effect}, ${wanted.note ?? null},
          ${moderator.name}, ${deps.now()}, ${expiresAt}
        where not exists (select from renewed)
        returning ${sql.unsafe(COLUMNS)}
      )
      select * from renewed union all select * from made limit 1`,
    )
  })
  if (row === undefined) throw new Error('insert into bans returned nothing')
  deps.log.info(
    { site: site.slug, banId: row.id, kind: row.kind, effect: row.effect, moderatorId: moderator.id },
    'ban.made',
  )
  return { ...row, site: site.slug }
}

/**
 * Lifts a ban; it stays on record.
 * @throws {AppError} `not-found` when no live ban has that id.
 */
export async function liftBan(deps: Deps, moderator: Moderator, banId: string): Promise<void> {
  const lifted = await deps.db.query(
    (sql) => sql<{ slug: string }[]>`
    update bans b set lifted_at = ${deps.now()} from sites s
    where s.id = b.site_id and b.id = ${banId} and ${sql.unsafe(LIVE)}
      and ${withinSites(sql, moderator)}
    returning s.slug`,
  )
  const [site] = lifted
  if (site === undefined) throw new AppError('not-found')
  deps.log.info({ site: site.slug, banId, moderatorId: moderator.id }, 'ban.lifted')
}

/** Bans newest first: those in force, or all that ever were. */
export async function listBans(
  db: Queryable,
  sites: readonly SiteRef[],
  page: {
    readonly state: 'live' | 'all'
    readonly kind?: BanKind | undefined
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<Page<Ban>> {
  const { state, kind, limit } = page
  const list = listName('bans', sites, state, kind)
  const [at = null, id = null] = page.cursor === undefined ? [] : decodeCursor(list, page.cursor, timeAndId)
  const rows = await db.query(
    (sql) => sql<Ban[]>`
    select b.id, s.slug as site, b.kind, b.label, b.effect, b.note, b.created_by, b.created_at, b.expires_at, b.lifted_at
    from bans b join sites s on s.id = b.site_id
    where b.site_id = any(${sites.map((site) => site.id)}::uuid[])
      and (${kind ?? null}::text is null or b.kind = ${kind ?? null})
      and (${state} = 'all' or (${sql.unsafe(LIVE)}))
      and (${at}::timestamptz is null or (b.created_at, b.id) < (${at}::timestamptz, ${id}::uuid))
    order by b.created_at desc, b.id desc limit ${limit + 1}`,
  )
  return toPage(rows, limit, (last) => encodeCursor(list, [last.createdAt.toISOString(), last.id]))
}

async function findTarget(deps: Deps, site: SiteRef, { kind, commentId, value }: NewBan): Promise<Target> {
  if ((commentId === undefined) === (value === undefined)) {
    throw invalid('commentId', 'required', 'Give a comment or a value, one of the two.')
  }
  if (commentId !== undefined) return targetOfComment(deps.db, site, kind, commentId)
  return targetOfValue(deps.secret, site, kind, value ?? '')
}

function targetOfValue(secret: string, site: SiteRef, kind: BanKind, value: string): Target {
  if (kind === 'name') return byName(value)
  if (kind === 'domain') {
    const domain = domainOf(value)
    if (domain === null) throw invalid('value', 'invalid', 'This is no domain: write it like spam.example.')
    return { match: `domain:${domain}`, label: domain }
  }
  if (kind === 'email') {
    if (!/^[^@\s]+@[^@\s]+$/.test(value))
      throw invalid('value', 'invalid', 'This is no e-mail address: write it like ada@mail.example.')
    const hash = keyedHash(secret, 'email', site.id, value.toLowerCase()).toString('hex')
    return { match: `email:${hash}`, label: maskEmail(value) }
  }
  if (kind === 'network') return byNetwork(secret, site, value)
  throw invalid('value', 'invalid', 'Ban an author by one of their comments.')
}

/** Networks are known only by a hash, so a range, in which any address may write, cannot be recognised. */
function byNetwork(secret: string, site: SiteRef, value: string): Target {
  const bucket = bucketNamed(value)
  if (bucket === undefined) {
    throw invalid('value', 'invalid', 'This is no address: write it like 192.0.2.7 or 2001:db8:1:2::/64.')
  }
  if (bucket === 'too-wide') {
    throw invalid(
      'value',
      'too-wide',
      'Postbag keeps no addresses, so it knows a network by one IPv4 address or an IPv6 /64 alone. Ban its addresses one by one, or turn a wider range away at your proxy.',
    )
  }
  const hash = keyedHash(secret, 'network', site.id, bucket).toString('hex')
  return { match: `network:${hash}`, label: maskNetwork(bucket) }
}

/** Enough to tell two bans apart, too little to tell who is banned. */
function maskNetwork(bucket: string): string {
  const mark = bucket.includes(':') ? ':' : '.'
  return [...bucket.split(mark).slice(0, 2), '*'].join(mark)
}

type Written = {
  readonly name: string
  readonly text: string
  readonly email: string | null
  readonly website: string | null
  readonly author: string
  readonly network: string
  readonly emailHash: string | null
  /** Kinds of ban that this comment cannot give: the data was erased, forgotten, or never given. */
  readonly unknown: readonly BanKind[]
}

async function targetOfComment(
  db: Queryable,
  site: SiteRef,
  kind: BanKind,
  commentId: string,
): Promise<Target> {
  const [written] = await db.query(
    (sql) => sql<Written[]>`
    select name, text, email, website, encode(author_hash, 'hex') as author, encode(network_hash, 'hex') as network,
      encode(email_hash, 'hex') as email_hash,
      array_remove(array[case when erased_at is not null then 'name' end,
        case when author_hash = decode(md5(id::text), 'hex') then 'author' end,
        case when network_hash = decode(md5(id::text), 'hex') then 'network' end], null) as unknown
    from comments where site_id = ${site.id} and id = ${commentId}`,
  )
  if (written === undefined) throw new AppError('not-found')
  const { name, text, email, website, author, network, emailHash, unknown } = written
  if (unknown.includes(kind))
    throw invalid('kind', 'unknown', `Its ${kind} is no longer kept, so it cannot be banned.`)
  if (kind === 'name') return byName(name)
  if (kind === 'author') return { match: `author:${author}`, label: name }
  if (kind === 'network') return { match: `network:${network}`, label: `the network of ${name}` }
  if (kind === 'email' && emailHash !== null) {
    return { match: `email:${emailHash}`, label: email === null ? `the e-mail of ${name}` : maskEmail(email) }
  }
  if (kind === 'email') throw invalid('kind', 'invalid', 'This comment came without an e-mail to ban.')
  return byDomain(website === null ? findLinks(text).map(({ host }) => host) : [website])
}

/** The domain that the comment links to, if there is only one. */
function byDomain(links: readonly string[]): Target {
  const domains = [...new Set(links.map(domainOf))].filter((domain) => domain !== null)
  const [domain] = domains
  if (domain === undefined) throw invalid('kind', 'invalid', 'This comment has no domain to ban.')
  if (domains.length > 1)
    throw invalid('kind', 'invalid', 'This comment links to several domains: give the one to ban as value.')
  return { match: `domain:${domain}`, label: domain }
}

/**
 * A banned name matches however it is spelt: case, width and look-alikes are folded away, and blanks are treated as
 * in a comment's name.
 */
function byName(given: string): Target {
  const name = cleanName(given) ?? ''
  const folded = foldText(name).text
  if (folded.trim() === '') throw invalid('value', 'invalid', 'A name needs at least one visible character.')
  return { match: `name:${folded}`, label: name }
}

/** The host in lower case; null for a single label, which would ban a whole top-level domain. */
function domainOf(value: string): string | null {
  const text = value.trim()
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null || url.username !== '' || !/^[^.]+(\.[^.]+)+$/.test(url.hostname)) return null
  return url.hostname.replace(/^www\./, '')
}

function invalid(field: string, code: string, message: string): AppError {
  return new AppError('invalid-fields', undefined, { errors: [{ field, code, message }] })
}
