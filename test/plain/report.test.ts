import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSpeak } from '../../src/plain/speak.ts'
import { aPerson } from '../helpers/mailing.ts'
import { aService, aSite, besides, type Service } from '../helpers/service.ts'

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const NOTICE = {
  reason: 'illegal',
  note: 'Section 130, the second sentence.',
  'notice.name': 'Nora Notifier',
  'notice.email': 'nora@reader.example',
  'notice.goodFaith': 'on',
}

let service: Service
beforeAll(async () => {
  service = await aService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })
  for (const [slug, locale] of [
    ['zeitung', 'de'],
    ['jarida', 'ar'],
  ] as const)
    await aSite(service.deps, { slug, policy: { text: { locale } } })
})
afterAll(() => service.close())

async function aComment(fields: Record<string, unknown> = {}, site = 'news') {
  return (await service.submit(fields, { site }, aPerson().network)).body.comment.id
}

async function look(id: string, site = 'news', headers: Record<string, string> = HTML) {
  const answer = await service.call('GET', `/v1/sites/${site}/comments/${id}/reports`, undefined, headers)
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

type Sending = {
  readonly site?: string
  readonly headers?: Record<string, string>
  readonly to?: Pick<Service, 'app'>
}

/** Sends the form, as another person each time unless told. */
async function send(
  id: string,
  fields: Record<string, string>,
  { site = 'news', headers = aPerson().network, to = service }: Sending = {},
) {
  const answer = await to.app.request(`/v1/sites/${site}/comments/${id}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

async function reports(id: string) {
  const path = `/v1/review/comments/${id}`
  const answer = await service.call('GET', path, undefined, service.as(service.moderator))
  return ((await answer.json()) as { reports: readonly Record<string, unknown>[] }).reports
}

function trouble(markup: string, field: string): string | undefined {
  return new RegExp(`id="postbag-${field.replace('.', '\\.')}-trouble">([^<]*)<`).exec(markup)?.[1]
}

describe('the form that reports a comment', () => {
  it('is led to from the comment, shows it, and is kept by nobody and found by nobody', async () => {
    const id = await aComment({ name: 'Ada', text: 'A word that somebody minds.' })
    const thread = await service.call('GET', '/v1/sites/news/articles/bridge/comments', undefined, HTML)
    expect(await thread.text()).toContain(`href="/v1/sites/news/comments/${id}/reports"`)
    const { status, headers, text } = await look(id)
    expect(status).toBe(200)
    expect(text).toMatch(/Ada[\s\S]*<p>A word that somebody minds\.<\/p>[\s\S]*<form/)
    expect(text).not.toMatch(/<script|style=/)
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    })
    for (const name of ['content-security-policy', 'referrer-policy', 'x-content-type-options'])
      expect([name, headers.get(name)]).toEqual([name, thread.headers.get(name)])
    expect(headers.get('set-cookie')).toBeNull()
  })

  it('is taken as JSON is, once, and says so on a page', async () => {
    const id = await aComment()
    const { network: headers } = aPerson()
    const first = await send(id, { reason: 'abuse', note: 'It insults\r\npeople. ' }, { headers })
    expect(first.status).toBe(202)
    expect(first.text).toContain('Thank you. A moderator will read this comment.')
    expect(first.text).toContain('Insult or abuse')
    const again = await send(id, { reason: 'abuse' }, { headers })
    expect(again.text).toBe(first.text)
    const [report, ...others] = await reports(id)
    expect(report).toMatchObject({ reason: 'abuse', note: 'It insults\npeople.', notice: null })
    expect(others).toEqual([])
  })

  it('gives notice that a comment is illegal, and leads to what becomes of it', async () => {
    const id = await aComment()
    const { status, text } = await send(id, NOTICE)
    expect(status).toBe(202)
    expect(text).toContain('We have received your notice and will decide about it.')
    const [, state = ''] = /href="(\/v1\/sites\/news\/notices\/[^"]+)"/.exec(text) ?? []
    expect(await (await service.call('GET', state)).json()).toMatchObject({ state: 'open', comment: { id } })
    expect(await reports(id)).toMatchObject([
      { reason: 'illegal', note: NOTICE.note, notice: { name: 'Nora Notifier' } },
    ])
  })

  it('of child abuse keeps no name that is left in its field', async () => {
    const id = await aComment()
    expect((await send(id, { ...NOTICE, 'notice.childAbuse': 'on' })).status).toBe(202)
    expect(await reports(id)).toMatchObject([{ notice: { name: null } }])
  })

  it.each([
    ['no reason', { reason: '' }, ['reason', 'errorReason']],
    ['a reason that there is not', { reason: 'because' }, ['reason', 'errorReason']],
    ['a long note', { reason: 'spam', note: 'x'.repeat(2001) }, ['note', 'errorNameLong', 2000]],
    ['a notice without why', { note: ' ' }, ['note', 'errorNotice']],
    ['a notice without name', { 'notice.name': '' }, ['notice.name', 'errorNameRequired']],
    ['a notice with a long name', { 'notice.name': 'x'.repeat(81) }, ['notice.name', 'errorNameLong', 80]],
    [
      'a notice with an endless name',
      { 'notice.name': 'x'.repeat(9999) },
      ['notice.name', 'errorNameLong', 80],
    ],
    ['a notice without address', { 'notice.email': '' }, ['notice.email', 'errorEmail']],
    ['a notice from nowhere', { 'notice.email': 'nora@' }, ['notice.email', 'errorEmail']],
  ] as const)('says at the field, in the reader’s language, that there is %s', async (_, fields, said) => {
    const id = await aComment({}, 'zeitung')
    const [field, key, n = 0] = said
    const { status, text } = await send(id, { ...NOTICE, ...fields }, { site: 'zeitung' })
    expect(status).toBe(422)
    const speak = await loadSpeak('de')
    expect(trouble(text, field)).toBe(speak.text(key, { n }))
    expect(text).toContain(`<li><a href="#postbag-${field}">`)
    expect(text.match(/class="postbag-trouble"/g)).toHaveLength(1)
    expect(await reports(id)).toEqual([])
  })

  it('tells all that is wrong at once, in the order of the fields, and keeps every word', async () => {
    const fields = { reason: 'illegal', note: '', 'notice.name': ' ', 'notice.email': '<nora>@"' }
    const { text } = await send(await aComment(), fields)
    const listed = [...text.matchAll(/<li><a href="#postbag-([^"]+)"/g)].map(([, field]) => field)
    expect(listed).toEqual(['note', 'notice.name', 'notice.email', 'notice.goodFaith'])
    for (const field of listed) expect(text).toContain(`id="postbag-${field}"`)
    expect(text).toContain('value="&lt;nora&gt;@&quot;"')
    expect(text).toMatch(/value="illegal" checked/)
  })

  it('keeps what runs nowhere as it was typed, whoever wrote it', async () => {
    const note = '</textarea><script>alert(1)</script>'
    const { text } = await send(await aComment({ name: '<b>Ada</b>' }), { note, 'notice.name': '"><img>' })
    expect(text).toContain('&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>')
    expect(text).toContain('value="&quot;&gt;&lt;img&gt;"')
    expect(text).not.toMatch(/<script|<img|<b>/)
  })

  it('is written the other way where the site’s language is', async () => {
    const { text } = await look(await aComment({}, 'jarida'), 'jarida')
    expect(text).toContain('<html lang="ar" dir="rtl">')
    expect(text).not.toContain('Report')
  })

  it('gives the words back to whoever reports too fast, and says how long to wait', async () => {
    const { network: headers } = aPerson()
    const id = await aComment()
    for (let n = 0; n < 10; n += 1) await send(id, { reason: 'spam' }, { headers })
    const {
      status,
      headers: told,
      text,
    } = await send(id, { reason: 'spam', note: 'Still there.' }, { headers })
    expect(status).toBe(429)
    expect(Number(told.get('retry-after'))).toBeGreaterThan(0)
    expect(text).toContain('You are posting too quickly.')
    expect(text).toContain('Still there.</textarea>')
  })

  it('gives the words back while nothing can be stored', async () => {
    const url = `${service.databaseUrl}?default_transaction_read_only=on`
    const reading = await besides(service, { url })
    const { status, text } = await send(await aComment(), NOTICE, { to: reading })
    expect(status).toBe(503)
    expect(text).toContain('Your text is kept; please try again.')
    expect(text).toContain(`${NOTICE.note}</textarea>`)
    await reading.close()
  })

  it('of a comment that is gone, or that never was, says that it was removed, and keeps the words', async () => {
    const never = '01900000-0000-7000-8000-000000000000'
    const gone = await aComment()
    const item = await service.call(
      'GET',
      `/v1/review/comments/${gone}`,
      undefined,
      service.as(service.moderator),
    )
    const { version } = (await item.json()) as { version: number }
    const decision = { action: 'reject', reason: 'spam', version }
    const path = `/v1/review/comments/${gone}/decision`
    await service.call('PUT', path, decision, service.as(service.moderator))
    for (const id of [never, gone]) {
      const { status, text } = await look(id)
      expect([status, text.includes('This comment was removed.')]).toEqual([404, true])
      expect(text).not.toContain('<form')
      const sent = await send(id, NOTICE)
      expect([sent.status, sent.text.includes('This comment was removed.')]).toEqual([404, true])
      expect(sent.text).toContain(`${NOTICE.note}</textarea>`)
    }
    expect((await look(never, 'news', {})).headers.get('content-type')).toMatch(/problem\+json/)
  })

  it('is taken from pages of ours and of the site alone', async () => {
    const id = await aComment()
    const own = { origin: 'null', 'sec-fetch-site': 'same-origin' }
    const older = { origin: 'http://localhost' }
    const statuses = []
    for (const headers of [own, older, { origin: 'null' }, { origin: 'https://elsewhere.example' }])
      statuses.push((await send(id, { reason: 'spam' }, { headers })).status)
    expect(statuses).toEqual([202, 202, 403, 403])
  })
})
