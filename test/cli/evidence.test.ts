import { afterAll, beforeAll, expect, it } from 'vitest'
import { runEvidence } from '../../src/cli/evidence.ts'
import { asHolder } from '../helpers/desk.ts'
import { aService, type Service, words } from '../helpers/service.ts'

const SECRET_KEY = 'a secret of the tests, long enough'
let service: Service
beforeAll(async () => {
  service = await aService({ env: { SECRET_KEY } })
})
afterAll(() => service.close())

/** What the command prints. */
async function evidence(line: readonly string[], reason?: string): Promise<string> {
  const printed: string[] = []
  const options = { ...(reason !== undefined && { reason: [reason] }) }
  await runEvidence(service.deps, { words: line, options, out: (text) => printed.push(text) })
  return printed.join('\n')
}

it('lists what is held, shows a copy and records that, and releases it with a reason', async () => {
  const admin = asHolder(service, service.admin)
  const text = words()
  const { body } = await service.submit({ text })
  const hold = { commentId: body.comment.id, cause: 'legal-claim', note: 'A claim.' }
  const kept = await admin<{ id: string }>('POST', '/v1/admin/sites/news/evidence', hold)
  const { id } = kept.body
  const listed = await evidence(['list', 'news'])
  expect(listed).toMatch(new RegExp(`^${id}\tlegal-claim\tuntil \\d{4}-.*\tcomment ${body.comment.id}$`))
  expect(listed).not.toContain(text)
  expect(JSON.parse(await evidence(['show', 'news', id]))).toMatchObject({ comment: { text } })
  await expect(evidence(['release', 'news', id])).rejects.toThrow('--reason')
  expect(await evidence(['release', 'news', id], 'Settled.')).toBe(`${id} is released`)
  expect((await admin('GET', `/v1/admin/sites/news/evidence/${id}`)).body).toMatchObject({
    endedAt: expect.any(String),
    acts: [{ action: 'release', reason: 'Settled.', by: 'command line' }],
    readings: [{ by: 'command line' }],
  })
  await expect(evidence(['show', 'news', id])).rejects.toThrow('no longer')
  expect(await evidence(['list', 'news'])).toContain('ended ')
})

it.each([
  [['show', 'news', 'that-one'], 'Name the id'],
  [['show', 'news'], 'Name the id'],
  [['show', 'news', '00000000-0000-7000-8000-000000000000'], 'There is no evidence'],
  [['list', 'nowhere'], 'There is no site nowhere'],
])('%j is refused with one line', async (line, why) => {
  const error = await evidence(line).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'Error', message: expect.stringContaining(why) })
})
