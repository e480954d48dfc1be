import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '../helpers/database.ts'
import { type Running, start } from '../helpers/process.ts'

const ADMIN_TOKEN = 'an-admin-token-of-the-tests'
let database: Awaited<ReturnType<typeof freshDatabase>>
let service: Running
let folder: string
let port: string
beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'postbag-api-'))
  service = start('src/main.ts', {
    env: { PORT: '0', CAPTCHA: 'none', JOBS: 'off', DATABASE_URL: database.url, ADMIN_TOKEN },
  })
  port = String((await service.event('service.listening'))['port'])
})
afterAll(async () => {
  service.kill('SIGKILL')
  await service.ended
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

async function api(args: readonly string[], env: Record<string, string> = {}) {
  const settings = { PORT: port, DATABASE_URL: database.url, ADMIN_TOKEN, ...env }
  const run = start('src/cli/postbag.ts', { args: ['api', ...args], env: settings })
  const { code } = await run.ended
  return { code, said: run.output.stdout.trim(), complained: run.output.stderr.trim() }
}

async function file(name: string, body: unknown): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, typeof body === 'string' ? body : JSON.stringify(body))
  return path
}

it('does what admins do: a policy, word lists and a webhook', async () => {
  const site = await file('site.json', { slug: 'herald', name: 'The Herald', origins: [] })
  expect(await api(['POST', '/v1/admin/sites', site])).toMatchObject({ code: 0, complained: '' })
  const policy = await file('policy.json', { mode: 'pre' })
  expect(JSON.parse((await api(['PUT', '/v1/admin/sites/herald/policy', policy])).said)).toMatchObject({
    version: 2,
    policy: { mode: 'pre' },
  })
  const words = await file('words.json', { hold: ['turnip'] })
  await api(['PUT', '/v1/admin/sites/herald/words', words])
  expect(JSON.parse((await api(['get', '/v1/admin/sites/herald/words'])).said)).toMatchObject({
    hold: ['turnip'],
  })
  const webhook = await file('webhook.json', { url: 'https://192.0.2.7/hook' })
  expect(await api(['POST', '/v1/admin/sites/herald/webhooks', webhook])).toEqual({
    code: 1,
    said: '',
    complained: expect.stringMatching(/^postbag: The service answers 422: .* url: [^\n]+$/),
  })
})

it('prints nothing where there is nothing, and tables as they are', async () => {
  const secret = await file('secret.json', { value: 'a-secret-of-the-tests' })
  expect(await api(['PUT', '/v1/admin/sites/herald/secrets/purge-token', secret])).toEqual({
    code: 0,
    said: '',
    complained: '',
  })
  const { said } = await api(['GET', '/v1/review/export.csv?site=herald&of=reasons'])
  expect(said).not.toMatch(/^[{[]/)
})

it.each<[string, string[], Record<string, string>, RegExp]>([
  ['nothing to ask', [], {}, /: Say what to ask: postbag api GET \//],
  ['a method that is none', ['LOOK', '/v1/admin/sites'], {}, /: Say what to ask/],
  ['a path outside of the API', ['GET', 'https://elsewhere.example/'], {}, /: Say what to ask/],
  [
    'no such site',
    ['GET', '/v1/admin/sites/nowhere'],
    {},
    /: The service answers 404: There is nothing here$/,
  ],
  ['a wrong token', ['GET', '/v1/admin/sites', '--token', 'x'.repeat(40)], {}, /: The service answers 401: /],
  [
    'no file',
    ['PUT', '/v1/admin/sites/herald/policy', '/nowhere.json'],
    {},
    /: \/nowhere\.json cannot be read/,
  ],
  ['no service', ['GET', '/v1/admin/sites', '--url', 'http://127.0.0.1:1'], {}, /: There is no service at /],
])('ends with one line about %s', async (_, args, env, line) => {
  const { code, said, complained } = await api(args, env)
  expect([code, said, complained.split('\n').length]).toEqual([1, '', 1])
  expect(complained).toMatch(line)
})

it('sends no file that is no JSON', async () => {
  const { complained } = await api(['PUT', '/v1/admin/sites/herald/policy', await file('broken.json', '{')])
  expect(complained).toMatch(/broken\.json holds no sound JSON\.$/)
})
