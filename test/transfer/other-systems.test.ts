import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anImporter, BRIDGE, type Importer } from '../helpers/importer.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let importer: Importer
beforeAll(async () => {
  service = await aService()
  importer = anImporter(service)
})
afterAll(() => service.close())

const lines = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe('an import from Remark42', () => {
  const comment = (id: string, fields: object) => ({
    id,
    pid: '',
    text: `<p>Comment ${id}</p>\n`,
    orig: `Comment ${id}`,
    user: { name: 'Ada', id: 'anonymous_5f', picture: '', ip: 'c0ffee', admin: false },
    locator: { site: 'news', url: BRIDGE },
    score: 1,
    votes: {},
    vote: 0,
    time: `2026-03-01T09:00:0${id.length}.123456789Z`,
    ...fields,
  })

  it('takes over answers, votes, edits, closed articles and empty places', async () => {
    const { report, article, comments, states } = await importer.imported(
      'remark42',
      lines(
        { version: 1, users: [], posts: [{ url: BRIDGE, read_only: true }] },
        comment('a', {
          title: 'Bridge opens',
          text: '<p>At <em>last</em>!</p>\n<p>See <a href="https://news.example/x">here</a></p>\n',
          votes: { one: true, two: true, three: false },
        }),
        comment('bb', {
          pid: 'a',
          user: { name: 'Bo' },
          time: '2026-03-01T10:00:02+01:00',
          edit: { time: '2026-03-01T10:30:00Z' },
        }),
        comment('ccc', { delete: true, text: '', orig: '', user: { name: 'deleted' } }),
        comment('dddd', { pid: 'ccc' }),
        { id: 'eeeee', text: 'no author' },
      ),
    )
    expect(report).toMatchObject({ found: 4, stored: 4, broken: null })
    expect(report.details).toEqual([{ at: 'line 6', what: 'not as it should be: user, locator, time' }])
    expect(article).toMatchObject({ title: 'Bridge opens', open: false })
    expect(comments).toMatchObject([
      {
        author: { name: 'Ada' },
        text: 'At last!\n\nSee here (https://news.example/x)',
        createdAt: '2026-03-01T09:00:01.123Z',
        replies: [
          {
            author: { name: 'Bo' },
            createdAt: '2026-03-01T09:00:02.000Z',
            editedAt: '2026-03-01T10:30:00.000Z',
          },
        ],
      },
      { text: '', replies: [{ text: 'Comment dddd' }] },
    ])
    expect(states[0]).toMatchObject({ likes: 2 })
  })
})

describe('an import from Artalk', () => {
  const comment = (id: string, fields: object) => ({
    id,
    rid: '0',
    content: `Comment ${id}`,
    ua: '',
    ip: '',
    is_collapsed: 'false',
    is_pending: 'false',
    is_pinned: 'false',
    vote_up: '0',
    vote_down: '0',
    created_at: `2026-03-01 10:00:0${id} +0100`,
    updated_at: `2026-03-01 10:00:0${id} +0100`,
    nick: 'Ada',
    email: 'ada@mail.example',
    link: '',
    page_key: '/bridge',
    page_title: 'Bridge opens',
    page_admin_only: 'false',
    ...fields,
  })

  it('reads its texts as numbers, times and states', async () => {
    const { report, article, comments, states } = await importer.imported(
      'artalk',
      JSON.stringify([
        comment('1', { vote_up: '7' }),
        comment('2', { rid: '1', nick: 'Bo', updated_at: '2026-03-01 11:00:00 +0100', page_key: BRIDGE }),
        comment('3', { is_pending: 'true' }),
        comment('4', { page_key: undefined }),
      ]),
    )
    expect(report).toMatchObject({ found: 3, stored: 3, broken: null })
    expect(report.details).toEqual([{ at: 'object 4', what: 'not as it should be: page_key' }])
    expect(article).toMatchObject({ title: 'Bridge opens', open: true })
    expect(comments).toMatchObject([
      {
        createdAt: '2026-03-01T09:00:01.000Z',
        editedAt: null,
        replies: [{ author: { name: 'Bo' }, editedAt: '2026-03-01T10:00:00.000Z' }],
      },
    ])
    expect(states).toMatchObject([{ likes: 7 }, {}, { status: 'pending' }])
  })
})

describe('an import from Coral', () => {
  const at = (second: number) => ({ $date: `2026-03-01T09:00:0${second}.000Z` })
  const comment = (id: string, fields: object) => ({
    _id: { $oid: '65e1' },
    id,
    tenantID: 't',
    siteID: 's',
    storyID: 'story',
    authorID: 'ada',
    status: 'NONE',
    revisions: [{ id: 'r', body: `Comment ${id}`, createdAt: at(id.length), metadata: {} }],
    actionCounts: {},
    tags: [],
    createdAt: at(id.length),
    ...fields,
  })
  const stories = lines({
    id: 'story',
    tenantID: 't',
    url: BRIDGE,
    metadata: { title: 'Bridge opens' },
    closedAt: { $date: { $numberLong: '1772355600000' } },
    createdAt: at(0),
  })
  const people = lines(
    {
      id: 'ada',
      tenantID: 't',
      username: 'Ada',
      email: 'ada@mail.example',
      role: 'COMMENTER',
      createdAt: at(0),
    },
    { id: 'bo', tenantID: 't', username: 'Bo', role: 'STAFF', createdAt: at(0) },
  )

  it('joins the three collections and takes what nobody looked at for public', async () => {
    const { report, article, comments, states } = await importer.imported(
      'coral',
      stories +
        people +
        lines(
          comment('a', {
            actionCounts: { REACTION: { $numberInt: '4' } },
            revisions: [
              { id: 'r1', body: 'At lst!', createdAt: at(1) },
              { id: 'r2', body: '<div>At last!</div><div>Really.</div>', createdAt: at(5) },
            ],
          }),
          comment('bb', {
            parentID: 'a',
            authorID: 'bo',
            status: 'APPROVED',
            createdAt: { $date: { $numberLong: '1772355602000' } },
          }),
          comment('ccc', { status: 'SYSTEM_WITHHELD', actionCounts: { REACTION: { $numberLong: 'many' } } }),
          comment('dddd', { status: 'REJECTED' }),
          comment('eeeee', { authorID: null, revisions: [], deletedAt: at(9) }),
          comment('ffffff', { parentID: 'eeeee' }),
          comment('ggggggg', { storyID: 'lost' }),
        ),
    )
    expect(report).toMatchObject({ found: 6, stored: 6, broken: null })
    expect(report.details).toEqual([{ at: 'comment ggggggg', what: 'a story that does not come before it' }])
    expect(article).toMatchObject({ title: 'Bridge opens', open: false })
    expect(comments).toMatchObject([
      {
        author: { name: 'Ada' },
        text: 'At last!\n\nReally.',
        editedAt: '2026-03-01T09:00:05.000Z',
        replies: [{ author: { name: 'Bo' }, createdAt: '2026-03-01T09:00:02.000Z' }],
      },
      { text: '', replies: [{ text: 'Comment ffffff' }] },
    ])
    expect(states).toMatchObject([
      { status: 'approved', likes: 4 },
      { status: 'approved' },
      { status: 'pending', reason: null, likes: 0 },
      { status: 'rejected', reason: 'other' },
      {},
      {},
    ])
  })
})

describe('a file of one system', () => {
  it.each([
    ['remark42', '[{"id": "1"}]'],
    ['coral', '{"version": 1, "comments": []}'],
    ['artalk', '{"commentHex": "a"}\n{"commentHex": "b"}'],
    ['comentario', '<?xml version="1.0"?><disqus></disqus>'],
  ])('read as one of %s stores nothing and says so', async (format, file) => {
    const { report, states } = await importer.imported(format, file)
    expect(states).toEqual([])
    expect(report.broken !== null || report.troubles > 0).toBe(true)
  })
})
