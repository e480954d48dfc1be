import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { router } from '../../src/http/env.ts'
import { errorRenderer } from '../../src/http/errors.ts'
import { problemWords } from '../../src/plain/problem-words.ts'
import { STATEMENT_LOCALES } from '../../src/statements/locale/words.ts'
import { by } from '../helpers/author.ts'
import { aFakeService } from '../helpers/fake-service.ts'
import { type Answer, aBody, aService, aSite, OPEN_LIMITS, type Service } from '../helpers/service.ts'

const LOCALES = ['en', 'de', 'fr', 'ar', 'ru'] as const
type Locale = (typeof LOCALES)[number]
/** A region of a language that has words, another writing of one, and a language without. */
const OTHERS = ['de-AT', 'zh-TW', 'eo']

let service: Service
let fake: Awaited<ReturnType<typeof aFakeService>>
beforeAll(async () => {
  fake = await aFakeService(assess)
  service = await aService({
    env: {
      CAPTCHA: 'recaptcha-v3',
      RECAPTCHA_SITE_KEY: 'site',
      RECAPTCHA_SECRET_KEY: 'secret',
      RECAPTCHA_VERIFY_URL: fake.url,
    },
  })
  for (const locale of [...LOCALES, ...OTHERS]) {
    const text = { locale, maxLength: 1_200 }
    const open = { rejected: 'told', limits: OPEN_LIMITS, text } as const
    await aSite(service.deps, { slug: siteOf(locale), policy: { ...open, words: { reject: ['snakeoil'] } } })
    const limits = { ...OPEN_LIMITS, perReaderPerMinute: 1 }
    await aSite(service.deps, { slug: `slow-${siteOf(locale)}`, policy: { limits, text } })
  }
})
afterAll(async () => {
  await service.close()
  await fake.close()
})

const siteOf = (locale: string) => `in-${locale.toLowerCase()}`

/** A token begins with its score; any other is a bad one. */
function assess(response: ServerResponse, { body }: { readonly body: string }) {
  const score = Number(new URLSearchParams(body).get('response')?.split(' ')[0])
  const good = { success: true, score, action: 'comment', hostname: 'news.example' }
  const answer = Number.isNaN(score)
    ? { success: false, 'error-codes': ['timeout-or-duplicate'] }
    : { ...good, challenge_ts: new Date().toISOString() }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
}

let tokens = 0
function token(score: number): string {
  tokens += 1
  return `${score} ${tokens}`
}

async function submit(
  site: string,
  fields: Record<string, unknown> = {},
  { article = 'bridge', headers = {} } = {},
) {
  const path = `/v1/sites/${site}/articles/${article}/comments`
  const answer = await service.call('POST', path, aBody({ captcha: token(0.9), ...fields }), headers)
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer }
}

/** The cases of the contract's table of messages, in its order. */
const CASES = {
  'no text': async (site: string) => submit(site, { text: ' ' }),
  'no name': async (site: string) => submit(site, { name: '\u200b' }),
  'a bad token': async (site: string) => submit(site, { captcha: 'used before' }),
  'no token': async (site: string) => submit(site, { captcha: undefined }),
  'a score below the refuse line': async (site: string) => submit(site, { captcha: token(0.05) }),
  'comments are closed': async (site: string) => {
    await submit(site, {}, { article: 'shut' })
    await service.deps.db.query(
      (sql) => sql`update articles set open = false where key = 'shut' and site_id =
        (select id from sites where slug = ${site})`,
    )
    return submit(site, {}, { article: 'shut' })
  },
  'too fast': async (site: string) => {
    await submit(`slow-${site}`)
    return submit(`slow-${site}`)
  },
}

/** What readers are told, word for word: of a field, or else in `detail`. */
const SAID: Readonly<Record<Locale, readonly string[]>> = {
  en: [
    'Please enter your comment!',
    'Please enter your name here',
    'Captcha verification failed!',
    'Captcha verification failed!',
    'CAPTCHA user score failed. Please contact us!',
    'Comments are closed.',
    'You are posting too quickly.',
  ],
  de: [
    'Bitte geben Sie Ihren Kommentar ein!',
    'Bitte geben Sie hier Ihren Namen ein',
    'Die Captcha-Prüfung ist fehlgeschlagen!',
    'Die Captcha-Prüfung ist fehlgeschlagen!',
    'Ihr CAPTCHA-Wert reicht nicht aus. Bitte melden Sie sich bei uns!',
    'Die Kommentare sind geschlossen.',
    'Sie schreiben zu schnell.',
  ],
  fr: [
    'Veuillez saisir votre commentaire\u202f!',
    'Veuillez saisir votre nom ici',
    'La vérification captcha a échoué\u202f!',
    'La vérification captcha a échoué\u202f!',
    'Score CAPTCHA insuffisant. Veuillez nous contacter\u202f!',
    'Les commentaires sont fermés.',
    'Vous publiez trop vite.',
  ],
  ar: [
    'يرجى كتابة تعليقك!',
    'يرجى كتابة اسمك هنا',
    'فشل التحقق من CAPTCHA!',
    'فشل التحقق من CAPTCHA!',
    'درجة التحقق من CAPTCHA غير كافية. يرجى التواصل معنا!',
    'التعليقات مغلقة.',
    'أنت تنشر بسرعة كبيرة.',
  ],
  ru: [
    'Пожалуйста, введите комментарий!',
    'Пожалуйста, введите здесь своё имя',
    'Проверка CAPTCHA не пройдена!',
    'Проверка CAPTCHA не пройдена!',
    'Оценка CAPTCHA слишком низкая. Пожалуйста, свяжитесь с нами!',
    'Комментарии закрыты.',
    'Вы отправляете комментарии слишком часто.',
  ],
}

describe.each(LOCALES)('a site in %s', (locale) => {
  it.each(Object.entries(CASES).map(([name, run], row) => [name, run, SAID[locale][row]] as const))(
    'says in its language: %s',
    async (_, run, words) => {
      const { headers, body } = await run(siteOf(locale))
      const [field] = body.errors ?? []
      expect(field?.message ?? body['detail']).toBe(words)
      const title = field === undefined ? words : problemWords(locale).fields
      expect(body['title']).toBe(title)
      expect(headers.get('content-language')).toBe(locale === 'en' ? null : locale)
    },
  )
})

it('thanks the author of a comment that waits', async () => {
  const waits = async (locale: Locale) => {
    const { status, body } = await submit(siteOf(locale), { captcha: token(0.3) })
    return [status, body.message]
  }
  expect(await waits('en')).toEqual([202, 'Thank you! Your comment will appear once it has been checked.'])
  expect(await waits('de')).toEqual([202, 'Danke! Ihr Kommentar erscheint, sobald er geprüft ist.'])
  expect(await waits('ar')).toEqual([202, 'شكرًا! سيظهر تعليقك بعد مراجعته.'])
})

/** What the author of a comment, or any reader, asks of a German site. */
async function ask(method: string, path: string, body?: unknown, headers = {}) {
  const answer = await service.call(method, `/v1/sites/in-de/${path}`, body, headers)
  return { language: answer.headers.get('content-language'), ...((await answer.json()) as Problem) }
}
type Problem = Pick<Answer, 'errors'> & { readonly title: string; readonly detail: string }

describe('on a German site', () => {
  const GONE = 'comments/01900000-0000-7000-8000-000000000000'
  const aComment = async () => {
    const { body } = await submit('in-de')
    return { path: `comments/${body.comment.id}`, key: by(body.receipt) }
  }

  it('a rejection that is told names its reasons', async () => {
    const { status, body } = await submit('in-de', { text: 'Buy snakeoil today' })
    const detail = 'Nicht veröffentlicht. Nur Sie sehen ihn. Beleidigung oder Belästigung'
    expect([status, body['title'], body['detail']]).toEqual([
      403,
      'Nicht veröffentlicht. Nur Sie sehen ihn.',
      detail,
    ])
    expect(body).toMatchObject({ type: 'urn:postbag:problem:comment-rejected', reasons: ['abuse'] })
  })

  it('each wrong field says so by itself, with its own limit, and keeps its code', async () => {
    const long = await submit('in-de', { text: 'ä'.repeat(1_201), name: 'n'.repeat(81), email: 'nobody@' })
    expect(long.body.errors).toEqual([
      { field: 'name', code: 'too-long', message: 'Bitte höchstens 80 Zeichen' },
      { field: 'text', code: 'too-long', message: 'Bitte kürzen Sie Ihren Kommentar auf 1.200 Zeichen.' },
      { field: 'email', code: 'invalid', message: 'Diese E-Mail-Adresse ist ungültig!' },
    ])
    const cut = await submit('in-de', { text: 'An emoji cut in half: \ud83d' })
    expect(cut.body.errors?.[0]?.message).toBe('Das enthält Zeichen, die nicht gespeichert werden können.')
    const { path } = await aComment()
    const notice = { name: 'n'.repeat(81), email: 'ada@news.example', goodFaith: false }
    const report = await ask('POST', `${path}/reports`, { reason: 'boring', note: 'n'.repeat(2_001), notice })
    expect(report.errors).toEqual([
      { field: 'reason', code: 'invalid-value', message: 'Bitte wählen Sie einen Grund.' },
      { field: 'notice.name', code: 'too-long', message: 'Bitte höchstens 80 Zeichen' },
      {
        field: 'notice.goodFaith',
        code: 'required',
        message: 'Bitte füllen Sie alles aus, was für eine solche Meldung nötig ist.',
      },
      { field: 'note', code: 'too-big', message: 'Bitte höchstens 2.000 Zeichen' },
    ])
  })

  it('an author learns why something is not done', async () => {
    const { path, key } = await aComment()
    const appeal = await ask('POST', `${path}/appeal`, {}, key)
    expect(appeal).toMatchObject({ language: 'de', detail: 'Das ist nicht mehr möglich.' })
    const empty = await ask('PATCH', path, { text: '' }, key)
    expect(empty.errors?.[0]?.message).toBe('Bitte geben Sie Ihren Kommentar ein!')
    await ask('DELETE', path, undefined, key)
    const edit = await ask('PATCH', path, { text: 'Otherwise.' }, key)
    expect(edit).toMatchObject({
      title: 'Das ist nicht mehr möglich.',
      detail: 'Sie haben diesen Kommentar zurückgezogen.',
    })
    const old = await aComment()
    await service.deps.db.query((sql) => sql`update comments set created_at = created_at - interval '1 hour'`)
    const late = await ask('PATCH', old.path, { text: 'Otherwise.' }, old.key)
    expect(late.detail).toBe('Dieser Kommentar kann nicht mehr bearbeitet werden.')
  })

  it.each([
    ['a like', 'PUT', `${GONE}/like`, undefined],
    ['a report', 'POST', `${GONE}/reports`, { reason: 'spam' }],
    ['a notice', 'GET', 'notices/none', undefined],
    ['an address that leads nowhere', 'GET', 'nowhere', undefined],
  ])('%s finds nothing there', async (_, method, path, body) => {
    const found = await ask(method, path, body)
    expect(found).toMatchObject({ language: 'de', title: 'Hier ist nichts zu finden.', status: 404 })
  })

  it('what only a program can mend is said in English, in full', async () => {
    const broken = await ask('POST', 'articles/bridge/comments', '{"name":')
    expect(broken).toMatchObject({ language: null, detail: 'The body is not well-formed JSON.' })
    const list = await ask('POST', 'articles/bridge/comments', [])
    expect(list).toMatchObject({ language: null, detail: 'Send one JSON object.' })
    const cursor = await ask('GET', 'articles/bridge/comments?cursor=none')
    expect(cursor).toMatchObject({ language: null, title: 'The request cannot be read' })
    const origin = { origin: 'https://elsewhere.example' }
    const foreign = await ask('PUT', `${GONE}/like`, undefined, origin)
    expect(foreign.detail).toBe('Only pages of the site’s listed origins may post here.')
  })

  it('moderators are spoken to in English', async () => {
    const { body } = await submit('in-de', { captcha: token(0.3) })
    const path = `/v1/review/comments/${body.comment.id}/decision`
    const decision = { action: 'reject', version: 1 }
    const answer = await service.call('PUT', path, decision, service.as(service.moderator))
    expect(answer.headers.get('content-language')).toBeNull()
    expect(await answer.json()).toMatchObject({
      title: 'Some fields are not valid',
      errors: [{ field: 'reason', message: 'Say why: a rejection needs a reason.' }],
    })
  })
})

it.each([
  ['de-AT', 'Bitte geben Sie Ihren Kommentar ein!', 'de'],
  ['zh-TW', '請輸入您的留言！', 'zh-hant'],
  ['eo', 'Please enter your comment!', null],
])('a site in %s says "%s"', async (locale, words, language) => {
  const { headers, body } = await submit(siteOf(locale), { text: '' })
  expect([body.errors?.[0]?.message, headers.get('content-language')]).toEqual([words, language])
})

it('is in English where there is no such site', async () => {
  const answer = await service.call('GET', '/v1/sites/no-such/articles/bridge/comments')
  expect(await answer.json()).toMatchObject({ status: 404, detail: 'There is nothing here' })
})

it('is told in English if the words cannot be had', async () => {
  const app = router()
  app.onError(errorRenderer(() => Promise.reject(new Error('unreadable'))))
  app.get('/', (c) => {
    c.set('locale', 'de')
    throw new AppError('comments-closed')
  })
  const answer = await app.request('/')
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ detail: 'Comments are closed.' })
})

it('every language of the widget has words of its own for all of it', () => {
  const own = STATEMENT_LOCALES.map((locale) => problemWords(locale.toLowerCase()))
  expect(own.length).toBe(15)
  const keys = Object.keys(problemWords('en')) as (keyof ReturnType<typeof problemWords>)[]
  for (const key of keys) expect(new Set(own.map((words) => words[key])).size).toBeGreaterThanOrEqual(14)
})
