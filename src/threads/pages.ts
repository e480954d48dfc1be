import { articleName, articleTag, publicHeaders } from '../comments/cache-tags.ts'
import { publicComment } from '../comments/public-comment.ts'
import type { Queryable } from '../db/client.ts'
import type { Deps } from '../deps.ts'
import { type Finished, finish } from '../http/finished.ts'
import { loadSpeak } from '../plain/speak.ts'
import type { Site } from '../sites/queries.ts'
import { type Ask, askKey, TRENDING_AT_MOST } from './ask.ts'
import { atomFeed } from './feed.ts'
import { createMemory, type Made, type Memory } from './memory.ts'
import { listCounts, listFeed, listPicks, listTrending } from './queries.ts'
import type { Replicas } from './replicas.ts'
import { type Loaded, loadReplies, loadThread } from './thread.ts'

export type Pages = {
  /** The key under which an ask's answer is kept. */
  keyOf(site: Site, ask: Ask): string
  /** The answer, if it is in memory and may be served as it is. */
  peek(key: string): Finished | undefined
  /** @throws {AppError} `not-found`, `invalid-request` for a cursor of another list. */
  answer(site: Site, ask: Ask): Promise<Finished>
  readonly memory: Memory
}

/** A browser asks each time and mostly hears "not changed"; shared caches answer by themselves for a while. */
const SLOW = 'public, max-age=60, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400'
const JSON_TYPE = 'application/json; charset=utf-8'
const FEED_ENTRIES = 50
const MEBIBYTE = 1024 * 1024

/** Everything that readers read, as finished answers from memory. */
export function createPages(deps: Deps, replicas: Pick<Replicas, 'reader'>): Pages {
  const memory = createMemory(deps.live, { maxBytes: deps.config.THREAD_MEMORY_MB * MEBIBYTE })
  const answer: Pages['answer'] = (site, ask) => {
    const about = aboutOf(site, ask)
    const { config, now } = deps
    return memory.get(askKey(site.id, ask), {
      about,
      make: () => make({ config, now, answer, db: replicas.reader(about) }, site, ask),
    })
  }
  return { memory, keyOf: (site, ask) => askKey(site.id, ask), peek: memory.peek, answer }
}

/** What a page is made from: one database that has every change announced for its articles. */
type Sources = Pick<Deps, 'config' | 'now'> & Pick<Pages, 'answer'> & { readonly db: Queryable }

/** The articles that an answer will show; null if only loading it tells. */
function aboutOf(site: Site, ask: Ask): readonly string[] | null {
  switch (ask.kind) {
    case 'thread':
    case 'feed':
      return [articleName(site.id, ask.articleKey)]
    case 'counts':
      return ask.articles.map(({ key }) => articleName(site.id, key))
    case 'replies':
    case 'picks':
      return null
    case 'trending':
      return []
  }
}

function make(sources: Sources, site: Site, ask: Ask): Promise<Made> {
  switch (ask.kind) {
    case 'thread':
      return makeThread(sources, site, ask)
    case 'replies':
      return makeReplies(sources, site, ask)
    case 'counts':
      return makeCounts(sources, site, ask)
    case 'trending':
      return makeTrending(sources, site, ask)
    case 'picks':
      return makePicks(sources, site, ask)
    case 'feed':
      return makeFeed(sources, site, ask)
  }
}

type Kind<K extends Ask['kind']> = Extract<Ask, { readonly kind: K }>

async function makeThread(
  deps: Sources,
  site: Site,
  { articleKey, page, form }: Kind<'thread'>,
): Promise<Made> {
  const loaded = await loadThread(deps, site, articleKey, page)
  const body = await form.write({ loaded, page, site, config: deps.config })
  return {
    finished: finish(body, form.contentType, {
      ...publicHeaders(site, [articleTag(site.id, articleKey)]),
      ...form.headers?.(site),
    }),
    shows: showing(site, loaded),
    isPassing: form.isPassing === true || page.cursor !== undefined || loaded.version === null,
  }
}

async function makeReplies(
  deps: Sources,
  site: Site,
  { commentId, ...page }: Kind<'replies'>,
): Promise<Made> {
  const loaded = await loadReplies(deps, site, commentId, page)
  return {
    finished: finish(loaded.json, JSON_TYPE, publicHeaders(site, [articleTag(site.id, loaded.articleKey)])),
    shows: showing(site, loaded),
    isPassing: page.cursor !== undefined,
  }
}

async function makeCounts(deps: Sources, site: Site, { articles }: Kind<'counts'>): Promise<Made> {
  const found = await listCounts(
    deps.db,
    site.id,
    articles.map(({ key }) => key),
  )
  // Written by hand: an article's id may be the name of a member that every object has.
  const counts = articles.map(({ name }, at) => `${JSON.stringify(name)}:${found[at]?.count ?? 0}`)
  const tags = articles.map(({ key }) => articleTag(site.id, key))
  return {
    finished: finish(`{"counts":{${counts.join(',')}}}`, JSON_TYPE, publicHeaders(site, tags)),
    shows: new Map(articles.map(({ key }, at) => [articleName(site.id, key), found[at]?.version ?? null])),
    isPassing: found.every((article) => article === null),
  }
}

/** A list that no change of an article outdates alone is counted again after so many times what counting it took. */
const RESTS = 20
const RESTS_MS = 100

/**
 * Made only for the longest list, since every other list is the beginning of it. It is as new as a twentieth of the
 * database's time allows.
 */
async function makeTrending(deps: Sources, site: Site, ask: Kind<'trending'>): Promise<Made> {
  const { days, limit } = ask
  const started = performance.now()
  const items = (await busiest(deps, site, ask)).slice(0, limit)
  return {
    finished: finish(JSON.stringify({ days, items, next: null }), JSON_TYPE, publicHeaders(site, [], SLOW)),
    shows: new Map(),
    isPassing: false,
    livesMs: limit < TRENDING_AT_MOST ? 0 : Math.max(RESTS_MS, RESTS * (performance.now() - started)),
  }
}

async function busiest(
  { db, now, answer }: Sources,
  site: Site,
  ask: Kind<'trending'>,
): Promise<readonly object[]> {
  if (ask.limit < TRENDING_AT_MOST) {
    const { bodies } = await answer(site, { ...ask, limit: TRENDING_AT_MOST })
    return JSON.parse(bodies.identity.toString()).items
  }
  const since = new Date(now().getTime() - ask.days * 86_400_000)
  return listTrending(db, site.id, { since, limit: ask.limit })
}

/** Derived from the threads it shows: what is removed there disappears here at once. */
async function makePicks({ db, now }: Sources, site: Site, { days, limit }: Kind<'picks'>): Promise<Made> {
  const since = new Date(now().getTime() - days * 86_400_000)
  const rows = await listPicks(db, site.id, { since, limit })
  const items = rows.map(({ pickedAt, key, title, url, section, articleVersion: _, ...row }) => ({
    pickedAt,
    article: { key, title, url, section },
    comment: publicComment(row),
  }))
  const tags = rows.map(({ key }) => articleTag(site.id, key))
  return {
    finished: finish(JSON.stringify({ days, items, next: null }), JSON_TYPE, publicHeaders(site, tags)),
    shows: new Map(rows.map(({ key, articleVersion }) => [articleName(site.id, key), articleVersion])),
    isPassing: false,
  }
}

async function makeFeed(deps: Sources, site: Site, { articleKey }: Kind<'feed'>): Promise<Made> {
  const page = { sort: 'newest', limit: 1 } as const
  // The article first: a feed newer than the version it is kept under is rebuilt once too often, but never kept too
  // long.
  const loaded = await loadThread(deps, site, articleKey, page)
  const entries = await listFeed(deps.db, site.id, { key: articleKey, limit: FEED_ENTRIES })
  const speak = await loadSpeak(site.policy.text.locale)
  const base = deps.config.PUBLIC_URL ?? null
  const text = atomFeed({ site, speak, article: loaded.article, entries, base })
  return {
    finished: finish(
      text,
      'application/atom+xml; charset=utf-8',
      publicHeaders(site, [articleTag(site.id, articleKey)]),
    ),
    shows: showing(site, loaded),
    isPassing: loaded.version === null,
  }
}

function showing(
  site: Site,
  { articleKey, version }: Omit<Loaded, 'json'>,
): ReadonlyMap<string, number | null> {
  return new Map([[articleName(site.id, articleKey), version]])
}
