import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandError } from '../../src/cli/command.ts'
import { runSite } from '../../src/cli/site.ts'
import { freshDatabase } from '../helpers/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  const origin = ['https://gazette.example']
  await site(['create', 'gazette'], { name: ['The Gazette'], origin })
})
afterAll(() => database.close())

/** What the command says. */
async function site(words: string[], options: Record<string, string[]> = {}): Promise<string> {
  const said: string[] = []
  await runSite(database.db, { words, options, out: (line) => said.push(line) })
  return said.join('\n')
}

it('changes the name of a site and leaves its origins', async () => {
  expect(await site(['change', 'gazette'], { name: ['Gazette'] })).toBe(
    'gazette\tGazette\thttps://gazette.example',
  )
})

it('changes the origins of a site, all of them in one go', async () => {
  const origin = ['https://www.gazette.example', 'https://*.gazette.example']
  await site(['change', 'gazette'], { origin })
  expect(await site(['list'])).toMatch(
    /^gazette\t.*\thttps:\/\/www\.gazette\.example https:\/\/\*\.gazette\.example$/m,
  )
})

it.each<[string, string[], Record<string, string[]>, RegExp]>([
  ['no change', ['change', 'gazette'], {}, /^Say what changes: --name NAME, or every --origin URL/],
  ['no such site', ['change', 'nowhere'], { name: ['X'] }, /^There is no site nowhere/],
  ['no site at all', ['change'], { name: ['X'] }, /^Name a site first/],
  ['what is no origin', ['change', 'gazette'], { origin: ['https://a.example/x'] }, /is no origin/],
  ['an empty name', ['change', 'gazette'], { name: [' '] }, /^A name needs/],
])('says what is wrong with %s', async (_, words, options, message) => {
  const failed = await site(words, options).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(CommandError)
  expect((failed as Error).message).toMatch(message)
})
