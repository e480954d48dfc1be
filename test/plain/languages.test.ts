import { expect, it } from 'vitest'
import { aMailingService, type MailingService } from '../helpers/mailing.ts'

/** What is the same in every language: names, addresses, the zone of times, and a field that people never see. */
const ANYWHERE =
  /The News|Postbag|CAPTCHA|UTC|https?:\/\/[\w.:/#?=&-]*|\S+@\S+|urn:\S+|\bSubject\b|&\w+;|[\w-]{16,}|T\d\d:[\d:.]+Z/g

/** What a page or feed says to people, to their eyes and to screen readers. */
function saidIn(markup: string): string {
  const seen = markup.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, '\n')
  const heard = [...markup.matchAll(/(?:aria-label|alt|title|placeholder)="([^"]*)"/g)].map(
    ([, text]) => text,
  )
  return [seen, ...heard].join('\n')
}

const latinIn = (text: string) => text.replaceAll(ANYWHERE, '').match(/.*\p{Script=Latin}{2,}.*/gu) ?? []

/** Everything that readers without script, readers of feeds and subscribers come across. */
async function everythingSaid({
  app,
  submit,
  call,
  deps,
  ...service
}: MailingService): Promise<[string, string][]> {
  const said: [string, string][] = []
  const see = async (path: string, form?: Record<string, string>) => {
    const init = form && { method: 'POST', body: new URLSearchParams(form) }
    const response = await app.request(`/v1/sites/news/${path}`, {
      ...init,
      headers: { accept: 'text/html' },
    })
    const markup = await response.text()
    said.push([`${path} ${JSON.stringify(form ?? '')} ${response.status}`, saidIn(markup)])
    return markup
  }
  const { body: first } = await submit({
    name: 'Ία',
    text: 'Πρώτο σχόλιο εδώ κάτω.',
    url: 'https://news.example/a',
    title: 'Άρθρο',
  })
  const { id } = first.comment
  await submit({ name: 'Νίκος', text: 'Μια απάντηση σε αυτό.', parentId: id })
  await submit({ name: 'Άννα', text: 'Κάτι εντελώς διαφορετικό τώρα.' })
  await call('PUT', `/v1/sites/news/comments/${id}/like`)
  await deps.db.query((sql) => sql`update comments set edited_at = now(), verified = true where id = ${id}`)
  const thread = 'articles/bridge/comments'
  for (const query of ['', `?replyTo=${id}`, '?sort=oldest&limit=1', '?fragment=1', '?cursor=none'])
    await see(thread + query)
  await see('articles/none/comments')
  await see(`comments/${id}/replies`)
  await see('comments/01900000-0000-7000-8000-000000000000/replies')
  await see('articles/bridge/feed.atom')
  await see(thread, { name: '\0', text: '', email: '?', website: 'javascript:' })
  await see(thread, { name: 'ν'.repeat(81), text: 'τ'.repeat(5_001) })
  await see(thread, {
    name: 'Ζωή',
    text: 'Πάλι κάτι άλλο.',
    parentId: '01900000-0000-7000-8000-000000000000',
  })
  await see(thread, { name: 'Ζωή', text: 'Και αυτό περιμένει.', captcha: '' })
  await see(thread, { name: 'Ζωή', text: 'ξ'.repeat(300_000) })
  await see(`comments/${id}/reports`)
  await see(`comments/${id}/reports`, {})
  const notice = { reason: 'illegal', note: 'Νόμος', 'notice.name': 'Ία', 'notice.email': 'ia@mail.example' }
  await see(`comments/${id}/reports`, { ...notice, 'notice.name': 'ν'.repeat(81), 'notice.email': '?' })
  const received = await see(`comments/${id}/reports`, { ...notice, 'notice.goodFaith': 'on' })
  await see(/notices\/[^"]+/.exec(received)?.[0] ?? '')
  await see('notices/none')
  for (const purpose of ['confirm', 'stop', 'appeal', 'allow']) await see(`mail/${purpose}/none`)
  const own = await service.aSubscriber({ name: 'Λία', text: 'Το δικό μου σχόλιο εδώ.' })
  await service.aReply(own.id, { name: 'Νίκος', text: 'Μια απάντηση σε εσένα.' })
  await service.sendAll()
  await service.decide(own.id, { action: 'reject', reason: 'abuse' })
  await service.decide(id, { action: 'reject', reason: 'illegal' })
  await service.sendAll()
  const mails = [own.email, 'ia@mail.example'].flatMap((address) => service.mailbox.to(address))
  for (const { subject, text } of mails) said.push(['a message', `${subject}\n${text}`])
  const rejected = service.mailbox.to(own.email).at(-1)
  for (const purpose of ['appeal', 'stop'] as const) {
    const path = new URL(rejected?.link(purpose) ?? '').pathname.replace('/v1/sites/news/', '')
    await see(path)
    await see(path, {})
  }
  return said
}

it.each(['ar', 'be', 'zh'])('on a site in %s nothing is said in English', async (locale) => {
  const service = await aMailingService({ policy: { text: { locale } } })
  const said = await everythingSaid(service)
  await service.close()
  expect(said.length).toBeGreaterThan(30)
  expect(said.filter(([where]) => where === 'a message').length).toBeGreaterThanOrEqual(4)
  expect(said.map(([where, text]) => [where, latinIn(text)]).filter(([, found]) => found?.length)).toEqual([])
})
