import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anImporter, type Importer } from '../helpers/importer.ts'
import { aService, type Service } from '../helpers/service.ts'

let service: Service
let importer: Importer
beforeAll(async () => {
  service = await aService()
  importer = anImporter(service)
})
afterAll(() => service.close())

describe('an import from Commento', () => {
  const comment = (id: string, fields: object) => ({
    commentHex: id,
    domain: 'news.example',
    url: '/bridge',
    commenterHex: 'anonymous',
    markdown: `Comment *${id}*`,
    html: '',
    parentHex: 'root',
    score: 0,
    state: 'approved',
    creationDate: `2026-03-01T09:00:0${id.length}Z`,
    direction: 0,
    deleted: false,
    ...fields,
  })

  it('finds people behind their comments and articles by host and path', async () => {
    const { report, comments, states } = await importer.imported(
      'comentario',
      JSON.stringify({
        version: 1,
        comments: [
          comment('a', { commenterHex: 'c1', score: 3, html: '<p>At last!</p>' }),
          comment('bb', { parentHex: 'a', score: -2 }),
          comment('ccc', { state: 'flagged', score: 1e12 }),
          comment('dddd', { domain: 'elsewhere.example' }),
        ],
        commenters: [
          {
            commenterHex: 'c1',
            email: 'ada@mail.example',
            name: 'Ada',
            link: 'https://ada.example/',
            photo: '',
          },
        ],
      }),
    )
    expect(report).toMatchObject({ found: 4, stored: 3, broken: null })
    expect(report.details).toEqual([{ at: 'comment dddd', what: 'an article of another site' }])
    expect(comments).toMatchObject([
      {
        author: { name: 'Ada', website: 'https://ada.example/' },
        text: 'At last!',
        replies: [{ author: { name: 'Anonymous' }, text: 'Comment *bb*' }],
      },
    ])
    expect(states.map(({ status, likes }) => [status, likes])).toEqual([
      ['approved', 3],
      ['approved', 0],
      ['pending', 1_000_000_000],
    ])
  })
})

describe('an import from Comentario', () => {
  const never = '0001-01-01T00:00:00.000Z'
  const comment = (id: string, fields: object) => ({
    id,
    pageId: 'p1',
    markdown: `Comment ${id}`,
    html: `<p>Comment ${id}</p>`,
    score: 0,
    isSticky: false,
    isApproved: true,
    isPending: false,
    isDeleted: false,
    createdTime: `2026-03-01T09:00:0${id.length}Z`,
    editedTime: never,
    userCreated: '00000000-0000-0000-0000-000000000000',
    authorName: 'Ada',
    ...fields,
  })

  it('takes over pages, states and empty places', async () => {
    const { report, article, comments, states } = await importer.imported(
      'comentario',
      JSON.stringify({
        version: 3,
        pages: [{ id: 'p1', domainId: 'd', path: '/bridge', title: 'Bridge opens', isReadonly: true }],
        comments: [
          comment('a', { isDeleted: true, isApproved: false, markdown: '', html: '' }),
          comment('bb', { parentId: 'a', userCreated: 'u1', authorName: '' }),
          comment('ccc', { isApproved: false, isPending: true }),
          comment('dddd', { isApproved: false }),
          comment('eeeee', { pageId: 'p2' }),
        ],
        commenters: [{ id: 'u1', email: 'bo@mail.example', name: 'Bo', websiteUrl: '' }],
      }),
    )
    expect(report).toMatchObject({ found: 4, stored: 4, broken: null })
    expect(report.details).toEqual([{ at: 'comment eeeee', what: 'a page that the file does not have' }])
    expect(article).toMatchObject({ title: 'Bridge opens', open: false })
    expect(comments).toMatchObject([
      { text: '', replies: [{ author: { name: 'Bo' }, text: 'Comment bb', editedAt: null }] },
    ])
    expect(states.slice(2)).toMatchObject([{ status: 'pending' }, { status: 'rejected', reason: 'other' }])
  })
})
