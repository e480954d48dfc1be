import { expect, it } from 'vitest'
import { chatMessage } from '../../src/alerts/message.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const DESK = { site: 'herald', name: 'The Herald', publicUrl: 'https://comments.herald.example' }
const LINK = '<https://comments.herald.example/console?site=herald|Open the desk>'
const MINUTE = 60_000

const textOf = (waiting: Parameters<typeof chatMessage>[1], desk: Parameters<typeof chatMessage>[0] = DESK) =>
  (JSON.parse(chatMessage(desk, waiting, NOW)) as { text: string }).text

it.each([
  [1, 0, 31 * MINUTE, '1 comment waits for a moderator, for 31 minutes.'],
  [1, 1, 10_000, '1 comment waits for a moderator, for 1 minute. Readers reported it.'],
  [12, 0, 119 * MINUTE, '12 comments wait for a moderator, the oldest for 119 minutes.'],
  [
    12,
    3,
    180 * MINUTE,
    '12 comments wait for a moderator, the oldest for 3 hours. Readers reported 3 of them.',
  ],
  [
    400,
    1,
    72 * 60 * MINUTE,
    '400 comments wait for a moderator, the oldest for 3 days. Readers reported 1 of them.',
  ],
])('%i comments, %i reported, tell so in one sentence', (count, reported, age, told) => {
  const since = new Date(NOW.getTime() - age)
  expect(textOf({ count, reported, since })).toBe(`*The Herald*: ${told} ${LINK}`)
})

it('says that nothing waits, for a first try', () => {
  expect(textOf({ count: 0, reported: 0, since: null })).toBe(
    `*The Herald*: no comment waits for a moderator. ${LINK}`,
  )
})

it('makes no mention of a name, and no link where the desk’s address is not known', () => {
  const text = textOf(
    { count: 0, reported: 0, since: null },
    { site: 'x', name: '<!channel> & co', publicUrl: undefined },
  )
  expect(text).toBe('*&lt;!channel&gt; &amp; co*: no comment waits for a moderator.')
})
