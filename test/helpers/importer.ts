import { expect } from 'vitest'
import { aSite, type Service } from './service.ts'

type Report = {
  readonly found: number
  readonly stored: number
  readonly known: number
  readonly skipped: Record<string, number>
  readonly troubles: number
  readonly details: readonly { readonly at: string; readonly what: string }[]
  readonly broken: string | null
}

type Shown = {
  readonly author: { readonly name: string; readonly website?: string }
  readonly text: string
  readonly html: string
  readonly createdAt: string
  readonly replies: readonly Shown[]
}

/** The article that the files of the tests are about. */
export const BRIDGE = 'https://news.example/bridge'

export type Importer = ReturnType<typeof anImporter>

/** What an admin who moves a site here does and sees. */
export function anImporter(service: Service) {
  const newSite = async () => (await aSite(service.deps)).slug
  const importFile = async (
    site: string,
    query: string,
    body: string | Uint8Array | ReadableStream<Uint8Array>,
    token = service.admin,
  ) => {
    const response = await service.app.request(`/v1/admin/sites/${site}/import?${query}`, {
      method: 'POST',
      headers: { ...service.as(token), 'content-type': 'application/octet-stream' },
      body: body as never,
      duplex: 'half',
    } as RequestInit)
    return { status: response.status, body: (await response.json()) as Report }
  }
  const thread = async (site: string, article: string) => {
    const path = `/v1/sites/${site}/articles/${encodeURIComponent(article)}/comments?sort=oldest`
    return (await (await service.call('GET', path)).json()) as {
      article: { count: number; title: string }
      comments: Shown[]
    }
  }
  /** A new site with the comments of a file, taken in twice: what was said of it, and what is kept. */
  const imported = async (format: string, file: string | Uint8Array) => {
    const site = await newSite()
    const { body: report } = await importFile(site, `format=${format}`, file)
    const again = await importFile(site, `format=${format}`, file)
    expect(again.body).toMatchObject({ stored: 0, known: report.stored })
    const states = await service.deps.db.query(
      (sql) => sql<{ text: string; status: string; reason: string | null; likes: number }[]>`
      select c.text, c.status, c.reason, c.likes from comments c join sites s on s.id = c.site_id
      where s.slug = ${site} order by c.created_at`,
    )
    return { report, states, ...(await thread(site, BRIDGE)) }
  }
  return { newSite, importFile, thread, imported }
}

export const cdata = (text: string) => `<![CDATA[${text}]]>`

/** A WordPress export of one article with these comments. */
export const wxr = (
  comments: string,
  link = 'https://news.example/bridge',
) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><wp:author><wp:author_id>1</wp:author_id></wp:author>
<item><title>Bridge opens</title><link>${link}</link><content:encoded>${cdata('<p>Long article</p>')}</content:encoded>
<wp:post_id>7</wp:post_id><wp:comment_status>open</wp:comment_status>${comments}</item></channel></rss>`

/** A comment of a WordPress export, from Ada and approved unless `fields` say otherwise. */
export const wpComment = (id: number, fields: Record<string, string> = {}) => {
  const all: Record<string, string> = {
    id: String(id),
    author: cdata('Ada'),
    author_email: cdata('ada@mail.example'),
    author_url: '',
    date_gmt: `2020-01-01 00:00:${String(id % 60).padStart(2, '0')}`,
    content: cdata(`Comment ${id}`),
    approved: '1',
    type: '',
    parent: '0',
    ...fields,
  }
  const members = Object.entries(all).map(
    ([name, value]) => `<wp:comment_${name}>${value}</wp:comment_${name}>`,
  )
  return `<wp:comment>${members.join('')}</wp:comment>`
}
