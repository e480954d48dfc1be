import { openDb } from '../../src/db/client.ts'
import { rowsOf } from '../helpers/data.ts'
import { start } from '../helpers/process.ts'
import { aCluster } from './cluster.ts'
import type { Row } from './row.ts'

const ADMIN_TOKEN = 'the-admin-token-of-the-newsroom'
const PARTS = 4
/** They take turns: the judge learns only so much of one person a day, and these days pass in minutes. */
const MODERATORS = 8
/** Of the judge: from so many decisions on it is fitted, and again when there are so many times as many. */
const FITTED_FROM = 60
const FITTED_AT = 1.2
const LEARNS_WITHIN_MS = 8_000
const LIMITS = { perReaderPerMinute: 1_000_000, perArticlePerMinute: 1_000_000, perSitePerMinute: 1_000_000 }

type Stream = { readonly file: string; readonly most: number }

/** Comments below three videos, half of them spam; and on talk pages, a tenth of them abuse. */
const STREAMS: readonly Stream[] = [
  { file: 'tubespam.jsonl', most: 2_000 },
  { file: 'jigsaw_en.jsonl', most: 4_000 },
]
const LIMIT = 0.02
/** Comments that arrive between two visits of a moderator; as many are on one article where a file names none. */
const EVERY = 20

type Comment = {
  readonly text: string
  readonly author?: string
  readonly group?: string
  readonly label: 0 | 1
}
type Judged = { readonly label: 0 | 1; readonly action: 'approve' | 'hold' | 'reject'; readonly part: number }

/**
 * A newsroom's first days over HTTP: real labelled comments arrive one by one, moderators answer the queue from their
 * labels, and what the machine decides by itself is counted by quarters of the stream.
 */
export async function bench(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const stream of STREAMS) {
    const comments = rowsOf<Comment>(stream.file).slice(0, stream.most)
    if (comments.length > 0) rows.push(...(await newsroom(stream, comments)))
    else process.stderr.write(`newsroom: ${stream.file} skipped, the folder of labelled comments is absent\n`)
  }
  return rows
}

async function newsroom(stream: Stream, comments: readonly Comment[]): Promise<Row[]> {
  const cluster = await aCluster()
  const database = await cluster.database('newsroom')
  const service = start('src/main.ts', {
    env: { CAPTCHA: 'none', LOG_LEVEL: 'info', PORT: '0', DATABASE_URL: database, ADMIN_TOKEN },
  })
  const db = openDb(database)
  try {
    const url = `http://127.0.0.1:${(await service.event('service.listening'))['port']}`
    await send(url, 'POST', '/v1/admin/sites', {
      slug: 'newsroom',
      name: 'Newsroom',
      origins: ['https://newsroom.example'],
      policy: { limits: LIMITS, budget: { wrongApprove: LIMIT, wrongReject: LIMIT } },
    })
    const labels = await publish(url, comments)
    const verdicts = await db.query(
      (sql) => sql<{ id: string; action: Judged['action'] }[]>`
      select comment_id as id, action from verdicts where revision = 1`,
    )
    const parts = new Map([...labels.keys()].map((id, i) => [id, Math.floor((i * PARTS) / labels.size)]))
    return rowsFrom(
      stream,
      verdicts.map(({ id, action }) => ({ label: labels.get(id) ?? 0, action, part: parts.get(id) ?? 0 })),
    )
  } finally {
    await db.close()
    service.kill('SIGKILL')
    await cluster.stop()
  }
}

/** The label of each comment by its id, in the order they were sent. */
async function publish(url: string, comments: readonly Comment[]): Promise<Map<string, 0 | 1>> {
  const moderators = await Promise.all(Array.from({ length: MODERATORS }, () => aModerator(url)))
  const labels = new Map<string, 0 | 1>()
  for (const [index, { text, author, group, label }] of comments.entries()) {
    const visit = Math.floor(index / EVERY)
    const path = `/v1/sites/newsroom/articles/${encodeURIComponent(group ?? `page-${visit}`)}/comments`
    const { comment } = (await send(url, 'POST', path, {
      name: author?.trim().slice(0, 80) || 'Anonymous',
      text,
    })) as {
      comment: { id: string }
    }
    labels.set(comment.id, label)
    if (index % EVERY === EVERY - 1) {
      await moderate(url, labels, moderators[visit % MODERATORS]!)
      await learned(url)
    }
  }
  return labels
}

async function aModerator(url: string): Promise<string> {
  const asked = { name: 'A moderator', role: 'moderator', sites: ['newsroom'] }
  return ((await send(url, 'POST', '/v1/admin/tokens', asked)) as { token: string }).token
}

async function moderate(url: string, labels: ReadonlyMap<string, 0 | 1>, token: string): Promise<void> {
  const { items } = (await send(url, 'GET', '/v1/review/queue?site=newsroom&limit=100')) as {
    items: { comment: { id: string }; version: number }[]
  }
  if (items.length === 0) return
  const decisions = items.map(({ comment: { id }, version }) =>
    labels.get(id) === 1
      ? { id, version, action: 'reject', reason: 'spam' }
      : { id, version, action: 'approve' },
  )
  await send(url, 'POST', '/v1/review/decisions', { decisions }, token)
}

/**
 * Until the judge has learned what was decided and its fit is at most a few decisions old, as in a newsroom it is
 * long before the next twenty comments have come.
 */
async function learned(url: string): Promise<void> {
  const ends = performance.now() + LEARNS_WITHIN_MS
  for (let before = -1; performance.now() < ends; ) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const { budget } = (await send(url, 'GET', '/v1/review/stats?site=newsroom')) as {
      budget: { lessons: number }[]
    }
    const { items } = (await send(url, 'GET', '/v1/admin/sites/newsroom/models?limit=1')) as {
      items: { lessons: number }[]
    }
    const lessons = budget[0]?.lessons ?? 0
    const isFitted = lessons < FITTED_FROM || lessons < (items[0]?.lessons ?? 0) * FITTED_AT
    if (lessons === before && isFitted) return
    before = lessons
  }
}

async function send(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  token = ADMIN_TOKEN,
): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

function rowsFrom({ file }: Stream, judged: readonly Judged[]): Row[] {
  const shares = Array.from({ length: PARTS }, (_, part) => {
    const inPart = judged.filter((one) => one.part === part)
    const automatic = inPart.filter(({ action }) => action !== 'hold')
    return {
      what: `${file}: decided by machine, quarter ${part + 1} of ${judged.length} comments`,
      value: (100 * automatic.length) / inPart.length,
      unit: '%',
    }
  })
  const wrong = (action: 'approve' | 'reject', label: 0 | 1, parts: readonly number[]): Row => {
    const all = judged.filter((one) => one.action === action && parts.includes(one.part))
    const value = all.length === 0 ? 0 : (100 * all.filter((one) => one.label === label).length) / all.length
    const where = parts.length === PARTS ? '' : `, quarter ${parts.map((part) => part + 1).join(' and ')}`
    const what = `${file}: wrong among ${all.length} machine ${action}s${where}`
    return { what, value, unit: '%', ...(parts.length > 1 && { aim: { atMost: 100 * LIMIT } }) }
  }
  return [
    ...shares,
    wrong('approve', 1, [0]),
    wrong('approve', 1, [1]),
    wrong('approve', 1, [2, 3]),
    wrong('reject', 0, [0, 1, 2, 3]),
  ]
}
