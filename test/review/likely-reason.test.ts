import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refitSite } from '../../src/judge/refit.ts'
import { by } from '../helpers/author.ts'
import { asHolder, decide, type Holder, type Item } from '../helpers/desk.ts'
import { aReceiver } from '../helpers/receiver.ts'
import { type Answer, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'
import { until } from '../helpers/until.ts'

let service: Service
let mo: Holder
beforeAll(async () => {
  service = await aService({
    policy: { limits: OPEN_LIMITS, mode: 'pre', words: { builtIn: [] } },
    env: { PRIVATE_HOSTS: '127.0.0.1' },
    jobs: true,
  })
  mo = asHolder(service, service.moderator)
})
afterAll(() => service.close())

/** Words that the judge meets here for the first time, of three sorts that share some. */
const WORDS = {
  fine: 'zorvik pelunta mirask dovelun taskrel ombrith'.split(' '),
  spam: 'quanbix feltroz jubrast wexolin grivdap hunsorb'.split(' '),
  abuse: 'krathmug sprolvix bludnarg fezzquot yorbscan drekfolm'.split(' '),
  common: 'alvo besk cerun dath elmir'.split(' '),
}
type Sort = 'fine' | 'spam' | 'abuse'
const REASONS = { spam: ['spam', 'duplicate'], abuse: ['abuse', 'hate', 'threat'] } as const
let number = 0

function written(sort: Sort): string {
  number += 1
  const words = Array.from({ length: 8 }, (_, i) => {
    const from = i % 2 === 0 ? WORDS[sort] : WORDS.common
    return from[((number * 7919 + i * 104_729) % 1_009) % from.length]
  })
  return `${words.join(' ')}.`
}

const send = async (sort: Sort) =>
  (await service.submit({ text: written(sort), name: `Reader ${number}` })).body

const itemOf = async (id: string) => (await mo<Item>('GET', `/v1/review/comments/${id}`)).body

/** Sixty decisions, a third of each sort, and the model made from them in force. */
async function teach(): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    const sort = (['fine', 'spam', 'abuse'] as const)[i % 3]!
    const { comment } = await send(sort)
    const reason = sort === 'fine' ? undefined : REASONS[sort][i % REASONS[sort].length]
    const order = sort === 'fine' ? { action: 'approve' } : { action: 'reject', reason }
    expect((await decide(mo, comment.id, { ...order, version: 1 })).status).toBe(200)
  }
  const all = await until(async () => {
    // One that is made in the background meanwhile, from fewer of them, is kept in its place.
    await refitSite(service.deps, service.site.id)
    const [row] = await service.deps.db.query(
      (sql) => sql<{ version: number }[]>`
      select m.version from sites s join models m on m.site_id = s.id and m.version = s.model_version
      where s.id = ${service.site.id} and m.lessons = 60`,
    )
    return row?.version
  })
  await until(async () => (await itemOf((await send('fine')).comment.id)).verdict?.modelVersion === all)
}

describe('what kind of rejection it would be', () => {
  it('is guessed by the seed on a new site, beside a verdict that it does not move', async () => {
    const site = await aSite(service.deps, { slug: 'new' })
    const { status, body } = await service.submit(
      { text: 'You stupid fucking idiot, you moron, shut up' },
      { site: site.slug },
    )
    expect(status).toBe(202)
    const { judge } = await itemOf(body.comment.id)
    expect(judge).toMatchObject({ likelyReason: 'abuse' })
    expect(judge?.abuse).toBeGreaterThan(judge?.spam ?? 1)
  })

  it('is learned from the reasons that moderators gave', async () => {
    await teach()
    const [spam, abuse] = [await send('spam'), await send('abuse')]
    expect((await itemOf(spam.comment.id)).judge).toMatchObject({ likelyReason: 'spam' })
    expect((await itemOf(abuse.comment.id)).judge).toMatchObject({ likelyReason: 'abuse' })
    const fine = await itemOf((await send('fine')).comment.id)
    expect(fine.judge).toMatchObject({ likelyReason: null })
    expect((fine.judge?.spam ?? 1) + (fine.judge?.abuse ?? 1)).toBeLessThanOrEqual(
      (fine.verdict?.probability ?? 0) + 1e-6,
    )
  })

  it('follows the text when its author edits it', async () => {
    const { comment, receipt } = await send('spam')
    const text = written('abuse')
    const edited = await service.call('PATCH', `/v1/sites/news/comments/${comment.id}`, { text }, by(receipt))
    expect(edited.status).toBeLessThan(300)
    expect((await itemOf(comment.id)).judge).toMatchObject({ likelyReason: 'abuse' })
  })

  it.each(['spam', 'abuse'] as const)(
    'orders the queue, likeliest %s first, page by page, each once',
    async (kind) => {
      for (const sort of ['spam', 'abuse'] as const) await send(sort)
      const seen: Item[] = []
      let cursor = ''
      do {
        const { body } = await mo<{ items: Item[]; next: string | null }>(
          'GET',
          `/v1/review/queue?site=news&sort=${kind}&limit=2${cursor}`,
        )
        seen.push(...body.items)
        cursor = body.next === null ? '' : `&cursor=${body.next}`
      } while (cursor !== '')
      expect(seen.length).toBeGreaterThan(4)
      expect(new Set(seen.map(({ comment }) => comment.id)).size).toBe(seen.length)
      const risks = seen.map(({ judge }) => judge?.[kind] ?? 0)
      expect(risks).toEqual(risks.toSorted((a, b) => b - a))
      expect(seen[0]?.judge?.likelyReason).toBe(kind)
    },
  )

  it('is told to nobody but moderators: no reader, author, receiver or statement', async () => {
    const receiver = await aReceiver()
    const admin = service.as(service.admin)
    const hook = { url: receiver.url, sendsText: true }
    await service.call('POST', '/v1/admin/sites/news/webhooks', hook, admin)
    const [wrong, good] = [await send('spam'), await send('spam')]
    const guesses = [await itemOf(wrong.comment.id), await itemOf(good.comment.id)].map(({ judge }) => judge)
    expect(guesses.map((guess) => guess?.likelyReason)).toEqual(['spam', 'spam'])
    const stream = await service.call('GET', '/v1/sites/news/articles/bridge/events')
    await decide(mo, wrong.comment.id, { action: 'reject', reason: 'off-topic', version: 1 })
    await decide(mo, good.comment.id, { action: 'approve', version: 1 })
    await until(() => receiver.received.length >= 4)
    const told = [
      ...[wrong, good].map((answer) => JSON.stringify(answer)),
      ...receiver.received.map(({ body }) => body),
      await firstEvent(stream),
      ...(await Promise.all([wrong, good].flatMap(readersOf).map(textOf))),
    ]
    expect(told.filter((text) => text.includes(good.comment.id)).length).toBeGreaterThan(5)
    for (const text of told) {
      expect(text).not.toMatch(/likelyReason|likely_reason|"judge":|"kinds"|spam_?risk|abuse_?risk/i)
      expect(text).not.toMatch(/"spam"|"reason":"abuse"/)
      for (const guess of guesses) expect(text).not.toContain(String(guess?.spam))
    }
    await receiver.close()
  })

  /** Everything that a reader, the author, or the site's own programs can ask for about a comment. */
  function readersOf({ comment, receipt }: Answer) {
    const own = `/v1/sites/news/comments/${comment.id}`
    return [
      service.call('GET', own, undefined, by(receipt)),
      service.call('GET', own),
      service.call('GET', `${own}/replies`),
      service.call('GET', '/v1/sites/news/articles/bridge/comments'),
      service.call('GET', '/v1/sites/news/articles/bridge/feed.atom'),
      service.call('GET', '/v1/sites/news/trending'),
      service.call('GET', '/v1/sites/news/counts?article=bridge'),
      service.call('GET', '/v1/sites/news/widget'),
      service.call('POST', `${own}/appeal`, {}, by(receipt)),
    ]
  }
})

const textOf = async (response: Response | Promise<Response>) => (await response).text()

async function firstEvent(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (reader !== undefined && !text.includes('approved'))
    text += decoder.decode((await reader.read()).value)
  await reader?.cancel()
  return text
}
