import { hash } from 'node:crypto'
import { articleKey } from '../comments/article-key.ts'
import { MAX_NAME } from '../comments/field-rules.ts'
import { renderHtml } from '../comments/html.ts'
import { parseWebsite } from '../comments/links.ts'
import { cleanName } from '../comments/names.ts'
import { isBlank, isLonger, isLongWhatever, isStorable, withOneNewline } from '../comments/text.ts'
import type { Deps } from '../deps.ts'
import { givingWay } from '../give-way.ts'
import { keyedHash } from '../hash.ts'
import { tellArticle } from '../live.ts'
import { NO_NAME } from '../people/erase.ts'
import type { Site } from '../sites/queries.ts'
import { ownUrl } from '../submissions/articles.ts'
import { readArtalk } from './artalk.ts'
import type { Bytes } from './bytes.ts'
import { readComentario } from './comentario.ts'
import { readCoral } from './coral.ts'
import { readDisqus } from './disqus.ts'
import { readIsso } from './isso.ts'
import { readOwnLines } from './own-lines.ts'
import { placeImported, renewStatistics, withdrawUnanswered } from './place.ts'
import { type NewArticle, type NewImported, storeImported } from './queries.ts'
import { readRemark42 } from './remark42.ts'
import {
  BrokenFile,
  type Found,
  type OwnDetails,
  type SourceArticle,
  type SourceComment,
  type Trouble,
} from './row.ts'
import { readWxr } from './wxr.ts'

const READERS = {
  postbag: readOwnLines,
  wxr: readWxr,
  disqus: readDisqus,
  coral: readCoral,
  remark42: readRemark42,
  comentario: readComentario,
  artalk: readArtalk,
  isso: readIsso,
} satisfies Record<string, (bytes: Bytes) => AsyncGenerator<Found>>
type ImportFormat = keyof typeof READERS
export const IMPORT_FORMATS = Object.keys(READERS) as [ImportFormat, ...ImportFormat[]]

type ImportRequest = {
  readonly format: ImportFormat
  /** What becomes an article's key: its address, or the other system's own id. */
  readonly articles: 'url' | 'id'
  /** Reads and reports, but stores nothing. */
  readonly dryRun: boolean
}

export type ImportReport = {
  readonly found: number
  readonly stored: number
  /** Stored by an earlier run. */
  readonly known: number
  readonly skipped: Readonly<Record<string, number>>
  readonly troubles: number
  /** The first thousand of them. */
  readonly details: readonly Trouble[]
  /** Why the file was not read to its end; null if it was. */
  readonly broken: string | null
}

/** The command line has no readers to tell: processes that do learn of it from the database. */
type ImportDeps = Pick<Deps, 'db' | 'secret' | 'log' | 'now'> & { readonly live: Pick<Deps['live'], 'tell'> }

const BATCH = 500
/** In UTF-16 units of text: a batch of only the longest comments would hold its transaction open for long. */
const BATCH_TEXT = 500_000
const MAX_DETAILS = 1_000
const MAX_TEXT = 20_000
const MAX_LIKES = 1_000_000_000
const MAX_TITLE = 500
const MAX_URL = 2_000

/**
 * Imports comments from another system, as a stream. Each gets an id derived from where it comes from, so that a
 * second run stores nothing twice and continues where one was interrupted. They keep their state; no check judges
 * them and no webhook is told. Parents may come in any order; a ring of replies is broken, and a reply without its
 * parent moves to the top, and both are reported.
 */
export async function importComments(
  deps: ImportDeps,
  site: Site,
  request: ImportRequest,
  bytes: Bytes,
): Promise<ImportReport> {
  const report = { found: 0, stored: 0, known: 0, troubles: 0, broken: null as string | null }
  const skipped = new Map<string, number>()
  const details: Trouble[] = []
  const articleKeys = new Set<string>()
  const complain = (trouble: Trouble) => {
    report.troubles += 1
    if (details.length < MAX_DETAILS) details.push(trouble)
  }
  const giveWay = givingWay()
  const { add, flush } = inBatches(async (batch) => {
    if (request.dryRun) return
    const { stored, elsewhere } = await storeImported(deps.db, site.id, batch)
    report.stored += stored
    report.known += batch.comments.length - stored - elsewhere.length
    for (const id of elsewhere)
      complain({ at: `comment ${id}`, what: 'there is one of this id already, below another article' })
  })
  try {
    for await (const found of READERS[request.format](bytes)) {
      await giveWay()
      if ('skipped' in found) skipped.set(found.skipped, (skipped.get(found.skipped) ?? 0) + 1)
      else if ('trouble' in found) complain(found.trouble)
      else if ('article' in found) {
        const made = toArticle(site, request, found.article, deps.now())
        if ('what' in made) complain({ at: `article ${found.article.id?.slice(0, 60)}`, ...made })
        else await add(made)
      } else {
        report.found += 1
        const made = toImported(deps, site, request, found.comment)
        if ('what' in made) complain(made)
        else {
          await add(made)
          articleKeys.add(made.article.key)
        }
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error
    report.broken = error.message
  }
  await flush()
  if (!request.dryRun) {
    await renewStatistics(deps.db)
    // In a truncated file, the missing part may contain replies.
    if (request.format !== 'postbag' && report.broken === null) await withdrawUnanswered(deps.db, site.id)
    await placeImported(deps.db, site, complain)
    for (const articleKey of articleKeys) {
      await giveWay()
      tellArticle(deps.live, { siteId: site.id, articleKey, isRemoval: true })
    }
  }
  deps.log.info({ site: site.slug, format: request.format, ...report }, 'import.done')
  return { ...report, skipped: Object.fromEntries(skipped), details }
}

type Batch = { readonly comments: NewImported[]; readonly bare: NewArticle[] }

/** Collects comments, and articles without comments, and stores them whenever there are enough. */
function inBatches(store: (batch: Batch) => Promise<void>) {
  let batch: Batch = { comments: [], bare: [] }
  let gathered = 0
  const flush = async () => {
    const full = batch
    batch = { comments: [], bare: [] }
    gathered = 0
    if (full.comments.length + full.bare.length > 0) await store(full)
  }
  const add = async (made: NewImported | NewArticle) => {
    if ('text' in made) {
      batch.comments.push(made)
      gathered += made.text.length
    } else batch.bare.push(made)
    if (batch.comments.length + batch.bare.length >= BATCH || gathered >= BATCH_TEXT) await flush()
  }
  return { add, flush }
}

/** An article ready to be stored, or why it cannot be. */
function toArticle(
  site: Site,
  { articles, format }: ImportRequest,
  { id, title, open = true, premoderated = false, section = null, createdAt = null, ...given }: SourceArticle,
  now: Date,
): NewArticle | Pick<Trouble, 'what'> {
  const url = addressOf(site, given.url)
  const named = articles === 'url' ? url : null
  const key = articleKey(named ?? id ?? '')
  if (key === null) return { what: 'an article without an address or id that can be used' }
  // An id may look like an address (`post:7`); only a web address could be that of another site. Not so in our own
  // export: there a site may have called its articles by any address.
  const isAddress = named === null ? format !== 'postbag' && /^https?:/i.test(key) : URL.canParse(key)
  if (isAddress && ownUrl(site, key) === null) return { what: 'an article of another site' }
  return {
    key,
    url: url === null ? null : ownUrl(site, url),
    title: title?.slice(0, MAX_TITLE).toWellFormed().replaceAll('\0', '') ?? null,
    section,
    open,
    premoderated,
    createdAt: createdAt === null ? null : timeOf(createdAt, now),
  }
}

/** A row ready to be stored, or why it cannot be. */
function toImported(
  { secret, now }: Pick<Deps, 'secret' | 'now'>,
  site: Site,
  request: ImportRequest,
  found: SourceComment,
): NewImported | Trouble {
  const { format } = request
  const at = `comment ${found.sourceId.slice(0, 60)}`
  const article = toArticle(site, request, found.article, now())
  const createdAt = timeOf(found.createdAt, now())
  if ('what' in article) return { at, ...article }
  if (createdAt === null) return { at, what: 'no time, or one to come' }
  if (isLongWhatever(found.text, MAX_TEXT)) return { at, what: 'a text that is too long' }
  if (isLongWhatever(found.name, MAX_NAME)) return { at, what: 'a name that is too long' }
  const text = withOneNewline(found.text)
  if (!isStorable(found.text) || !isStorable(found.name))
    return { at, what: 'characters that cannot be stored' }
  if (!found.isEmpty && isBlank(text)) return { at, what: 'no text' }
  if (isLonger(text, MAX_TEXT)) return { at, what: 'a text that is too long' }
  const name = found.isEmpty ? NO_NAME : (cleanName(found.name) ?? 'Anonymous')
  if (isLonger(name, MAX_NAME)) return { at, what: 'a name that is too long' }
  const id = idOf(site, format, found.sourceId)
  const email = found.isEmpty ? null : emailOf(found.email)
  // Two comments with the same name may be by two people: what is later done to "everything by this author" must not
  // affect the other.
  const person = email?.toLowerCase() ?? found.sourceId
  const hashOf = (purpose: string, ...parts: string[]) =>
    keyedHash(secret, purpose, site.id, ...parts).toString('hex')
  return {
    id,
    sourceId: found.sourceId,
    parentId: found.parentSourceId === null ? null : idOf(site, format, found.parentSourceId),
    // If it counted as new, an old article would be open again for as long as the site leaves articles open.
    article: { ...article, createdAt: article.createdAt ?? createdAt },
    status: found.status,
    reason: found.reason,
    name,
    text: found.isEmpty ? '' : text,
    html: found.isEmpty ? '' : renderHtml(text),
    email,
    website: found.website === null ? null : parseWebsite(found.website),
    authorHash: hashOf('author', `import ${format}`, person),
    emailHash: email === null ? null : hashOf('email', email.toLowerCase()),
    likes: likesOf(found.likes),
    createdAt,
    editedAt: found.editedAt ? timeOf(found.editedAt, now()) : null,
    ...(found.own ?? TOLD_NOTHING),
    erasedAt: found.isEmpty ? (found.own?.erasedAt ?? now().toISOString()) : null,
  }
}

/**
 * Some systems store only an article's path, which is then taken to be at the site's first origin; and comments from
 * before a site moved to https have http addresses.
 */
function addressOf(site: Site, url: string | null): string | null {
  if (url === null || url.length > MAX_URL) return null
  const first = site.origins.find((origin) => !origin.includes('*'))
  if (url.startsWith('/')) return URL.parse(url, first)?.href ?? url
  const secure = url.replace(/^http:/i, 'https:')
  return ownUrl(site, url) === null && ownUrl(site, secure) !== null ? secure : url
}

const TOLD_NOTHING: OwnDetails = {
  badge: null,
  color: null,
  verified: false,
  source: 'import',
  decidedAt: null,
  erasedAt: null,
  pick: null,
  revisions: [],
}

/** Our own comments keep their id; others get one derived from where they come from (UUID version 8). */
function idOf(site: Site, format: ImportFormat, sourceId: string): string {
  if (format === 'postbag') return sourceId
  const hex = hash('sha256', `${site.id} ${format} ${sourceId}`, 'hex')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`]
  return `${parts.join('-')}-${hex.slice(20, 32)}`
}

function timeOf(text: string, now: Date): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null
  // Without a zone it would be read in the zone that this process happens to run in.
  const at = new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
  const isSound = !Number.isNaN(at.getTime()) && at <= now && at.getUTCFullYear() >= 1970
  return isSound ? at.toISOString() : null
}

function likesOf(found = 0): number {
  return Number.isSafeInteger(found) && found > 0 ? Math.min(found, MAX_LIKES) : 0
}

function emailOf(text: string | null): string | null {
  return text !== null && /^[^\s@]{1,64}@[^\s@]{1,180}$/.test(text) && isStorable(text) ? text : null
}
