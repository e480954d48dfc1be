import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Bytes } from './bytes.ts'
import type { IssoLine } from './isso-process.ts'
import { whatIsWrong } from './json.ts'
import { BrokenFile, type Found, type SourceComment } from './row.ts'

const READER = fileURLToPath(new URL('./isso-process.ts', import.meta.url))
/** How long its reader may be silent. A step takes it a moment; a busy machine, some seconds to start it. */
const SILENT_FOR_MS = 30_000

const Mode = { approved: 1, pending: 2, deleted: 4 } as const

const text = z
  .string()
  .nullable()
  .transform((value) => value || null)
/** Seconds since 1970, with fractions. */
const at = z
  .number()
  .transform((seconds) => new Date(seconds * 1_000))
  .refine((date) => !Number.isNaN(date.getTime()))
  .transform((date) => date.toISOString())

const Comment = z.object({
  id: z.int(),
  parent: z.int().nullable(),
  uri: z.string().min(1),
  title: text,
  created: at,
  modified: at.nullable(),
  mode: z.enum(Mode),
  text: z.string().nullable(),
  author: text,
  email: text,
  website: text,
  likes: z.int().nullable(),
})

/**
 * Reads the comments of Isso's SQLite database. SQLite needs a real file, so the bytes are written to the folder for
 * temporary files meanwhile. Articles are paths; text is Markdown and stays as it was written.
 * @throws {BrokenFile}
 */
export async function* readIsso(bytes: Bytes, { silentForMs = SILENT_FOR_MS } = {}): AsyncGenerator<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'postbag-isso-')).catch((cause: Error) => {
    throw new BrokenFile(`its database needs ${tmpdir()} to be writable while it is read`, { cause })
  })
  try {
    const file = join(folder, 'comments.db')
    await pipeline(bytes, createWriteStream(file))
    yield* commentsIn(file, silentForMs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* commentsIn(file: string, silentForMs: number): AsyncGenerator<Found> {
  const threads = new Map<unknown, object>()
  for await (const line of linesOf(file, silentForMs)) {
    if ('end' in line) return
    if ('broken' in line) throw new BrokenFile(line.broken)
    if ('thread' in line) {
      const { id, ...thread } = line.thread
      threads.set(id, thread)
      continue
    }
    const { tid, ...row } = line.comment
    const { data, error } = Comment.safeParse({ ...row, ...threads.get(tid) })
    if (data) yield { comment: found(data) }
    else yield { trouble: { at: `comment ${String(row['id'])}`, what: whatIsWrong(row, error) } }
  }
  throw new BrokenFile('it is damaged, or no database of Isso')
}

/** Ends early where the process dies, or says nothing for too long. */
async function* linesOf(file: string, silentForMs: number): AsyncGenerator<IssoLine> {
  // The process needs no setting, and no secret.
  const child = spawn(process.execPath, [READER, file], { env: {}, stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child, 'spawn')
  const impatience = () => setTimeout(() => child.kill('SIGKILL'), silentForMs)
  let patience = impatience()
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      clearTimeout(patience)
      const whole = parsed(line)
      if (whole === undefined) return
      yield whole
      patience = impatience()
    }
  } finally {
    clearTimeout(patience)
    child.kill('SIGKILL')
  }
}

/** Undefined for the last line of a process that died while it wrote. */
function parsed(line: string): IssoLine | undefined {
  try {
    return JSON.parse(line) as IssoLine
  } catch {
    return undefined
  }
}

function found(row: z.infer<typeof Comment>): SourceComment {
  return {
    sourceId: String(row.id),
    parentSourceId: row.parent === null ? null : String(row.parent),
    article: { id: row.uri, url: row.uri, title: row.title },
    name: row.author ?? '',
    text: row.text ?? '',
    email: row.email,
    website: row.website,
    status: row.mode === Mode.pending ? 'pending' : 'approved',
    reason: null,
    createdAt: row.created,
    editedAt: row.modified,
    likes: row.likes ?? 0,
    isEmpty: row.mode === Mode.deleted,
  }
}
