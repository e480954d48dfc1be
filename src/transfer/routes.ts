import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { apart, takeTime } from '../db/in-time.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answer, problem, type Sent } from '../http/answers.ts'
import { requireRole } from '../http/auth.ts'
import { type AppEnv, router } from '../http/env.ts'
import { getAdminSite } from '../sites/access.ts'
import { SiteParams } from '../sites/schema.ts'
import type { Bytes } from './bytes.ts'
import { EXPORT_FORMATS, exportSite } from './export.ts'
import { IMPORT_FORMATS, type ImportReport, importComments } from './import.ts'
import { BrokenFile } from './row.ts'

const ImportReported = z
  .object({
    found: z.int(),
    stored: z.int(),
    known: z.int().openapi({ description: 'Stored by an earlier run' }),
    skipped: z.record(z.string(), z.int()).openapi({ description: 'What was left out, by what it is' }),
    troubles: z.int().openapi({ description: 'How many rows could not be taken' }),
    details: z
      .array(z.object({ at: z.string(), what: z.string() }))
      .openapi({ description: 'Where and what, for the first thousand of them' }),
    broken: z
      .string()
      .nullable()
      .openapi({ description: 'Why the file was not read to its end; null if it was' }),
  })
  .openapi('ImportReport') satisfies z.ZodType<Sent<ImportReport>>

const yesOrNo = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true')

const exportRoute = createRoute({
  method: 'get',
  path: '/sites/{site}/export',
  summary: 'Articles and comments of a site at one moment: JSON Lines, or the comments as CSV',
  request: {
    params: SiteParams,
    query: z.object({
      format: z.enum(EXPORT_FORMATS).default('jsonl'),
      personal: yesOrNo.openapi({ type: 'boolean', description: 'E-mail addresses go along' }),
    }),
  },
  responses: {
    200: { description: 'The file', content: { 'application/x-ndjson': {}, 'text/csv': {} } },
    404: problem('No such site'),
    503: problem('Too many at once'),
  },
})

const importRoute = createRoute({
  method: 'post',
  path: '/sites/{site}/import',
  summary: 'Take comments over from another system; again changes nothing',
  description:
    'The body is the file itself, unpacked, up to 16 MiB: our own export, a WordPress export (WXR), a Disqus export, a Remark42 backup, an export of Commento or Comentario, an Artalk transfer file, the database of Isso, or what `mongoexport` wrote of Coral: stories, users and comments, one behind the other. For larger ones use `npx postbag import`.',
  request: {
    params: SiteParams,
    query: z.object({
      format: z.enum(IMPORT_FORMATS),
      articles: z.enum(['url', 'id']).optional().openapi({ description: 'What articles are called by' }),
      dryRun: yesOrNo.openapi({ type: 'boolean', description: 'Reads and reports only' }),
    }),
  },
  responses: {
    200: answer('What became of it, with each row that could not be taken', ImportReported),
    404: problem('No such site'),
    413: problem('Too large for this way'),
    503: problem('Too many at once, or another one into this site'),
  },
})

const MAX_BYTES = 16 * 1024 * 1024
const EXPORTS_AT_ONCE = 2
const IMPORTS_AT_ONCE = 2
const TYPES = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' }

/** A site's comments out and in, for its admins. */
export function transferRoutes(deps: Deps) {
  const enterExports = upTo(EXPORTS_AT_ONCE, 'Others are exporting right now: try again in a moment.')
  const enterImports = upTo(IMPORTS_AT_ONCE, 'Others are importing right now: try again in a moment.')
  const routes = router()
  routes.use('/sites/:site/export', requireRole(deps, 'admin'))
  routes.use('/sites/:site/import', requireRole(deps, 'admin'))
  return routes
    .openapi(exportRoute, async (c) => {
      const site = await getAdminSite(deps.db, c.var.moderator, c.req.valid('param').site)
      const query = c.req.valid('query')
      const name = `postbag-${site.slug}-${deps.now().toISOString().slice(0, 10)}.${query.format}`
      const headers = {
        'content-type': TYPES[query.format],
        'content-disposition': `attachment; filename="${name}"`,
      }
      // For HEAD nobody reads the body, so an export would never end.
      if (c.req.method === 'HEAD') return c.body(null, 200, headers)
      // Under a name of its own: two of one site do not disturb each other.
      const leave = enterExports(Symbol())
      const { readable, sink, end } = aStream()
      apart(() => exportSite(deps.db, site, { ...query, now: deps.now() }, sink))
        .then(
          () => end(),
          (error: unknown) => {
            c.var.log.warn({ err: error, site: site.slug }, 'export.failed')
            end(new Error('the export broke off'))
          },
        )
        .finally(leave)
      c.var.log.info({ site: site.slug, ...query, moderatorId: c.var.moderator.id }, 'export.made')
      return c.body(readable, 200, headers)
    })
    .openapi(importRoute, async (c) => {
      const site = await getAdminSite(deps.db, c.var.moderator, c.req.valid('param').site)
      const { format, dryRun, articles = format === 'postbag' ? 'id' : 'url' } = c.req.valid('query')
      const encoding = c.req.header('content-encoding')
      if (encoding !== undefined && encoding !== 'identity') {
        throw new AppError('unsupported-media-type', 'Send the file uncompressed.')
      }
      // Two simultaneous imports into one site would wait for each other's articles until both gave up.
      const leave = enterImports(site.id)
      // The answer may take long.
      c.env?.incoming?.socket.setTimeout(0)
      takeTime(Number.POSITIVE_INFINITY)
      const request = { format, articles, dryRun }
      const report = await importComments(deps, site, request, bodyOf(c)).finally(leave)
      c.var.log.info({ site: site.slug, format, dryRun, moderatorId: c.var.moderator.id }, 'import.made')
      return c.json(report, 200)
    })
}

function aStream() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  return {
    readable,
    sink: async (piece: string) => {
      await writer.write(encoder.encode(piece))
    },
    /** A truncated file lacks its last line; the connection breaks off as well. */
    end: (error?: Error) => {
      const ended = error === undefined ? writer.close() : writer.abort(error)
      ended.catch(() => {})
    },
  }
}

/** Reads the whole body before using any of it: a request has to arrive in time, however long storing takes. */
async function* bodyOf(c: Context<AppEnv>): Bytes {
  const source: AsyncIterable<Uint8Array> | null = c.env?.incoming ?? c.req.raw.body
  const chunks: Uint8Array[] = []
  let size = 0
  let cut: BrokenFile | undefined
  try {
    for await (const chunk of source ?? []) {
      size += chunk.length
      if (size > MAX_BYTES) {
        throw new AppError('too-large', 'This is too large to be sent: use `npx postbag import`.')
      }
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    cut = new BrokenFile('it was cut off on the way', { cause: error })
  }
  yield* chunks
  if (cut !== undefined) throw cut
}

/** Lets work begin while fewer than `most` are under way, and none under the same name. */
function upTo(most: number, told: string) {
  const running = new Set<string | symbol>()
  /** @returns what to call at the end. @throws {AppError} `unavailable`. */
  return (name: string | symbol): (() => void) => {
    if (running.size >= most || running.has(name)) {
      throw new AppError('unavailable', told, { headers: { 'retry-after': '30' } })
    }
    running.add(name)
    return () => void running.delete(name)
  }
}
