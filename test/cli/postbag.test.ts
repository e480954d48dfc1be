import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiOf } from '../helpers/api.ts'
import { freshDatabase } from '../helpers/database.ts'
import { start } from '../helpers/process.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let folder: string
beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'postbag-cli-'))
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs one command to its end. */
async function postbag(args: readonly string[], env: Record<string, string> = {}) {
  const process = start('src/cli/postbag.ts', { args, env: { DATABASE_URL: database.url, ...env } })
  const { code } = await process.ended
  return { code, said: process.output.stdout.trim(), complained: process.output.stderr.trim() }
}

it('says how it is used', async () => {
  const { code, said } = await postbag(['--help'])
  expect(code).toBe(0)
  for (const command of ['migrate', 'site create', 'token create', 'token revoke', 'replay'])
    expect(said).toContain(command)
})

it('ends in peace when nobody reads what it says', async () => {
  const unread = `{ "${process.execPath}" src/cli/postbag.ts --help; echo "ended with $?" >&2; } | true`
  expect((await promisify(execFile)('sh', ['-c', unread])).stderr).toBe('ended with 0\n')
})

it('brings the schema up to date, once and again', async () => {
  for (const _ of [1, 2]) {
    expect(await postbag(['migrate'])).toMatchObject({
      code: 0,
      said: 'The schema is up to date.',
      complained: '',
    })
  }
})

it('makes and lists sites', async () => {
  const made = await postbag([
    'site',
    'create',
    'tribune',
    '--name',
    'The Tribune',
    '--origin',
    'https://tribune.example',
  ])
  expect(made).toMatchObject({ code: 0, said: expect.stringMatching(/^tribune\t[0-9a-f-]{36}$/) })
  const { said } = await postbag(['site', 'list'])
  expect(said.split('\n')).toContain('tribune\tThe Tribune\thttps://tribune.example')
})

it('makes, lists and revokes tokens; a secret is shown once', async () => {
  const { said: secret } = await postbag([
    'token',
    'create',
    'Mo',
    '--role',
    'moderator',
    '--site',
    'tribune',
    '--days',
    '3',
  ])
  expect(secret).toMatch(/^pbt_[\w-]{43}$/)
  const listed = await postbag(['token', 'list'])
  expect(listed.said).not.toContain(secret)
  const line = listed.said.split('\n').find((each) => each.includes('\tMo\t')) ?? ''
  expect(line).toMatch(/^[0-9a-f-]{36}\tmoderator\tMo\tuntil \d{4}-\S+\ttribune$/)
  const id = line.split('\t')[0] ?? ''
  expect(await postbag(['token', 'revoke', id])).toMatchObject({ code: 0, said: `${id} is revoked` })
  expect((await postbag(['token', 'list'])).said).toContain(`${id}\tmoderator\tMo\trevoked\ttribune`)
})

it('lists a token whose time is over as ended, and one for every site as that', async () => {
  await postbag(['token', 'create', 'Al', '--role', 'admin', '--days', '1'])
  await database.db.query(
    (sql) => sql`update tokens set expires_at = now() - interval '1 minute' where name = 'Al'`,
  )
  const { said } = await postbag(['token', 'list'])
  expect(said).toMatch(/^[0-9a-f-]{36}\tadmin\tAl\tended \d{4}-\S+\tall sites$/m)
})

describe('trouble', () => {
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown command', ['publish'], {}, /^postbag: There is no command publish\. Run postbag --help\.$/],
    [
      'an unknown option',
      ['site', 'list', '--loud'],
      {},
      /^postbag: Unknown option '--loud'\. Run postbag --help\.$/,
    ],
    [
      'a slug that is none',
      ['site', 'create', 'The News', '--origin', 'https://a.example'],
      {},
      /^postbag: A slug has/,
    ],
    [
      'an origin with a path',
      ['site', 'create', 'a', '--origin', 'https://a.example/x'],
      {},
      /^postbag: .* is no origin/,
    ],
    [
      'a site that exists',
      ['site', 'create', 'tribune', '--origin', 'https://a.example'],
      {},
      /There is a site with this slug already: choose another/,
    ],
    [
      'a role that is none',
      ['token', 'create', 'X', '--role', 'god'],
      {},
      /^postbag: Name a --role: moderator or admin/,
    ],
    [
      'a token nobody has',
      ['token', 'revoke', '00000000-0000-4000-8000-000000000000'],
      {},
      /^postbag: There is no live token/,
    ],
    ['an id that is none', ['token', 'revoke', 'that-one'], {}, /^postbag: There is no live token/],
    ['a wrong setting', ['site', 'list'], { PORT: 'many' }, /^postbag: .*PORT: /],
    [
      'a database that is not there',
      ['site', 'list'],
      { DATABASE_URL: 'postgres://postbag:geheim@127.0.0.1:1/postbag' },
      /^postbag: .*cannot be reached \(ECONNREFUSED\)/,
    ],
    ['no file to replay', ['replay'], {}, /^postbag: Name one or more JSON Lines files/],
    [
      'a file to replay that is nowhere',
      ['replay', '/nowhere.jsonl', '--token', 'x'],
      {},
      /^postbag: \/nowhere\.jsonl cannot be read: check its name and your rights\.$/,
    ],
    ['an option of another command', ['token', 'list', '--limit', '5'], {}, /token list takes no --limit/],
    [
      'an option that only another verb takes',
      ['site', 'list', '--name', 'x'],
      {},
      /site list takes no --name/,
    ],
    [
      'an option given twice',
      ['erase', 'tribune', '--email', 'a@b.example', '--email', 'c@d.example'],
      {},
      /^postbag: Give --email only once\.$/,
    ],
    [
      'an option of white space',
      ['erase', 'tribune', '--email', ' '],
      {},
      /^postbag: --email needs a value\.$/,
    ],
    [
      'an option whose value was forgotten',
      ['site', 'create', 'a', '--name', '--origin', 'x'],
      {},
      /forget .*'--name'/,
    ],
    ['what is no address', ['erase', 'tribune', '--email', 'foo'], {}, /--email takes an e-mail address/],
    [
      'a scope of nothing',
      ['erase', 'tribune', '--email', 'a@b.example', '--scope', 'author'],
      {},
      /^postbag: Give either --email, or --comment/,
    ],
    ['a word too many', ['migrate', 'now'], {}, /migrate does not know what to do with now/],
    ['a word after a list', ['site', 'list', 'all'], {}, /site list does not know what to do with all/],
    [
      'a verb that is none',
      ['site', 'remove', 'tribune'],
      {},
      /^postbag: Say site list or site create or site change\. Run/,
    ],
    [
      'a name nobody can see',
      ['token', 'create', ' ', '--role', 'admin'],
      {},
      /A name needs at least one visible/,
    ],
    [
      'a name that would colour a terminal',
      ['token', 'create', 'Mo\u001b[31m', '--role', 'admin'],
      {},
      /A name is one line, without control/,
    ],
    [
      'more days than time has',
      ['token', 'create', 'X', '--role', 'admin', '--days', '99999999'],
      {},
      /--days takes a whole number from 1 to 36500/,
    ],
    ['a site nobody made', ['erase', 'nowhere', '--email', 'a@b.example'], {}, /There is no site nowhere/],
    [
      'a place that takes no file',
      ['export', 'tribune', '/nowhere/x'],
      {},
      /x cannot be written: check its folder/,
    ],
    ['more than can go along', ['export', 'tribune', 'x', '--with', 'all'], {}, /--with takes nothing or/],
    [
      'a dry run that is neither',
      ['import', 'tribune', 'package.json', '--format', 'postbag', '--dry-run', 'true'],
      {},
      /--dry-run takes yes or no/,
    ],
    [
      'a folder to import',
      ['import', 'tribune', '.', '--format', 'wxr'],
      {},
      /^postbag: \. cannot be read: check its name/,
    ],
    [
      'a file of something else',
      ['import', 'tribune', 'package.json', '--format', 'postbag'],
      {},
      /Nothing in package\.json could be taken/,
    ],
  ])('with %s is one clear line and an exit that is not 0', async (_, args, env, line) => {
    const { code, complained } = await postbag(args, env)
    expect(code).not.toBe(0)
    expect(complained.split('\n')).toHaveLength(1)
    expect(complained).toMatch(line)
    expect(complained).not.toContain('geheim')
  })
})

describe('a replay', () => {
  const ADMIN_TOKEN = 'an-admin-token-of-the-tests'
  const comments = [
    { text: 'The bridge was closed this morning, again.', label: 0, author: 'Ada', group: 'bridge' },
    {
      text: 'Win money now at http://a.example http://b.example http://c.example',
      label: 1,
      group: 'bridge',
    },
    { text: '', label: 0 },
    { text: 'Ich fahre lieber mit der Fähre.', label: 0, group: 7 },
  ]

  it('posts a corpus through a running service and reads every comment back', async () => {
    const service = start('src/main.ts', {
      env: { PORT: '0', JOBS: 'off', DATABASE_URL: database.url, ADMIN_TOKEN, STOP_NOTICE_MS: '0' },
    })
    const url = apiOf(Number((await service.event('service.listening'))['port'])).base
    const file = join(folder, 'corpus.jsonl')
    await writeFile(file, `${comments.map((comment) => JSON.stringify(comment)).join('\n')}\n`)
    const { code, said } = await postbag([
      'replay',
      file,
      '--url',
      url,
      '--token',
      ADMIN_TOKEN,
      '--concurrency',
      '2',
    ])
    expect(code).toBe(0)
    expect(said).toMatch(/^4 comments in /)
    expect(said).toMatch(/^0 +approved +2$/m)
    expect(said).toMatch(/^1 +pending +1$/m)
    expect(said).toMatch(/^0 +422 invalid-submission +1$/m)
    expect(said).toMatch(/lost after an acknowledgement: 0; 5xx or no answer: 0$/)

    const refused = await postbag(['replay', file, '--url', url, '--token', 'a-token-nobody-has'])
    expect(refused.code).not.toBe(0)
    expect(refused.complained).toMatch(/^postbag: The service refuses this token/)
    const broken = join(folder, 'broken.jsonl')
    await writeFile(broken, '{"text": "Said in public.", "label": "good"}\n')
    const unread = await postbag(['replay', broken, '--url', url, '--token', ADMIN_TOKEN])
    expect(unread.code).not.toBe(0)
    expect(unread.complained).toBe(
      `postbag: ${broken} has a line that is no comment: JSON with a text is needed, and a label of 0 or 1 or none.`,
    )
    service.kill('SIGTERM')
    await service.ended
    const away = await postbag(['replay', file, '--url', url, '--token', ADMIN_TOKEN])
    expect(away.code).not.toBe(0)
    expect(away.complained).toMatch(/^postbag: There is no service at/)
  })
})
