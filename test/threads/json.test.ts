import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type PublicCommentRow,
  publicColumns,
  publicComment,
  repliesCursor,
} from '../../src/comments/public-comment.ts'
import type { Thread } from '../../src/threads/thread.ts'
import { aReader } from '../helpers/reader.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let reader: ReturnType<typeof aReader>
beforeAll(async () => {
  service = await aService()
  reader = aReader(service)
})
afterAll(() => service.close())

const HOSTILE = [
  '"quoted" \\ back \\" both </script> <!-- & &amp;',
  Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join(''),
  '\u007f\u0080\u009f\u00a0\u2028\u2029\ufeff\ufffd\uffff',
  'e\u0301 👩‍👩‍👧 \u{10ffff} \u202e reversed ا هلا 漢字',
  '{"id":"x","replies":[]}',
  '',
]
const TIMES = [
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00.100Z',
  '0999-12-31T23:59:59.999Z',
  '2026-01-02T03:04:05.060Z',
  '2024-02-29T12:00:00.001Z',
  '2026-11-24T20:37:47Z',
]

it('is written by the database byte for byte as the service writes comments', async () => {
  const top = await reader.post('bytes')
  for (let i = 0; i < 12; i += 1) await reader.post('bytes', { parentId: top })
  const { comments } = await reader.json<Thread>('articles/bytes/comments')
  const ids = [top, ...(comments[0]?.replies.map(({ id }) => id) ?? [])]
  for (const [i, words] of HOSTILE.entries()) {
    await service.deps.db.query(
      (sql) => sql`
      update comments set name = ${words}, text = ${words}, html = ${words}, likes = ${i * 1_000_003},
        website = ${i % 2 ? words : null}, badge = ${i % 3 ? words : null}, color = ${i % 3 ? null : '#0a0b0c'},
        verified = ${i % 2 === 0}, edited_at = ${i % 2 ? '2026-10-25T01:30:00.1Z' : null},
        created_at = ${TIMES[i] ?? null}
      where id = ${ids[i] ?? null}`,
    )
  }
  const rows = await service.deps.db.query(
    (sql) => sql<PublicCommentRow[]>`select ${publicColumns(sql)} from comments c order by created_at, id`,
  )
  const shownUnder = (parentId: string | null) => rows.filter((row) => row.parentId === parentId).slice(0, 10)
  const written = (row: PublicCommentRow): object => {
    const replies = shownUnder(row.id)
    const last = replies.at(-1)
    const after = last && { id: last.id, createdAt: last.createdAt.toISOString() }
    return {
      ...publicComment(row),
      replies: replies.map(written),
      moreReplies: row.replyCount > replies.length ? repliesCursor(row.id, after) : null,
    }
  }
  // Anew: what was written here told nobody.
  const response = await reader.get('articles/bytes/comments?limit=49')
  const text = await response.text()
  expect(text.slice(text.indexOf('"comments":') + 11)).toBe(
    `${JSON.stringify(shownUnder(null).map(written))},"next":null}`,
  )
  expect(rows.filter(({ name }) => HOSTILE.includes(name))).toHaveLength(HOSTILE.length)
})
